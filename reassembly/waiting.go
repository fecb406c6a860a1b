package reassembly

// waiting holds the segments behind a hole: sorted by offset, never overlapping.
type waiting struct {
	segs  []*segment // segs[head:] are live
	head  int
	bytes int64 // bytes of data held
}

func (w *waiting) len() int { return len(w.segs) - w.head }

// first returns the segment with the lowest offset, nil if none.
func (w *waiting) first() *segment {
	if w.len() == 0 {
		return nil
	}
	return w.segs[w.head]
}

// last returns the segment with the highest offset, nil if none.
func (w *waiting) last() *segment {
	if w.len() == 0 {
		return nil
	}
	return w.segs[len(w.segs)-1]
}

// find returns the index of the first segment that ends after off; len(w.segs) if none does.
func (w *waiting) find(off int64) int {
	lo, hi := w.head, len(w.segs)
	// Most segments come just behind the last one.
	if l := w.last(); l == nil || l.end() <= off {
		return hi
	}
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); w.segs[mid].end() > off {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// insert puts s at index i (as find gave it).
func (w *waiting) insert(i int, s *segment) {
	if w.head > 0 && len(w.segs) == cap(w.segs) {
		n := copy(w.segs, w.segs[w.head:])
		clear(w.segs[n:])
		w.segs = w.segs[:n]
		i -= w.head
		w.head = 0
	}
	w.segs = append(w.segs, nil)
	copy(w.segs[i+1:], w.segs[i:])
	w.segs[i] = s
	w.bytes += int64(len(s.data))
}

// pop removes and returns the first segment.
func (w *waiting) pop() *segment {
	s := w.segs[w.head]
	w.segs[w.head] = nil
	w.head++
	w.bytes -= int64(len(s.data))
	if w.head == len(w.segs) {
		w.segs, w.head = w.segs[:0], 0
	}
	return s
}

// room reports whether n bytes more may wait.
func (w *waiting) room(n int) bool {
	return w.len() < MaxWaitingSegments && w.bytes+int64(n) <= MaxWaitingBytes
}

// copyIn makes a waiting segment at index i out of the next n bytes of in and takes them from it. It
// reports false, and does nothing, where the limits forbid it.
func (w *waiting) copyIn(b *Budget, i int, in *incoming, n int64) bool {
	have := min(n, int64(len(in.data)))
	if !w.room(int(have)) {
		return false
	}
	s := b.get(int(have))
	if s == nil {
		return false
	}
	copy(s.data, in.data[:have])
	s.off, s.wire = in.off, n
	s.frame, s.time, s.seen, s.ipid = in.frame, in.time, in.seen, in.ipid
	w.insert(i, s)
	in.skip(n)
	return true
}
