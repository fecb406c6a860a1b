package signalling

import (
	"bytes"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtspparse"
)

// datagramConn is RTSP over UDP between two endpoints (rtspu, RFC 2326, 9.1), in both directions.
type datagramConn struct {
	*Dialog
	Rec rtpflow.Connection
}

// MaxDatagramConns limits the connections of RTSP over UDP that are followed.
const MaxDatagramConns = 1 << 15

// StartsLikeRTSP reports whether a datagram begins like an RTSP message.
func StartsLikeRTSP(b []byte) bool {
	if len(b) < 16 || b[0] < 'A' || b[0] > 'Z' {
		return false
	}
	if bytes.HasPrefix(b, []byte("RTSP/")) {
		return true
	}
	line, _, _ := bytes.Cut(b[:min(len(b), 512)], []byte("\n"))
	return bytes.Contains(line, []byte(" RTSP/"))
}

// DatagramConnOf finds the connection of a datagram, nil if there is none.
func (g *Tracker) DatagramConnOf(p *capture.Packet) *datagramConn {
	if len(g.byEndpoints) == 0 {
		return nil
	}
	return g.byEndpoints[demux.FlowKey{A: p.Src, B: p.Dst}]
}

// OpenDatagrams begins a connection, or its other direction, with a datagram that is a message; nil if it is none.
func (g *Tracker) OpenDatagrams(p *capture.Packet) *datagramConn {
	m, n := rtspparse.Parse(p.Payload)
	if n == 0 {
		return nil
	}
	c := g.byEndpoints[demux.FlowKey{A: p.Dst, B: p.Src}]
	if c == nil && len(g.Datagrams) >= MaxDatagramConns {
		g.Dropped.Datagrams.Add(1, p.Frame)
		return nil
	}
	if c == nil {
		client, server := p.Src, p.Dst
		if !m.Request {
			client, server = server, client
		}
		c = &datagramConn{Rec: rtpflow.Connection{Kind: rtpflow.KindUDP, Client: client, Server: server, FirstFrame: p.Frame, Start: p.Time}}
		c.Dialog = g.newDialog(client, server)
		g.Datagrams = append(g.Datagrams, c)
	}
	g.byEndpoints[demux.FlowKey{A: p.Src, B: p.Dst}] = c
	return c
}

// Datagram takes the messages of a datagram.
func (g *Tracker) Datagram(c *datagramConn, p *capture.Packet) []Change {
	g.changes = g.changes[:0]
	side := &c.Rec.Sides[c.sender(p)]
	side.Packets++
	side.Bytes += int64(p.PayloadLen)
	c.Rec.LastFrame, c.Rec.End = p.Frame, p.Time
	mark := rtspparse.Origin{Time: p.Time, Frame: int64(p.Frame)}
	for b := p.Payload; len(b) > 0; {
		m, n := rtspparse.Parse(b)
		if n == 0 {
			c.Rec.Sides[c.sender(p)].UnparsedBytes += int64(len(b))
			break
		}
		m.First, m.Last = mark, mark
		if demux.WrongSide(c.sender(p), m) {
			demux.SwapSides(&c.Rec)
			g.Swap(c.Dialog)
		}
		g.take(c.Dialog, &c.Rec, c.sender(p), m)
		b = b[n:]
	}
	return g.changes
}

func (c *datagramConn) sender(p *capture.Packet) rtpflow.Side {
	if p.Src == c.Rec.Server {
		return rtpflow.Server
	}
	return rtpflow.Client
}
