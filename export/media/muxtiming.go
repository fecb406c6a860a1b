package media

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"rtspect/export/media/container"
)

// muxTiming is how the samples of a track lie in time.
type muxTiming struct {
	// skipped samples, of skippedBytes, before the first keyframe are left out.
	skipped, skippedBytes int64
	// delay is how long before the time of presentation, in ticks, samples are decoded, so that none is
	// shown before; origin is the time of the file's beginning in ticks of the track.
	delay, origin int64
	samples       int64
	keys          int64
	bytes         int64
	first, last   int64 // times of presentation of first and last
	retimed       int64 // samples whose time was not later than that of the one before
	final         *file // records as containers want them
}

// maxDelay bounds how long before presentation samples are decoded, in seconds.
const maxDelay = 5

// survey goes through the records of a track a first time.
func (m *muxTrack) survey() error {
	o, err := openRecords(m.records)
	if err != nil {
		return err
	}
	defer o.close()
	g := &m.timing
	waiting := m.predicts && m.keys > 0 && m.file.x.Damaged != Keep
	var s, last *muxSegment
	var before int64
	defer func() {
		for _, s := range m.segments {
			s.lengthen()
		}
	}()
	for {
		r, decoded, ok := o.Next()
		if !ok {
			return o.err
		}
		if waiting = waiting && !r.key; waiting {
			g.skipped++
			g.skippedBytes += int64(r.size)
			continue
		}
		if s = m.segments[r.segment]; s != last {
			last, before = s, decoded-1
			s.begin(&r, decoded)
		}
		if !m.pictures {
			decoded = r.ticks
		}
		decoded = max(decoded, before+1)
		before = decoded
		if m.pictures {
			g.delay = max(g.delay, min(decoded-r.ticks, maxDelay*m.rate))
		}
		t := &s.tie
		t.byArrival = min(t.byArrival, float64(r.arrival)-m.ns(decoded-s.ticks))
		t.earliest, t.latest = min(t.earliest, r.ticks), max(t.latest, r.ticks)
		t.end = max(t.end, r.ticks+int64(r.duration))
		t.decoded, t.samples = decoded, t.samples+1
		g.samples++
		g.bytes += int64(r.size)
		if r.key {
			g.keys++
		}
	}
}

// lengthen adds to the end of the segment the usual time from one sample to the next, where samples do not
// say how long they are.
func (g *muxSegment) lengthen() {
	if t := &g.tie; t.samples > 1 && t.end == t.latest {
		t.end += (t.decoded - t.begun) / (t.samples - 1)
	}
}

// begin takes the first sample of a segment that is not left out.
func (g *muxSegment) begin(r *muxRecord, decoded int64) {
	if !g.kept {
		g.kept = true
		g.tie.byArrival = math.Inf(1)
		g.tie.earliest, g.tie.latest, g.tie.end, g.tie.begun = r.ticks, r.ticks, r.ticks, decoded
	}
}

// tie places the segments of all tracks in the time of the file.
func (f *muxFile) tie() {
	var list []*muxSegment
	for _, m := range f.tracks {
		var previous *muxSegment
		for _, g := range m.segments {
			if g.kept {
				g.previous, previous = previous, g
				list = append(list, g)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *muxSegment) int { return cmp.Compare(a.arrival, b.arrival) })
	f.tieAll(list)
	f.part(list)
	zero, delay := math.Inf(1), 0.0
	for _, g := range list {
		zero = min(zero, g.tie.anchor+g.part.track.ns(g.tie.earliest-g.ticks))
	}
	for _, m := range f.tracks {
		delay = max(delay, float64(m.timing.delay)/float64(m.rate))
	}
	if f.x.Mux == "mkv" { // it has no times of decoding
		delay = 0
	}
	for _, m := range f.tracks {
		m.timing.origin = int64(math.Round(delay * float64(m.rate)))
	}
	for _, g := range list {
		g.tie.base = int64(math.Round((g.tie.anchor - zero) * 1e-9 * float64(g.part.track.rate)))
		f.step(g, zero)
	}
	f.start = int64(zero)
}

// settle goes through the records a second time and writes those that containers want.
func (m *muxTrack) settle() error {
	o, err := openRecords(m.records)
	if err != nil {
		return err
	}
	defer o.close()
	g := &m.timing
	g.final = m.file.x.store.create()
	g.final.plain = true
	var held container.Sample
	usual, n := m.rate/25, int64(0)
	// Sound is not reordered: what steps back, or overlaps, follows a millisecond later.
	step := int64(1)
	if !m.pictures {
		step = max(1, m.rate/1000)
	}
	for {
		r, decoded, ok := o.Next()
		if !ok {
			break
		}
		if n++; n <= g.skipped {
			continue
		}
		s := m.segments[r.segment]
		x := container.Sample{PTS: max(0, s.at(r.ticks)) + g.origin, DTS: s.at(decoded) - g.delay + g.origin, Size: int(r.size), Key: r.key}
		if !m.pictures {
			x.DTS = x.PTS
		}
		if n > g.skipped+1 {
			x.DTS = max(x.DTS, held.DTS+step)
			held.Duration = x.DTS - held.DTS
			if held.Duration < m.rate {
				usual = held.Duration
			}
			m.put(&held)
		} else if m.file.x.Mux != "mkv" {
			x.DTS = max(0, x.DTS)
		}
		if x.PTS < x.DTS {
			x.PTS = x.DTS
			g.retimed++
		}
		length := int64(r.duration)
		if length == 0 {
			length = usual
		}
		if n == g.skipped+1 {
			g.first, g.last = x.PTS, x.PTS
		}
		g.first, g.last = min(g.first, x.PTS), max(g.last, x.PTS)
		m.described.End = max(m.described.End, x.PTS+length)
		held = x
		held.Duration = length
	}
	if g.samples > 0 {
		m.put(&held)
	}
	g.final.flush()
	return o.err
}

// put writes a record: times of presentation and decoding, duration, size, and whether it is a keyframe.
func (m *muxTrack) put(s *container.Sample) {
	le := binary.LittleEndian
	b := le.AppendUint64(m.scratch[:0], uint64(s.PTS))
	b = le.AppendUint64(b, uint64(s.DTS))
	b = le.AppendUint64(b, uint64(s.Duration))
	size := uint32(s.Size)
	if s.Key {
		size |= 1 << 31
	}
	m.scratch = le.AppendUint32(b, size)
	m.timing.final.Write(m.scratch)
}

const finalSize = 28

func getSample(s *container.Sample, b []byte) {
	le := binary.LittleEndian
	size := le.Uint32(b[24:])
	s.PTS, s.DTS, s.Duration = int64(le.Uint64(b)), int64(le.Uint64(b[8:])), int64(le.Uint64(b[16:]))
	s.Size, s.Key = int(size&^(1<<31)), size>>31 == 1
}
