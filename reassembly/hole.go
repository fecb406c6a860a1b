package reassembly

import "rtspect/capture"

// When a hole is given up. Late packets were seen up to 13 packets and 80 ms after the ACK that
// covers them (several interfaces, capture buffers per processor), so the grace is well above that.
const (
	gracePackets = 64    // packets of the connection after the ACK
	graceTime    = 250e6 // or nanoseconds of capture time

	// Without a single packet of the other side nothing can ever be acknowledged.
	blindTime  = 1e9
	blindBytes = 64 << 10
	// The other side was seen once, but not since the hole opened.
	silentTime = 3e9
	// The other side is there and does not acknowledge: the sender will send again.
	patience = 60e9
)

// ripening delays the acknowledgments by the grace.
type ripening struct {
	live  bool
	ripe  int64 // every offset below was acknowledged a grace ago
	young int64 // and these will be: acknowledged as of
	at    int64 // this packet
	time  int64 // and time
}

// ripen lets acknowledgments age while something waits.
func (c *Conn) ripen(h *half, now int64) {
	r := &h.ripe
	if h.wait.len() == 0 {
		r.live = false
		return
	}
	acked := h.acked()
	if !r.live {
		*r = ripening{live: true, ripe: h.off, young: acked, at: c.packets, time: now}
		return
	}
	if r.young <= r.ripe { // nothing is ageing
		r.young, r.at, r.time = acked, c.packets, now
	}
	if c.packets-r.at >= gracePackets || now-r.time >= graceTime {
		r.ripe, r.young, r.at, r.time = r.young, acked, c.packets, now
	}
}

// acked is the offset below which the receiver acknowledged everything, as far as it is known.
func (h *half) acked() int64 {
	if !h.hasAck || !h.started {
		return 0
	}
	return h.offset(h.ack)
}

// gapOf gives up the first hole of a direction if it is time to.
func (c *Conn) gapOf(d Dir, ch *Chunk) bool {
	h := &c.half[d]
	to, frame, time := c.behind(d)
	if to <= h.off {
		return c.closing && c.tail(d, ch)
	}
	blocked := c.in.live && c.in.dir == d && c.in.blocked
	expected := c.closing || to <= h.force || c.overdue(d)
	if !expected && !blocked {
		return false
	}
	before := h.stats.GapBytes
	c.giveUp(d, ch, to, frame, time)
	if !expected {
		h.stats.OverLimit += h.stats.GapBytes - before
	}
	return true
}

// behind returns where the first hole ends, and what comes there; 0 if there is no hole.
func (c *Conn) behind(d Dir) (to int64, frame capture.Frame, time int64) {
	if w := c.half[d].wait.first(); w != nil {
		to, frame, time = w.off, w.frame, w.time
	}
	if in := &c.in; in.live && in.dir == d && (to == 0 || in.off < to) {
		to, frame, time = in.off, in.frame, in.time
	}
	return to, frame, time
}

// overdue reports whether the first hole has been open long enough.
func (c *Conn) overdue(d Dir) bool {
	h, o := &c.half[d], &c.half[1-d]
	w := h.wait.first()
	if w == nil {
		return false
	}
	age := c.now - w.time
	switch {
	case h.ripe.live && h.ripe.ripe >= w.off:
		return true
	case o.seen == 0:
		return age >= blindTime || h.wait.bytes >= blindBytes
	case o.seen < w.seen:
		return age >= silentTime
	}
	return age >= patience
}

// giveUp makes a gap of the hole up to an offset; where only its first part was acknowledged, of
// that part.
func (c *Conn) giveUp(d Dir, ch *Chunk, to int64, frame capture.Frame, time int64) {
	h := &c.half[d]
	n := to - h.off
	kind := c.unacked(d)
	if n > far {
		kind = h.jumpKind
	} else if a := h.acked(); a > h.off {
		kind, n = NotCaptured, min(n, a-h.off)
	}
	h.emitGap(ch, d, n, kind, frame, time)
}

// unacked is the kind of a hole that the receiver did not acknowledge: Lost only if it could be
// watched since.
func (c *Conn) unacked(d Dir) GapKind {
	h, o := &c.half[d], &c.half[1-d]
	since := h.seen
	if w := h.wait.first(); w != nil {
		since = w.seen
	}
	if o.seen == 0 || o.seen < since {
		return Unknown
	}
	return Lost
}

// tail makes a gap of what is known to be missing at the end of a closed direction: what the
// receiver acknowledged, and what lies before the FIN.
func (c *Conn) tail(d Dir, ch *Chunk) bool {
	h := &c.half[d]
	if !h.started {
		return false
	}
	to := h.off
	// One byte more may be a FIN that the capture missed.
	if n := int32(h.lastAck - h.next); h.hasAck && n > 1 && n <= far {
		to += int64(n)
	}
	if h.finSeen {
		if n := int32(h.finSeq - h.next); n > 0 && n <= far {
			to = h.off + int64(n)
		} else {
			to = h.off
		}
	}
	if to == h.off {
		return false
	}
	c.giveUp(d, ch, to, h.stats.Last, h.stats.LastTime)
	return true
}
