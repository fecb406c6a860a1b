package depacket

import "rtspect/payload"

// assembler joins the payloads of packets with one timestamp to a unit, which ends with the marker bit or with the
// next timestamp, and decides which units a loss touched.
type assembler struct {
	pool *Pool
	emit Emit
	unit Unit
	open bool
	// ambiguous says that packets may be missing between the unit before and this one. Whether they were of this
	// one, its first bytes show.
	ambiguous bool
	started   bool
	marked    bool // the stream uses the marker bit
	// ended says that a marker bit ended the open unit, unless the next packet continues it.
	ended   bool
	traits  payload.Traits // of the open unit
	missing [maxMissing]Run
	// gap says that bytes are missing where the next ones would be written, so that nothing more of this unit is
	// taken up to the next place where a decoder can begin.
	gap bool
}

func newAssembler(pool *Pool, emit Emit) assembler { return assembler{pool: pool, emit: emit} }

// packet notes the next packet and the traits of its payload, before that is written. first says that it begins a unit.
func (a *assembler) packet(p *Packet, t payload.Traits) (first bool) {
	if p.Restart {
		a.flush(restarted)
		a.started = false
	}
	lost := p.Lost > 0
	switch {
	case !a.open:
	case p.Timestamp != a.unit.Timestamp:
		if lost && !a.ended {
			a.damage(endLost, p)
		}
		a.end()
	case a.ended && a.traits.EndedBy(t):
		a.end()
	case lost:
		a.damage(packetsLost, p)
	}
	if a.open {
		a.ended = false
		a.traits.Join(t)
		a.unit.LastSeq = p.Seq
		return false
	}
	a.begin(p)
	a.traits = t
	a.ambiguous = lost || !a.started
	a.started = true
	return true
}

// fresh begins a unit with a packet that is known to be its first.
func (a *assembler) fresh(p *Packet) {
	if a.open && p.Lost > 0 {
		a.damage(endLost, p)
	}
	if a.open && p.Restart {
		a.damage(restarted, p)
	}
	a.end()
	a.begin(p)
	a.ambiguous, a.started = false, true
}

func (a *assembler) begin(p *Packet) {
	a.unit = Unit{Data: a.pool.get(1), Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq}
	a.open, a.gap, a.ended, a.traits = true, false, false, 0
}

// damage marks the open unit; p is the packet before which something is missing, nil where no packet is.
func (a *assembler) damage(why string, p *Packet) {
	if !a.unit.Damaged {
		a.unit.Damaged, a.unit.Why = true, why
		a.unit.Missing = a.missing[:0]
	}
	a.gap = true
	if p == nil || p.Lost == 0 || len(a.unit.Missing) == maxMissing {
		return
	}
	r := Run{p.LostFirst, p.Lost}
	if n := len(a.unit.Missing); n == 0 || a.unit.Missing[n-1] != r {
		a.unit.Missing = append(a.unit.Missing, r)
	}
}

// write appends bytes to the open unit, all of them or none.
func (a *assembler) write(b []byte) bool {
	grown, ok := a.pool.grow(a.unit.Data, len(b))
	if !ok {
		if !a.gap {
			a.pool.Refused++
		}
		a.damage(tooLarge, nil)
		return false
	}
	a.unit.Data = append(grown, b...)
	return true
}

// marker ends the unit if the packet's marker bit is set.
func (a *assembler) marker(p *Packet) {
	if p.Marker {
		a.marked = true
		a.end()
	}
}

// mark notes the marker bit of video, after which the next packet may yet continue the unit.
func (a *assembler) mark(p *Packet) {
	if p.Marker {
		a.marked, a.ended = true, true
	}
}

// end emits the open unit.
func (a *assembler) end() {
	if !a.open {
		return
	}
	a.open = false
	a.unit.Keyframe = a.unit.Keyframe || a.traits.Keyframe()
	if len(a.unit.Data) > 0 || a.unit.Damaged {
		a.emit(&a.unit)
	}
	a.pool.put(a.unit.Data)
	a.unit.Data, a.unit.ParameterSets = nil, nil
}

// flush emits the open unit at the end of the stream. Where units end with a marker bit and this one has none, it is
// not complete.
func (a *assembler) flush(why string) {
	if a.open && a.marked && !a.ended {
		a.damage(why, nil)
	}
	a.end()
}

// frameAssembler is for video whose frames are the payloads of the packets of one timestamp, each behind a payload
// header.
type frameAssembler struct{ assembler }

// frame notes a packet and the traits of its payload.
func (a *frameAssembler) frame(p *Packet, t payload.Traits) (first bool) {
	first = a.packet(p, t)
	if first && t&payload.Begins == 0 && len(p.Payload) > 0 {
		a.damage(beginningLost, p)
	}
	return first
}

// skip ends what is to be done with a packet that has no coded data.
func (a *frameAssembler) skip(p *Packet) {
	if len(p.Payload) > 0 {
		a.damage(malformed, p)
	}
	a.mark(p)
}

// add appends the coded data of a packet that has been noted.
func (a *frameAssembler) add(b []byte, p *Packet) {
	if !a.gap {
		a.write(b)
	}
	a.mark(p)
}

// Flush emits what is open.
func (a *frameAssembler) Flush() { a.flush(EndOfStream) }
