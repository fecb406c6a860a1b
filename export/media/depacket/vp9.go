package depacket

import "rtspect/bitstream"

// VP9 takes VP9 out of its payload format (RFC 9628). Its units are the frames of one picture, all of
// its layers.
type VP9 struct{ frameAssembler }

// NewVP9 makes a depacketizer.
func NewVP9(pool *Pool, emit Emit) *VP9 {
	return &VP9{frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet.
func (d *VP9) Push(p *Packet) {
	n, starts, ok := bitstream.VP9Descriptor(p.Payload)
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
		d.unit.Keyframe, d.unit.Width, d.unit.Height = bitstream.VP9Header(b)
	}
	d.add(b, p)
}
