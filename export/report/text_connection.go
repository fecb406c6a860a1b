package report

import (
	"strings"

	"rtspect/rtpflow"
)

// connectionText says what a connection carried, who ended it, and what TCP had to repair.
func (t *textReport) connectionText(c *rtpflow.Connection) string {
	parts := []string{c.ID + " from " + endpoint(c.Client)}
	if what := kindText(c.Kind); what != "" {
		parts = append(parts, what)
	}
	if c.TunnelPeer != nil {
		parts = append(parts, "with "+c.TunnelPeer.ID)
	}
	if c.ServerName != "" {
		parts = append(parts, "for "+t.shown(c.ServerName))
	}
	if !c.SYNSeen && c.Kind != rtpflow.KindUDP {
		parts = append(parts, "already open when the capture begins")
	}
	for side, name := range [2]string{"client", "server"} {
		s := &c.Sides[side]
		if n := s.GapBytes; n > 0 {
			parts = append(parts, counted(n, "byte")+" of the "+name+" missing"+gapReason(s))
		}
		if n := s.RetransmittedBytes; n > 0 {
			parts = append(parts, name+" retransmitted "+counted(n, "byte"))
		}
		if n := s.JunkBytes; n > 0 {
			parts = append(parts, name+" sent "+counted(n, "byte")+" that are neither RTSP nor interleaved frames")
		}
	}
	parts = append(parts, endings(c)...)
	return strings.Join(parts, ", ")
}

// endings says who closed and who reset a connection.
func endings(c *rtpflow.Connection) []string {
	closed := closers(c, func(s *rtpflow.ConnectionSide) bool { return s.FIN != 0 })
	reset := closers(c, func(s *rtpflow.ConnectionSide) bool { return s.RST != 0 })
	switch {
	case closed == "" && reset == "":
		return nil
	case closed == reset:
		return []string{"closed and then reset by " + closed}
	case closed == "":
		return []string{"reset by " + reset}
	case reset == "":
		return []string{"closed by " + closed}
	}
	return []string{"closed by " + closed, "reset by " + reset}
}

// gapReason says whose fault missing bytes are, where that is known of all of them.
func gapReason(s *rtpflow.ConnectionSide) string {
	switch s.GapBytes {
	case s.NotCapturedBytes:
		return " from the capture, not from the network"
	case s.LostBytes:
		return ", never acknowledged"
	case s.SnappedBytes:
		return ", cut by the snaplen"
	}
	return ""
}

func closers(c *rtpflow.Connection, did func(*rtpflow.ConnectionSide) bool) string {
	client, server := did(&c.Sides[rtpflow.Client]), did(&c.Sides[rtpflow.Server])
	switch {
	case client && server:
		return "both sides"
	case client:
		return "the client"
	case server:
		return "the server"
	}
	return ""
}

func kindText(k rtpflow.ConnectionKind) string {
	switch k {
	case rtpflow.KindTunnelGet:
		return "HTTP tunnel, GET half"
	case rtpflow.KindTunnelPost:
		return "HTTP tunnel, POST half"
	case rtpflow.KindWebSocket:
		return "WebSocket"
	case rtpflow.KindTLS:
		return "TLS"
	case rtpflow.KindUDP:
		return "RTSP over UDP"
	}
	return ""
}

// otherConnections lists connections that belong to no session.
func (t *textReport) otherConnections() {
	used := map[*rtpflow.Connection]bool{}
	for _, s := range t.report.Sessions {
		for _, c := range s.Connections {
			used[c] = true
			if c.TunnelPeer != nil {
				used[c.TunnelPeer] = true
			}
		}
	}
	var others []*rtpflow.Connection
	for _, c := range t.report.Connections {
		if !used[c] {
			others = append(others, c)
		}
	}
	if len(others) == 0 {
		return
	}
	t.line()
	t.line(t.styled(bold, "Connections without a session"))
	for i, c := range others {
		if i == maxOthers && !t.all {
			t.styledLabel("", grouped(int64(len(others)-i))+" more; --all lists them.", dim)
			break
		}
		what := t.connectionText(c) + ", to " + endpoint(c.Server) + ", " + t.at(c.Start) + " to " + t.at(c.End) + " s, first frame " + t.frameText(c.FirstFrame)
		if c.Kind == rtpflow.KindTLS {
			what += "; what is inside cannot be read without its keys"
		}
		t.labelled("connection", what)
	}
}

// maxOthers is the number of connections without a session, and of streams without one, that are
// listed.
const maxOthers = 50
