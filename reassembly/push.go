package reassembly

import "rtspect/capture"

// pushSlow is Push for every packet that is not the next segment in order.
func (c *Conn) pushSlow(d Dir, p *capture.Packet) bool {
	h, o := &c.half[d], &c.half[1-d]
	if c.provesNew(d, p) || p.Flags&capture.SYN != 0 && !c.syn(d, p) {
		return false
	}
	c.inOrder = false
	c.in.live = false
	c.packets++
	c.now = p.Time
	h.count(p, c.packets)
	if p.Flags&capture.RST != 0 {
		// RFC 9293, 3.5.2: the payload is explanatory text, not stream data, and the window has no meaning.
		c.reset(d, p)
		return true
	}
	if !h.started && p.Flags&capture.SYN == 0 {
		h.begin(p.Seq, p.PayloadLen == 0)
	}
	if p.Flags&capture.ACK != 0 {
		c.finishHandshake(d, p)
		c.acknowledge(h, o, p)
		c.confirm(o, p.Ack)
	}
	if p.Window != h.window || p.Window == 0 || h.winClosed {
		h.updateWindow(p)
	}
	if wire := max(p.PayloadLen, len(p.Payload)); wire > 0 {
		c.take(d, p, wire)
	} else if h.isKeepAlive(p, 0) {
		h.stats.KeepAlives++
	}
	if p.Flags&capture.FIN != 0 {
		h.fin(p)
	}
	c.ageACKs(h, c.now)
	c.ageACKs(o, c.now)
	return true
}

// take makes a segment of wire bytes the incoming segment.
func (c *Conn) take(d Dir, p *capture.Packet, wire int) {
	h := &c.half[d]
	seq := p.Seq
	if p.Flags&capture.SYN != 0 { // data on a SYN (RFC 7413) follows it
		seq++ // data on SYN (RFC 7413) comes after it
	}
	duplicate := h.recent.has(p)
	if duplicate {
		h.stats.DuplicateSegments++
	} else {
		if h.isKeepAlive(p, wire) {
			h.stats.KeepAlives++
			return
		}
		h.segment(p)
		h.recent.add(p)
	}
	if h.fresh() {
		h.fixOrigin(seq)
	}
	if h.finSeen && h.next == h.finSeq && seq == h.finSeq+1 {
		h.next++ // bytes after a FIN: the FIN occupies one sequence number
	}
	in := incoming{
		data: p.Payload, off: h.offset(seq), wire: int64(wire), frame: p.Frame, time: p.Time,
		seen: c.packets, ipid: p.IPID, dir: d, live: true, duplicate: duplicate,
	}
	if n := int32(seq - h.next); n > far || n < -far {
		if !c.acceptFar(h, &in, seq) {
			return
		}
	} else {
		c.dropStray(h)
	}
	c.in = in
}

// isKeepAlive reports whether p is a keep-alive probe (RFC 9293, 3.8.4): at most one byte, just below the next
// sequence number, and neither SYN nor FIN.
func (h *half) isKeepAlive(p *capture.Packet, wire int) bool {
	return wire <= 1 && p.Seq == h.next-1 && p.Flags&(capture.SYN|capture.FIN) == 0 &&
		h.started && (h.synSeen || h.off > 0)
}

// fin records a FIN that fits the stream.
func (h *half) fin(p *capture.Packet) {
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

// reset records a RST. A RST outside the window is invalid (RFC 9293, 3.10.7.4) and only counted. The sequence
// number of a genuine RST is the next one to send or, in response to a segment, the one that the segment
// acknowledged, so it may be slightly behind.
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
