package mux

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"rtspect/export/media/container"
	"rtspect/export/media/store"
)

// timing is how the samples of a track are laid out in time.
type timing struct {
	// skipped samples, of skippedBytes, before the first keyframe are left out.
	skipped, skippedBytes int64
	// delay is how long before the time of presentation, in ticks, samples are decoded, so that none is displayed before;
	// origin is the time of the file's beginning in ticks of the track.
	delay, origin int64
	samples       int64
	keys          int64
	bytes         int64
	first, last   int64       // times of presentation of first and last
	retimed       int64       // samples whose time was not later than that of the one before
	final         *store.File // records as containers want them
}

// maxDelay bounds how long before presentation samples are decoded, in seconds.
const maxDelay = 5

// survey walks through the records of a track a first time.
func (m *track) survey() error {
	o, err := openRecords(m.records)
	if err != nil {
		return err
	}
	defer o.close()
	g := &m.timing
	waiting := m.predicted && m.keys > 0 && !m.file.env.KeepDamaged
	var s, last *segment
	var before int64
	for {
		r, decoded, ok := o.Next()
		if !ok {
			break
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
		if !m.video {
			decoded = r.ticks
		}
		decoded = max(decoded, before+1)
		before = decoded
		if m.video {
			g.delay = max(g.delay, min(decoded-r.ticks, maxDelay*m.rate))
		}
		s.add(&r, decoded)
		g.samples++
		g.bytes += int64(r.size)
		if r.key {
			g.keys++
		}
	}
	for _, s := range m.segments {
		s.lengthen()
	}
	return o.err
}

// begin takes the first sample of a segment that is not left out.
func (g *segment) begin(r *record, decoded int64) {
	if !g.kept {
		g.kept = true
		a := &g.alignment
		a.byArrival = math.Inf(1)
		a.earliest, a.latest, a.end, a.begun = r.ticks, r.ticks, r.ticks, decoded
	}
}

// add takes a sample of a segment.
func (g *segment) add(r *record, decoded int64) {
	a := &g.alignment
	a.byArrival = min(a.byArrival, float64(r.arrival)-g.part.track.ns(decoded-g.ticks))
	a.earliest, a.latest = min(a.earliest, r.ticks), max(a.latest, r.ticks)
	a.end = max(a.end, r.ticks+int64(r.duration))
	a.decoded, a.samples = decoded, a.samples+1
}

// lengthen adds the usual step between samples to the end of the segment, where samples have no duration.
func (g *segment) lengthen() {
	if a := &g.alignment; a.samples > 1 && a.end == a.latest {
		a.end += (a.decoded - a.begun) / (a.samples - 1)
	}
}

// align places the segments of all tracks in the time of the file.
func (f *File) align() {
	var list []*segment
	for _, m := range f.tracks {
		var previous *segment
		for _, g := range m.segments {
			if g.kept {
				g.previous, previous = previous, g
				list = append(list, g)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *segment) int { return cmp.Compare(a.arrival, b.arrival) })
	f.anchor(list)
	f.separate(list)
	zero, delay := math.Inf(1), 0.0
	for _, g := range list {
		zero = min(zero, g.wall(g.alignment.earliest))
	}
	for _, m := range f.tracks {
		delay = max(delay, float64(m.timing.delay)/float64(m.rate))
	}
	if f.env.Format == container.FormatMatroska { // it has no decoding times
		delay = 0
	}
	for _, m := range f.tracks {
		m.timing.origin = int64(math.Round(delay * float64(m.rate)))
	}
	for _, g := range list {
		g.alignment.base = int64(math.Round((g.alignment.anchor - zero) * 1e-9 * float64(g.part.track.rate)))
		f.addStep(g, zero)
	}
	f.start = int64(zero)
}

// settle walks through the records a second time and writes those that containers want.
func (m *track) settle() error {
	o, err := openRecords(m.records)
	if err != nil {
		return err
	}
	defer o.close()
	g := &m.timing
	g.final = m.file.env.Store.CreateTemporary()
	s := settler{track: m, usual: m.rate / 25, step: 1}
	if !m.video { // audio is not reordered: what steps back, or overlaps, follows a millisecond later
		s.step = max(1, m.rate/1000)
	}
	n := int64(0)
	for {
		r, decoded, ok := o.Next()
		if !ok {
			break
		}
		if n++; n > g.skipped {
			s.add(&r, decoded)
		}
	}
	if g.samples > 0 {
		m.put(&s.held)
	}
	g.final.Flush()
	return o.err
}

// settler gives the samples of a track their final times, which do not decrease.
type settler struct {
	track *track
	held  container.Sample // until the next one shows its duration
	begun bool
	usual int64 // duration of a sample
	step  int64 // least time between two
}

func (s *settler) add(r *record, decoded int64) {
	m := s.track
	g, seg := &m.timing, m.segments[r.segment]
	x := container.Sample{PTS: max(0, seg.at(r.ticks)) + g.origin, DTS: seg.at(decoded) - g.delay + g.origin, Size: int(r.size), Key: r.key}
	if !m.video {
		x.DTS = x.PTS
	}
	if s.begun {
		x.DTS = max(x.DTS, s.held.DTS+s.step)
		s.held.Duration = x.DTS - s.held.DTS
		if s.held.Duration < m.rate {
			s.usual = s.held.Duration
		}
		m.put(&s.held)
	} else if m.file.env.Format != container.FormatMatroska {
		x.DTS = max(0, x.DTS)
	}
	if x.PTS < x.DTS {
		x.PTS = x.DTS
		g.retimed++
	}
	length := int64(r.duration)
	if length == 0 {
		length = s.usual
	}
	if !s.begun {
		g.first, g.last = x.PTS, x.PTS
	}
	s.begun = true
	g.first, g.last = min(g.first, x.PTS), max(g.last, x.PTS)
	m.described.End = max(m.described.End, x.PTS+length)
	s.held = x
	s.held.Duration = length
}

// put writes a record: times of presentation and decoding, duration, size, and whether it is a keyframe.
func (m *track) put(s *container.Sample) {
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

// readSample reads what put wrote.
func readSample(s *container.Sample, b []byte) {
	le := binary.LittleEndian
	size := le.Uint32(b[24:])
	s.PTS, s.DTS, s.Duration = int64(le.Uint64(b)), int64(le.Uint64(b[8:])), int64(le.Uint64(b[16:]))
	s.Size, s.Key = int(size&^(1<<31)), size>>31 == 1
}
