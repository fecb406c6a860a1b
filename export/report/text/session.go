package text

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// session writes the section of a session: endpoints, negotiated media, timeline, and what was received.
func (t *report) session(s *rtpflow.Session) {
	t.sessionHead(s)
	t.keepAliveLine(s)
	if len(s.Dialects) > 0 {
		t.labeled("dialect", t.shown(strings.Join(s.Dialects, ", ")))
	}
	t.windowsMedia(s.WindowsMedia)
	for _, m := range s.Media {
		t.media(m)
	}
	for _, m := range s.Described {
		t.labeled("not set up", t.shown(describedText(m)))
	}
	t.plays(s.Plays)
	t.timeline(s)
	t.streamTable(s)
	t.measured(s)
	t.accessUnits(s)
	t.clocks(s)
	t.rtcp(s)
}

func (t *report) sessionHead(s *rtpflow.Session) {
	title := "Session " + s.ID
	if s.Mode == "play" || s.Mode == "record" {
		title += " " + strings.ToUpper(s.Mode)
	}
	t.line()
	if url := shorten(t.shown(s.URL), t.width-columns(title)-2); url != "" {
		t.line(t.styled(bold, title), "  ", url)
	} else {
		t.line(t.styled(bold, title))
	}
	t.labeled("client", withAgent(s.Client.String(), t.shown(s.UserAgent)))
	t.labeled("server", withAgent(view.Endpoint(s.Server), t.shown(s.ServerAgent)))
	t.sessionID(s)
	for _, c := range s.Connections {
		t.labeled("connection", t.connection(c))
	}
	t.labeled("time", fmt.Sprintf("%s to %s s (%s), %s", t.at(s.Start), t.at(s.End), view.Duration(s.End-s.Start), endText(s)))
}

func withAgent(address, agent string) string {
	if agent == "" {
		return address
	}
	return address + "  " + agent
}

func (t *report) sessionID(s *rtpflow.Session) {
	var parts []string
	if s.Session != "" {
		parts = append(parts, t.shown(s.Session))
	}
	if s.Timeout > 0 {
		parts = append(parts, fmt.Sprintf("timeout %d s", s.Timeout))
	}
	if s.Version != "" && s.Version != "1.0" {
		parts = append(parts, "RTSP/"+t.shown(s.Version))
	}
	if len(parts) > 0 {
		t.labeled("session", strings.Join(parts, ", "))
	}
}

// endText writes how a session ended. One without media has nothing to tear down.
func endText(s *rtpflow.Session) string {
	cause := map[string]string{
		"client-close": "client closed the connection", "server-close": "server closed the connection",
		"client-reset": "client reset the connection", "server-reset": "server reset the connection",
		"timeout": "session timed out",
	}[s.EndedBy]
	teardown := func(matches func(*rtpflow.Exchange) bool) bool {
		return slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool { return e.Method == "TEARDOWN" && matches(e) })
	}
	switch {
	case s.EndedBy == "teardown":
		return "ended by TEARDOWN"
	case s.EndedBy == "capture-end":
		return "still open at end of capture"
	case cause == "":
		return "end unknown"
	case len(s.Media) == 0:
		return cause
	case teardown(func(e *rtpflow.Exchange) bool { return e.Status() >= 300 }):
		return "TEARDOWN refused, " + cause
	case teardown(func(e *rtpflow.Exchange) bool { return e.Response == nil }):
		return "TEARDOWN without response, " + cause
	}
	return "no TEARDOWN, " + cause
}

// media writes what was set up, and its transport.
func (t *report) media(m *rtpflow.Media) {
	parts := []string{strings.TrimSpace(m.Type + " " + formatsText(m.Formats))}
	if m.Protocol != "RTP/AVP" {
		parts = append(parts, m.Protocol)
	}
	parts = append(parts, transportText(&m.Transport)...)
	st := plain
	switch {
	case len(m.Streams)+len(m.Shared) > 0:
	case m.Raw != nil && m.Raw.Packets > 0:
		parts = append(parts, fmt.Sprintf("no RTP, but %s of %s", view.Count(m.Raw.Packets, "packet"), rawFormat(m.Raw.Format)))
	default:
		parts, st = append(parts, "no RTP seen"), yellow
	}
	for _, x := range m.Shared {
		parts = append(parts, fmt.Sprintf("receives SSRC %s of %s (same group)", view.SSRC(x.Stream.SSRC), x.Session.ID))
	}
	t.labeledIn(st, fmt.Sprintf("media %d", m.Index), t.shown(strings.Join(nonEmpty(parts), ", ")))
	for _, s := range m.Streams {
		if s.Stale {
			t.labeled("", fmt.Sprintf("SSRC %s goes on to arrive on connection %s, after the session lost its own", view.SSRC(s.SSRC), s.Connection.ID))
		}
		t.asfPayloads(s.ASF)
	}
	t.raop(m.RAOP)
}

func rawFormat(format string) string {
	if format == "" {
		return "unknown format"
	}
	return format
}

// formatsText names the codecs with their clock rates: H264/90000, MPEG4-GENERIC/48000/2.
func formatsText(formats []sdpview.Format) string {
	const most = 4
	var names []string
	for _, f := range formats[:min(len(formats), most)] {
		names = append(names, formatText(&f))
	}
	if n := len(formats) - most; n > 0 {
		names = append(names, view.Count(int64(n), "more format"))
	}
	return strings.Join(names, ", ")
}

func formatText(f *sdpview.Format) string {
	if f.Encoding == "" {
		return fmt.Sprintf("payload type %d", f.PayloadType)
	}
	s := f.Encoding
	if f.ClockRate > 0 {
		s += fmt.Sprintf("/%d", f.ClockRate)
	}
	if f.Channels > 1 {
		s += fmt.Sprintf("/%d", f.Channels)
	}
	return s
}

func transportText(x *rtpflow.Transport) []string {
	var parts []string
	switch x.Lower {
	case "tcp":
		parts = append(parts, "interleaved")
		switch len(x.Channels) {
		case 0:
		case 1:
			parts = append(parts, "channel "+view.Numbers(x.Channels))
		default:
			parts = append(parts, "channels "+view.Numbers(x.Channels))
		}
		return parts
	case "multicast":
		group := "multicast"
		if x.Destination != "" {
			group += " to " + x.Destination
		}
		if x.TTL != nil {
			group += fmt.Sprintf(", TTL %d", *x.TTL)
		}
		if parts = append(parts, group); len(x.ClientPorts) > 0 {
			parts = append(parts, "port "+view.Numbers(x.ClientPorts))
		}
		return parts
	default:
		parts = append(parts, lowerTransport(x.Lower))
	}
	if len(x.ClientPorts) > 0 {
		parts = append(parts, "client_port "+view.Numbers(x.ClientPorts))
	}
	if len(x.ServerPorts) > 0 {
		parts = append(parts, "server_port "+view.Numbers(x.ServerPorts))
	}
	return parts
}

func describedText(m *sdpview.Media) string {
	s := strings.TrimSpace(fmt.Sprintf("%d %s %s", m.Index, m.Type, formatsText(m.Formats)))
	if m.Control != "" {
		s += ", " + m.Control
	}
	return s
}
