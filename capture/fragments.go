package capture

import (
	"math/bits"
	"slices"
)

const (
	maxDatagrams      = 1024 // incomplete at once
	maxDatagramMemory = 16 << 20
	maxDatagramAge    = 30e9 // nanoseconds of capture time (RFC 1122, section 3.3.2 allows 60 s)
	maxDatagram       = 1<<16 - 1
	maxSpans          = 256 // separate pieces of one datagram
	maxFragmentFrames = 256
	// recentDatagrams is how many completed datagrams are remembered, and twinAge for how long, so
	// that the late copies of their fragments are known for copies.
	recentDatagrams = 64
	twinAge         = 1e9
	// maxSpare is how many unused buffers of each size are kept.
	maxSpare = 64
)

// fragmentKey identifies the datagram that a fragment is of (RFC 791, section 3.2; RFC 8200, section 4.5).
type fragmentKey struct {
	src, dst Addr
	id       uint32
	proto    byte // 0 for IPv6, where it is no part of it
	six      bool
}

// fragment is one fragment of a datagram: wire bytes at offset at, of which data was captured.
type fragment struct {
	key  fragmentKey
	at   int
	more bool // it is not the last
	data []byte
	wire int
	next byte // protocol of what the datagram holds; the first fragment's counts
}

// span is a piece of a datagram: bytes [from:to), captured up to have.
type span struct{ from, have, to int }

// datagram is a datagram of which fragments are still missing; or, once given out, one whose bytes
// are in use until the next is completed.
type datagram struct {
	key    fragmentKey
	buf    []byte // the bytes at their places
	spans  []span // in order, apart from one another
	length int    // -1 until the last fragment came
	next   byte
	count  int     // fragments
	frames []Frame // of them
	begun  int64   // time of the first to come
	twin   bool    // begun right after one with the same key was completed

	older, newer *datagram
}

// fragments puts datagrams together from their fragments. Overlaps are settled for the bytes that came
// first. Everything is bounded: the oldest datagrams give way, and count as lost.
//
// A snaplen that cuts the fragments is no obstacle: the datagram is complete when all of its bytes were
// on the wire, and as many are given as were captured from its beginning on.
type fragments struct {
	table          map[fragmentKey]*datagram
	oldest, newest *datagram
	memory         int // of all buffers in the table
	done           []*datagram
	unused         []*datagram
	buffers        [6][][]byte // unused, of 2 KiB to 64 KiB
	recent         [recentDatagrams]struct {
		key  fragmentKey
		time int64
	}
	recentNext int
}

// whole is a datagram put together.
type whole struct {
	data []byte
	wire int
	next byte
}

// fragment takes a fragment in p and gives the datagram that it completes.
func (d *decoder) fragment(p *Packet, f fragment) (whole, bool) {
	s := &d.fragments
	d.file(p).Fragments++
	s.expire(d.files, p.Time)
	if f.wire == 0 || f.at+f.wire > maxDatagram {
		d.bad(p, ReasonFragment)
		return whole{}, false
	}
	g := s.table[f.key]
	if g == nil {
		g = s.begin(d.files, f.key, p.Time)
	}
	if g.has(f.at, f.at+f.wire) { // a copy
		return whole{}, false
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
		return whole{}, false
	}
	if !g.complete() {
		for s.memory > maxDatagramMemory && s.oldest != g {
			s.lose(d.files, s.oldest)
		}
		return whole{}, false
	}
	s.finish(g, p.Time)
	p.Fragments = g.count
	p.FragmentFrames = g.frames
	have := min(g.spans[0].have, g.length)
	return whole{data: g.buf[:have:have], wire: g.length, next: g.next}, true
}

// has reports whether the bytes [from:to) were on the wire already.
func (g *datagram) has(from, to int) bool {
	for _, p := range g.spans {
		if p.from <= from && to <= p.to {
			return true
		}
	}
	return false
}

// complete reports whether every byte up to the last was on the wire.
func (g *datagram) complete() bool {
	return g.length >= 0 && len(g.spans) > 0 && g.spans[0].from == 0 && g.spans[0].to >= g.length
}

// begin begins a datagram.
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
	*g = datagram{key: key, length: -1, begun: time, spans: g.spans[:0], frames: g.frames[:0], twin: s.isRecent(key, time)}
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

// remove takes a datagram from the table.
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

// finish takes a complete datagram from the table. Its bytes stay as they are for as long as packets
// within it may be decoded: those of one frame can lie in datagrams within datagrams.
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

// lose gives a datagram up. One that was begun right after another with the same key was completed
// holds copies of that one's fragments: no loss.
func (s *fragments) lose(files []*File, g *datagram) {
	if !g.twin {
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

// expire gives up the datagrams that have waited too long.
func (s *fragments) expire(files []*File, now int64) {
	for s.oldest != nil && now-s.oldest.begun > maxDatagramAge {
		s.lose(files, s.oldest)
	}
}

// end gives up all that is incomplete when the input ends.
func (s *fragments) end(files []*File) {
	for s.oldest != nil {
		s.lose(files, s.oldest)
	}
}

// isRecent reports whether a datagram of this key has just been completed.
func (s *fragments) isRecent(key fragmentKey, time int64) bool {
	for i := range s.recent {
		if r := &s.recent[i]; r.key == key {
			if age := time - r.time; age < twinAge && age > -twinAge {
				return true
			}
		}
	}
	return false
}

// store puts the captured bytes of a fragment in their places, but for those that are there already.
// It is false where the datagram is in too many pieces.
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

// copy copies the bytes [from:to) of the datagram out of a fragment that holds them.
func (g *datagram) copy(f fragment, from, to int) {
	if from < to {
		copy(g.buf[from:to], f.data[from-f.at:])
	}
}

// merge joins a span with those that it touches. Of what was captured only the beginning counts, up
// to the first byte that is missing.
func (add span) merge(old []span) span {
	m := span{from: min(old[0].from, add.from), to: max(old[len(old)-1].to, add.to)}
	m.have = m.from
	for before := -1; before != m.have; { // thrice at most: before, in and behind the new one
		before = m.have
		for _, p := range old {
			m.have = p.reach(m.have)
		}
		m.have = add.reach(m.have)
	}
	return m
}

// reach is how far there are captured bytes, if there are up to have.
func (p span) reach(have int) int {
	if p.from <= have {
		return max(have, p.have)
	}
	return have
}

// grow makes the buffer of a datagram reach to n.
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
