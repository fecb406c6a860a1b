package frames

import "rtspect/rtpflow/measure"

// alike counts packets that go on as the one before did: sound as long, without a gap, marked alike; a further fragment
// of the same piece of a picture. Most packets are, and what follows them need not be touched for each: with many
// sources it is the cache misses that cost.
type alike struct {
	audio *audio // where the size of a payload alone tells how long it is
	units *units // where fragments can be told by their first bytes
	ts    uint32 // timestamp of the next one
	ticks uint32 // by which it is above the last
	what  uint32 // the size of each payload of sound; the first bytes, under mask, of each of a picture
	mask  uint32
	n     int32 // not given on yet
	open  bool  // there is a packet that others may be like
	mark  bool  // its marker bit
	pt    uint8 // its payload type
	// Of pictures only: the bytes of the payloads, and the latest arrival.
	bytes int64
	end   int64
}

// follow makes a tracker the one that packets are given to, or not.
func (x *alike) follow(t Tracker) {
	*x = alike{}
	switch t := t.(type) {
	case *audio:
		if t.bySize {
			x.audio = t
		}
	case *units:
		if t.fragmentMask != 0 {
			x.units, x.mask = t, t.fragmentMask
		}
	}
}

// next counts a packet, the next in sequence, and reports whether it is one of these.
func (x *alike) next(p *measure.Packet, payload []byte) bool {
	if !x.open || p.Timestamp != x.ts || p.Marker != x.mark || p.PayloadType != x.pt {
		return false
	}
	if x.mask == 0 {
		if uint32(p.PayloadLen) != x.what {
			return false
		}
		x.ts += x.ticks
		x.n++
		return true
	}
	if p.PayloadLen < 3 || headOf(payload)&x.mask != x.what {
		return false
	}
	x.n++
	x.bytes += int64(p.PayloadLen)
	x.end = max(x.end, p.Arrival)
	return true
}

// begin takes the packet just given to the tracker for the one that others may be like, if none of a higher sequence
// number came before it.
func (x *alike) begin(k *Packet, pt uint8, highest int64) {
	switch {
	case k.Seq != highest:
	case x.audio != nil:
		if a := x.audio; a.has && a.ticks > 0 && k.Seq == a.next-1 && k.Len < 1<<16 && (!k.Marker || !a.spurts || len(a.audio.MarkerFrames) == maxEvidence) {
			x.open, x.mark, x.pt, x.ts, x.ticks, x.what = true, k.Marker, pt, a.end, uint32(a.ticks), uint32(k.Len)
		}
	case x.units != nil:
		if u := x.units.current; u != nil && u.last == k.Seq && u.marks == 0 && k.Len >= 3 && amidUnit(k.Payload, x.mask) {
			x.open, x.mark, x.pt, x.ts, x.what = true, false, pt, k.Timestamp, headOf(k.Payload)&x.mask
		}
	}
}

// settle gives on what was counted. The next packet is compared anew.
func (x *alike) settle() {
	if x.n > 0 {
		if x.audio != nil {
			x.audio.repeat(int64(x.n), int(x.what), x.mark)
		} else {
			x.units.goOn(x.n, x.bytes, x.end)
		}
		x.n, x.bytes, x.end = 0, 0, 0
	}
	x.open = false
}

// repeat takes n packets that are like the last one, of that size and with that marker bit.
func (a *audio) repeat(n int64, size int, mark bool) {
	frames, ticks, _ := a.inspect(a, &Packet{Len: size})
	a.packets += n
	a.count += n * frames
	a.samples += n * ticks
	if frames > 0 {
		a.bytes += n * int64(size)
	}
	if mark {
		a.markers += n
		if a.spurts {
			a.audio.MarkersEarly += n
		}
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

// What tells the fragments of one NAL unit from those of another: the payload header and the FU header (RFC 6184, 5.8;
// RFC 7798, 4.4.3).
const (
	fragmentH264 = 0xffff00
	fragmentH265 = 0xffffff
)

// headOf is the first three bytes of a payload.
func headOf(b []byte) uint32 {
	if len(b) < 3 {
		return 0
	}
	return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
}

// amidUnit reports whether a payload is a fragment that neither begins nor ends a NAL unit.
func amidUnit(b []byte, mask uint32) bool {
	h := headOf(b)
	if mask == fragmentH264 {
		return h>>16&0x1f == 28 && h>>8&0xc0 == 0
	}
	return h>>17&0x3f == 49 && h&0xc0 == 0
}

// goOn takes n fragments that are like the last one: their bytes, and when the latest of them came.
func (t *units) goOn(n int32, bytes, end int64) {
	u := t.current
	u.last += int64(n)
	u.packets += n
	u.bytes += bytes
	u.end = max(u.end, end)
	t.video.Fragments += int64(n)
}
