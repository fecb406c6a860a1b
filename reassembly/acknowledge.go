package reassembly

import "rtspect/capture"

// acknowledge records the acknowledgment of o's data by a packet of h. It keeps the highest plausible number:
// an ACK may be ahead of the data by up to 2·far.
func (c *Conn) acknowledge(h, o *half, p *capture.Packet) {
	if p.Ack == o.lastAck && o.hasAck {
		if p.PayloadLen == 0 {
			h.duplicateACK(o, p)
		}
		return
	}
	o.lastAck = p.Ack
	if p.PayloadLen == 0 {
		h.lastPureID = p.IPID
	}
	if !o.hasAck {
		o.ack, o.hasAck = p.Ack, true
		return
	}
	if int32(p.Ack-o.ack) <= 0 || o.started && int32(p.Ack-o.next) > 2*far {
		return
	}
	o.prevAck, o.hasPrevAck = o.ack, true
	o.ack = p.Ack
}

// duplicateACK counts a duplicate ACK (RFC 5681, 2): no payload, and the same acknowledgment number and window
// as before while data was outstanding.
func (h *half) duplicateACK(o *half, p *capture.Packet) {
	const unusual = capture.SYN | capture.FIN | capture.RST
	if p.Window != h.window || p.Flags&unusual != 0 || !o.started {
		return
	}
	if p.IPID != 0 && p.IPID == h.lastPureID && !h.recent.hasID(p.IPID) {
		h.stats.DuplicateSegments++
		return
	}
	h.lastPureID = p.IPID
	if o.top() > o.offset(p.Ack) {
		h.stats.DupACKs++
	}
}

// updateWindow records the receive window that a packet advertises.
func (h *half) updateWindow(p *capture.Packet) {
	h.window = p.Window
	if p.Window == 0 {
		if !h.winClosed {
			h.winClosed, h.winSince = true, p.Time
			h.stats.ZeroWindows++
			if h.stats.FirstZeroWindow == 0 {
				h.stats.FirstZeroWindow = p.Frame
			}
		}
		return
	}
	if h.winClosed {
		h.winClosed = false
		h.stats.ZeroWindowTime += max(0, p.Time-h.winSince)
		h.stats.impaired(ZeroWindow, h.winSince, p.Time)
	}
}

// Unacknowledged returns the number of captured bytes in a direction that the receiver never acknowledged.
// known is false if the capture contains none of its acknowledgments.
func (c *Conn) Unacknowledged(d Dir) (n int64, known bool) {
	h := &c.half[d]
	if !h.hasAck || !h.started {
		return 0, false
	}
	return max(0, h.top()-h.acked()), true
}
