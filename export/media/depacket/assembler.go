package depacket

// assembler puts the payloads of packets with one timestamp together into a unit, ended by the marker
// bit or by the next timestamp, and works out which units a loss touched.
type assembler struct {
	pool *Pool
	emit Emit
	unit Unit
	open bool
	// unsure says that packets may be missing between the unit before and this one; whether they
	// were of this one, its first bytes tell.
	unsure  bool
	started bool
	marked  bool   // the stream uses the marker bit
	closed  bool   // a marker ended the unit before
	last    uint32 // timestamp of the unit before
	missing [maxMissing]Run
	// hole says that bytes are missing at the place where the next ones would be written, so that
	// nothing more of this unit is taken up to the next place where a decoder can begin.
	hole bool
}

func newAssembler(pool *Pool, emit Emit) assembler { return assembler{pool: pool, emit: emit} }

// packet takes note of the next packet, before its payload is written. first says that it begins a unit.
func (a *assembler) packet(p *Packet) (first bool) {
	if p.Restart {
		a.flush("cut off by a restart")
		a.started = false
	}
	lost := p.Lost > 0
	if a.open && p.Timestamp != a.unit.Timestamp {
		if lost {
			a.damage("its end is lost", p)
		}
		a.end()
	} else if a.open && lost {
		a.damage("packets inside it are lost", p)
	}
	if a.open {
		a.unit.LastSeq = p.Seq
		return false
	}
	a.begin(p)
	if lost && a.started && a.closed && p.Timestamp == a.last {
		a.damage("packets inside it are lost", p)
	}
	a.unsure = lost || !a.started
	a.started = true
	return true
}

// fresh begins a unit with a packet that is known to be its first.
func (a *assembler) fresh(p *Packet) {
	if a.open && p.Lost > 0 {
		a.damage("its end is lost", p)
	}
	if a.open && p.Restart {
		a.damage("cut off by a restart", p)
	}
	a.end()
	a.begin(p)
	a.unsure, a.started = false, true
}

func (a *assembler) begin(p *Packet) {
	a.unit = Unit{Data: a.pool.get(1), Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq}
	a.open, a.hole = true, false
}

// damage marks the open unit; p is the packet before which something is missing, nil where it is not
// a packet that is missing.
func (a *assembler) damage(why string, p *Packet) {
	if !a.unit.Damaged {
		a.unit.Damaged, a.unit.Why = true, why
		a.unit.Missing = a.missing[:0]
	}
	a.hole = true
	if p == nil || p.Lost == 0 || len(a.unit.Missing) == maxMissing {
		return
	}
	r := Run{p.LostFirst, p.Lost}
	if n := len(a.unit.Missing); n == 0 || a.unit.Missing[n-1] != r {
		a.unit.Missing = append(a.unit.Missing, r)
	}
}

// write appends bytes to the open unit, in one piece or not at all.
func (a *assembler) write(b []byte) bool {
	grown, ok := a.pool.grow(a.unit.Data, len(b))
	if !ok {
		if !a.hole {
			a.pool.Refused++
		}
		a.damage("too large", nil)
		return false
	}
	a.unit.Data = append(grown, b...)
	return true
}

// marker ends the unit where the packet's marker bit says so.
func (a *assembler) marker(p *Packet) {
	if !p.Marker {
		return
	}
	a.marked = true
	a.end()
	a.closed = true
}

// end gives the open unit.
func (a *assembler) end() {
	if !a.open {
		return
	}
	a.open = false
	a.last, a.closed = a.unit.Timestamp, false
	if len(a.unit.Data) > 0 || a.unit.Damaged {
		a.emit(&a.unit)
	}
	a.pool.put(a.unit.Data)
	a.unit.Data, a.unit.ParameterSets = nil, nil
}

// flush gives the open unit at the end of the stream: where units end with a marker and this one has
// none, it is not whole.
func (a *assembler) flush(why string) {
	if a.open && a.marked {
		a.damage(why, nil)
	}
	a.end()
}
