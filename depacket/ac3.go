package depacket

import "rtspect/payload"

// AC3 extracts AC-3 (RFC 4184) and Enhanced AC-3 (RFC 4598) from their payload formats, which are alike. Its units are
// the whole frames of a packet, or a frame that came in fragments.
type AC3 struct {
	assembler
	enhanced bool
}

// NewAC3 makes a depacketizer.
func NewAC3(enhanced bool, pool *Pool, emit Emit) *AC3 {
	return &AC3{newAssembler(pool, func(u *Unit) {
		u.Keyframe = true
		emit(u)
	}), enhanced}
}

// Push takes the next packet.
func (d *AC3) Push(p *Packet) {
	h, ok := payload.AC3(p.Payload, d.enhanced)
	if !ok {
		return
	}
	b := p.Payload[payload.AC3HeaderSize:]
	if len(b) > 1 && b[0] == 0x0b && b[1] == 0x77 { // a sync word
		d.fresh(p)
	} else if d.packet(p, 0) {
		d.damage(beginningLost, p)
	}
	if !d.gap {
		d.write(b)
	}
	if !h.Fragment {
		d.unit.Frames = h.Frames
		d.end()
		return
	}
	d.marker(p)
}

// Flush emits what is open.
func (d *AC3) Flush() { d.flush(EndOfStream) }
