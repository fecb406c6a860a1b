package capture

import (
	"math/bits"
	"slices"
)

const (
	maxDatagrams      = 1024 // maximum number of incomplete datagrams
	maxDatagramMemory = 16 << 20
	maxDatagramAge    = 30e9 // nanoseconds of capture time (RFC 1122, 3.3.2, allows 60 s)
	maxDatagram       = 1<<16 - 1
	maxSpans          = 256 // separate pieces per datagram
	maxFragmentFrames = 256
	// recentDatagrams is how many completed datagrams are remembered, and duplicateAge is for how long, to
	// recognize late duplicates of their fragments.
	recentDatagrams = 64
	duplicateAge    = 1e9
	// maxSpare is the number of unused buffers of each size that are kept.
	maxSpare = 64
)

// fragmentKey identifies the datagram of a fragment (RFC 791, 3.2; RFC 8200, 4.5).
type fragmentKey struct {
	src, dst Addr
	id       uint32
	proto    byte // 0 for IPv6, where it does not identify the datagram
	six      bool
}

// fragment is a fragment of a datagram: wire bytes at offset at, of which data was captured.
type fragment struct {
	key  fragmentKey
	at   int
	more bool // not the last fragment
	data []byte
	wire int
	next byte // protocol of the datagram's payload; only used from the first fragment
}

// span is a part of a datagram: bytes [from:to), captured up to have.
type span struct{ from, have, to int }

// datagram is an incomplete datagram, or a completed one whose bytes are in use until the next one is
// completed.
type datagram struct {
	key       fragmentKey
	buf       []byte // the bytes at their offsets
	spans     []span // sorted and disjoint
	length    int    // -1 until the last fragment arrives
	next      byte
	count     int     // number of fragments
	frames    []Frame // frames of the fragments
	started   int64   // time of the first fragment received
	duplicate bool    // started right after a datagram with the same key was completed

	older, newer *datagram
}

// fragments reassembles datagrams. Where fragments overlap, the bytes and the length that arrived first are
// used. Memory is bounded: the oldest datagrams are discarded and counted as lost.
//
// Fragments may be truncated by the snaplen: a datagram is complete when all of its bytes were on the wire, and
// the bytes captured from its beginning on are returned.
type fragments struct {
	table          map[fragmentKey]*datagram
	oldest, newest *datagram
	memory         int // total size of the buffers in the table
	done           []*datagram
	unused         []*datagram
	buffers        [6][][]byte // unused buffers of 2 KiB to 64 KiB
	recent         [recentDatagrams]struct {
		key  fragmentKey
		time int64
	}
	recentNext int
}

// reassembled is a reassembled datagram.
type reassembled struct {
	data []byte
	wire int
	next byte
}

// fragment adds a fragment in p and returns the datagram that it completes.
func (d *decoder) fragment(p *Packet, f fragment) (reassembled, bool) {
	s := &d.fragments
	d.file(p).Fragments++
	s.expire(d.files, p.Time)
	if f.wire == 0 || f.at+f.wire > maxDatagram {
		d.undecodable(p, ReasonFragment)
		return reassembled{}, false
	}
	g := s.table[f.key]
	if g == nil {
		g = s.begin(d.files, f.key, p.Time)
	}
	if g.has(f.at, f.at+f.wire) { // a duplicate
		return reassembled{}, false
	}
	g.count++
	if len(g.frames) < maxFragmentFrames {
		g.frames = append(g.frames, p.Frame)
	}
	if f.at == 0 {
		g.next = f.next
	}
	if !f.more && g.length < 0 {
		g.length = f.at + f.wire
	}
	if !s.store(g, f) {
		s.lose(d.files, g)
		return reassembled{}, false
	}
	if !g.complete() {
		for s.memory > maxDatagramMemory && s.oldest != g {
			s.lose(d.files, s.oldest)
		}
		return reassembled{}, false
	}
	s.finish(g, p.Time)
	p.Fragments = g.count
	p.FragmentFrames = g.frames
	have := min(g.spans[0].have, g.length)
	return reassembled{data: g.buf[:have:have], wire: g.length, next: g.next}, true
}

// has reports whether the bytes [from:to) have been on the wire before.
func (g *datagram) has(from, to int) bool {
	for _, p := range g.spans {
		if p.from <= from && to <= p.to {
			return true
		}
	}
	return false
}

// complete reports whether every byte up to the last has been on the wire.
func (g *datagram) complete() bool {
	return g.length >= 0 && len(g.spans) > 0 && g.spans[0].from == 0 && g.spans[0].to >= g.length
}

// begin starts a datagram.
func (s *fragments) begin(files []*File, key fragmentKey, time int64) *datagram {
	if s.table == nil {
		s.table = make(map[fragmentKey]*datagram, maxDatagrams)
	}
	if len(s.table) == maxDatagrams {
		s.lose(files, s.oldest)
	}
	var g *datagram
	if n := len(s.unused); n > 0 {
		g, s.unused = s.unused[n-1], s.unused[:n-1]
	} else {
		g = new(datagram)
	}
	*g = datagram{key: key, length: -1, started: time, spans: g.spans[:0], frames: g.frames[:0], duplicate: s.isRecent(key, time)}
	g.older = s.newest
	if s.newest != nil {
		s.newest.newer = g
	} else {
		s.oldest = g
	}
	s.newest = g
	s.table[key] = g
	return g
}

// remove removes a datagram from the table.
func (s *fragments) remove(g *datagram) {
	delete(s.table, g.key)
	s.memory -= len(g.buf)
	if g.older != nil {
		g.older.newer = g.newer
	} else {
		s.oldest = g.newer
	}
	if g.newer != nil {
		g.newer.older = g.older
	} else {
		s.newest = g.older
	}
	g.older, g.newer = nil, nil
}

// finish removes a completed datagram from the table. Its bytes must stay unchanged while packets inside it may
// be decoded, because datagrams may be nested.
func (s *fragments) finish(g *datagram, time int64) {
	s.remove(g)
	s.recent[s.recentNext].key = g.key
	s.recent[s.recentNext].time = time
	s.recentNext = (s.recentNext + 1) % recentDatagrams
	if len(s.done) > maxTunnels {
		s.recycle(s.done[0])
		s.done = slices.Delete(s.done, 0, 1)
	}
	s.done = append(s.done, g)
}

func (s *fragments) recycle(g *datagram) {
	s.putBuffer(g.buf)
	g.buf = nil
	s.unused = append(s.unused, g)
}

// lose discards a datagram. If it was started right after the completion of one with the same key, it contains
// duplicates of that one's fragments and does not count as lost.
func (s *fragments) lose(files []*File, g *datagram) {
	if !g.duplicate {
		first := g.frames[0]
		f := files[first.File()]
		if f.FragmentsLost == 0 || first < f.FirstFragmentLost {
			f.FirstFragmentLost = first
		}
		f.FragmentsLost++
	}
	s.remove(g)
	s.recycle(g)
}

// expire discards the datagrams that have been incomplete for too long.
func (s *fragments) expire(files []*File, now int64) {
	for s.oldest != nil && now-s.oldest.started > maxDatagramAge {
		s.lose(files, s.oldest)
	}
}

// end discards all incomplete datagrams at the end of the input.
func (s *fragments) end(files []*File) {
	for s.oldest != nil {
		s.lose(files, s.oldest)
	}
}

// isRecent reports whether a datagram with this key has just been completed.
func (s *fragments) isRecent(key fragmentKey, time int64) bool {
	for i := range s.recent {
		if r := &s.recent[i]; r.key == key {
			if age := time - r.time; age < duplicateAge && age > -duplicateAge {
				return true
			}
		}
	}
	return false
}

// store stores the captured bytes of a fragment at their offsets, without overwriting. It returns false if the
// datagram has too many separate parts.
func (s *fragments) store(g *datagram, f fragment) bool {
	add := span{f.at, f.at + len(f.data), f.at + f.wire}
	// The spans that touch the new one are [i:j).
	i := 0
	for i < len(g.spans) && g.spans[i].to < add.from {
		i++
	}
	j := i
	for j < len(g.spans) && g.spans[j].from <= add.to {
		j++
	}
	s.grow(g, add.have)
	at := add.from
	for _, old := range g.spans[i:j] {
		g.copy(f, at, min(old.from, add.have))
		at = max(at, old.have)
	}
	g.copy(f, at, add.have)
	if i == j {
		if len(g.spans) == maxSpans {
			return false
		}
		g.spans = slices.Insert(g.spans, i, add)
		return true
	}
	g.spans[i] = add.merge(g.spans[i:j])
	g.spans = slices.Delete(g.spans, i+1, j)
	return true
}

// copy copies the bytes [from:to) of the datagram from a fragment that contains them.
func (g *datagram) copy(f fragment, from, to int) {
	if from < to {
		copy(g.buf[from:to], f.data[from-f.at:])
	}
}

// merge merges a span with those that it touches. Captured bytes count only up to the first missing byte.
func (add span) merge(old []span) span {
	m := span{from: min(old[0].from, add.from), to: max(old[len(old)-1].to, add.to)}
	m.have = m.from
	for before := -1; before != m.have; { // at most three rounds: before, within and after the new span
		before = m.have
		for _, p := range old {
			m.have = p.reach(m.have)
		}
		m.have = add.reach(m.have)
	}
	return m
}

// reach returns the end of the contiguous captured bytes, given that they extend to have.
func (add span) reach(have int) int {
	if add.from <= have {
		return max(have, add.have)
	}
	return have
}

// grow extends the buffer of a datagram to at least n bytes.
func (s *fragments) grow(g *datagram, n int) {
	if n <= len(g.buf) {
		return
	}
	b := s.buffer(n)
	copy(b, g.buf)
	s.memory += len(b) - len(g.buf)
	s.putBuffer(g.buf)
	g.buf = b
}

const smallestBuffer = 11 // as a power of two

func (s *fragments) buffer(n int) []byte {
	class := max(bits.Len(uint(n-1)), smallestBuffer) - smallestBuffer
	if k := len(s.buffers[class]); k > 0 {
		b := s.buffers[class][k-1]
		s.buffers[class] = s.buffers[class][:k-1]
		return b
	}
	return make([]byte, 1<<(class+smallestBuffer))
}

func (s *fragments) putBuffer(b []byte) {
	if b == nil {
		return
	}
	class := bits.Len(uint(len(b)-1)) - smallestBuffer
	if len(s.buffers[class]) < maxSpare {
		s.buffers[class] = append(s.buffers[class], b)
	}
}
