package reassembly

// A segment far from the stream may be forged, damaged, of an older connection between the same
// ports; or the capture may have paused. It is kept aside until a second one or an ACK agrees.

// believe decides on a segment that is far from the stream. If it is believed, in gets its offset
// beyond everything seen so far, and the way there becomes one large gap.
func (c *Conn) believe(h *half, in *incoming, seq uint32) bool {
	if s := h.stray; s != nil && !in.duplicate {
		if n := int32(seq - h.straySeq); n != 0 && n <= far && n >= -far {
			// Unless the receiver is seen to work there too, nobody can tell what happened.
			kind := Unknown
			if a := int32(h.lastAck - seq); h.hasAck && a <= far && a >= -far {
				kind = NotCaptured
			}
			c.jump(h, kind)
			in.off = s.off + int64(n)
			h.force = max(h.force, in.off)
			return true
		}
	}
	if in.duplicate && h.stray != nil {
		h.stats.DuplicateBytes += in.wire
		return false
	}
	c.dropStray(h)
	s := c.budget.get(len(in.data))
	if s == nil {
		h.stats.StraySegments++
		h.stats.StrayBytes += in.wire
		return false
	}
	copy(s.data, in.data)
	s.wire, s.frame, s.time, s.seen, s.ipid = in.wire, in.frame, in.time, in.seen, in.ipid
	h.stray, h.straySeq = s, seq
	return false
}

// confirm believes a stray segment when the receiver acknowledges it.
func (c *Conn) confirm(h *half, ack uint32) {
	if h.stray == nil {
		return
	}
	if n := int32(ack - h.straySeq - uint32(h.stray.wire)); n >= 0 && n <= far {
		c.jump(h, NotCaptured)
		h.ack = ack
	}
}

// jump puts the stray segment among the waiting, where the stream goes on. A number below the
// stream is taken as one that went all the way round.
func (c *Conn) jump(h *half, kind GapKind) {
	s := h.stray
	h.stray = nil
	s.off = h.off + int64(h.straySeq-h.next)
	h.jumpKind = kind
	h.force = max(h.force, s.off)
	// Nothing can overlap it: what waits lies within far of the stream.
	h.wait.insert(len(h.wait.segs), s)
}

// dropStray forgets a segment that nothing confirmed.
func (c *Conn) dropStray(h *half) {
	if s := h.stray; s != nil {
		h.stats.StraySegments++
		h.stats.StrayBytes += s.wire
		h.stray = nil
		c.budget.put(s)
	}
}
