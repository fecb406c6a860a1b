package demux

import (
	"slices"

	"rtspect/capture"
	"rtspect/reassembly"
)

// Limits of the connections whose state is kept though they may need none any more. Captures of common size never reach
// them: there, every connection is followed until the capture ends.
const (
	// maxUndecided limits the connections that carry data that does not show yet what it is, such as requests of which the
	// capture lacks the responses.
	maxUndecided = 2048
	// maxEnded limits the connections that both sides closed, or one reset, and that are still followed because packets
	// may be retransmitted.
	maxEnded = 4096
	// maxForgotten is how many forgotten connections are listed before they are removed together.
	maxForgotten = 4096
)

// noteUndecided enters a new connection into the undecided ones. The oldest beyond the limit are given up.
func (t *TCP) noteUndecided(newest *Flow[tcpFlow]) {
	t.undecided = append(t.undecided, newest)
	if len(t.undecided) < 2*maxUndecided {
		return
	}
	t.undecided = slices.DeleteFunc(t.undecided, func(f *Flow[tcpFlow]) bool { return f.State.conn == nil || f.State.conn.decided })
	if n := len(t.undecided) - maxUndecided; n > 0 {
		for _, f := range t.undecided[:n] {
			if f.State.conn != nil && f != newest { // a flow is listed again for each connection of its endpoints
				t.giveUp(f)
			}
		}
		t.undecided = slices.Delete(t.undecided, 0, n)
	}
}

// giveUp stops following a connection. Nothing is lost of one that starts with another protocol; the packets of
// others are counted.
func (t *TCP) giveUp(f *Flow[tcpFlow]) {
	c := f.State.conn
	if !c.parse.StartsForeign() {
		t.Dropped.Add(c.packets(), c.Record.FirstFrame)
	}
	t.abandon(f)
}

// abandon frees a connection that carries nothing of interest.
func (t *TCP) abandon(f *Flow[tcpFlow]) {
	c := f.State.conn
	c.stream.Release()
	c.parse.Release()
	c.stream, c.handler, c.stage, c.flow = nil, nil, nil, nil
	f.State.conn = nil
}

// packets counts the segments of an open connection.
func (c *TCPConn) packets() int64 {
	return c.stream.Stats(reassembly.ClientToServer).Segments + c.stream.Stats(reassembly.ServerToClient).Segments
}

// noteEnd enters a connection into the ended ones once both sides have closed it, or one has reset it. The oldest beyond the
// limit are closed.
func (t *TCP) noteEnd(f *Flow[tcpFlow]) {
	c := f.State.conn
	a, b := c.stream.Stats(reassembly.ClientToServer), c.stream.Stats(reassembly.ServerToClient)
	if c.ended || a.RST == 0 && b.RST == 0 && (a.FIN == 0 || b.FIN == 0) {
		return
	}
	c.ended = true
	t.ended = append(t.ended, f)
	if len(t.ended) < 2*maxEnded {
		return
	}
	for _, f := range t.ended[:maxEnded] {
		if c := f.State.conn; c != nil && c.ended {
			t.end(c)
		}
	}
	t.ended = slices.Delete(t.ended, 0, maxEnded)
}

// end closes a connection before the capture ends. Packets that may still come are ignored.
func (t *TCP) end(c *TCPConn) {
	f := c.flow
	t.close(c)
	f.State.conn, f.State.closed = nil, true
}

// Forget closes a connection of which the report shows nothing, and removes it from Conns. Data that still comes is counted
// in Dropped.
func (t *TCP) Forget(c *TCPConn) {
	if c.forgotten {
		return
	}
	c.forgotten = true
	if f := c.flow; f != nil {
		ended := c.ended
		t.end(c)
		f.State.closed, f.State.dropped = ended, !ended
	}
	if t.forgotten++; t.forgotten == maxForgotten {
		t.forgotten = 0
		t.Conns = slices.DeleteFunc(t.Conns, func(c *TCPConn) bool { return c.forgotten })
	}
}

// Forgotten reports whether the report shows nothing of the connection.
func (c *TCPConn) Forgotten() bool { return c.forgotten }

// countDropped counts data of a connection that is not followed any more.
func (t *TCP) countDropped(f *Flow[tcpFlow], p *capture.Packet) {
	if f.State.dropped && p.PayloadLen > 0 {
		t.Dropped.Add(1, p.Frame)
	}
}
