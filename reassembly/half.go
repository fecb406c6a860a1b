package reassembly

import "rtspect/capture"

// far is the distance in bytes beyond which a sequence number is not believed on its own: more
// than any receive window in the field, less than the numbers of another connection usually differ.
const far = 16 << 20

// half is one direction of a connection.
type half struct {
	next    uint32 // sequence number of the next byte to deliver
	started bool   // next is known
	// tentative: next comes from an empty packet, and the first data may correct it.
	tentative bool
	off       int64 // stream offset of next
	seen      int64 // ordinal of this side's last packet in the connection

	// What the other side acknowledged: the highest believable number, the one before it, and the
	// last one whatever it was.
	ack, prevAck, lastAck uint32
	hasAck, hasPrevAck    bool

	window     uint16 // last announced by this side
	winClosed  bool   // it is zero
	winSince   int64  // since when
	lastPureID uint16 // IP identification of this side's last packet without payload

	synSeen, finSeen bool
	isn              uint32 // of its SYN
	hasAlt           bool   // a SYN with another number came before any data:
	alt              uint32 // this one
	finSeq           uint32 // sequence number that the FIN occupies
	doubt            doubt

	snap snapped  // to be delivered next
	wait waiting  // behind a hole
	ripe ripening // which holes are certainly not just late
	// stray is a segment far from the stream that nothing confirms yet; straySeq its sequence number.
	stray    *segment
	straySeq uint32
	force    int64   // holes below this offset are given up
	jumpKind GapKind // kind of a hole longer than far

	given  [4]span // the last gaps given up, to tell late bytes from retransmissions
	nGiven int
	recent recent

	stats Stats
}

// snapped is the part of a segment that the snaplen cut.
type snapped struct {
	n     int64
	frame capture.Frame
	time  int64
}

// span is a range of stream offsets.
type span struct{ from, to int64 }

// offset unwraps a sequence number near next.
func (h *half) offset(seq uint32) int64 { return h.off + int64(int32(seq-h.next)) }

// fresh reports whether no byte of this direction has been delivered or held.
func (h *half) fresh() bool { return h.off == 0 && h.wait.len() == 0 && h.stray == nil }

// top is the offset after the last byte seen.
func (h *half) top() int64 {
	if l := h.wait.last(); l != nil {
		return l.end()
	}
	return h.off
}

// quiet reports whether nothing in this direction needs a second look.
func (h *half) quiet() bool {
	return h.wait.len() == 0 && h.stray == nil && h.snap.n == 0 && !h.doubt.live
}

// begin sets the origin of the stream.
func (h *half) begin(seq uint32, tentative bool) {
	h.next, h.started, h.tentative = seq, true, tentative
}

// see counts a packet of this side.
func (h *half) see(p *capture.Packet, ordinal int64) {
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

// settle corrects the origin at the first data where only a guess or two SYNs gave it.
func (h *half) settle(seq uint32) {
	if h.hasAlt && closer(seq, h.alt+1, h.next) {
		h.isn, h.next = h.alt, h.alt+1
	}
	if h.tentative {
		// An empty packet one below the data was a keep-alive probe; one above it, or far off,
		// was out of order or forged.
		if d := int32(seq - h.next); d == 1 || d < 0 || d > far {
			h.next = seq
		}
	}
}

// closer reports whether seq lies nearer to a than to b.
func closer(seq, a, b uint32) bool {
	da, db := int32(seq-a), int32(seq-b)
	return uint32(max(da, -da)) < uint32(max(db, -db))
}

// arrive places as much of in as can be: bytes in order go into ch (it then returns true), bytes
// that came early are copied.
func (h *half) arrive(b *Budget, in *incoming, ch *Chunk) bool {
	in.blocked = false
	h.dropOld(in)
	if in.wire == 0 {
		in.live = false
		return false
	}
	h.classify(in)
	if in.off != h.off {
		if h.absorb(b, in) {
			in.live = false
		} else {
			in.blocked = true
		}
		return false
	}
	n := in.wire
	if w := h.wait.first(); w != nil {
		n = min(n, w.off-in.off)
	}
	if n == 0 { // the same place waits already: first bytes win
		in.live = !h.absorb(b, in)
		return false
	}
	data := in.data[:min(n, int64(len(in.data)))]
	h.emit(ch, in.dir, data, n, in.frame, in.time)
	in.skip(n)
	in.live = in.wire > 0 && !h.absorb(b, in)
	return true
}

// emit fills ch with n bytes of the wire, of which data is the captured part.
func (h *half) emit(ch *Chunk, d Dir, data []byte, n int64, frame capture.Frame, time int64) {
	cut := n - int64(len(data))
	if len(data) == 0 {
		h.emitGap(ch, d, cut, Snapped, frame, time)
		return
	}
	*ch = Chunk{Dir: d, Data: data, Offset: h.off, Frame: frame, Time: time}
	h.advance(int64(len(data)))
	h.stats.Bytes += int64(len(data))
	if cut > 0 {
		h.snap = snapped{cut, frame, time}
	}
}

// emitGap fills ch with a gap of n bytes.
func (h *half) emitGap(ch *Chunk, d Dir, n int64, kind GapKind, frame capture.Frame, time int64) {
	*ch = Chunk{Dir: d, Offset: h.off, Frame: frame, Time: time, Gap: n, GapKind: kind}
	if kind != Snapped {
		h.given[h.nGiven%len(h.given)] = span{h.off, h.off + n}
		h.nGiven++
	}
	h.advance(n)
	h.stats.gap(kind, n, frame)
}

func (h *half) advance(n int64) {
	h.off += n
	h.next += uint32(n)
}

// absorb copies what came early to where it waits, without what waits there already. It returns
// false when the limits keep a rest out, which then remains in in.
func (h *half) absorb(b *Budget, in *incoming) bool {
	for in.wire > 0 {
		i := h.wait.find(in.off)
		n := in.wire
		if i < len(h.wait.segs) {
			w := h.wait.segs[i]
			if w.off <= in.off {
				h.repeat(in, w, min(in.end(), w.end())-in.off)
				continue
			}
			n = min(n, w.off-in.off)
		}
		if !h.wait.copyIn(b, i, in, n) {
			return false
		}
	}
	return true
}
