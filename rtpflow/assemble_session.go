//home: rtpflow/assemble

package rtpflow

import (
	"cmp"
	"slices"
	"strings"

	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// sessionBuilder builds the model's Session from what was signalled and from its streams.
type sessionBuilder struct {
	*session
	x *assembler
}

// complete fills in the session from its exchanges and media.
func (s *sessionBuilder) complete() {
	s.participants()
	slices.SortStableFunc(s.Media, func(x, y *Media) int { return cmp.Compare(x.Index, y.Index) })
	for _, m := range s.Media {
		completeMedia(m)
	}
	s.described()
	s.settleMode()
	s.URL = s.presentation()
	s.span()
	s.EndedBy = s.end()
	s.dialect()
	s.windowsMedia()
	s.plays()
	s.synchronize()
	s.keepalive()
}

// participants collects connections, agents, version and timeout.
func (s *sessionBuilder) participants() {
	seen := map[*Connection]bool{}
	for _, d := range s.dialogues {
		for _, c := range d.conns {
			if !seen[&c.Record] && s.uses(&c.Record) {
				seen[&c.Record] = true
				s.Connections = append(s.Connections, &c.Record)
			}
		}
	}
	for _, e := range s.Exchanges {
		if e.Connection != nil && !seen[e.Connection] {
			seen[e.Connection] = true
			s.Connections = append(s.Connections, e.Connection)
		}
		for m := range e.Messages {
			s.Version = cmp.Or(s.Version, m.Version)
			if s.ServerAgent == "" {
				s.ServerAgent = m.Headers.Get("Server")
			}
			if s.UserAgent == "" && m.Request && e.Sender == Client {
				s.UserAgent = m.Headers.Get("User-Agent")
			}
			if s.Timeout == 0 {
				x, _ := rtspparse.ParseSession(m.Headers.Get("Session"))
				s.Timeout = x.Timeout
			}
		}
	}
	slices.SortFunc(s.Connections, func(x, y *Connection) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
}

// uses reports whether the session's exchanges run over a connection, or over its tunnel.
func (s *sessionBuilder) uses(c *Connection) bool {
	for _, e := range s.Exchanges {
		if e.Connection == c || c.TunnelPeer != nil && e.Connection == c.TunnelPeer {
			return true
		}
	}
	return false
}

// completeMedia sorts the streams of a media, and lists the static formats that its packets show if there is no description.
func completeMedia(m *Media) {
	slices.SortStableFunc(m.Streams, func(x, y *Stream) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
	slices.SortStableFunc(m.RTCP, func(x, y *RTCP) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
	if m.SDP != nil || len(m.Streams) == 0 {
		return
	}
	for _, st := range m.Streams {
		for pt := range st.PayloadTypes {
			if f, ok := sdpview.Static(pt); ok && !hasFormat(m.Formats, pt) {
				m.Formats = append(m.Formats, f)
			}
		}
	}
	slices.SortFunc(m.Formats, func(x, y sdpview.Format) int { return cmp.Compare(x.PayloadType, y.PayloadType) })
}

func hasFormat(list []sdpview.Format, pt uint8) bool {
	return slices.ContainsFunc(list, func(f sdpview.Format) bool { return f.PayloadType == pt })
}

// settleMode sets the mode of a session with media whose PLAY or RECORD has no response in the capture.
func (s *sessionBuilder) settleMode() {
	if s.Mode != "none" || s.LastMedia() == 0 {
		return
	}
	for _, e := range s.Exchanges {
		switch e.Method {
		case "PLAY", "RECORD":
			if e.Response == nil {
				s.Mode = strings.ToLower(e.Method)
			}
		}
	}
}

// described lists the media of the description that were never set up.
func (s *sessionBuilder) described() {
	if s.desc == nil {
		for _, e := range s.Exchanges { // described, but nothing was set up
			for _, d := range s.dialogues {
				for _, x := range d.descriptions {
					if x.exchange == e {
						s.desc = x
					}
				}
			}
		}
	}
	if s.desc == nil {
		return
	}
	s.SDP, s.SDPView, s.SDPFrame = s.desc.text, s.desc.view, s.desc.frame
	for _, d := range s.desc.view.Media {
		if !slices.ContainsFunc(s.Media, func(m *Media) bool {
			return m.SDP == d || m.SDP != nil && m.SDP.Control != "" && m.SDP.Control == d.Control
		}) {
			s.Described = append(s.Described, d)
		}
	}
}

// presentation is the URL that the session is about: that of PLAY, RECORD, DESCRIBE or ANNOUNCE.
func (s *sessionBuilder) presentation() string {
	for _, method := range []string{"DESCRIBE", "ANNOUNCE", "PLAY", "RECORD", "SETUP", ""} {
		for _, e := range s.Exchanges {
			if e.URL != "" && e.URL != "*" && (method == "" || e.Method == method) && e.Sender == Client {
				return e.URL
			}
		}
	}
	if s.desc != nil {
		return s.desc.base
	}
	return ""
}

// span sets the times of the first and the last packet of signalling or media.
func (s *sessionBuilder) span() {
	s.Start = s.Exchanges[0].Time()
	for _, e := range s.Exchanges {
		s.Start = min(s.Start, e.Time())
		s.End = max(s.End, e.Time(), e.ResponseTime)
	}
	s.End = max(s.End, s.Start, s.LastMedia())
}

// stillAfter is how long (ns) the capture must continue without media for the session to have ended.
const stillAfter = 1e9

// end names what ended the session.
func (s *sessionBuilder) end() string {
	if s.torn && !s.TeardownTooLate() {
		return "teardown"
	}
	var last Closing
	found := false
	for _, c := range s.Connections {
		x, ok := c.Closing()
		if !ok {
			found = false
			break
		}
		if !found || x.Frame > last.Frame {
			last, found = x, true
		}
	}
	switch {
	case found:
		return [2]string{"client", "server"}[last.By] + [2]string{"-close", "-reset"}[btoi(last.Reset)]
	case s.timedOut():
		return "timeout"
	}
	return "capture-end"
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// timedOut reports whether the media stopped before the end of the capture, without TEARDOWN, after the client had been
// silent for the session timeout.
func (s *sessionBuilder) timedOut() bool {
	end := s.LastMedia()
	if end == 0 || s.x.end-end < stillAfter {
		return false
	}
	heard, _ := s.LastClientActivity()
	return heard > 0 && end-heard >= int64(s.EffectiveTimeout())*9e8
}
