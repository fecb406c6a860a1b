//home: rtpflow/signalling

package rtpflow

import (
	"bytes"

	"rtspect/capture"
	"rtspect/rtspparse"
)

// datagramConn is RTSP over UDP between two endpoints (rtspu, RFC 2326, 9.1), in both directions.
type datagramConn struct {
	*dialog
	rec Connection
}

// maxDatagramConns limits the directions of RTSP over UDP that are followed.
const maxDatagramConns = 1 << 16

// startsLikeRTSP reports whether a datagram begins like an RTSP message.
func startsLikeRTSP(b []byte) bool {
	if len(b) < 16 || b[0] < 'A' || b[0] > 'Z' {
		return false
	}
	if bytes.HasPrefix(b, []byte("RTSP/")) {
		return true
	}
	line, _, _ := bytes.Cut(b[:min(len(b), 512)], []byte("\n"))
	return bytes.Contains(line, []byte(" RTSP/"))
}

// datagramConnOf finds the connection of a datagram, nil if there is none.
func (g *signalling) datagramConnOf(p *capture.Packet) *datagramConn {
	if len(g.byEndpoints) == 0 {
		return nil
	}
	return g.byEndpoints[FlowKey{p.Src, p.Dst}]
}

// openDatagrams begins a connection, or its other direction, with a datagram that is a message; nil if it is none.
func (g *signalling) openDatagrams(p *capture.Packet) *datagramConn {
	m, n := rtspparse.Parse(p.Payload)
	if n == 0 || len(g.byEndpoints) >= maxDatagramConns {
		return nil
	}
	c := g.byEndpoints[FlowKey{p.Dst, p.Src}]
	if c == nil {
		client, server := p.Src, p.Dst
		if !m.Request {
			client, server = server, client
		}
		c = &datagramConn{rec: Connection{Kind: KindUDP, Client: client, Server: server, FirstFrame: p.Frame, Start: p.Time}}
		c.dialog = g.newDialog(client, server)
		g.datagrams = append(g.datagrams, c)
	}
	g.byEndpoints[FlowKey{p.Src, p.Dst}] = c
	return c
}

// datagram takes the messages of a datagram.
func (g *signalling) datagram(c *datagramConn, p *capture.Packet) []change {
	g.changes = g.changes[:0]
	side := &c.rec.Sides[c.sender(p)]
	side.Packets++
	side.Bytes += int64(p.PayloadLen)
	c.rec.LastFrame, c.rec.End = p.Frame, p.Time
	mark := rtspparse.Origin{Time: p.Time, Frame: int64(p.Frame)}
	for b := p.Payload; len(b) > 0; {
		m, n := rtspparse.Parse(b)
		if n == 0 {
			c.rec.Sides[c.sender(p)].UnparsedBytes += int64(len(b))
			break
		}
		m.First, m.Last = mark, mark
		if WrongSide(c.sender(p), m) {
			SwapSides(&c.rec)
			g.swap(c.dialog)
		}
		g.take(c.dialog, &c.rec, c.sender(p), m)
		b = b[n:]
	}
	return g.changes
}

func (c *datagramConn) sender(p *capture.Packet) Side {
	if p.Src == c.rec.Server {
		return Server
	}
	return Client
}
