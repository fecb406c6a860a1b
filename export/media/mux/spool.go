package mux

import (
	"encoding/binary"

	"rtspect/depacket"
	"rtspect/export/media/clock"
	"rtspect/export/media/container"
)

// Part is a stream on its way into a track. It listens to the units of an elementary track.
type Part struct {
	track    *track // nil if the stream was left out after all
	source   *Source
	segment  *segment
	restarts int
	packets  int64
	wall     clock.WallClock
	// Of the unit under way: its time, its arrival, and whether it continues the sample before.
	time, arrival int64
	continues     bool
}

func newPart(m *track, s *Source) *Part {
	return &Part{track: m, source: s, wall: clock.NewWallClock(s.Stream)}
}

// segment is a run of samples of one stream whose RTP timestamps follow one clock: a seek, or another stream, begins
// another one.
type segment struct {
	part    *Part
	stamp   uint32 // RTP timestamp of the first sample
	ticks   int64  // its time in records
	arrival int64
	// last is the latest arrival, lastTicks the time of the first sample that arrived then, samples how many there are.
	last      int64
	lastTicks int64
	samples   int64
	number    uint32
	replay    *int64   // wall clock of the first sample in the extension of ONVIF replay
	kept      bool     // some of its samples are in the file
	previous  *segment // of the track, likewise kept
	alignment alignment
}

// wall is the wall clock of a time of the segment.
func (g *segment) wall(ticks int64) float64 {
	return g.alignment.anchor + g.part.track.ns(ticks-g.ticks)
}

// maxSegments bounds the segments of a track. Beyond it, restarts of the clock are bridged by arrival times, as in
// elementary streams.
const maxSegments = 256

// record describes a sample, in recordSize bytes of a file.
type record struct {
	ticks    int64 // of presentation, in the clock of its segment
	arrival  int64
	size     uint32
	duration uint32
	segment  uint32
	key      bool
}

const recordSize = 32

func (r *record) append(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint64(b, uint64(r.ticks))
	b = le.AppendUint64(b, uint64(r.arrival))
	b = le.AppendUint32(b, r.size)
	b = le.AppendUint32(b, r.duration)
	b = le.AppendUint32(b, r.segment)
	key := uint32(0)
	if r.key {
		key = 1
	}
	return le.AppendUint32(b, key)
}

func (r *record) read(b []byte) {
	le := binary.LittleEndian
	r.ticks, r.arrival = int64(le.Uint64(b)), int64(le.Uint64(b[8:]))
	r.size, r.duration, r.segment, r.key = le.Uint32(b[16:]), le.Uint32(b[20:]), le.Uint32(b[24:]), le.Uint32(b[28:]) != 0
}

// Packet takes a packet before it is depacketized.
func (p *Part) Packet(x *depacket.Packet) {
	p.packets++
	p.wall.Packet(x)
}

// Unit takes a unit that is kept, at a time of its track's clock, which has restarted so many times.
func (p *Part) Unit(u *depacket.Unit, time int64, restarts int) {
	m := p.track
	if m == nil {
		return
	}
	if p.segment == nil || p.restarts != restarts && len(m.segments) < maxSegments {
		p.segment = &segment{part: p, stamp: u.Timestamp, ticks: time, arrival: u.Time, last: u.Time, lastTicks: time, number: uint32(len(m.segments))}
		if wall, ok := p.wall.Recorded(u.Timestamp); ok {
			p.segment.replay = &wall
		}
		m.segments = append(m.segments, p.segment)
	}
	p.restarts = restarts
	p.time, p.arrival, p.continues = time, u.Time, p.continuesLast(u, time)
	m.pack.unit(u, p.continues, p)
}

// give takes a sample that was made of the unit under way.
func (p *Part) give(s packed) {
	if p.continues {
		p.track.extend(&s)
	} else {
		p.track.sample(p.segment, p.arrival, p.time, &s)
	}
}

// continuesLast reports whether a unit is the rest of the sample before.
func (p *Part) continuesLast(u *depacket.Unit, time int64) bool {
	m := p.track
	c, ok := m.pack.(continuer)
	return ok && m.hasLast && p.segment != nil && m.last.ticks == time && m.last.segment == p.segment.number && c.continues(u)
}

// Parameters takes a unit that is no separate frame.
func (p *Part) Parameters(u *depacket.Unit, time int64) {
	if p.track == nil {
		return
	}
	if p.continuesLast(u, time) {
		p.continues = true
		p.track.pack.unit(u, true, p)
		return
	}
	p.track.pack.parameters(u.Data)
}

// continuer recognizes units that continue the frame of the one before, which has the same time: some
// senders set the marker bit too early.
type continuer interface{ continues(u *depacket.Unit) bool }

// extend adds to the sample before.
func (m *track) extend(s *packed) {
	for _, b := range s.data {
		m.last.size += uint32(len(b))
		m.bytes += int64(len(b))
		m.data.Write(b)
	}
	m.last.key = m.last.key || s.key
}

// release writes the record of the last sample.
func (m *track) release() {
	if !m.hasLast {
		return
	}
	m.hasLast = false
	if m.last.key {
		m.keys++
	}
	m.scratch = m.last.append(m.scratch[:0])
	m.records.Write(m.scratch)
}

// sample spools a sample.
func (m *track) sample(g *segment, arrival, time int64, s *packed) {
	n := 0
	for _, b := range s.data {
		n += len(b)
		m.data.Write(b)
	}
	if n == 0 {
		return
	}
	g.samples++
	if arrival > g.last {
		g.last, g.lastTicks = arrival, time
	}
	m.bytes += int64(n)
	m.release()
	m.hasLast = true
	m.last = record{ticks: time + int64(s.offset), arrival: arrival, size: uint32(n), duration: s.duration, segment: g.number, key: s.key || !m.predicted}
}

// packed is a sample as a container has it.
type packed struct {
	data     [4][]byte // pieces
	offset   uint32    // from the time of the unit, in ticks
	duration uint32    // 0 where only the next one shows it
	key      bool
}

// taker takes samples. Their bytes are valid during the call.
type taker interface{ give(s packed) }

// packer makes samples of units.
type packer interface {
	// parameters takes parameter sets or headers that came apart from units.
	parameters(b []byte)
	// unit makes the samples of a unit; rest says that it is the rest of the one before.
	unit(u *depacket.Unit, rest bool, to taker)
	// describe completes the description of a track, in which what its samples have in common is already. reason says
	// why there is none.
	describe(t *container.Track) (reason string)
}
