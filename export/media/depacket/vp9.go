package depacket

import (
	"encoding/binary"

	"rtspect/bitstream"
)

// VP9 takes VP9 out of its payload format (RFC 9628). Its units are pictures; where one has several layer frames,
// with the superframe index that tells decoders of them, which is not sent.
type VP9 struct {
	frameAssembler
	emit   Emit
	frames []int // where the layer frames of the picture begin
}

// NewVP9 makes a depacketizer.
func NewVP9(pool *Pool, emit Emit) *VP9 {
	d := &VP9{emit: emit}
	d.frameAssembler = frameAssembler{newAssembler(pool, d.picture)}
	return d
}

// maxVP9Frames is how many frames a superframe may have (VP9 bitstream specification, Annex B).
const maxVP9Frames = 8

// picture completes a picture.
func (d *VP9) picture(u *Unit) {
	if !u.Damaged && len(d.frames) > 1 && len(d.frames) <= maxVP9Frames {
		d.index(len(u.Data))
	}
	d.emit(u)
}

// index appends the superframe index of a picture of so many bytes (Annex B.2): between two equal marks, the
// sizes of the frames, the lowest byte first.
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
	if first {
		d.frames = d.frames[:0]
	}
	if starts && len(d.frames) <= maxVP9Frames {
		d.frames = append(d.frames, len(d.unit.Data))
	}
	if first && starts {
		d.unit.Keyframe, d.unit.Width, d.unit.Height = bitstream.VP9Header(b)
	}
	d.add(b, p)
}
