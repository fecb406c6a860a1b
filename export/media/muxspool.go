package media

import (
	"encoding/binary"

	"rtspect/depacket"
	"rtspect/export/media/container"
)

// muxSegment is a run of samples of one stream whose RTP timestamps follow one clock: a seek, or another
// stream, begins another one.
type muxSegment struct {
	part    *muxPart
	stamp   uint32 // RTP timestamp of the first sample
	ticks   int64  // its time in records
	arrival int64
	// last is the latest arrival, samples how many there are.
	last     int64
	samples  int64
	number   uint32
	replay   *senderReport // what the extension of ONVIF replay says of the first sample
	kept     bool          // some of its samples are in the file
	previous *muxSegment   // of the track, likewise kept
	tie      muxTie
}

// maxSegments bounds the segments of a track. Beyond it steps of the clock are closed by what passed at
// arrival, as in elementary streams.
const maxSegments = 256

// muxRecord says what a sample is, in recordSize bytes of a file.
type muxRecord struct {
	ticks    int64 // of presentation, in the clock of its segment
	arrival  int64
	size     uint32
	duration uint32
	segment  uint32
	key      bool
}

const recordSize = 32

func (r *muxRecord) append(b []byte) []byte {
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

func (r *muxRecord) read(b []byte) {
	le := binary.LittleEndian
	r.ticks, r.arrival = int64(le.Uint64(b)), int64(le.Uint64(b[8:]))
	r.size, r.duration, r.segment, r.key = le.Uint32(b[16:]), le.Uint32(b[20:]), le.Uint32(b[24:]), le.Uint32(b[28:]) != 0
}

// unit takes a unit that is kept, at a time of the track's clock.
func (p *muxPart) unit(u *depacket.Unit, time int64) {
	m := p.track
	if p.segment == nil || p.jumps != p.t.clock.jumps && len(m.segments) < maxSegments {
		p.segment = &muxSegment{part: p, stamp: u.Timestamp, ticks: time, arrival: u.Time, last: u.Time, number: uint32(len(m.segments))}
		for _, r := range p.clock.replay {
			if r.wall != 0 && r.stamp == u.Timestamp {
				p.segment.replay = &r
			}
		}
		m.segments = append(m.segments, p.segment)
	}
	p.jumps = p.t.clock.jumps
	p.time, p.arrival, p.goesOn = time, u.Time, p.rest(u, time)
	m.pack.unit(u, p.goesOn, p)
}

// give takes a sample that was made of the unit under way.
func (p *muxPart) give(s packed) {
	if p.goesOn {
		p.track.more(&s)
	} else {
		p.track.sample(p.segment, p.arrival, p.time, &s)
	}
}

// rest reports whether a unit is the rest of the sample before.
func (p *muxPart) rest(u *depacket.Unit, time int64) bool {
	m := p.track
	c, ok := m.pack.(continuer)
	return ok && m.holds && p.segment != nil && m.held.ticks == time && m.held.segment == p.segment.number && c.goOn(u)
}

// parameters takes a unit that is no picture of its own.
func (p *muxPart) parameters(u *depacket.Unit, time int64) {
	if p.rest(u, time) {
		p.goesOn = true
		p.track.pack.unit(u, true, p)
		return
	}
	p.track.pack.parameters(u.Data)
}

// continuer tells units that are no picture of their own but the rest of the one before, which has the same
// time: some senders set the marker bit too early.
type continuer interface{ goOn(u *depacket.Unit) bool }

// more adds to the sample before.
func (m *muxTrack) more(s *packed) {
	for _, b := range s.data {
		m.held.size += uint32(len(b))
		m.bytes += int64(len(b))
		m.data.Write(b)
	}
	m.held.key = m.held.key || s.key
}

// release writes the record of the last sample.
func (m *muxTrack) release() {
	if !m.holds {
		return
	}
	m.holds = false
	if m.held.key {
		m.keys++
	}
	m.scratch = m.held.append(m.scratch[:0])
	m.records.Write(m.scratch)
}

// sample spools a sample.
func (m *muxTrack) sample(g *muxSegment, arrival, time int64, s *packed) {
	n := 0
	for _, b := range s.data {
		n += len(b)
		m.data.Write(b)
	}
	if n == 0 {
		return
	}
	g.samples++
	g.last = max(g.last, arrival)
	m.bytes += int64(n)
	m.release()
	m.holds = true
	m.held = muxRecord{ticks: time + int64(s.offset), arrival: arrival, size: uint32(n), duration: s.duration, segment: g.number, key: s.key || !m.predicts}
}

// packed is a sample as a container has it.
type packed struct {
	data     [4][]byte // pieces
	offset   uint32    // from the time of the unit, in ticks
	duration uint32    // 0 where only the next one tells
	key      bool
}

// taker takes samples; their bytes are valid during the call.
type taker interface{ give(s packed) }

// packer makes samples of units.
type packer interface {
	// parameters takes parameter sets or headers that came apart from units.
	parameters(b []byte)
	// unit gives the samples of a unit; rest says that it is the rest of the one before.
	unit(u *depacket.Unit, rest bool, to taker)
	// describe completes the description of the track, in which what its samples tell in common is
	// already; reason says why there can be none.
	describe(t *container.Track) (reason string)
}
