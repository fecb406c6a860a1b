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
}

// keyframes measures the way from one keyframe to the next, in the order of sequence numbers.
type keyframes struct {
	n        int64
	since    int64 // frames since the last one, itself included
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
}

// add enters a keyframe, before it is counted in since.
func (k *keyframes) add(u *unit, whole, afterLoss bool) {
	m := KeyframeMark{Time: u.start, End: u.end, Frame: u.frame, Whole: whole, AfterLoss: afterLoss}
	if k.n == 0 {
		k.first = m
	}
	if whole && !k.hasWhole {
		k.whole, k.hasWhole = m, true
	}
	k.n++
	if len(k.marks) < maxMarks {
		k.marks = append(k.marks, m)
	}
	if k.has {
		k.frames.add(k.since)
		k.longest = max(k.longest, k.since)
		if d := int32(u.ts - k.ts); d > 0 {
			k.ticks.add(int64(d))
		}
	}
	k.has, k.since, k.ts = true, 0, u.ts
}

// restart ends the open interval, which nobody knows the length of.
func (k *keyframes) restart() {
	if k.has {
		k.longest = max(k.longest, k.since)
	}
	k.has, k.since = false, 0
}
