package rtpflow

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/internal/inorder"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// reportSessions completes the sessions, in the order of their first packets.
func (a *Analyzer) reportSessions(r *Report) {
	for _, s := range a.signal.sessions {
		if len(s.Exchanges) == 0 {
			continue
		}
		slices.SortStableFunc(s.Exchanges, func(x, y *Exchange) int { return a.order(x.Frame(), x.Time(), y.Frame(), y.Time()) })
		s.FirstFrame, s.Start = s.Exchanges[0].Frame(), s.Exchanges[0].Time()
	}
	slices.SortStableFunc(a.signal.sessions, func(x, y *session) int { return a.order(x.FirstFrame, x.Start, y.FirstFrame, y.Start) })
	for _, s := range a.signal.sessions {
		if len(s.Exchanges) == 0 {
			continue
		}
		r.Sessions = append(r.Sessions, &s.Session)
		s.ID = "s" + strconv.Itoa(len(r.Sessions))
	}
	list := a.signal.sessions
	inorder.Each(len(list), runtime.GOMAXPROCS(0), func(i int) {
		if len(list[i].Exchanges) > 0 {
			list[i].complete(a)
		}
	})
}

// complete fills in what follows from the exchanges and the media.
func (s *session) complete(a *Analyzer) {
	s.participants()
	slices.SortStableFunc(s.Media, func(x, y *Media) int { return cmp.Compare(x.Index, y.Index) })
	for _, m := range s.Media {
		m.complete()
	}
	s.described()
	s.settleMode()
	s.URL = s.presentation()
	s.span()
	s.end(a)
	s.dialect()
	s.windowsMedia()
	s.plays()
	s.resumed()
	s.synchronize()
	s.keepalive()
	s.timeline(a)
}

// participants collects connections, agents, version and timeout.
func (s *session) participants() {
	seen := map[*Connection]bool{}
	for _, d := range s.dialogues {
		for _, c := range d.conns {
			if !seen[&c.rec] && s.uses(&c.rec) {
				seen[&c.rec] = true
				s.Connections = append(s.Connections, &c.rec)
			}
		}
	}
	for _, e := range s.Exchanges {
		if e.Connection != nil && !seen[e.Connection] {
			seen[e.Connection] = true
			s.Connections = append(s.Connections, e.Connection)
		}
		for m := range e.messages {
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
func (s *session) uses(c *Connection) bool {
	for _, e := range s.Exchanges {
		if e.Connection == c || c.TunnelPeer != nil && e.Connection == c.TunnelPeer {
			return true
		}
	}
	return false
}

// complete sorts a media's streams and names its type by what came where no description did.
func (m *Media) complete() {
	slices.SortStableFunc(m.Streams, func(x, y *Stream) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
	slices.SortStableFunc(m.RTCP, func(x, y *RTCP) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
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

// settleMode names the mode of a session whose PLAY or RECORD has no answer in the capture, though media
// came.
func (s *session) settleMode() {
	if s.Mode != "none" || s.lastMedia() == 0 {
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
func (s *session) described() {
	if s.desc == nil {
		for _, e := range s.Exchanges { // described, and then nothing was set up
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
func (s *session) presentation() string {
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

// span is the time from the first to the last packet of signalling or media.
func (s *session) span() {
	s.Start = s.Exchanges[0].Time()
	for _, e := range s.Exchanges {
		s.Start = min(s.Start, e.Time())
		s.End = max(s.End, e.Time(), e.ResponseTime)
	}
	s.End = max(s.End, s.Start, s.lastMedia())
}

// lastMedia is when the last packet of media or RTCP came, 0 for none.
func (s *session) lastMedia() int64 {
	var t int64
	for _, m := range s.Media {
		for _, st := range m.Streams {
			t = max(t, st.End)
		}
		for _, x := range m.RTCP {
			t = max(t, x.End)
		}
		if m.Raw != nil {
			t = max(t, m.Raw.End)
		}
	}
	return t
}

// closed tells how a connection ended: by whom, and whether by reset.
type closed struct {
	by    Side
	reset bool
	time  int64
	frame capture.Frame
}

// closing finds who ended a connection: the first to send FIN or RST.
func (c *Connection) closing() (x closed, ok bool) {
	first := func(by Side, reset bool, time int64, frame capture.Frame) {
		earlier := frame < x.frame
		if frame.File() != x.frame.File() {
			earlier = time < x.time
		}
		if frame != 0 && (!ok || earlier) {
			x, ok = closed{by, reset, time, frame}, true
		}
	}
	for i := range c.Sides {
		s := &c.Sides[i]
		first(Side(i), false, s.FINTime, s.FIN)
		first(Side(i), true, s.RSTTime, s.RST)
	}
	return x, ok
}

// stillAfter is how long (ns) the capture must go on without the session to say that it ended.
const stillAfter = 1e9

// end tells how the session ended.
func (s *session) end(a *Analyzer) {
	if s.torn && !s.tornTooLate() {
		s.EndedBy = "teardown"
		return
	}
	s.EndedBy = "capture-end"
	var last closed
	found := false
	for _, c := range s.Connections {
		x, ok := c.closing()
		if !ok {
			found = false
			break
		}
		if !found || x.frame > last.frame {
			last, found = x, true
		}
	}
	switch {
	case found:
		s.EndedBy = [2]string{"client", "server"}[last.by] + [2]string{"-close", "-reset"}[btoi(last.reset)]
	case s.timedOut(a):
		s.EndedBy = "timeout"
	}
}

// tornTooLate reports whether the server had closed or reset the connection when the client asked for TEARDOWN, and so
// never answered.
func (s *session) tornTooLate() bool {
	e := s.tornBy
	if e == nil || e.Response != nil || e.Sender != Client || e.Connection == nil {
		return false
	}
	x, ok := e.Connection.closing()
	return ok && x.by == Server && x.time <= e.RequestTime && (x.frame.File() != e.RequestFrame.File() || x.frame < e.RequestFrame)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// timedOut reports whether the media stopped, though nobody ended the session, while the capture went
// on, after the client had been silent for the session's timeout.
func (s *session) timedOut(a *Analyzer) bool {
	end := s.lastMedia()
	if end == 0 || a.now-end < stillAfter {
		return false
	}
	heard, _ := s.lastSign()
	return heard > 0 && end-heard >= int64(s.timeout())*9e8
}
