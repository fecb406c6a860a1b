package reassembly

import "rtspect/capture"

// far is the distance in bytes beyond which a single sequence number is not trusted. It exceeds any receive
// window in use and is less than the typical difference between the sequence numbers of two connections.
const far = 16 << 20

// half is one direction of a connection.
type half struct {
	next    uint32 // sequence number of the next byte to deliver
	started bool   // next is known
	// tentative: next was taken from an empty packet and may be corrected by the first data.
	tentative bool
	off       int64 // stream offset of next
	seen      int64 // ordinal of this side's last packet in the connection

	// Acknowledgments of the other side: the highest plausible number, the one before it, and the latest one.
	ack, prevAck, lastAck uint32
	hasAck, hasPrevAck    bool

	window     uint16 // last one advertised by this side
	winClosed  bool   // the window is zero
	winSince   int64  // since this time
	lastPureID uint16 // IP identification of this side's last packet without payload

	synSeen, finSeen bool
	isn              uint32 // of its SYN
	hasAlt           bool   // a SYN with a different number was captured before any data:
	alt              uint32 // its number
	finSeq           uint32 // sequence number of the FIN
	suspect          suspectSYN

	truncated truncated    // delivered next
	pending   pendingQueue // behind a gap
	acks      ackDelay     // for gaps that are certainly not just out of order
	// stray is a segment far from the stream that has not been confirmed yet; straySeq is its sequence number.
	stray    *segment
	straySeq uint32
	force    int64   // gaps below this offset are given up
	jumpKind GapKind // kind of a gap longer than far

	gaps   [4]span // the last gaps given up, to distinguish late bytes from retransmissions
	nGaps  int
	recent recent

	stats Stats
}

// truncated is the part of a segment that the snaplen removed.
type truncated struct {
	n     int64
	frame capture.Frame
	time  int64
}

// span is a range of stream offsets.
type span struct{ from, to int64 }

// offset converts a sequence number near next to a stream offset.
func (h *half) offset(seq uint32) int64 { return h.off + int64(int32(seq-h.next)) }

// fresh reports whether no byte of this direction has been delivered or buffered.
func (h *half) fresh() bool { return h.off == 0 && h.pending.len() == 0 && h.stray == nil }

// top returns the offset after the last byte seen.
func (h *half) top() int64 {
	if l := h.pending.last(); l != nil {
		return l.end()
	}
	return h.off
}

// quiet reports whether this direction needs no slow-path processing.
func (h *half) quiet() bool {
	return h.pending.len() == 0 && h.stray == nil && h.truncated.n == 0 && !h.suspect.live
}

// begin sets the origin of the stream.
func (h *half) begin(seq uint32, tentative bool) {
	h.next, h.started, h.tentative = seq, true, tentative
}

// count counts a packet of this side.
func (h *half) count(p *capture.Packet, ordinal int64) {
	s := &h.stats
	if s.First == 0 {
		s.First, s.FirstTime = p.Frame, p.Time
	}
	s.Last, s.LastTime = p.Frame, p.Time
	s.Packets++
	h.seen = ordinal
}

// segment counts a segment with payload.
func (h *half) segment(p *capture.Packet) {
	s := &h.stats
	s.Segments++
	s.LastDataTime = p.Time
	if p.PayloadLen > s.MaxSegment {
		s.MaxSegment = p.PayloadLen
	}
}

// fixOrigin corrects a tentative or ambiguous origin with the sequence number of the first data.
func (h *half) fixOrigin(seq uint32) {
	if h.hasAlt && closer(seq, h.alt+1, h.next) {
		h.isn, h.next = h.alt, h.alt+1
	}
	if h.tentative {
		// If the empty packet is one below the data, it was a keep-alive probe. If it is above or far away, it
		// was out of order or forged.
		if d := int32(seq - h.next); d == 1 || d < 0 || d > far {
			h.next = seq
		}
	}
}

// closer reports whether seq is closer to a than to b.
func closer(seq, a, b uint32) bool {
	da, db := int32(seq-a), int32(seq-b)
	return uint32(max(da, -da)) < uint32(max(db, -db))
}

// place places as much of in as possible: bytes in order are returned in ch (result true), bytes beyond a gap
// are buffered.
func (h *half) place(b *Budget, in *incoming, ch *Chunk) bool {
	in.blocked = false
	h.dropOld(in)
	if in.wire == 0 {
		in.live = false
		return false
	}
	h.classify(in)
	if in.off != h.off {
		if h.enqueue(b, in) {
			in.live = false
		} else {
			in.blocked = true
		}
		return false
	}
	n := in.wire
	if w := h.pending.first(); w != nil {
		n = min(n, w.off-in.off)
	}
	if n == 0 { // data at this offset is already buffered: the first bytes count
		in.live = !h.enqueue(b, in)
		return false
	}
	data := in.data[:min(n, int64(len(in.data)))]
	h.emit(ch, in.dir, data, n, in.frame, in.time)
	in.skip(n)
	in.live = in.wire > 0 && !h.enqueue(b, in)
	return true
}

// emit stores n bytes of the stream in ch. data is the captured part.
func (h *half) emit(ch *Chunk, d Dir, data []byte, n int64, frame capture.Frame, time int64) {
	cut := n - int64(len(data))
	if len(data) == 0 {
		h.emitGap(ch, d, cut, TruncatedBySnaplen, frame, time)
		return
	}
	*ch = Chunk{Dir: d, Data: data, Offset: h.off, Frame: frame, Time: time}
	h.advance(int64(len(data)))
	h.stats.Bytes += int64(len(data))
	if cut > 0 {
		h.truncated = truncated{cut, frame, time}
	}
}

// emitGap stores a gap of n bytes in ch.
func (h *half) emitGap(ch *Chunk, d Dir, n int64, kind GapKind, frame capture.Frame, time int64) {
	*ch = Chunk{Dir: d, Offset: h.off, Frame: frame, Time: time, Gap: n, GapKind: kind}
	if kind != TruncatedBySnaplen {
		h.gaps[h.nGaps%len(h.gaps)] = span{h.off, h.off + n}
		h.nGaps++
	}
	h.advance(n)
	h.stats.gap(kind, n, frame)
}

func (h *half) advance(n int64) {
	h.off += n
	h.next += uint32(n)
}

// enqueue buffers the part of in that is not already buffered. It returns false if the limits prevent that; the
// rest then remains in in.
func (h *half) enqueue(b *Budget, in *incoming) bool {
	for in.wire > 0 {
		i := h.pending.find(in.off)
		n := in.wire
		if i < len(h.pending.segs) {
			w := h.pending.segs[i]
			if w.off <= in.off {
				h.repeat(in, w, min(in.end(), w.end())-in.off)
				continue
			}
			n = min(n, w.off-in.off)
		}
		if !h.pending.copyIn(b, i, in, n) {
			return false
		}
	}
	return true
}
