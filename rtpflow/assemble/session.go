package assemble

import (
	"cmp"
	"slices"
	"strings"

	"rtspect/codec"
	"rtspect/rtpflow"
	"rtspect/rtpflow/signalling"

	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// sessionBuilder builds the model's Session from what was signalled and from its streams.
type sessionBuilder struct {
	*rtpflow.Session
	in         *signalling.Session // as signalled
	x          *assembler
	transports map[*rtpflow.Media]*signalling.Transport // of the media that have one
	playback   playback
	// offsetsDropped counts the pairs of streams that are not compared.
	offsetsDropped rtpflow.Excess
}

// newSession starts a session, with the media that were set up and those that were inferred.
func (x *assembler) newSession(in *signalling.Session, inferred []*signalling.Transport) *sessionBuilder {
	exchanges := slices.Clone(in.Exchanges)
	slices.SortStableFunc(exchanges, func(p, q *rtpflow.Exchange) int { return x.report.Compare(p.Frame(), p.Time(), q.Frame(), q.Time()) })
	s := &sessionBuilder{
		in: in, x: x, transports: map[*rtpflow.Media]*signalling.Transport{}, playback: playbackOf(exchanges),
		Session: &rtpflow.Session{Session: in.ID, Client: in.Client, Server: in.Server, Mode: in.Mode, Exchanges: exchanges, FirstFrame: exchanges[0].Frame()},
	}
	if in.Teardown != nil {
		s.Teardown = &rtpflow.Teardown{Exchange: in.Teardown, Sent: in.TeardownSent, Done: in.TeardownDone}
	}
	if in.Moved != nil {
		s.Moved = &rtpflow.AddressChange{Exchange: in.Moved, Address: in.MovedAddr}
	}
	for _, m := range in.Media {
		if c := m.Transport; !x.Pairs.Unproven[c] {
			s.addMedia(m, c)
		}
	}
	for _, c := range inferred {
		s.addMedia(c.Media, c)
	}
	slices.SortStableFunc(s.Media, func(x, y *rtpflow.Media) int { return cmp.Compare(x.Index, y.Index) })
	return s
}

// addMedia adds a media to the session. Its transport is nil if none was agreed.
func (s *sessionBuilder) addMedia(signalled *signalling.Media, c *signalling.Transport) {
	m := &rtpflow.Media{
		Index: signalled.Index, Type: signalled.Kind, Control: signalled.Control, Protocol: signalled.Protocol,
		Formats: slices.Clone(signalled.Formats), SDP: signalled.SDP, Transport: signalled.Header,
	}
	if c != nil {
		s.transports[m] = c
		describeTransport(c, &m.Transport)
	}
	s.x.media[signalled] = m
	s.Media = append(s.Media, m)
}

// complete fills in the session from its exchanges and media.
func (s *sessionBuilder) complete() {
	s.participants()
	for _, m := range s.Media {
		completeMedia(m)
	}
	desc := s.description()
	if desc != nil {
		s.described(desc)
	}
	s.settleMode()
	s.URL = s.presentation(desc)
	s.span()
	s.EndedBy = s.end()
	s.coverClosing()
	s.dialect()
	s.windowsMedia()
	s.positions()
	s.plays()
	s.measureOffset()
	s.keepalive()
}

// participants collects connections, agents, version and timeout.
func (s *sessionBuilder) participants() {
	seen := map[*rtpflow.Connection]bool{}
	for _, d := range s.in.Dialogs {
		for _, c := range d.Conns {
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
			if s.UserAgent == "" && m.Request && e.Sender == rtpflow.Client {
				s.UserAgent = m.Headers.Get("User-Agent")
			}
			if s.Timeout == 0 {
				x, _ := rtspparse.ParseSession(m.Headers.Get("Session"))
				s.Timeout = x.Timeout
			}
		}
	}
	slices.SortFunc(s.Connections, func(x, y *rtpflow.Connection) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
}

// uses reports whether the session's exchanges run over a connection, or over its tunnel.
func (s *sessionBuilder) uses(c *rtpflow.Connection) bool {
	for _, e := range s.Exchanges {
		if e.Connection == c || c.TunnelPeer != nil && e.Connection == c.TunnelPeer {
			return true
		}
	}
	return false
}

// completeMedia sorts the streams of a media, and lists the static formats that its packets show if there is no description.
func completeMedia(m *rtpflow.Media) {
	slices.SortStableFunc(m.Streams, func(x, y *rtpflow.Stream) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
	slices.SortStableFunc(m.RTCP, func(x, y *rtpflow.RTCP) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
	if m.SDP != nil || len(m.Streams) == 0 {
		return
	}
	for _, st := range m.Streams {
		for pt := range st.PayloadTypes {
			if f, ok := codec.StaticFormat(pt); ok && !hasFormat(m.Formats, pt) {
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

// description is the description that the session relies on, nil if there is none: that of its media or, if nothing was set
// up, the last one in its exchanges.
func (s *sessionBuilder) description() (found *signalling.Description) {
	if s.in.Desc != nil {
		return s.in.Desc
	}
	for _, e := range s.Exchanges {
		for _, d := range s.in.Dialogs {
			for _, x := range d.Descriptions {
				if x.Exchange == e {
					found = x
				}
			}
		}
	}
	return found
}

// described fills in a description, with the media in it that were never set up.
func (s *sessionBuilder) described(x *signalling.Description) {
	s.SDP, s.SDPView, s.SDPFrame = x.Text, x.View, x.Frame
	for _, d := range x.View.Media {
		if !slices.ContainsFunc(s.Media, func(m *rtpflow.Media) bool {
			return m.SDP == d || m.SDP != nil && m.SDP.Control != "" && m.SDP.Control == d.Control
		}) {
			s.Described = append(s.Described, d)
		}
	}
}

// presentation is the URL that the session is about: that of PLAY, RECORD, DESCRIBE or ANNOUNCE. Where the snaplen truncated
// all of them it is the longest that reaches into the path.
func (s *sessionBuilder) presentation(desc *signalling.Description) string {
	for _, method := range []string{"DESCRIBE", "ANNOUNCE", "PLAY", "RECORD", "SETUP", ""} {
		for _, e := range s.Exchanges {
			if e.URL != "" && e.URL != "*" && (method == "" || e.Method == method) && e.Sender == rtpflow.Client && !truncatedURL(e) {
				return e.URL
			}
		}
	}
	longest := ""
	for _, e := range s.Exchanges {
		_, authority, _ := strings.Cut(e.URL, "://")
		if e.Method != "SETUP" && truncatedURL(e) && strings.Contains(authority, "/") && len(e.URL) > len(longest) {
			longest = e.URL
		}
	}
	if longest != "" {
		return longest
	}
	if desc != nil {
		return desc.Base
	}
	return ""
}

// truncatedURL reports whether the capture may lack the end of the URL of an exchange.
func truncatedURL(e *rtpflow.Exchange) bool {
	return e.Request != nil && e.Request.StartLineTruncated()
}

// span sets the times of the first and the last packet of signalling or media.
func (s *sessionBuilder) span() {
	s.Start = s.Exchanges[0].Time()
	for _, e := range s.Exchanges {
		s.Start = min(s.Start, e.Time())
		s.End = max(s.End, e.Time(), e.ResponseTime)
	}
	s.End = max(s.End, s.Start, s.LastMedia())
	for _, m := range s.Media {
		for _, st := range m.Streams {
			if m.Transport.Inferred { // the session started before the capture, and its media with it
				s.Start = min(s.Start, st.Start)
			}
		}
	}
}

// coverClosing extends the session to the end of the connection that ended it, unless a later session uses the connection.
func (s *sessionBuilder) coverClosing() {
	if s.EndedBy == "teardown" || s.EndedBy == "capture-end" {
		return
	}
	for _, c := range s.Connections {
		if x, ok := c.Closing(); ok && !s.x.usedAfter(c, s) {
			s.End = max(s.End, x.Time)
		}
	}
}

// usedAfter reports whether another session uses a connection after the last exchange of a session.
func (x *assembler) usedAfter(c *rtpflow.Connection, s *sessionBuilder) bool {
	last := s.Exchanges[len(s.Exchanges)-1]
	return slices.ContainsFunc(x.sessions, func(o *sessionBuilder) bool {
		return o != s && slices.ContainsFunc(o.Exchanges, func(e *rtpflow.Exchange) bool {
			return e.Connection == c && e.Time() > last.Time()
		})
	})
}

// stillAfter is how long (ns) the capture must continue without media for the session to have ended.
const stillAfter = 1e9

// end names what ended the session.
func (s *sessionBuilder) end() string {
	if s.in.Teardown != nil && !s.TeardownTooLate() {
		return "teardown"
	}
	var last rtpflow.Closing
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
	case found && last.By == rtpflow.Client && s.timedOutBefore(last.Time):
		return "timeout"
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
	if end == 0 || s.x.End-end < stillAfter {
		return false
	}
	heard, _ := s.LastKeepalive()
	return heard > 0 && end-heard >= int64(s.EffectiveTimeout())*9e8
}

// timedOutBefore reports whether the media stopped at the session timeout, before the client closed the connection at a
// time. Media that stops much later ended by itself.
func (s *sessionBuilder) timedOutBefore(closed int64) bool {
	end := s.LastMedia()
	heard, _ := s.LastKeepalive()
	timeout := int64(s.EffectiveTimeout()) * 1e9
	bye := slices.ContainsFunc(s.Media, func(m *rtpflow.Media) bool {
		return slices.ContainsFunc(m.RTCP, func(x *rtpflow.RTCP) bool { return x.Direction == rtpflow.ServerToClient && len(x.Byes) > 0 })
	})
	return s.Mode == "play" && heard > 0 && end > 0 && !bye && closed-end >= stillAfter && end-heard >= timeout*9/10 && end-heard <= 2*timeout
}
