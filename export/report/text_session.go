package report

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// session tells the story of a session: who, what was agreed, what happened, what was received.
func (t *textReport) session(s *rtpflow.Session) {
	t.line()
	title := "Session " + s.ID
	if s.Mode == "play" || s.Mode == "record" {
		title += " " + strings.ToUpper(s.Mode)
	}
	t.line(t.styled(bold, title), "  ", shorten(t.shown(s.URL), t.width-columns(title)-2))
	t.labelled("client", agent(s.Client.String(), t.shown(s.UserAgent)))
	t.labelled("server", agent(endpoint(s.Server), t.shown(s.ServerAgent)))
	t.sessionID(s)
	for _, c := range s.Connections {
		t.labelled("connection", t.connectionText(c))
	}
	t.labelled("time", fmt.Sprintf("%s to %s s (%s), %s", t.at(s.Start), t.at(s.End), length(s.End-s.Start), endText(s)))
	t.keepalive(s)
	if len(s.Dialects) > 0 {
		t.labelled("dialect", t.shown(strings.Join(s.Dialects, ", ")))
	}
	t.windowsMedia(s.WindowsMedia)
	for _, m := range s.Media {
		t.media(m)
	}
	for _, m := range s.Described {
		t.labelled("not set up", t.shown(describedText(m)))
	}
	t.plays(s.Plays)
	t.story(s)
	t.streamTable(s)
	t.measured(s)
	t.framesLines(s)
	t.clocks(s)
	t.rtcp(s)
}

func agent(address, name string) string {
	if name == "" {
		return address
	}
	return address + "  " + name
}

func (t *textReport) sessionID(s *rtpflow.Session) {
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
		t.labelled("session", strings.Join(parts, ", "))
	}
}

// at is a time relative to the first packet, as Wireshark's time column has it.
func (t *textReport) at(ns int64) string {
	return fmt.Sprintf("%.3f", float64(ns-t.began)/1e9)
}

// endText says how a session ended. One that set nothing up has nothing to tear down.
func endText(s *rtpflow.Session) string {
	how := map[string]string{
		"client-close": "the client closed the connection", "server-close": "the server closed the connection",
		"client-reset": "the client reset the connection", "server-reset": "the server reset the connection",
		"timeout": "it timed out",
	}[s.EndedBy]
	switch {
	case s.EndedBy == "teardown":
		return "ended by TEARDOWN"
	case s.EndedBy == "capture-end":
		return "still alive when the capture ends"
	case how == "":
		return "end not known"
	case len(s.Media) == 0:
		return "ended: " + how
	case slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool { return e.Method == "TEARDOWN" && e.Status() >= 300 }):
		return "ended with TEARDOWN refused: " + how
	case slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool { return e.Method == "TEARDOWN" && e.Response == nil }):
		return "ended: " + how + " before TEARDOWN came"
	}
	return "ended without TEARDOWN: " + how
}

// media tells what was set up, and how it travels.
func (t *textReport) media(m *rtpflow.Media) {
	parts := []string{strings.TrimSpace(m.Type + " " + formatsText(m.Formats))}
	if m.Protocol != "" && m.Protocol != "RTP/AVP" {
		parts = append(parts, m.Protocol)
	}
	parts = append(parts, transportText(&m.Transport)...)
	st := plain
	switch {
	case len(m.Streams) > 0:
	case m.Raw != nil && m.Raw.Packets > 0:
		parts = append(parts, fmt.Sprintf("no RTP but %s of %s", counted(m.Raw.Packets, "packet"), rawFormat(m.Raw.Format)))
	default:
		parts, st = append(parts, "no RTP seen"), notice
	}
	text := strings.Join(nonEmpty(parts), ", ")
	t.styledLabel(fmt.Sprintf("media %d", m.Index), t.shown(text), st)
	for _, s := range m.Streams {
		t.asfPayloads(s.ASF)
	}
	t.raop(m.RAOP)
}

func rawFormat(format string) string {
	if format == "" {
		return "an unknown format"
	}
	return format
}

func nonEmpty(list []string) []string {
	out := list[:0]
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// formatsText names the codecs with their clock rates: H264/90000, MPEG4-GENERIC/48000/2.
func formatsText(formats []sdpview.Format) string {
	const most = 4
	var names []string
	for _, f := range formats[:min(len(formats), most)] {
		names = append(names, formatText(&f))
	}
	if n := len(formats) - most; n > 0 {
		names = append(names, fmt.Sprintf("%d more formats", n))
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
			parts = append(parts, "channel "+numbers(x.Channels))
		default:
			parts = append(parts, "channels "+numbers(x.Channels))
		}
		return parts
	case "multicast":
		group := "multicast"
		if x.Destination != "" {
			group += " to " + x.Destination
		}
		if x.TTL != nil {
			group += fmt.Sprintf(", ttl %d", *x.TTL)
		}
		parts = append(parts, group)
	default:
		parts = append(parts, lowerWord(x.Lower))
	}
	if len(x.ClientPorts) > 0 {
		parts = append(parts, "client_port "+numbers(x.ClientPorts))
	}
	if len(x.ServerPorts) > 0 {
		parts = append(parts, "server_port "+numbers(x.ServerPorts))
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
