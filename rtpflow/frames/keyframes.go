package frames

// maxMarks limits the keyframes that are remembered; all are counted.
const maxMarks = 256

// Keyframe is one keyframe.
type Keyframe struct {
	Time  int64 // arrival of its first packet
	End   int64 // and of its last
	Frame int64 // of the capture
	// AfterLoss says that units since the preceding keyframe are damaged or missing.
	AfterLoss, Whole bool
	// Frames and Ticks are the distance from the preceding keyframe, in video frames (including missing ones) and in
	// ticks of the clock; 0 for the first one and after a restart.
	Frames, Ticks int64
}

// maxPending limits the intervals with loss that wait for the usual step between timestamps.
const maxPending = 64

// pending is an interval between keyframes with lost packets that may have been complete video frames.
type pending struct {
	seen, ticks, lost int64
	mark              int // index of the keyframe that ends it, -1 if it is not remembered
}

// keyframes measures the distance from one keyframe to the next, in the order of sequence numbers.
type keyframes struct {
	n        int64
	since    int64 // frames since the last one, including it
	lost     int64 // packets lost since, which may have been complete video frames
	has      bool  // there is one since the last restart
	ts       uint32
	sizes    sizes
	frames   sizes // intervals, in frames
	ticks    sizes // and in ticks of the clock
	longest  int64 // frames, including the open interval at the end
	list     []Keyframe
	first    Keyframe // the first one
	whole    Keyframe // the first complete one
	hasWhole bool
	waiting  []pending
}

// add adds a keyframe, before since counts it; step is the usual one between timestamps, 0 if unknown.
func (k *keyframes) add(u *unit, whole, afterLoss bool, step float64) {
	m := Keyframe{Time: u.start, End: u.end, Frame: u.frame, Whole: whole, AfterLoss: afterLoss}
	if k.n == 0 {
		k.first = m
	}
	if whole && !k.hasWhole {
		k.whole, k.hasWhole = m, true
	}
	k.n++
	mark := -1
	if len(k.list) < maxMarks {
		mark = len(k.list)
		k.list = append(k.list, m)
	}
	if k.has {
		k.interval(pending{k.since, int64(int32(u.ts - k.ts)), k.lost, mark}, step)
	}
	k.has, k.since, k.lost, k.ts = true, 0, 0, u.ts
}

// interval adds the distance between two keyframes. Lost video frames are counted by the timestamps, at most one for each
// lost packet; step is the usual one in ticks, 0 as long as it is not known.
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
		k.list[x.mark].Frames, k.list[x.mark].Ticks = x.seen, max(0, x.ticks)
	}
}

// settle adds the intervals that waited for the usual step.
func (k *keyframes) settle(step float64) {
	for _, x := range k.waiting {
		if step == 0 {
			x.lost = 0
		}
		k.interval(x, step)
	}
	k.waiting = nil
}

// open returns the frames since the last keyframe, which they include, and the ticks to the highest timestamp, ts.
func (k *keyframes) open(ts uint32) (frames, ticks int64) {
	if !k.has {
		return 0, 0
	}
	return k.since, max(0, int64(int32(ts-k.ts)))
}

// restart ends the open interval, whose length is unknown.
func (k *keyframes) restart() {
	if k.has {
		k.longest = max(k.longest, k.since)
	}
	k.has, k.since, k.lost = false, 0, 0
}
