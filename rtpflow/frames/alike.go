package frames

import "rtspect/rtpflow/measure"

// alike counts packets of sound that go on as the one before did: as long, without a gap, without a marker. Most
// are, and what follows them need not be touched for each: with thousands of sources it is the cache misses that cost.
type alike struct {
	audio *audio // nil where more than the size of a payload tells how long it is
	ts    uint32 // timestamp of the next one
	ticks int32  // length, 0 while it is not known
	size  int32  // of the payload
	n     int32  // not given to audio yet
}

// next counts a packet, the next in sequence, and reports whether it is one of these.
func (x *alike) next(p *measure.Packet, pt uint8) bool {
	if x.ticks == 0 || p.Timestamp != x.ts || int32(p.PayloadLen) != x.size || p.Marker || p.PayloadType != pt {
		return false
	}
	x.ts += uint32(x.ticks)
	x.n++
	return true
}

// begin takes the packet that audio was just given for the one that others may be like.
func (x *alike) begin(k *Packet) {
	if a := x.audio; a != nil {
		x.ticks = 0
		if a.has && k.Seq == a.next-1 && k.Len < 1<<16 {
			x.ts, x.ticks, x.size = a.end, a.ticks, int32(k.Len)
		}
	}
}

// settle gives audio what was counted. The next packet is compared anew.
func (x *alike) settle() {
	if x.n > 0 {
		x.audio.repeat(int64(x.n), int(x.size))
		x.n = 0
	}
	x.ticks = 0
}

// repeat takes n packets that are like the last one, of that size.
func (a *audio) repeat(n int64, size int) {
	frames, ticks, _ := a.look(a, &Packet{Len: size})
	a.packets += n
	a.count += n * frames
	a.samples += n * ticks
	if frames > 0 {
		a.bytes += n * int64(size)
	}
	a.end += uint32(n * ticks)
	a.next += n
	switch { // as length does, n times
	case a.candidate == a.ticks:
		a.votes += int32(n)
	case int64(a.votes) >= n:
		a.votes -= int32(n)
	default:
		a.candidate, a.votes = a.ticks, int32(n)-a.votes
	}
}
