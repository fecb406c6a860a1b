package depacket

import (
	"encoding/binary"

	"rtspect/bitstream"
)

// MPEGAudio takes MPEG-1 and MPEG-2 audio out of its payload format (RFC 2250, 3.5). Its units are
// what a packet holds (whole frames), or a frame that came in fragments.
type MPEGAudio struct {
	assembler
	next int // offset of the next fragment
}

// NewMPEGAudio makes a depacketizer.
func NewMPEGAudio(pool *Pool, emit Emit) *MPEGAudio {
	d := &MPEGAudio{}
	d.assembler = newAssembler(pool, func(u *Unit) {
		u.Keyframe = true
		if h, ok := bitstream.ParseAudioFrame(u.Data); ok && h.Size > len(u.Data) && !u.Damaged {
			u.Damaged, u.Why = true, "its end is lost"
		}
		emit(u)
	})
	return d
}

// Push takes the next packet: 16 bits that must be zero, the offset in the frame, data.
func (d *MPEGAudio) Push(p *Packet) {
	b := p.Payload
	if len(b) < 4 {
		return
	}
	offset := int(binary.BigEndian.Uint16(b[2:]))
	switch {
	case offset == 0:
		d.fresh(p)
		d.next = 0
	case d.packet(p):
		d.damage("its beginning is lost", p)
	case offset != d.next && !d.hole:
		d.damage("its fragments do not follow one another", p)
	}
	d.next = offset + len(b) - 4
	if !d.hole {
		d.write(b[4:])
	}
	if h, ok := bitstream.ParseAudioFrame(d.unit.Data); ok && h.Size <= len(d.unit.Data) {
		d.end()
	}
}

// Flush gives what is open.
func (d *MPEGAudio) Flush() { d.end() }
