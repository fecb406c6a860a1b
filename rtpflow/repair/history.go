package repair

// Window is how many sequence numbers of a protected source are remembered, of which Ahead may lie
// above the highest that came: a repair, or the copy on the faster path, may be first.
const (
	Window = 8192
	Ahead  = 4096
)

// state is what is known of a sequence number.
type state uint8

const (
	unknown  state = iota
	arrived        // came in the source itself
	missing        // passed over
	repaired       // passed over, and brought or computed by a repair
	offered        // not passed yet, and brought by a repair
)

// Count is what the packets of one repair did for a source. Every number that a retransmission, a copy
// or a redundant block brings, and every parity group, is in exactly one of Recovered, Useless, Repeated,
// Failed and Outside in the end.
type Count struct {
	// Packets are those of the repair. Of retransmissions they include Padding, which carry nothing
	// (probes for bandwidth), and Malformed, which cannot be read.
	Packets, Padding, Malformed int64
	// Recovered are numbers that never came otherwise; Useless those that came in the source as well, or
	// groups that missed nothing; Repeated those that another repair had brought.
	Recovered, Useless, Repeated int64
	// Failed are groups that miss more than one packet for good.
	Failed int64
	// Outside are numbers or groups outside what the capture, or the window, holds of the source.
	Outside int64
	// Delay is the time from the packet that showed a hole to the one that filled it, of DelayN holes;
	// in ns.
	Delay, DelayMax, DelayN int64
	// Skew is how much later (ns) a copy came than the packet in the source, of SkewN pairs.
	Skew, SkewMin, SkewMax, SkewN int64
}

// History follows one protected source. Its numbers are extended sequence numbers.
type History struct {
	max     int64
	started bool
	state   [Window]state
	by      [Window]uint8
	time    [Window]int64 // of arrival, of the packet that showed the hole, or of the offer; 0 unknown
	counts  []*Count
	parity  parity
}

// maxRepairs bounds the repairs of one source.
const maxRepairs = 64

// Register adds a repair of the source; false when there are too many.
func (h *History) Register(c *Count) (who uint8, ok bool) {
	if len(h.counts) >= maxRepairs {
		return 0, false
	}
	h.counts = append(h.counts, c)
	return uint8(len(h.counts) - 1), true
}

// Restart forgets all numbers: the source began anew, and goes on above all numbers so far.
func (h *History) Restart() {
	if !h.started {
		return
	}
	h.settle(true)
	h.forgetOffers()
	h.started = false
	h.state = [Window]state{}
}

// Begin says that the source begins with number e, so that what is offered from there on can wait for it.
func (h *History) Begin(e int64) {
	if !h.started {
		h.max, h.started = e-1, true
	}
}

// Known enters a number of the time before the history began.
func (h *History) Known(e int64, came bool, time int64) {
	if !h.started {
		h.max, h.started = e, true
	}
	h.max = max(h.max, e)
	h.state[e&(Window-1)], h.time[e&(Window-1)] = missing, time
	if came {
		h.state[e&(Window-1)] = arrived
	}
}

// Arrive enters a packet that came in the source and is no duplicate.
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
	if e <= h.max-(Window-Ahead) {
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

// pass enters a number that was passed over.
func (h *History) pass(e, time int64) {
	i := e & (Window - 1)
	if h.state[i] == offered {
		h.state[i] = repaired
		h.counts[h.by[i]].Recovered++
		return
	}
	h.state[i], h.time[i] = missing, time
}

// at gives what is known of a number.
func (h *History) at(e int64) state {
	if !h.started || e <= h.max-(Window-Ahead) || e > h.max+Ahead {
		return unknown
	}
	s := h.state[e&(Window-1)]
	if e > h.max && s != offered { // left behind by a number of the window below
		return unknown
	}
	return s
}

// Extend gives the extended number nearest to the highest that has the 16 bits of seq.
func (h *History) Extend(seq uint16) int64 { return h.max + int64(int16(seq-uint16(h.max))) }

// Missing reports whether a number was passed over and nothing has brought it.
func (h *History) Missing(seq uint16) bool { return h.started && h.at(h.Extend(seq)) == missing }

// Offer enters a number that a repair brought.
func (h *History) Offer(seq uint16, who uint8, time int64) {
	c := h.counts[who]
	e := h.Extend(seq)
	i := e & (Window - 1)
	switch s := h.at(e); {
	case h.started && e > h.max && e <= h.max+Ahead && s != offered:
		h.state[i], h.by[i], h.time[i] = offered, who, time
	case s == arrived:
		c.Useless++
		c.skew(h.time[i], time)
	case s == missing:
		h.state[i], h.by[i] = repaired, who
		c.Recovered++
		c.delay(h.time[i], time)
	case s == repaired || s == offered:
		c.Repeated++
	default:
		c.Outside++
	}
}

// delay takes the times of a hole and of what filled it.
func (c *Count) delay(hole, filled int64) {
	d := filled - hole
	if hole == 0 || filled == 0 || d < 0 { // not known, or the capture's clock ran backwards
		return
	}
	c.Delay += d
	c.DelayMax = max(c.DelayMax, d)
	c.DelayN++
}

// skew takes the times of a packet in the source and of its copy.
func (c *Count) skew(own, copied int64) {
	if own == 0 || copied == 0 {
		return
	}
	d := copied - own
	if c.SkewN == 0 {
		c.SkewMin, c.SkewMax = d, d
	}
	c.Skew += d
	c.SkewMin, c.SkewMax = min(c.SkewMin, d), max(c.SkewMax, d)
	c.SkewN++
}

// Finish settles what waits; the history is of no use after it.
func (h *History) Finish() {
	h.settle(true)
	h.forgetOffers()
}

// forgetOffers settles the numbers that were brought and never passed: the source ends before them.
func (h *History) forgetOffers() {
	for e := h.max + 1; h.started && e <= h.max+Ahead; e++ {
		if i := e & (Window - 1); h.state[i] == offered {
			h.counts[h.by[i]].Outside++
			h.state[i] = unknown
		}
	}
}
