package depacket

import (
	"rtspect/bitstream"
	"rtspect/payload"
)

// MPEGAudio extracts MPEG-1 and MPEG-2 audio from its payload format (RFC 2250, 3.5). Its units are the whole frames
// of a packet, or a frame that came in fragments.
type MPEGAudio struct {
	assembler
	next int // offset of the next fragment
}

// NewMPEGAudio makes a depacketizer.
func NewMPEGAudio(pool *Pool, emit Emit) *MPEGAudio {
	d := &MPEGAudio{}
	d.assembler = newAssembler(pool, func(u *Unit) {
		u.Keyframe = true
		var r payload.MPEGAudioFrames
		for r.Read(u.Data, len(u.Data)); r.Next(); {
			u.Frames++
		}
		if h, ok := bitstream.ParseAudioFrame(u.Data); ok && h.Size > len(u.Data) && !u.Damaged {
			u.Damaged, u.Why = true, endLost
		}
		emit(u)
	})
	return d
}

// Push takes the next packet.
func (d *MPEGAudio) Push(p *Packet) {
	offset, ok := payload.MPEGAudio(p.Payload)
	if !ok {
		return
	}
	b := p.Payload[payload.AudioHeaderSize:]
	switch {
	case offset == 0:
		d.fresh(p)
		d.next = 0
	case d.packet(p, 0):
		d.damage(beginningLost, p)
	case offset != d.next && !d.gap:
		d.damage(fragmentsApart, p)
	}
	d.next = offset + len(b)
	if !d.gap {
		d.write(b)
	}
	if h, ok := bitstream.ParseAudioFrame(d.unit.Data); ok && h.Size <= len(d.unit.Data) {
		d.end()
	}
}

// Flush emits what is open.
func (d *MPEGAudio) Flush() { d.end() }
