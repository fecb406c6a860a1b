package reassembly

import "rtspect/capture"

const (
	// lateSYN is how far behind its first data a SYN may be captured.
	lateSYN = 64 << 10
	// farSYN is how far the number of a new connection must be from an open one's.
	farSYN = 1 << 20
	// idleSYN in nanoseconds: a side that was silent so long and then sends a SYN began anew.
	idleSYN = 1e9
	// doubtPackets is for how many packets a doubtful SYN is remembered.
	doubtPackets = 256
)

// doubt is a SYN in the middle of a live connection: forged, or of a new connection if somebody
// builds on it.
type doubt struct {
	live bool
	isn  uint32
	at   int64 // ordinal of its packet
}

// syn looks at a SYN of either side and returns false where it begins another connection.
func (c *Conn) syn(d Dir, p *capture.Packet) bool {
	h, o := &c.half[d], &c.half[1-d]
	first := p.Seq + 1
	bare := p.Flags&capture.ACK == 0
	switch {
	case h.synSeen && (p.Seq == h.isn || h.hasAlt && p.Seq == h.alt):
		// Sent again, or captured again.
	case bare && c.ended() && h.fresh():
		return false // refused or closed without a byte, and tried again
	case !h.synSeen && h.fresh() && (o.fresh() || h.fits(first)):
		h.isn = p.Seq
		h.begin(first, false)
	case h.fresh() && o.fresh():
		h.hasAlt, h.alt = true, p.Seq // the first data tells which one counts
		if !bare && h.hasAck && h.ack == h.alt+1 {
			h.isn, h.next = h.alt, first
		}
	case !h.synSeen && h.started && h.before(first):
		h.isn = p.Seq // captured after the first data
	case c.ended():
		return false
	default:
		return c.intrude(h, p)
	}
	h.synSeen = true
	h.greet(p)
	if !bare {
		c.shaking = true
		if h.stats.RTT == 0 && h.stats.SYNs == 1 && o.stats.SYNs == 1 && p.Ack == o.isn+1 {
			h.stats.RTT = max(0, p.Time-o.stats.SYNTime)
		}
		if o.hasAlt && o.fresh() && p.Ack == o.alt+1 {
			o.isn, o.next = o.alt, o.alt+1
		}
	}
	return true
}

// fits reports whether first can begin a stream of which nothing was seen but empty packets and the
// other side's acknowledgments.
func (h *half) fits(first uint32) bool {
	n := int32(h.ack - first)
	if h.started {
		n = int32(h.next - first)
	} else if !h.hasAck {
		return true
	}
	return n >= -1 && n <= lateSYN
}

// before reports whether a stream that begins with sequence number first fits one that was joined
// without its SYN.
func (h *half) before(first uint32) bool {
	n := int32(h.next - uint32(h.off) - first)
	return n >= 0 && n <= lateSYN
}

// intrude looks at a SYN with a number of its own on a connection that is open and carried data.
func (c *Conn) intrude(h *half, p *capture.Packet) bool {
	at := h.next
	if !h.started {
		at = h.ack
	}
	n := int32(p.Seq + 1 - at)
	distant := n > farSYN || n < -farSYN
	if distant && p.Time-h.stats.LastTime >= idleSYN {
		return false
	}
	h.stats.StrayFlags++
	if distant {
		h.doubt = doubt{live: true, isn: p.Seq, at: c.packets}
	}
	return true
}

// provesNew reports whether a packet builds on a doubtful SYN: data or an ACK that follows it, or
// the other side's ACK of it.
func (c *Conn) provesNew(d Dir, p *capture.Packet) bool {
	h, o := &c.half[d], &c.half[1-d]
	for _, x := range []*half{h, o} {
		if x.doubt.live && c.packets-x.doubt.at > doubtPackets {
			x.doubt.live = false
		}
	}
	if p.Flags&capture.RST != 0 {
		return false
	}
	return h.doubt.live && p.Seq == h.doubt.isn+1 ||
		o.doubt.live && p.Flags&capture.ACK != 0 && p.Ack == o.doubt.isn+1
}

// ended reports whether either side closed or reset the connection.
func (c *Conn) ended() bool {
	return c.half[0].finSeen || c.half[1].finSeen || c.half[0].stats.RST != 0 || c.half[1].stats.RST != 0
}

// greet counts a SYN and reads what it offers.
func (h *half) greet(p *capture.Packet) {
	s := &h.stats
	if h.recent.has(p) && p.PayloadLen == 0 {
		s.DuplicateSegments++
		return
	}
	if p.PayloadLen == 0 {
		h.recent.add(p)
	}
	s.SYNs++
	if s.SYN == 0 {
		s.SYN, s.SYNTime = p.Frame, p.Time
		s.readOptions(p.TCPOptions)
	}
}

// answered ends the handshake with the packet that acknowledges the second SYN.
func (c *Conn) answered(d Dir, p *capture.Packet) {
	if !c.shaking || p.Flags&capture.SYN != 0 {
		return
	}
	c.shaking = false
	h, o := &c.half[d], &c.half[1-d]
	if o.synSeen && p.Ack == o.isn+1 && o.stats.SYNs == 1 && h.stats.RTT == 0 && o.stats.RTT != 0 {
		h.stats.RTT = max(0, p.Time-o.stats.SYNTime)
	}
}
