package depacket

// AC3 takes AC-3 (RFC 4184) and Enhanced AC-3 (RFC 4598) out of their payload formats, which are alike:
// 2 bytes of header, then whole frames or a piece of one. Its units are what a packet holds, or a frame
// that came in pieces.
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
	b := p.Payload
	if len(b) < 3 {
		return
	}
	sync := b[2] == 0x0b && len(b) > 3 && b[3] == 0x77
	whole := b[0]&3 == 0
	if d.enhanced {
		whole = b[0]&1 == 0
	}
	if sync {
		d.fresh(p)
	} else if d.packet(p) {
		d.damage("its beginning is lost", p)
	}
	if !d.hole {
		d.write(b[2:])
	}
	if whole {
		d.end()
		return
	}
	d.marker(p)
}

// Flush gives what is open.
func (d *AC3) Flush() { d.flush(CutOff) }
