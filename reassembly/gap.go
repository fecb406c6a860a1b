package reassembly

import "rtspect/capture"

// Conditions for giving up a gap. Late packets have been observed up to 13 packets and 80 ms after the ACK that
// covers them (several interfaces, per-CPU capture buffers). The grace period is well above that.
const (
	gracePackets = 64    // packets of the connection since the ACK
	graceTime    = 250e6 // or nanoseconds of capture time

	// No packet of the other side is in the capture, so there are no acknowledgments.
	blindTime  = 1e9
	blindBytes = 64 << 10
	// The other side has been seen, but not since the gap opened.
	silentTime = 3e9
	// The other side is active and does not acknowledge: a retransmission is expected.
	stuckTime = 60e9
)

// ackDelay delays acknowledgments by the grace period.
type ackDelay struct {
	live    bool
	settled int64 // every offset below was acknowledged at least one grace period ago
	pending int64 // the offset acknowledged as of
	at      int64 // this packet
	time    int64 // and time
}

// ageACKs updates the delayed acknowledgment while data is buffered.
func (c *Conn) ageACKs(h *half, now int64) {
	r := &h.acks
	if h.pending.len() == 0 {
		r.live = false
		return
	}
	acked := h.acked()
	if !r.live {
		*r = ackDelay{live: true, settled: h.off, pending: acked, at: c.packets, time: now}
		return
	}
	if r.pending <= r.settled { // no acknowledgment is pending
		r.pending, r.at, r.time = acked, c.packets, now
	}
	if c.packets-r.at >= gracePackets || now-r.time >= graceTime {
		r.settled, r.pending, r.at, r.time = r.pending, acked, c.packets, now
	}
}

// acked returns the offset below which the receiver acknowledged everything, as far as it is known.
func (h *half) acked() int64 {
	if !h.hasAck || !h.started {
		return 0
	}
	return h.offset(h.ack)
}

// gapOf gives up the first gap of a direction if the conditions are met.
func (c *Conn) gapOf(d Dir, ch *Chunk) bool {
	h := &c.half[d]
	to, frame, time := c.afterGap(d)
	if to <= h.off {
		return c.closing && c.gapAtEnd(d, ch)
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

// afterGap returns the end of the first gap and the segment there; to is 0 if there is no gap.
func (c *Conn) afterGap(d Dir) (to int64, frame capture.Frame, time int64) {
	if w := c.half[d].pending.first(); w != nil {
		to, frame, time = w.off, w.frame, w.time
	}
	if in := &c.in; in.live && in.dir == d && (to == 0 || in.off < to) {
		to, frame, time = in.off, in.frame, in.time
	}
	return to, frame, time
}

// overdue reports whether the first gap has been open long enough.
func (c *Conn) overdue(d Dir) bool {
	h, o := &c.half[d], &c.half[1-d]
	w := h.pending.first()
	if w == nil {
		return false
	}
	age := c.now - w.time
	switch {
	case h.acks.live && h.acks.settled >= w.off:
		return true
	case o.seen == 0:
		return age >= blindTime || h.pending.bytes >= blindBytes
	case o.seen < w.seen:
		return age >= silentTime
	}
	return age >= stuckTime
}

// giveUp emits the gap up to an offset, or only its acknowledged part.
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

// unacked returns the kind of a gap that the receiver did not acknowledge: Lost only if the receiver has been
// seen since.
func (c *Conn) unacked(d Dir) GapKind {
	h, o := &c.half[d], &c.half[1-d]
	since := h.seen
	if w := h.pending.first(); w != nil {
		since = w.seen
	}
	if o.seen == 0 || o.seen < since {
		return Unknown
	}
	return Lost
}

// gapAtEnd emits the data known to be missing at the end of a closed direction: data that the receiver
// acknowledged, and data before the FIN.
func (c *Conn) gapAtEnd(d Dir, ch *Chunk) bool {
	h := &c.half[d]
	if !h.started {
		return false
	}
	to := h.off
	// One more byte may be a FIN that was not captured.
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
