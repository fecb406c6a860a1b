package frames

import "rtspect/rtpflow/measure"

// runLength counts packets that continue a run: audio of the same length without a gap and with the same marker bit, or
// another fragment of the same NAL unit. Most packets do. The state of the trackers is not touched for them, because with
// many sources the cost is in cache misses.
type runLength struct {
	audio   *audio // if the size of a payload determines its duration
	units   *units // if the first bytes distinguish fragments
	ts      uint32 // timestamp of the next packet of the run
	ticks   uint32 // step of the timestamp from packet to packet
	pattern uint32 // audio: size of each payload; video: first bytes of each payload, under mask
	mask    uint32
	n       int32 // packets counted and not yet passed to the tracker
	open    bool  // a run can continue
	marker  bool  // marker bit of the run
	pt      uint8 // payload type of the run
	// Video only: the bytes of the payloads, and the latest arrival.
	bytes int64
	end   int64
}

// follow selects the tracker of the next packets. A tracker without runs disables counting.
func (x *runLength) follow(t Tracker) {
	*x = runLength{}
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

// next reports whether the packet with the next sequence number continues the run, and counts it then.
func (x *runLength) next(p *measure.Packet, payload []byte) bool {
	if !x.open || p.Timestamp != x.ts || p.Marker != x.marker || p.PayloadType != x.pt {
		return false
	}
	if x.mask == 0 {
		if uint32(p.PayloadLen) != x.pattern {
			return false
		}
		x.ts += x.ticks
		x.n++
		return true
	}
	if p.PayloadLen < 3 || headOf(payload)&x.mask != x.pattern {
		return false
	}
	x.n++
	x.bytes += int64(p.PayloadLen)
	x.end = max(x.end, p.Arrival)
	return true
}

// begin starts a run with the packet just passed to the tracker, unless one with a higher sequence number preceded it.
func (x *runLength) begin(k *Packet, pt uint8, highest int64) {
	switch {
	case k.Seq != highest:
	case x.audio != nil:
		if a := x.audio; a.has && a.ticks > 0 && k.Seq == a.next-1 && k.Len < 1<<16 && (!k.Marker || !a.spurts || len(a.audio.MarkerFrames) == maxEvidence) {
			x.open, x.marker, x.pt, x.ts, x.ticks, x.pattern = true, k.Marker, pt, a.end, uint32(a.ticks), uint32(k.Len)
		}
	case x.units != nil:
		if u := x.units.current; u != nil && u.last == k.Seq && u.markers == 0 && k.Len >= 3 && amidUnit(k.Payload, x.mask) {
			x.open, x.marker, x.pt, x.ts, x.pattern = true, false, pt, k.Timestamp, headOf(k.Payload)&x.mask
		}
	}
}

// settle passes the counted packets to the tracker and ends the run.
func (x *runLength) settle() {
	if x.n > 0 {
		if x.audio != nil {
			x.audio.repeat(int64(x.n), int(x.pattern), x.marker)
		} else {
			x.units.extend(x.n, x.bytes, x.end)
		}
		x.n, x.bytes, x.end = 0, 0, 0
	}
	x.open = false
}

// repeat adds n packets that are like the last one, with this payload size and marker bit.
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
	switch { // n times length
	case a.candidate == a.ticks:
		a.votes += int32(n)
	case int64(a.votes) >= n:
		a.votes -= int32(n)
	default:
		a.candidate, a.votes = a.ticks, int32(n)-a.votes
	}
}

// Masks of the payload header and the FU header, which distinguish the fragments of NAL units (RFC 6184, 5.8; RFC 7798,
// 4.4.3).
const (
	fragmentH264 = 0xffff00
	fragmentH265 = 0xffffff
)

// headOf returns the first three bytes of a payload, 0 if it is shorter.
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

// extend adds n fragments that are like the last one; end is the latest arrival.
func (t *units) extend(n int32, bytes, end int64) {
	u := t.current
	u.last += int64(n)
	u.packets += n
	u.bytes += bytes
	u.end = max(u.end, end)
	t.video.Fragments += int64(n)
}
