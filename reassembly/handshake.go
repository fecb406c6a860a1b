package reassembly

import "rtspect/capture"

const (
	// lateSYN is the maximum distance in bytes between a SYN and data captured before it.
	lateSYN = 64 << 10
	// farSYN is the minimum distance between the sequence numbers of a new connection and an open one.
	farSYN = 1 << 20
	// idleSYN, in nanoseconds: a side that sends a SYN after this much silence starts a new connection.
	idleSYN = 1e9
	// suspectPackets is the number of packets for which a suspect SYN is remembered.
	suspectPackets = 256
)

// suspectSYN is a SYN in the middle of an active connection. It is forged, or starts a new connection if later
// packets follow up on it.
type suspectSYN struct {
	live bool
	isn  uint32
	at   int64 // ordinal of its packet
}

// syn processes a SYN of either side. It returns false if the SYN starts another connection.
func (c *Conn) syn(d Dir, p *capture.Packet) bool {
	h, o := &c.half[d], &c.half[1-d]
	first := p.Seq + 1
	initial := p.Flags&capture.ACK == 0
	switch {
	case h.synSeen && (p.Seq == h.isn || h.hasAlt && p.Seq == h.alt):
	// retransmitted, or captured twice
	case initial && c.ended() && h.fresh():
		return false // refused or closed without data, and tried again
	case !h.synSeen && h.fresh() && (o.fresh() || h.fits(first)):
		h.isn = p.Seq
		h.begin(first, false)
	case h.fresh() && o.fresh():
		h.hasAlt, h.alt = true, p.Seq // the first data decides which one is valid
		if !initial && h.hasAck && h.ack == h.alt+1 {
			h.isn, h.next = h.alt, first
		}
	case !h.synSeen && h.started && h.before(first):
		h.isn = p.Seq // captured after the first data
	case c.ended():
		return false
	default:
		return c.unexpectedSYN(h, p)
	}
	h.synSeen = true
	h.countSYN(p)
	if !initial {
		c.handshake = true
		if h.stats.RTT == 0 && h.stats.SYNs == 1 && o.stats.SYNs == 1 && p.Ack == o.isn+1 {
			h.stats.RTT = max(0, p.Time-o.stats.SYNTime)
		}
		if o.hasAlt && o.fresh() && p.Ack == o.alt+1 {
			o.isn, o.next = o.alt, o.alt+1
		}
	}
	return true
}

// fits reports whether first can be the origin of a stream of which only empty packets and the acknowledgments
// of the other side are known.
func (h *half) fits(first uint32) bool {
	n := int32(h.ack - first)
	if h.started {
		n = int32(h.next - first)
	} else if !h.hasAck {
		return true
	}
	return n >= -1 && n <= lateSYN
}

// before reports whether first can be the origin of a stream whose capture started midway.
func (h *half) before(first uint32) bool {
	n := int32(h.next - uint32(h.off) - first)
	return n >= 0 && n <= lateSYN
}

// unexpectedSYN processes a SYN with a different sequence number on an open connection with data.
func (c *Conn) unexpectedSYN(h *half, p *capture.Packet) bool {
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
		h.suspect = suspectSYN{live: true, isn: p.Seq, at: c.packets}
	}
	return true
}

// provesNew reports whether a packet follows up on a suspect SYN: data or an ACK that continues it, or an ACK
// of it by the other side.
func (c *Conn) provesNew(d Dir, p *capture.Packet) bool {
	h, o := &c.half[d], &c.half[1-d]
	for _, x := range []*half{h, o} {
		if x.suspect.live && c.packets-x.suspect.at > suspectPackets {
			x.suspect.live = false
		}
	}
	if p.Flags&capture.RST != 0 {
		return false
	}
	return h.suspect.live && p.Seq == h.suspect.isn+1 ||
		o.suspect.live && p.Flags&capture.ACK != 0 && p.Ack == o.suspect.isn+1
}

// ended reports whether either side closed or reset the connection.
func (c *Conn) ended() bool {
	return c.half[0].finSeen || c.half[1].finSeen || c.half[0].stats.RST != 0 || c.half[1].stats.RST != 0
}

// countSYN counts a SYN and parses its options.
func (h *half) countSYN(p *capture.Packet) {
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

// finishHandshake completes the handshake with the packet that acknowledges the second SYN.
func (c *Conn) finishHandshake(d Dir, p *capture.Packet) {
	if !c.handshake || p.Flags&capture.SYN != 0 {
		return
	}
	c.handshake = false
	h, o := &c.half[d], &c.half[1-d]
	if o.synSeen && p.Ack == o.isn+1 && o.stats.SYNs == 1 && h.stats.RTT == 0 && o.stats.RTT != 0 {
		h.stats.RTT = max(0, p.Time-o.stats.SYNTime)
	}
}
