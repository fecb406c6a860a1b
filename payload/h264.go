package payload

import "encoding/binary"

// Payload structures of H.264 (RFC 6184, 5.2). The types from 1 to 23 are those of NAL units.
const (
	H264STAPA  = 24
	H264STAPB  = 25
	H264MTAP16 = 26
	H264MTAP24 = 27
	H264FUA    = 28
	H264FUB    = 29
)

// H264 walks through the NAL units of a payload of H.264 (RFC 6184):
//
//	for r.Read(b); r.Next(); {
//		use(&r.NAL)
//	}
type H264 struct {
	NAL
	// Structure is H264STAPA to H264FUB, or 0 for a single NAL unit.
	Structure byte
	// Malformed says that the structure is unknown or, after the walk, that the payload ends inside a header.
	Malformed bool
	byteStream
	rest []byte
	don  uint16
}

// Read begins the walk through a payload.
func (r *H264) Read(b []byte) {
	*r = H264{rest: b}
	if len(b) == 0 {
		return
	}
	if b[0] == 0 && r.leading(b, 0, isH264Header) {
		r.rest = nil
		return
	}
	switch typ := b[0] & 0x1f; {
	case typ >= 1 && typ <= 23:
	case typ == H264STAPA:
		r.Structure, r.rest = typ, b[1:]
	case typ >= H264STAPB && typ <= H264MTAP24:
		r.Structure = typ
		if len(b) < 3 {
			r.rest, r.Malformed = nil, true
			return
		}
		r.don, r.rest = binary.BigEndian.Uint16(b[1:]), b[3:]
	case typ == H264FUA || typ == H264FUB:
		r.Structure = typ
	default:
		r.Structure, r.rest, r.Malformed = typ, nil, true
	}
}

// Next goes to the next NAL unit.
func (r *H264) Next() bool {
	if r.joined == nil {
		if !r.packetized() {
			return false
		}
		if !r.Start {
			return true
		}
		end, cut := r.End, r.Cut
		if r.Type != 0 || !r.leading(r.Body, 1, isH264Header) { // the header is a byte of the start code
			r.split(&r.NAL, isH264Header)
			return true
		}
		r.end, r.cut = end, cut
	}
	r.whole(r.behind(isH264Header))
	r.complete(&r.NAL)
	return true
}

// packetized goes to the next NAL unit by the payload format.
func (r *H264) packetized() bool {
	switch r.Structure {
	case 0:
		if len(r.rest) == 0 {
			return false
		}
		r.whole(r.rest)
		r.rest = nil
		return true
	case H264FUA, H264FUB:
		return r.fragment()
	}
	return r.aggregated()
}

func (r *H264) whole(b []byte) {
	r.Type, r.Header[0], r.Body, r.Whole = b[0]&0x1f, b[0], b[1:], b
	r.Start, r.End = true, true
}

// fragment reads a fragmentation unit (5.8).
func (r *H264) fragment() bool {
	b := r.rest
	r.rest = nil
	if len(b) == 0 {
		return false
	}
	if len(b) < 2 {
		r.Malformed = true
		return false
	}
	r.Start, r.End = b[1]&0x80 != 0, b[1]&0x40 != 0
	r.Type = b[1] & 0x1f
	r.Header[0], r.Body = b[0]&0xe0|r.Type, b[2:]
	if r.Structure == H264FUB {
		if len(r.Body) < 2 {
			r.Malformed = true
			return false
		}
		r.DON, r.Body = binary.BigEndian.Uint16(r.Body), r.Body[2:]
	}
	return true
}

// aggregated reads the next NAL unit of an aggregation packet (5.7). Units of no size are passed over.
func (r *H264) aggregated() bool {
	width := 0 // of the difference of decoding order numbers and the time offset
	switch r.Structure {
	case H264MTAP16:
		width = 3
	case H264MTAP24:
		width = 4
	}
	for len(r.rest) > 0 {
		if len(r.rest) < 2+width {
			r.rest, r.Malformed = nil, true
			return false
		}
		n, head := int(binary.BigEndian.Uint16(r.rest)), r.rest[2:2+width]
		r.rest = r.rest[2+width:]
		if n == 0 {
			continue
		}
		r.Cut = n > len(r.rest)
		n = min(n, len(r.rest))
		if n == 0 {
			return false // nothing of it was captured
		}
		r.whole(r.rest[:n])
		r.rest = r.rest[n:]
		r.numbered(head)
		return true
	}
	return false
}

// numbered sets the decoding order number and the time offset of a NAL unit in an aggregation packet.
func (r *H264) numbered(head []byte) {
	switch {
	case len(head) > 0: // MTAP (5.7.2)
		r.DON, r.TimeOffset = r.don+uint16(head[0]), 0
		for _, c := range head[1:] {
			r.TimeOffset = r.TimeOffset<<8 | uint32(c)
		}
	case r.Structure == H264STAPB:
		r.DON = r.don
		r.don++
	}
}

// H264 is what a NAL unit of H.264 says of its access unit (ITU-T H.264, 7.4.1), and how many slices begin in it.
// An access unit begins with its first slice, or with what may come before that (7.4.1.2.3).
func (n *NAL) H264() (t Traits, slices int) {
	switch n.Type {
	case 1, 2, 5, 20:
		t = Coded
		if n.Header[0]&0x60 != 0 {
			t |= Reference
		}
		if n.Type == 5 {
			t |= Key
		}
		if !n.Start || len(n.Body) == 0 {
			return t, 0
		}
		if n.Type == 20 { // of another layer, with a header extension of 3 bytes
			return t, 1
		}
		t |= Slice
		if n.Body[0]&0x80 != 0 { // first_mb_in_slice is 0
			t |= Begins
		}
		return t | h264SliceType(n.Body), 1
	case 3, 4:
		return Coded | Reference, 0
	case 6:
		if n.Start && len(n.Body) > 0 && n.Body[0] == 6 {
			t = Recovery
		}
	case 7, 8, 13, 15:
		t = ParameterSet
	}
	if n.Start {
		t |= Begins
	}
	return t, 0
}

// h264SliceType reads slice_type, which follows first_mb_in_slice (7.3.3).
func h264SliceType(b []byte) Traits {
	w := first8(b)
	_, n := expGolomb(w)
	typ, m := expGolomb(w << n)
	if n == 0 || m == 0 {
		return 0
	}
	switch typ % 5 {
	case 0, 3:
		return P
	case 1:
		return B
	}
	return I
}
