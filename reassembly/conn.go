package reassembly

import "rtspect/capture"

// Conn reassembles both directions of one TCP connection.
type Conn struct {
	// calm: no segment waits, none is doubted, and in, if live, is whole and next in order. Both
	// Push and Next then take the short way.
	calm     bool
	portOnly bool // the ports differ, so they alone tell the direction
	closing  bool
	// shaking: a SYN and ACK went by, the packet that answers it did not yet.
	shaking bool
	in      incoming
	lent    *segment // its data went out with the last chunk
	packets int64    // ordinal of the last packet
	now     int64    // capture time of the last packet
	half    [2]half
	client  capture.Endpoint
	server  capture.Endpoint
	budget  *Budget
}

// NewConn starts a connection with its first packet (which still has to be pushed). The client is
// the sender of the SYN; without one, the side with the higher port, unless one port is known
// (554, 8554, 322, 80, …). With a nil Budget the connection has one of its own.
func NewConn(p *capture.Packet, b *Budget) *Conn {
	if b == nil {
		b = new(Budget)
	}
	c := &Conn{client: p.Src, server: p.Dst, budget: b, portOnly: p.Src.Port != p.Dst.Port}
	switch p.Flags & (capture.SYN | capture.ACK) {
	case capture.SYN:
	case capture.SYN | capture.ACK:
		c.client, c.server = p.Dst, p.Src
	default:
		if servesBetter(p.Src.Port, p.Dst.Port) {
			c.client, c.server = p.Dst, p.Src
		}
	}
	return c
}

// servesBetter reports whether port a is rather a server's than port b is.
func servesBetter(a, b uint16) bool {
	if ka, kb := knownPort(a), knownPort(b); ka != kb {
		return ka
	}
	return a < b
}

// knownPort reports whether RTSP, or what carries it, is usually served on a port.
func knownPort(port uint16) bool {
	switch port {
	case 554, 8554, 322, 8322, 80, 8080, 443, 8443, 7070, 8555, 10554, 5554, 1935, 88:
		return true
	}
	return false
}

// Endpoints returns client and server.
func (c *Conn) Endpoints() (client, server capture.Endpoint) { return c.client, c.server }

// SYNSeen reports whether the capture holds the connection's beginning: a SYN of either side.
func (c *Conn) SYNSeen() bool { return c.half[0].synSeen || c.half[1].synSeen }

// Stats returns the counts of one direction; they grow with each Push and Next.
func (c *Conn) Stats(d Dir) *Stats { return &c.half[d].stats }

// DirOf tells which direction a packet of the connection goes.
func (c *Conn) DirOf(p *capture.Packet) Dir {
	if c.portOnly {
		if p.Src.Port == c.client.Port {
			return ClientToServer
		}
		return ServerToClient
	}
	if p.Src == c.client {
		return ClientToServer
	}
	return ServerToClient
}

// Push takes a packet of the connection. It returns false, and takes nothing, where p belongs to a
// new connection between the same ports; the caller closes this one and starts another. Mostly
// that is its SYN; where a SYN comes into the middle of a live connection and so may be forged, it
// is the first packet that builds on it.
//
// After each Push, call Next until it returns false: what has not been fetched by the next Push
// counts as never seen.
func (c *Conn) Push(p *capture.Packet) bool {
	c.takeBack()
	d := c.DirOf(p)
	h, o := &c.half[d], &c.half[1-d]
	const unusual = capture.SYN | capture.FIN | capture.RST
	if !c.calm || p.Seq != h.next || !h.started || p.Flags&unusual != 0 || p.PayloadLen != len(p.Payload) {
		return c.pushSlow(d, p)
	}
	c.packets++
	c.now = p.Time
	h.see(p, c.packets)
	if p.Flags&capture.ACK != 0 {
		c.acknowledge(h, o, p)
	}
	if p.Window != h.window || h.winClosed {
		h.announce(p)
	}
	c.in.live = p.PayloadLen > 0
	if c.in.live {
		h.segment(p)
		h.recent.add(p)
		c.in.data, c.in.dir, c.in.frame, c.in.time = p.Payload, d, p.Frame, p.Time
	}
	return true
}

// Next gives the next chunk that can be delivered.
func (c *Conn) Next(ch *Chunk) bool {
	c.takeBack()
	if !c.calm {
		return c.nextSlow(ch)
	}
	in := &c.in
	if !in.live {
		return false
	}
	in.live = false
	h := &c.half[in.dir]
	*ch = Chunk{Dir: in.dir, Data: in.data, Offset: h.off, Frame: in.frame, Time: in.time}
	n := len(in.data)
	h.off += int64(n)
	h.next += uint32(n)
	h.stats.Bytes += int64(n)
	return true
}

// Waits reports whether something waits behind a hole, or may become a hole.
func (c *Conn) Waits() bool { return !c.calm && (c.half[0].wait.len() > 0 || c.half[1].wait.len() > 0) }

// Advance says that capture time has gone on to now (nanoseconds) without a packet of the connection. Holes that were
// acknowledged long enough before are given up by Next.
func (c *Conn) Advance(now int64) {
	c.takeBack()
	c.in.live = false
	c.ripen(&c.half[0], now)
	c.ripen(&c.half[1], now)
}

// Close says that nothing more will come: what waits behind holes is then delivered by Next, with
// the gaps. The Stats are final when Next has returned false.
func (c *Conn) Close() {
	c.takeBack()
	if c.closing {
		return
	}
	c.closing, c.calm = true, false
	c.in = incoming{}
	for d := range c.half {
		h := &c.half[d]
		c.dropStray(h)
		if h.winClosed {
			h.stats.ZeroWindowTime += max(0, c.now-h.winSince)
			h.stats.trouble(ZeroWindow, h.winSince, c.now)
			h.winClosed = false
		}
	}
}

// Release gives up what waits, undelivered: for a connection that nobody wants to read any more.
// Nothing may be pushed afterwards.
func (c *Conn) Release() {
	c.takeBack()
	for d := range c.half {
		h := &c.half[d]
		for h.wait.len() > 0 {
			c.budget.put(h.wait.pop())
		}
		h.snap = snapped{}
	}
	c.Close()
}

// takeBack frees the buffer behind the chunk that was given out last.
func (c *Conn) takeBack() {
	if c.lent != nil {
		c.budget.put(c.lent)
		c.lent = nil
	}
}

// nextSlow is Next where something waits.
func (c *Conn) nextSlow(ch *Chunk) bool {
	for d := range c.half {
		if c.nextOf(Dir(d), ch) {
			return true
		}
	}
	c.in.live = false
	c.calm = !c.closing && !c.shaking && c.half[0].quiet() && c.half[1].quiet()
	return false
}

// nextOf gives the next chunk of one direction: what the snaplen cut of the last one, what just
// came in order, what waited for it, and last a hole that is given up.
func (c *Conn) nextOf(d Dir, ch *Chunk) bool {
	h := &c.half[d]
	if s := h.snap; s.n > 0 {
		h.snap = snapped{}
		h.emitGap(ch, d, s.n, Snapped, s.frame, s.time)
		return true
	}
	if in := &c.in; in.live && in.dir == d && h.arrive(c.budget, in, ch) {
		return true
	}
	if w := h.wait.first(); w != nil && w.off == h.off {
		c.lent = h.wait.pop()
		h.emit(ch, d, w.data, w.wire, w.frame, w.time)
		return true
	}
	return c.gapOf(d, ch)
}
