package reassembly

import "rtspect/capture"

// acknowledge takes note of what a packet of h acknowledges to o: the highest number that can be
// true, of a segment up to far ahead.
func (c *Conn) acknowledge(h, o *half, p *capture.Packet) {
	if p.Ack == o.lastAck && o.hasAck {
		if p.PayloadLen == 0 {
			h.repeatACK(o, p)
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

// repeatACK counts a duplicate ACK (RFC 5681, 2): no payload, the same number and window as the
// one before, while data was under way.
func (h *half) repeatACK(o *half, p *capture.Packet) {
	const unusual = capture.SYN | capture.FIN | capture.RST
	if p.Window != h.window || p.Flags&unusual != 0 || !o.started {
		return
	}
	if p.IPID != 0 && p.IPID == h.lastPureID && !h.recent.used(p.IPID) {
		h.stats.DuplicateSegments++
		return
	}
	h.lastPureID = p.IPID
	if o.top() > o.offset(p.Ack) {
		h.stats.DupACKs++
	}
}

// announce takes note of the receive window that a packet announces.
func (h *half) announce(p *capture.Packet) {
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
		h.stats.trouble(ZeroWindow, h.winSince, p.Time)
	}
}

// Unacknowledged counts the bytes of a direction, as far as the capture shows them, that the other side never
// acknowledged. It is not known where none of its acknowledgments is in the capture.
func (c *Conn) Unacknowledged(d Dir) (n int64, known bool) {
	h := &c.half[d]
	if !h.hasAck || !h.started {
		return 0, false
	}
	return max(0, h.top()-h.acked()), true
}
