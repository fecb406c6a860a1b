package text

import (
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// connection writes what a connection carried, what was missing or retransmitted, and who closed it.
func (t *report) connection(c *rtpflow.Connection) string {
	parts := []string{c.ID + " from " + view.Endpoint(c.Client), kindText(c.Kind)}
	if c.TunnelPeer != nil {
		parts = append(parts, "paired with "+c.TunnelPeer.ID)
	}
	if c.ServerName != "" {
		parts = append(parts, "SNI "+t.shown(c.ServerName))
	}
	if !c.SYNSeen && c.Kind != rtpflow.KindUDP {
		parts = append(parts, "opened before the capture")
	}
	for _, side := range []rtpflow.Side{rtpflow.Client, rtpflow.Server} {
		s, name := &c.Sides[side], view.Side(side)
		if n := s.GapBytes; n > 0 {
			parts = append(parts, view.Count(n, "byte")+" from the "+name+" missing"+gapReason(s))
		}
		if n := s.RetransmittedBytes; n > 0 {
			parts = append(parts, name+" retransmitted "+view.Count(n, "byte"))
		}
		if n := s.UnparsedBytes; n > 0 {
			parts = append(parts, view.Count(n, "unparsed byte")+" from the "+name+" (neither RTSP nor interleaved frames)")
		}
	}
	parts = append(parts, endings(c)...)
	return strings.Join(nonEmpty(parts), ", ")
}

// endings writes who closed and who reset a connection.
func endings(c *rtpflow.Connection) []string {
	closed := sides(c, func(s *rtpflow.ConnectionSide) bool { return s.FIN != 0 })
	reset := sides(c, func(s *rtpflow.ConnectionSide) bool { return s.RST != 0 })
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

// gapReason writes why bytes are missing, if all of them are missing for one reason.
func gapReason(s *rtpflow.ConnectionSide) string {
	switch s.GapBytes {
	case s.NotCapturedBytes:
		return " from the capture (acknowledged by the receiver)"
	case s.LostBytes:
		return " (never acknowledged)"
	case s.TruncatedBytes:
		return " (truncated by snaplen)"
	}
	return ""
}

func sides(c *rtpflow.Connection, matches func(*rtpflow.ConnectionSide) bool) string {
	client, server := matches(&c.Sides[rtpflow.Client]), matches(&c.Sides[rtpflow.Server])
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
		return "HTTP tunnel (GET)"
	case rtpflow.KindTunnelPost:
		return "HTTP tunnel (POST)"
	case rtpflow.KindWebSocket:
		return "WebSocket"
	case rtpflow.KindTLS:
		return "TLS"
	case rtpflow.KindUDP:
		return "RTSP over UDP"
	}
	return ""
}

// otherConnections lists the connections that belong to no session.
func (t *report) otherConnections() {
	used := map[*rtpflow.Connection]bool{}
	for _, s := range t.model.Sessions {
		for _, c := range s.Connections {
			used[c] = true
			if c.TunnelPeer != nil {
				used[c.TunnelPeer] = true
			}
		}
	}
	var others []*rtpflow.Connection
	for _, c := range t.model.Connections {
		if !used[c] {
			others = append(others, c)
		}
	}
	if len(others) == 0 {
		return
	}
	t.title("Connections without a session")
	for i, c := range others {
		if i == maxOthers && !t.all {
			t.labeledIn(dim, "", notShown(len(others)-i, "connection"))
			break
		}
		text := t.connection(c) + ", to " + view.Endpoint(c.Server) + ", " + t.at(c.Start) + " to " + t.at(c.End) + " s, first frame " + t.frame(c.FirstFrame)
		if c.Kind == rtpflow.KindTLS {
			text += "; encrypted, content not analyzed"
		}
		t.labeled("connection", text)
	}
}
