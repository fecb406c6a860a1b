package reassembly

import (
	"bytes"

	"rtspect/capture"
)

// dropOld removes and counts the bytes of in that precede the current position of the stream.
func (h *half) dropOld(in *incoming) {
	n := min(in.end(), h.off) - in.off
	if n <= 0 {
		return
	}
	if in.duplicate {
		h.stats.DuplicateBytes += n
		in.skip(n)
		return
	}
	late := h.givenUp(in.off, in.off+n)
	if late > 0 {
		h.stats.LateBytes += late
		if !in.late {
			in.late = true
			h.stats.LateSegments++
		}
	}
	h.retransmitted(in, n-late)
	in.skip(n)
}

// givenUp counts the bytes of a range that were given up as a gap or that precede the first byte of the stream.
func (h *half) givenUp(from, to int64) int64 {
	n := max(0, min(to, 0)-from)
	for _, g := range h.gaps {
		n += max(0, min(to, g.to)-max(from, g.from))
	}
	return n
}

// repeat removes and counts n bytes that are already buffered in w.
func (h *half) repeat(in *incoming, w *segment, n int64) {
	if at := in.off - w.off; at < int64(len(w.data)) {
		h.compare(in.data[:min(n, int64(len(in.data)))], w.data[at:], in.frame)
	}
	if in.duplicate {
		h.stats.DuplicateBytes += n
	} else {
		h.retransmitted(in, n)
	}
	in.skip(n)
}

func (h *half) retransmitted(in *incoming, n int64) {
	if n == 0 {
		return
	}
	h.stats.RetransmittedBytes += n
	if in.repeated {
		return
	}
	in.repeated = true
	h.stats.RetransmittedSegments++
	h.stats.impaired(Retransmission, in.time, in.time)
	if h.stats.FirstRetransmitted == 0 {
		h.stats.FirstRetransmitted = in.frame
	}
}

// compare counts the bytes that differ between a and b, up to the shorter length.
func (h *half) compare(a, b []byte, frame capture.Frame) {
	n := min(len(a), len(b))
	if bytes.Equal(a[:n], b[:n]) {
		return
	}
	for i := range n {
		if a[i] != b[i] {
			h.stats.ConflictBytes++
			if h.stats.FirstConflict == 0 {
				h.stats.FirstConflict = frame
			}
		}
	}
}

// recoverAge is the delay, in nanoseconds, after which a segment without an IP identification counts as
// retransmitted.
const recoverAge = 10e6

// classify counts a segment with new bytes that arrives after a later one: retransmitted after a loss before
// the capture point, or out of order.
func (h *half) classify(in *incoming) {
	if in.placed {
		return
	}
	in.placed = true
	last := h.pending.last()
	if last == nil || in.off >= last.off {
		return
	}
	i := h.pending.find(in.off)
	w := h.pending.segs[i]
	if w.off <= in.off {
		if in.end() <= w.end() {
			return // no new data
		}
		if i+1 < len(h.pending.segs) {
			w = h.pending.segs[i+1]
		}
	}
	again := in.time-w.time > recoverAge
	if in.ipid != 0 && w.ipid != 0 {
		again = int16(in.ipid-w.ipid) > 0
	}
	s := &h.stats
	if again {
		s.Recovered++
		s.impaired(Retransmission, w.time, in.time)
		if s.FirstRecovered == 0 {
			s.FirstRecovered = in.frame
		}
		return
	}
	s.OutOfOrder++
	s.impaired(Reordering, w.time, in.time)
	if s.FirstOutOfOrder == 0 {
		s.FirstOutOfOrder = in.frame
	}
}
