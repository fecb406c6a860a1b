package reassembly

import "rtspect/capture"

// Conn reassembles both directions of one TCP connection.
type Conn struct {
	// inOrder: no segment is buffered, none is suspect, and in, if live, is complete and next in order. Push
	// and Next then take the fast path.
	inOrder  bool
	portOnly bool // the ports differ and are sufficient to determine the direction
	closing  bool
	// handshake: a SYN with ACK was captured, but not yet the packet that acknowledges it.
	handshake   bool
	in          incoming
	lentSegment *segment // buffer of the last chunk
	packets     int64    // ordinal of the last packet
	now         int64    // capture time of the last packet
	half        [2]half
	client      capture.Endpoint
	server      capture.Endpoint
	budget      *Budget
}

// NewConn creates a connection for its first packet, which must still be passed to Push. The client is the
// sender of the SYN. Without a SYN it is the side with the higher port, unless exactly one port is a well-known
// server port (554, 8554, 322, 80, …). If b is nil, the connection has its own Budget.
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
		if moreLikelyServer(p.Src.Port, p.Dst.Port) {
			c.client, c.server = p.Dst, p.Src
		}
	}
	return c
}

// moreLikelyServer reports whether port a is more likely a server port than port b.
func moreLikelyServer(a, b uint16) bool {
	if ka, kb := knownPort(a), knownPort(b); ka != kb {
		return ka
	}
	return a < b
}

// knownPort reports whether a port is commonly used for RTSP or for a protocol that tunnels it.
func knownPort(port uint16) bool {
	switch port {
	case 554, 8554, 322, 8322, 80, 8080, 443, 8443, 7070, 8555, 10554, 5554, 1935, 88:
		return true
	}
	return false
}

// Endpoints returns the client and the server.
func (c *Conn) Endpoints() (client, server capture.Endpoint) { return c.client, c.server }

// Stats returns the statistics of one direction. They are updated by Push and Next.
func (c *Conn) Stats(d Dir) *Stats { return &c.half[d].stats }

// DirOf returns the direction of a packet of this connection.
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

// Push processes a packet of the connection. It returns false and ignores the packet if it belongs to a new
// connection between the same endpoints; the caller must then close this Conn and create another. Usually that
// packet is a SYN. A SYN in the middle of an active connection may be forged, so in that case it is the first
// packet that follows up on the SYN.
//
// After each Push, call Next until it returns false. Data that has not been fetched by the next Push is
// discarded.
func (c *Conn) Push(p *capture.Packet) bool {
	c.reclaim()
	d := c.DirOf(p)
	h, o := &c.half[d], &c.half[1-d]
	const unusual = capture.SYN | capture.FIN | capture.RST
	if !c.inOrder || p.Seq != h.next || !h.started || p.Flags&unusual != 0 || p.PayloadLen != len(p.Payload) {
		return c.pushSlow(d, p)
	}
	c.packets++
	c.now = p.Time
	h.count(p, c.packets)
	if p.Flags&capture.ACK != 0 {
		c.acknowledge(h, o, p)
	}
	if p.Window != h.window || h.winClosed {
		h.updateWindow(p)
	}
	c.in.live = p.PayloadLen > 0
	if c.in.live {
		h.segment(p)
		h.recent.add(p)
		c.in.data, c.in.dir, c.in.frame, c.in.time = p.Payload, d, p.Frame, p.Time
	}
	return true
}

// Next stores the next chunk in ch. It returns false if there is none.
func (c *Conn) Next(ch *Chunk) bool {
	c.reclaim()
	if !c.inOrder {
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

// HasPending reports whether data is buffered behind a gap.
func (c *Conn) HasPending() bool {
	return !c.inOrder && (c.half[0].pending.len() > 0 || c.half[1].pending.len() > 0)
}

// Advance notes that capture time has reached now (nanoseconds) without a packet of this
// connection. Next then gives up gaps that were acknowledged long enough ago.
func (c *Conn) Advance(now int64) {
	c.reclaim()
	c.in.live = false
	c.ageACKs(&c.half[0], now)
	c.ageACKs(&c.half[1], now)
}

// Close ends the connection. Next then returns the buffered data, with gaps. The Stats are final once Next has
// returned false.
func (c *Conn) Close() {
	c.reclaim()
	if c.closing {
		return
	}
	c.closing, c.inOrder = true, false
	c.in = incoming{}
	for d := range c.half {
		h := &c.half[d]
		c.dropStray(h)
		if h.winClosed {
			h.stats.ZeroWindowTime += max(0, c.now-h.winSince)
			h.stats.impaired(ZeroWindow, h.winSince, c.now)
			h.winClosed = false
		}
	}
}

// Release discards the buffered data of a connection that is no longer needed. Push must not be called
// afterwards.
func (c *Conn) Release() {
	c.reclaim()
	for d := range c.half {
		h := &c.half[d]
		for h.pending.len() > 0 {
			c.budget.put(h.pending.pop())
		}
		h.truncated = truncated{}
	}
	c.Close()
}

// reclaim frees the buffer of the last chunk.
func (c *Conn) reclaim() {
	if c.lentSegment != nil {
		c.budget.put(c.lentSegment)
		c.lentSegment = nil
	}
}

// nextSlow is Next for connections with buffered data.
func (c *Conn) nextSlow(ch *Chunk) bool {
	for d := range c.half {
		if c.nextOf(Dir(d), ch) {
			return true
		}
	}
	c.in.live = false
	c.inOrder = !c.closing && !c.handshake && c.half[0].quiet() && c.half[1].quiet()
	return false
}

// nextOf stores the next chunk of one direction: first the bytes that the snaplen removed from the last chunk,
// then new data in order, buffered data, and finally a gap that is given up.
func (c *Conn) nextOf(d Dir, ch *Chunk) bool {
	h := &c.half[d]
	if s := h.truncated; s.n > 0 {
		h.truncated = truncated{}
		h.emitGap(ch, d, s.n, TruncatedBySnaplen, s.frame, s.time)
		return true
	}
	if in := &c.in; in.live && in.dir == d && h.place(c.budget, in, ch) {
		return true
	}
	if w := h.pending.first(); w != nil && w.off == h.off {
		c.lentSegment = h.pending.pop()
		h.emit(ch, d, w.data, w.wire, w.frame, w.time)
		return true
	}
	return c.gapOf(d, ch)
}
