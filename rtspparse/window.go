package rtspparse

// window is the run of stream bytes that has not been parsed yet. While elements end inside the
// bytes fed, it merely borrows them; what an element leaves behind at their end is copied to a
// buffer, and the following bytes are appended to it until it is empty again.
type window struct {
	b     []byte // b[at:] is unread
	at    int
	off   int64 // stream offset of b[at]
	mark  Mark  // of all bytes, while they are borrowed
	buf   []byte
	runs  []run
	owned bool // b is buf
}

// run says that the bytes of the buffer from start on came with a mark.
type run struct {
	start int
	mark  Mark
}

// maxRuns bounds the runs; beyond, bytes share the mark of the latest segment.
const maxRuns = 1 << 16

// spareBuffer is the capacity up to which an empty buffer is kept for the next use.
const spareBuffer = 128 << 10

func (w *window) unread() []byte { return w.b[w.at:] }

// feed adds the next bytes of the stream. Borrowed bytes must have been kept or read before.
func (w *window) feed(data []byte, m Mark) {
	if w.at == len(w.b) {
		w.borrow(data, m)
		return
	}
	w.keep()
	if w.at > len(w.buf)/2 {
		w.compact()
	}
	w.addRun(len(w.buf), m)
	w.buf = append(w.buf, data...)
	w.b = w.buf
}

func (w *window) borrow(data []byte, m Mark) {
	if cap(w.buf) > spareBuffer {
		w.buf, w.runs = nil, nil
	}
	w.b, w.at, w.mark, w.owned = data, 0, m, false
}

// keep copies what is unread, so that the bytes fed may go.
func (w *window) keep() {
	if w.owned {
		return
	}
	w.buf = append(w.buf[:0], w.b[w.at:]...)
	w.runs = append(w.runs[:0], run{0, w.mark})
	w.b, w.at, w.owned = w.buf, 0, true
}

// compact moves the unread bytes to the front of the buffer.
func (w *window) compact() {
	first := w.runAt(w.at)
	n := copy(w.runs, w.runs[first:])
	w.runs = w.runs[:n]
	for i := range w.runs {
		w.runs[i].start = max(w.runs[i].start-w.at, 0)
	}
	w.buf = w.buf[:copy(w.buf, w.buf[w.at:])]
	w.b, w.at = w.buf, 0
}

func (w *window) addRun(start int, m Mark) {
	n := len(w.runs)
	switch {
	case n > 0 && w.runs[n-1].mark == m:
	case n == maxRuns:
		w.runs[n-1].mark = m
	default:
		w.runs = append(w.runs, run{start, m})
	}
}

// runAt finds the run that holds position i of the buffer.
func (w *window) runAt(i int) int {
	lo, hi := 0, len(w.runs)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; w.runs[mid].start <= i {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// markOf returns the mark of unread byte i.
func (w *window) markOf(i int) Mark {
	if !w.owned {
		return w.mark
	}
	if len(w.runs) == 0 {
		return Mark{}
	}
	return w.runs[w.runAt(w.at+i)].mark
}

// latest returns, of the marks of the first n unread bytes, the one captured last: segments may come
// out of order, and the bytes are all there only with the last of them.
func (w *window) latest(n int) Mark {
	m := w.markOf(n - 1)
	if !w.owned || len(w.runs) < 2 {
		return m
	}
	for i, last := w.runAt(w.at), w.runAt(w.at+n-1); i < last; i++ {
		m = later(w.runs[i].mark, m)
	}
	return m
}

// later returns the mark that was captured later.
func later(a, b Mark) Mark {
	if a.Frame > b.Frame {
		return a
	}
	return b
}

// skip takes n unread bytes.
func (w *window) skip(n int) {
	w.at += n
	w.off += int64(n)
}
