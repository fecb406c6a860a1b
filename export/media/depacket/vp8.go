package depacket

import (
	"encoding/binary"

	"rtspect/bitstream"
)

// VP8 takes VP8 out of its payload format (RFC 7741). Its units are frames.
type VP8 struct{ frameAssembler }

// NewVP8 makes a depacketizer.
func NewVP8(pool *Pool, emit Emit) *VP8 {
	return &VP8{frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet.
func (d *VP8) Push(p *Packet) {
	n, starts, ok := bitstream.VP8Descriptor(p.Payload)
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
