package frames

import "slices"

const (
	// reorderDepth is how many units are sorted by timestamp before a step between two is measured: the number of
	// frames that can precede, in decoding order, a frame that is displayed before them.
	reorderDepth = 8
	// firstSteps is the number of steps that determine the usual one.
	firstSteps = 31
	// lossReach is the number of units after a loss in which the gap in the timestamps can appear.
	lossReach = 16
	// interruption is the step, in seconds, from which two frames do not belong to one sequence.
	interruption = 5
)

// presentation measures the steps between timestamps in display order.
type presentation struct {
	waiting [reorderDepth]uint32
	n       int
	last    uint32
	has     bool // last is valid
	highest uint32
	seen    bool // highest is valid
	// reordered counts units whose timestamp is below that of an earlier unit: usually B-frames.
	reordered int64

	first   [firstSteps]step
	earlyN  int
	usual   int64 // ticks, 0 until known
	usualN  int64 // steps near usual
	usualT  int64 // their sum
	span    int64 // total ticks without interruptions
	steps   int64
	missing int64
	budget  int64 // packets lost nearby, which can explain a long step
	reach   int
}

type step struct{ ticks, budget int64 }

// add adds a unit, in the order of sequence numbers; lost is the number of packets missing before it.
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
		o.emit(t, o.waiting[0])
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

// emit measures the step to the next timestamp in order.
func (o *presentation) emit(t *units, ts uint32) {
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
	o.first[o.earlyN] = step{d, o.budget}
	if o.earlyN++; o.earlyN == firstSteps {
		o.settle(t)
	}
}

// settle uses the median of the first steps as the usual one.
func (o *presentation) settle(t *units) {
	if o.usual > 0 || o.earlyN == 0 {
		return
	}
	list := o.first
	slices.SortFunc(list[:o.earlyN], func(a, b step) int { return int(a.ticks - b.ticks) })
	o.usual = list[(o.earlyN-1)/2].ticks
	for _, s := range o.first[:o.earlyN] {
		o.step(t, s)
	}
}

// step measures a step. It returns how many of the packets lost nearby count as lost units.
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

// restart emits the waiting units; the next timestamp does not continue the last.
func (o *presentation) restart(t *units) {
	for _, ts := range o.waiting[:o.n] {
		o.emit(t, ts)
	}
	o.n, o.has, o.seen = 0, false, false
}

// finish emits all waiting units.
func (o *presentation) finish(t *units) {
	o.restart(t)
	o.settle(t)
}

// usualStep returns the mean of the steps near the usual one, in ticks; 0 until it is known.
func (o *presentation) usualStep() float64 {
	if o.usualN == 0 {
		return 0
	}
	return float64(o.usualT) / float64(o.usualN)
}
