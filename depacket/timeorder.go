package depacket

// timeOrder brings the units of interleaved packets into the order of their timestamps. The zero value is ready to use.
type timeOrder struct {
	held  []Unit
	bytes int
}

// Bounds of what waits for earlier units.
const (
	maxHeldUnits     = 512
	maxHeldUnitBytes = 1 << 20
)

// give takes the next unit. first says that it is the first of its packet: packets are sent in the order of their first
// units, so nothing earlier can follow. interleaved says that units were left out between it and the one before in its
// packet.
func (o *timeOrder) give(u *Unit, first, interleaved bool, emit Emit) {
	if first {
		for len(o.held) > 0 && int32(o.held[0].Timestamp-u.Timestamp) < 0 {
			o.pop(emit)
		}
		emit(u)
		return
	}
	if !interleaved && len(o.held) == 0 {
		emit(u)
		return
	}
	h := *u
	h.Data = append([]byte(nil), u.Data...)
	h.Missing = nil
	o.bytes += len(h.Data)
	i := len(o.held)
	for i > 0 && int32(o.held[i-1].Timestamp-u.Timestamp) > 0 {
		i--
	}
	o.held = append(o.held, Unit{})
	copy(o.held[i+1:], o.held[i:])
	o.held[i] = h
	for len(o.held) > maxHeldUnits || o.bytes > maxHeldUnitBytes {
		o.pop(emit)
	}
}

func (o *timeOrder) pop(emit Emit) {
	u := o.held[0]
	o.bytes -= len(u.Data)
	o.held = append(o.held[:0], o.held[1:]...)
	emit(&u)
}

func (o *timeOrder) flush(emit Emit) {
	for len(o.held) > 0 {
		o.pop(emit)
	}
}
