package frames

// maxMarks bounds the keyframes that are remembered one by one; all are counted.
const maxMarks = 256

// KeyframeMark is one keyframe.
type KeyframeMark struct {
	Time  int64 // arrival of its first packet
	End   int64 // and of its last
	Frame int64 // of the capture
	// AfterLoss says that units since the keyframe before were damaged or missing.
	AfterLoss, Whole bool
	// Pictures and Ticks are the way from the keyframe before, in pictures (those missing counted) and in
	// ticks of the clock; 0 for the first one and after a restart.
	Pictures, Ticks int64
}

// maxPending is how many intervals with loss wait for the usual step between timestamps.
const maxPending = 64

// pending is an interval between keyframes in which packets are missing that may have been whole pictures.
type pending struct {
	seen, ticks, lost int64
	mark              int // of the keyframe that ends it, -1 if it is not remembered
}

// keyframes measures the way from one keyframe to the next, in the order of sequence numbers.
type keyframes struct {
	n        int64
	since    int64 // frames since the last one, itself included
	lost     int64 // packets missing since, which may have been whole pictures
	has      bool  // one was seen since the last restart
	ts       uint32
	sizes    sizes
	frames   sizes // intervals, in frames
	ticks    sizes // and in ticks of the clock
	longest  int64 // frames, the open interval at the end included
	marks    []KeyframeMark
	first    KeyframeMark // the first one
	whole    KeyframeMark // the first whole one
	hasWhole bool
	waiting  []pending
}

// add enters a keyframe, before it is counted in since; step is the usual one between timestamps, 0 if unknown.
func (k *keyframes) add(u *unit, whole, afterLoss bool, step float64) {
	m := KeyframeMark{Time: u.start, End: u.end, Frame: u.frame, Whole: whole, AfterLoss: afterLoss}
	if k.n == 0 {
		k.first = m
	}
	if whole && !k.hasWhole {
		k.whole, k.hasWhole = m, true
	}
	k.n++
	mark := -1
	if len(k.marks) < maxMarks {
		mark = len(k.marks)
		k.marks = append(k.marks, m)
	}
	if k.has {
		k.interval(pending{k.since, int64(int32(u.ts - k.ts)), k.lost, mark}, step)
	}
	k.has, k.since, k.lost, k.ts = true, 0, 0, u.ts
}

// interval enters the way between two keyframes. Pictures that never came are counted by the timestamps, at most one
// for each packet that is missing; step is the usual one in ticks, 0 as long as it is not known.
func (k *keyframes) interval(x pending, step float64) {
	if x.lost > 0 && x.ticks > 0 {
		if step == 0 && len(k.waiting) < maxPending {
			k.waiting = append(k.waiting, x)
			return
		}
		if step > 0 {
			x.seen += max(0, min(int64(float64(x.ticks)/step+0.5)-x.seen, x.lost))
		}
	}
	k.frames.add(x.seen)
	k.longest = max(k.longest, x.seen)
	if x.ticks > 0 {
		k.ticks.add(x.ticks)
	}
	if x.mark >= 0 {
		k.marks[x.mark].Pictures, k.marks[x.mark].Ticks = x.seen, max(0, x.ticks)
	}
}

// settle enters what waited for the usual step.
func (k *keyframes) settle(step float64) {
	for _, x := range k.waiting {
		if step == 0 {
			x.lost = 0
		}
		k.interval(x, step)
	}
	k.waiting = nil
}

// restart ends the open interval, which nobody knows the length of.
func (k *keyframes) restart() {
	if k.has {
		k.longest = max(k.longest, k.since)
	}
	k.has, k.since, k.lost = false, 0, 0
}
