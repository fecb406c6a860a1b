package frames

import "slices"

const (
	// reorderDepth is how many units are put in order of their timestamps before a step between two is
	// measured: as many as pictures may be sent ahead of those shown before them.
	reorderDepth = 8
	// firstSteps is how many steps are collected before the usual one is known.
	firstSteps = 31
	// lossReach is how many units after a loss a hole in the timestamps may come to light.
	lossReach = 16
	// interruption is how long a step, in seconds, is none between two pictures of one sequence.
	interruption = 5
)

// presentation measures the steps between timestamps in the order in which pictures are shown.
type presentation struct {
	waiting [reorderDepth]uint32
	n       int
	last    uint32
	has     bool // last means something
	highest uint32
	seen    bool // highest means something
	// reordered counts units whose timestamp is below one sent before: B pictures, as a rule.
	reordered int64

	early   [firstSteps]step
	earlyN  int
	usual   int64 // ticks, 0 until known
	usualN  int64 // steps near it
	usualT  int64 // and their sum
	span    int64 // ticks in all, interruptions left out
	steps   int64
	missing int64
	budget  int64 // packets lost nearby, which may explain a long step
	reach   int
}

type step struct{ ticks, budget int64 }

// add takes a unit in the order of sequence numbers; lost is how many packets are missing before it.
func (o *presentation) add(t *units, ts uint32, lost int64) {
	if o.seen {
		d := int32(ts - o.highest)
		if limit := int64(t.rate * 6 * interruption); limit > 0 && (int64(d) > limit || int64(d) < -limit/6) {
			o.restart(t) // the clock jumped
			o.highest = ts
		} else if d < 0 {
			o.reordered++
		}
	}
	if !o.seen || int32(ts-o.highest) > 0 {
		o.highest, o.seen = ts, true
	}
	if o.reach--; o.reach <= 0 {
		o.budget = 0
	}
	if lost > 0 {
		o.budget += lost
		o.reach = lossReach
	}
	if o.n == reorderDepth {
		o.give(t, o.waiting[0])
		copy(o.waiting[:], o.waiting[1:])
		o.n--
	}
	i := o.n
	for ; i > 0 && int32(ts-o.waiting[i-1]) < 0; i-- {
		o.waiting[i] = o.waiting[i-1]
	}
	o.waiting[i] = ts
	o.n++
}

// give measures the step to the next timestamp in order.
func (o *presentation) give(t *units, ts uint32) {
	d := int64(int32(ts - o.last))
	had := o.has
	o.last, o.has = ts, true
	if !had || d <= 0 {
		return
	}
	if o.usual > 0 {
		o.budget -= o.step(t, step{d, o.budget})
		return
	}
	o.early[o.earlyN] = step{d, o.budget}
	if o.earlyN++; o.earlyN == firstSteps {
		o.settle(t)
	}
}

// settle takes the median of the first steps for the usual one.
func (o *presentation) settle(t *units) {
	if o.usual > 0 || o.earlyN == 0 {
		return
	}
	list := o.early
	slices.SortFunc(list[:o.earlyN], func(a, b step) int { return int(a.ticks - b.ticks) })
	o.usual = list[(o.earlyN-1)/2].ticks
	for _, s := range o.early[:o.earlyN] {
		o.step(t, s)
	}
}

// step measures a step; it says how many of the packets lost nearby it took for units of which nothing came.
func (o *presentation) step(t *units, s step) (used int64) {
	if s.ticks > 5*o.usual && t.rate > 0 && float64(s.ticks) > interruption*t.rate {
		return 0
	}
	o.steps++
	o.span += s.ticks
	if 2*s.ticks > o.usual && 2*s.ticks < 3*o.usual {
		o.usualN++
		o.usualT += s.ticks
		return 0
	}
	used = max(0, min((s.ticks+o.usual/2)/o.usual-1, s.budget))
	o.missing += used
	return used
}

// restart gives what waits; the next timestamp has nothing to do with the last.
func (o *presentation) restart(t *units) {
	for _, ts := range o.waiting[:o.n] {
		o.give(t, ts)
	}
	o.n, o.has, o.seen = 0, false, false
}

// finish gives all that waits.
func (o *presentation) finish(t *units) {
	o.restart(t)
	o.settle(t)
}

// usualStep is the mean of the steps near the usual one, in ticks; 0 until it is known.
func (o *presentation) usualStep() float64 {
	if o.usualN == 0 {
		return 0
	}
	return float64(o.usualT) / float64(o.usualN)
}
