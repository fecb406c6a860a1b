package reassembly

import "rtspect/capture"

// pushSlow is Push for everything that is not the next segment in order.
func (c *Conn) pushSlow(d Dir, p *capture.Packet) bool {
	h, o := &c.half[d], &c.half[1-d]
	if c.provesNew(d, p) || p.Flags&capture.SYN != 0 && !c.syn(d, p) {
		return false
	}
	c.calm = false
	c.in.live = false
	c.packets++
	c.now = p.Time
	h.see(p, c.packets)
	if p.Flags&capture.RST != 0 {
		// RFC 9293, 3.5.2: what follows the header is text for people, no stream data; the
		// window means nothing.
		c.reset(d, p)
		return true
	}
	if !h.started && p.Flags&capture.SYN == 0 {
		h.begin(p.Seq, p.PayloadLen == 0)
	}
	if p.Flags&capture.ACK != 0 {
		c.answered(d, p)
		c.acknowledge(h, o, p)
		c.confirm(o, p.Ack)
	}
	if p.Window != h.window || p.Window == 0 || h.winClosed {
		h.announce(p)
	}
	if wire := max(p.PayloadLen, len(p.Payload)); wire > 0 {
		c.take(d, p, wire)
	} else if h.probes(p, 0) {
		h.stats.KeepAlives++
	}
	if p.Flags&capture.FIN != 0 {
		h.finish(p)
	}
	c.ripen(h, c.now)
	c.ripen(o, c.now)
	return true
}

// take makes a segment of wire bytes the incoming one.
func (c *Conn) take(d Dir, p *capture.Packet, wire int) {
	h := &c.half[d]
	seq := p.Seq
	if p.Flags&capture.SYN != 0 {
		seq++ // data on SYN (RFC 7413) comes after it
	}
	duplicate := h.recent.has(p)
	if duplicate {
		h.stats.DuplicateSegments++
	} else {
		if h.probes(p, wire) {
			h.stats.KeepAlives++
			return
		}
		h.segment(p)
		h.recent.add(p)
	}
	if h.fresh() {
		h.settle(seq)
	}
	if h.finSeen && h.next == h.finSeq && seq == h.finSeq+1 {
		h.next++ // bytes after a FIN: the FIN itself took one number
	}
	in := incoming{
		data: p.Payload, off: h.offset(seq), wire: int64(wire), frame: p.Frame, time: p.Time,
		seen: c.packets, ipid: p.IPID, dir: d, live: true, duplicate: duplicate,
	}
	if n := int32(seq - h.next); n > far || n < -far {
		if !c.believe(h, &in, seq) {
			return
		}
	} else {
		c.dropStray(h)
	}
	c.in = in
}

// probes reports whether p is a keep-alive probe (RFC 9293, 3.8.4): no or one byte just below what
// comes next, and neither SYN nor FIN.
func (h *half) probes(p *capture.Packet, wire int) bool {
	return wire <= 1 && p.Seq == h.next-1 && p.Flags&(capture.SYN|capture.FIN) == 0 &&
		h.started && (h.synSeen || h.off > 0)
}

// finish records a FIN that fits the stream.
func (h *half) finish(p *capture.Packet) {
	seq := p.Seq + uint32(p.PayloadLen)
	if p.Flags&capture.SYN != 0 {
		seq++
	}
	if n := int32(seq - h.next); n > far || n < -far || h.hasAck && n < 0 && int32(seq-h.prevAck) < 0 {
		h.stats.StrayFlags++
		return
	}
	if h.finSeen {
		return
	}
	h.finSeen, h.finSeq = true, seq
	h.stats.FIN, h.stats.FINTime = p.Frame, p.Time
}

// reset records a RST. One outside the window means nothing (RFC 9293, 3.10.7.4) and is only
// counted. The number of a genuine one is the next to send or, in answer to a segment, the one
// that segment acknowledged, so a little behind.
func (c *Conn) reset(d Dir, p *capture.Packet) {
	h := &c.half[d]
	if h.started {
		low := h.next
		if h.hasAck {
			low = h.ack
		}
		if h.hasPrevAck {
			low = h.prevAck
		}
		n := int32(p.Seq - h.next)
		if n > far || n < 0 && int32(p.Seq-low) < 0 {
			h.stats.StrayFlags++
			return
		}
	}
	if h.stats.RST == 0 {
		h.stats.RST, h.stats.RSTTime = p.Frame, p.Time
	}
}
