package depacket

import (
	"encoding/binary"

	"rtspect/payload"
)

// VP9 rebuilds the frames of VP9 (RFC 9628). Where a frame has several layer frames, the superframe index, by
// which decoders find them and which is not sent, is appended.
type VP9 struct {
	frameAssembler
	emit   Emit
	frames []int // where the layer frames of the frame begin
}

// NewVP9 makes a depacketizer.
func NewVP9(pool *Pool, emit Emit) *VP9 {
	d := &VP9{emit: emit}
	d.frameAssembler = frameAssembler{newAssembler(pool, d.setFrame)}
	return d
}

// maxVP9Frames is how many frames a superframe may have (VP9 bitstream specification, Annex B).
const maxVP9Frames = 8

// frame completes a frame.
func (d *VP9) setFrame(u *Unit) {
	if !u.Damaged && len(d.frames) > 1 && len(d.frames) <= maxVP9Frames {
		d.index(len(u.Data))
	}
	d.emit(u)
}

// index appends the superframe index of a frame of so many bytes (Annex B.2): between two equal marks, the sizes of
// the frames in little endian.
func (d *VP9) index(end int) {
	const width = 4 // bytes of a size
	mark := byte(0xc0 | (width-1)<<3 | len(d.frames) - 1)
	index := append(make([]byte, 0, 2+width*maxVP9Frames), mark)
	for i, start := range d.frames {
		next := end
		if i+1 < len(d.frames) {
			next = d.frames[i+1]
		}
		index = binary.LittleEndian.AppendUint32(index, uint32(next-start))
	}
	d.write(append(index, mark))
}

// Push takes the next packet.
func (d *VP9) Push(p *Packet) {
	f, ok := payload.VP9(p.Payload)
	begins := f.Traits&payload.Begins != 0
	first := d.frame(p, f.Traits)
	if !ok {
		d.skip(p)
		return
	}
	if first {
		d.frames = d.frames[:0]
		d.note(&f)
	}
	if begins && len(d.frames) <= maxVP9Frames {
		d.frames = append(d.frames, len(d.unit.Data))
	}
	d.add(p.Payload[f.Header:], p)
}
