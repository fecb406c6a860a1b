package depacket

// VP9 takes VP9 out of its payload format (RFC 9628). Its units are the frames of one picture, all of
// its layers.
type VP9 struct{ frameAssembler }

// NewVP9 makes a depacketizer.
func NewVP9(pool *Pool, emit Emit) *VP9 {
	return &VP9{frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet.
func (d *VP9) Push(p *Packet) {
	n, starts, ok := vp9Descriptor(p.Payload)
	first := d.frame(p, starts || len(p.Payload) == 0)
	if !ok {
		if len(p.Payload) > 0 {
			d.damage("a payload is malformed", p)
		}
		d.marker(p)
		return
	}
	b := p.Payload[n:]
	if first && starts {
		d.unit.Keyframe, d.unit.Width, d.unit.Height = vp9Header(b)
	}
	d.add(b, p)
}

// vp9Descriptor reads the payload descriptor (RFC 9628, 4.2); starts says that a frame begins.
func vp9Descriptor(b []byte) (n int, starts, ok bool) {
	r := bitReader{b: b}
	id, inter, layers, flexible := r.flag(), r.flag(), r.flag(), r.flag()
	starts = r.flag()
	r.skip(1) // end of frame
	structure := r.flag()
	r.skip(1)
	if id && r.flag() {
		r.skip(15)
	} else if id {
		r.skip(7)
	}
	if layers {
		r.skip(8)
		if !flexible {
			r.skip(8)
		}
	}
	if flexible && inter {
		for range 3 {
			r.skip(7)
			if !r.flag() {
				break
			}
		}
	}
	if structure {
		vp9Structure(&r)
	}
	return r.pos / 8, starts, !r.short && r.left() > 0
}

// vp9Structure skips the scalability structure (4.2.1).
func vp9Structure(r *bitReader) {
	spatial := int(r.read(3)) + 1
	sizes, pictures := r.flag(), r.flag()
	r.skip(3)
	if sizes {
		r.skip(32 * spatial)
	}
	if !pictures {
		return
	}
	for n := r.read(8); n > 0 && !r.short; n-- {
		r.skip(4)
		references := int(r.read(2))
		r.skip(2 + 8*references)
	}
}

// vp9Header reads the uncompressed header of a frame (VP9 bitstream specification, 6.2).
func vp9Header(b []byte) (key bool, width, height int) {
	r := bitReader{b: b}
	if r.read(2) != 2 {
		return false, 0, 0
	}
	profile := r.read(1) | r.read(1)<<1
	if profile == 3 {
		r.skip(1)
	}
	if r.flag() { // shows a frame that is there already
		return false, 0, 0
	}
	key = !r.flag()
	r.skip(2)
	if !key || r.read(24) != 0x498342 || r.short {
		return false, 0, 0
	}
	if profile >= 2 {
		r.skip(1)
	}
	if space := r.read(3); space != 7 {
		r.skip(1)
		if profile&1 == 1 {
			r.skip(3)
		}
	} else if profile&1 == 1 {
		r.skip(1)
	}
	width, height = int(r.read(16))+1, int(r.read(16))+1
	if r.short {
		return true, 0, 0
	}
	return true, width, height
}
