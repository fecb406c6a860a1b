package reassembly

// A segment far from the stream may be forged, damaged, or from an older connection between the same endpoints;
// or the capture was paused. It is kept until a second segment or an ACK confirms it.

// acceptFar decides on a segment that is far from the stream. If it is accepted, in gets an offset beyond
// everything seen so far, and the distance becomes one large gap.
func (c *Conn) acceptFar(h *half, in *incoming, seq uint32) bool {
	if s := h.stray; s != nil && !in.duplicate {
		if n := int32(seq - h.straySeq); n != 0 && n <= far && n >= -far {
			// The reason is only known if the receiver acknowledges data there as well.
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

// confirm accepts a segment out of range that the receiver acknowledges.
func (c *Conn) confirm(h *half, ack uint32) {
	if h.stray == nil {
		return
	}
	if n := int32(ack - h.straySeq - uint32(h.stray.wire)); n >= 0 && n <= far {
		c.jump(h, NotCaptured)
		h.ack = ack
	}
}

// jump moves the segment out of range to the buffer as the continuation of the stream. A number below the stream is
// interpreted as having wrapped around.
func (c *Conn) jump(h *half, kind GapKind) {
	s := h.stray
	h.stray = nil
	s.off = h.off + int64(h.straySeq-h.next)
	h.jumpKind = kind
	h.force = max(h.force, s.off)
	// It cannot overlap: buffered data is within far of the stream.
	h.pending.insert(len(h.pending.segs), s)
}

// dropStray discards a segment that was not confirmed.
func (c *Conn) dropStray(h *half) {
	if s := h.stray; s != nil {
		h.stats.StraySegments++
		h.stats.StrayBytes += s.wire
		h.stray = nil
		c.budget.put(s)
	}
}
