package depacket

import "encoding/binary"

// VP8 takes VP8 out of its payload format (RFC 7741). Its units are frames.
type VP8 struct{ frameAssembler }

// NewVP8 makes a depacketizer.
func NewVP8(pool *Pool, emit Emit) *VP8 {
	return &VP8{frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet.
func (d *VP8) Push(p *Packet) {
	n, starts, ok := vp8Descriptor(p.Payload)
	first := d.frame(p, starts || len(p.Payload) == 0)
	if !ok {
		if len(p.Payload) > 0 {
			d.damage("a payload is malformed", p)
		}
		d.marker(p)
		return
	}
	b := p.Payload[n:]
	if first && starts && len(b) > 0 {
		d.unit.Keyframe = b[0]&1 == 0 // RFC 6386, 9.1
		if d.unit.Keyframe && len(b) >= 10 {
			d.unit.Width = int(binary.LittleEndian.Uint16(b[6:])) & 0x3fff
			d.unit.Height = int(binary.LittleEndian.Uint16(b[8:])) & 0x3fff
		}
	}
	d.add(b, p)
}

// vp8Descriptor reads the payload descriptor (RFC 7741, 4.2); starts says that a frame begins.
func vp8Descriptor(b []byte) (n int, starts, ok bool) {
	if len(b) < 1 {
		return 0, false, false
	}
	starts = b[0]&0x10 != 0 && b[0]&7 == 0
	n = 1
	if b[0]&0x80 != 0 {
		if len(b) < 2 {
			return 0, starts, false
		}
		x := b[1]
		n = 2
		if x&0x80 != 0 { // picture id of 7 or 15 bits
			if len(b) > n && b[n]&0x80 != 0 {
				n++
			}
			n++
		}
		if x&0x40 != 0 {
			n++
		}
		if x&0x30 != 0 {
			n++
		}
	}
	return n, starts, n < len(b)
}
