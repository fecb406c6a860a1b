package repair

// Window is the number of sequence numbers of a protected source that are tracked. MaxLead of them may be above
// the highest number that arrived, because a repair or the copy on the faster path may arrive first.
const (
	Window  = 8192
	MaxLead = 4096
)

// state is what is known about a sequence number.
type state uint8

const (
	unknown  state = iota
	arrived        // received in the source itself
	missing        // skipped
	repaired       // skipped, and supplied or computed by a repair
	offered        // not skipped yet, and supplied by a repair
)

// Stats counts what the packets of one repair achieved for a source. In the end, every number supplied by a
// retransmission, a duplicate or a redundant block, and every parity group, is counted in exactly one of
// Recovered, Useless, Repeated, Failed and Outside.
type Stats struct {
	// Packets counts the packets of the repair. For retransmissions it includes Padding (packets without
	// content, used as bandwidth probes) and Malformed (packets that cannot be parsed).
	Packets, Padding, Malformed int64
	// Recovered counts numbers that did not arrive in any other way. Useless counts numbers that arrived in the
	// source as well, and groups without a missing packet. Repeated counts numbers that another repair had
	// supplied.
	Recovered, Useless, Repeated int64
	// Failed counts groups in which more than one packet remains missing.
	Failed int64
	// Outside counts numbers and groups outside the capture or the window of the source.
	Outside int64
	// Delay is the total time, in nanoseconds, from the packet that revealed a gap to the packet that filled
	// it, over DelayCount gaps.
	Delay, DelayMax, DelayCount int64
	// Skew is the total time, in nanoseconds, by which a copy arrived after the packet in the source, over
	// SkewCount pairs.
	Skew, SkewMin, SkewMax, SkewCount int64
}

// History tracks one protected source by extended sequence numbers.
type History struct {
	max     int64
	started bool
	state   [Window]state
	by      [Window]uint8
	time    [Window]int64 // of arrival, of the packet that revealed the gap, or of the offer; 0 if unknown
	counts  []*Stats
	parity  parity
}

// maxRepairs bounds the repairs of one source.
const maxRepairs = 64

// Register adds a repair of the source and returns its index. ok is false if there are too many.
func (h *History) Register(c *Stats) (repair uint8, ok bool) {
	if len(h.counts) >= maxRepairs {
		return 0, false
	}
	h.counts = append(h.counts, c)
	return uint8(len(h.counts) - 1), true
}

// Restart discards all numbers because the source restarted. The new range is above all numbers so far.
func (h *History) Restart() {
	if !h.started {
		return
	}
	h.settle(true)
	h.forgetOffers()
	h.started = false
	h.state = [Window]state{}
}

// Begin sets the first number of the source to e, so that numbers offered from there on can be matched.
func (h *History) Begin(e int64) {
	if !h.started {
		h.max, h.started = e-1, true
	}
}

// Known adds a number from before the history was started.
func (h *History) Known(e int64, received bool, time int64) {
	if !h.started {
		h.max, h.started = e, true
	}
	h.max = max(h.max, e)
	h.state[e&(Window-1)], h.time[e&(Window-1)] = missing, time
	if received {
		h.state[e&(Window-1)] = arrived
	}
}

// Arrive adds a packet of the source that is not a duplicate.
func (h *History) Arrive(e, time int64) {
	h.Begin(e)
	if e > h.max {
		for k := max(h.max+1, e-Window); k < e; k++ {
			h.pass(k, time)
		}
		h.max = e
		i := e & (Window - 1)
		if h.state[i] == offered {
			c := h.counts[h.by[i]]
			c.Useless++
			c.skew(time, h.time[i])
		}
		h.state[i], h.time[i] = arrived, time
		if len(h.parity.pending) > 0 && h.expired(h.parity.oldest) {
			h.settle(false)
		}
		return
	}
	if e <= h.max-(Window-MaxLead) {
		return
	}
	i := e & (Window - 1)
	if h.state[i] == repaired {
		c := h.counts[h.by[i]]
		c.Recovered--
		c.Useless++
	}
	h.state[i], h.time[i] = arrived, time
}

// pass marks a number as skipped.
func (h *History) pass(e, time int64) {
	i := e & (Window - 1)
	if h.state[i] == offered {
		h.state[i] = repaired
		h.counts[h.by[i]].Recovered++
		return
	}
	h.state[i], h.time[i] = missing, time
}

// at returns the state of a number.
func (h *History) at(e int64) state {
	if !h.started || e <= h.max-(Window-MaxLead) || e > h.max+MaxLead {
		return unknown
	}
	s := h.state[e&(Window-1)]
	if e > h.max && s != offered { // stale entry from the previous pass of the window
		return unknown
	}
	return s
}

// Extend returns the extended number nearest to the highest that has seq as its lower 16 bits.
func (h *History) Extend(seq uint16) int64 { return h.max + int64(int16(seq-uint16(h.max))) }

// Offer adds a number that a repair supplied.
func (h *History) Offer(seq uint16, repair uint8, time int64) {
	c := h.counts[repair]
	e := h.Extend(seq)
	i := e & (Window - 1)
	switch s := h.at(e); {
	case h.started && e > h.max && e <= h.max+MaxLead && s != offered:
		h.state[i], h.by[i], h.time[i] = offered, repair, time
	case s == arrived:
		c.Useless++
		c.skew(h.time[i], time)
	case s == missing:
		h.state[i], h.by[i] = repaired, repair
		c.Recovered++
		c.delay(h.time[i], time)
	case s == repaired || s == offered:
		c.Repeated++
	default:
		c.Outside++
	}
}

// delay adds the time between a gap and the packet that filled it.
func (c *Stats) delay(gap, filled int64) {
	d := filled - gap
	if gap == 0 || filled == 0 || d < 0 { // unknown, or the capture clock was set back
		return
	}
	c.Delay += d
	c.DelayMax = max(c.DelayMax, d)
	c.DelayCount++
}

// skew adds the time difference between a packet of the source and its copy.
func (c *Stats) skew(own, copied int64) {
	if own == 0 || copied == 0 {
		return
	}
	d := copied - own
	if c.SkewCount == 0 {
		c.SkewMin, c.SkewMax = d, d
	}
	c.Skew += d
	c.SkewMin, c.SkewMax = min(c.SkewMin, d), max(c.SkewMax, d)
	c.SkewCount++
}

// Finish settles all pending numbers. The history must not be used afterwards.
func (h *History) Finish() {
	h.settle(true)
	h.forgetOffers()
}

// forgetOffers counts the numbers that were supplied but never skipped as outside: the source ended before
// them.
func (h *History) forgetOffers() {
	for e := h.max + 1; h.started && e <= h.max+MaxLead; e++ {
		if i := e & (Window - 1); h.state[i] == offered {
			h.counts[h.by[i]].Outside++
			h.state[i] = unknown
		}
	}
}
