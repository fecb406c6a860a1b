package depacket

import "rtspect/payload"

// Framed rebuilds the frames of video whose packets each carry a piece of one frame behind a payload header.
type Framed struct {
	frameAssembler
	read func([]byte) (payload.Frame, bool)
}

func newFramed(read func([]byte) (payload.Frame, bool), pool *Pool, emit Emit) *Framed {
	return &Framed{frameAssembler{newAssembler(pool, emit)}, read}
}

// NewVP8 makes a depacketizer for VP8 (RFC 7741). Its units are frames.
func NewVP8(pool *Pool, emit Emit) *Framed { return newFramed(payload.VP8, pool, emit) }

// NewMPEGVideo makes a depacketizer for MPEG-1 and MPEG-2 video (RFC 2250, 3). Its units are frames with the
// headers before them.
func NewMPEGVideo(pool *Pool, emit Emit) *Framed {
	return newFramed(func(b []byte) (payload.Frame, bool) {
		f, _, ok := payload.MPEGVideo(b)
		return f, ok
	}, pool, emit)
}

// Push takes the next packet.
func (d *Framed) Push(p *Packet) {
	f, ok := d.read(p.Payload)
	first := d.frame(p, f.Traits)
	if !ok {
		d.skip(p)
		return
	}
	if first {
		d.note(&f)
	}
	d.add(p.Payload[f.Header:], p)
}

// note notes the size that the first packet of a frame gives.
func (a *frameAssembler) note(f *payload.Frame) {
	a.unit.Width, a.unit.Height = f.Width, f.Height
}
