package rtspparse

// buffer contains the stream bytes that have not been parsed yet. While elements end within the bytes fed, it
// only refers to them. A partial element at their end is copied to an internal buffer, and the following bytes
// are appended until the buffer is empty again.
type buffer struct {
	data   []byte // b[at:] is unread
	pos    int
	off    int64  // origin of all bytes while they are not copied
	origin Origin // of all bytes, while they are borrowed
	copied []byte
	runs   []run
	owned  bool // b is buf
}

// run is a range of the internal buffer, from start on, with the same origin.
type run struct {
	start  int
	origin Origin
}

// maxRuns limits the number of runs. Beyond it, bytes get the origin of the latest segment.
const maxRuns = 1 << 16

// spareBuffer is the capacity up to which an empty internal buffer is reused.
const spareBuffer = 128 << 10

func (b *buffer) unread() []byte { return b.data[b.pos:] }

// feed adds the next bytes of the stream. Bytes that are not copied must have been kept or read before.
func (b *buffer) feed(data []byte, m Origin) {
	if b.pos == len(b.data) {
		b.borrow(data, m)
		return
	}
	b.keep()
	if b.pos > len(b.copied)/2 {
		b.compact()
	}
	b.addRun(len(b.copied), m)
	b.copied = append(b.copied, data...)
	b.data = b.copied
}

func (b *buffer) borrow(data []byte, m Origin) {
	if cap(b.copied) > spareBuffer {
		b.copied, b.runs = nil, nil
	}
	b.data, b.pos, b.origin, b.owned = data, 0, m, false
}

// keep copies the unread bytes, so that the bytes fed are no longer referenced.
func (b *buffer) keep() {
	if b.owned {
		return
	}
	b.copied = append(b.copied[:0], b.data[b.pos:]...)
	b.runs = append(b.runs[:0], run{0, b.origin})
	b.data, b.pos, b.owned = b.copied, 0, true
}

// compact moves the unread bytes to the start of the internal buffer.
func (b *buffer) compact() {
	first := b.runAt(b.pos)
	n := copy(b.runs, b.runs[first:])
	b.runs = b.runs[:n]
	for i := range b.runs {
		b.runs[i].start = max(b.runs[i].start-b.pos, 0)
	}
	b.copied = b.copied[:copy(b.copied, b.copied[b.pos:])]
	b.data, b.pos = b.copied, 0
}

func (b *buffer) addRun(start int, m Origin) {
	n := len(b.runs)
	switch {
	case n > 0 && b.runs[n-1].origin == m:
	case n == maxRuns:
		b.runs[n-1].origin = m
	default:
		b.runs = append(b.runs, run{start, m})
	}
}

// runAt returns the run that contains position i of the internal buffer.
func (b *buffer) runAt(i int) int {
	lo, hi := 0, len(b.runs)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; b.runs[mid].start <= i {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// originOf returns the origin of unread byte i.
func (b *buffer) originOf(i int) Origin {
	if !b.owned {
		return b.origin
	}
	if len(b.runs) == 0 {
		return Origin{}
	}
	return b.runs[b.runAt(b.pos+i)].origin
}

// latest returns the origin that was captured last among those of the first n unread bytes. Segments may arrive
// out of order, and all bytes are available only with the last one.
func (b *buffer) latest(n int) Origin {
	m := b.originOf(n - 1)
	if !b.owned || len(b.runs) < 2 {
		return m
	}
	for i, last := b.runAt(b.pos), b.runAt(b.pos+n-1); i < last; i++ {
		m = later(b.runs[i].origin, m)
	}
	return m
}

// later returns the origin that was captured later.
func later(a, b Origin) Origin {
	if a.Frame > b.Frame {
		return a
	}
	return b
}

// skip skips n unread bytes.
func (b *buffer) skip(n int) {
	b.pos += n
	b.off += int64(n)
}
