package reassembly

// pendingQueue contains the segments behind a gap, sorted by offset and without overlaps.
type pendingQueue struct {
	segs  []*segment // segs[head:] are live
	head  int
	bytes int64 // total length of the data
}

func (w *pendingQueue) len() int { return len(w.segs) - w.head }

// first returns the segment with the lowest offset, or nil.
func (w *pendingQueue) first() *segment {
	if w.len() == 0 {
		return nil
	}
	return w.segs[w.head]
}

// last returns the segment with the highest offset, or nil.
func (w *pendingQueue) last() *segment {
	if w.len() == 0 {
		return nil
	}
	return w.segs[len(w.segs)-1]
}

// find returns the index of the first segment that ends after off, or len(w.segs).
func (w *pendingQueue) find(off int64) int {
	lo, hi := w.head, len(w.segs)
	// Most segments arrive just behind the last one.
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

// insert inserts s at index i, as returned by find.
func (w *pendingQueue) insert(i int, s *segment) {
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
func (w *pendingQueue) pop() *segment {
	s := w.segs[w.head]
	w.segs[w.head] = nil
	w.head++
	w.bytes -= int64(len(s.data))
	if w.head == len(w.segs) {
		w.segs, w.head = w.segs[:0], 0
	}
	return s
}

// room reports whether n more bytes may be buffered.
func (w *pendingQueue) room(n int) bool {
	return w.len() < MaxPendingSegments && w.bytes+int64(n) <= MaxPendingBytes
}

// copyIn buffers the next n bytes of in as a segment at index i and removes them from in. It returns false and
// does nothing if a limit would be exceeded.
func (w *pendingQueue) copyIn(b *Budget, i int, in *incoming, n int64) bool {
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
