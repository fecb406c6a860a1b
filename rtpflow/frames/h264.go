package frames

import (
	"encoding/binary"
	"math/bits"

	"rtspect/bitstream"
)

// lookH264 reads a payload of H.264 (RFC 6184, 5.2).
func lookH264(t *units, p *Packet) (flags uint16, slices int32) {
	b := p.Payload
	if len(b) < 2 {
		return malformed | coded, 0
	}
	switch typ := b[0] & 0x1f; typ {
	case 28, 29: // FU-A, FU-B
		t.video.Fragments++
		return t.h264Fragment(b)
	case 24: // STAP-A
		t.video.Aggregates++
		return t.h264Aggregate(b[1:], p)
	case 25: // STAP-B: a decoding order number first
		t.video.Aggregates++
		return t.h264Aggregate(b[min(3, len(b)):], p)
	case 0, 26, 27, 30, 31:
		t.video.OtherStructures++
		return begins | coded, 0
	default:
		t.video.Single++
		return t.h264NAL(b, p)
	}
}

// h264Fragment reads a fragment (5.8).
func (t *units) h264Fragment(b []byte) (flags uint16, slices int32) {
	body := b[2:]
	if b[0]&0x1f == 29 && len(body) >= 2 {
		body = body[2:]
	}
	typ := b[1] & 0x1f
	if b[1]&0x80 != 0 {
		return h264Unit(typ, b[0], body)
	}
	flags, _ = h264Unit(typ, b[0], nil)
	return flags &^ begins, 0
}

// h264Aggregate reads the NAL units of an aggregation packet (5.7.1).
func (t *units) h264Aggregate(b []byte, p *Packet) (flags uint16, slices int32) {
	for first := true; len(b) > 3; first = false {
		n := int(binary.BigEndian.Uint16(b))
		if n == 0 {
			b = b[2:]
			continue
		}
		f, s := t.h264NAL(b[2:min(2+n, len(b))], p)
		if !first {
			f &^= begins
		}
		flags |= f
		slices += s
		if 2+n >= len(b) {
			break
		}
		b = b[2+n:]
	}
	return flags, slices
}

// h264NAL reads the beginning of a NAL unit.
func (t *units) h264NAL(b []byte, p *Packet) (flags uint16, slices int32) {
	if len(b) < 2 {
		return 0, 0
	}
	if b[0]&0x1f == 7 {
		t.sets.take(b, p, bitstream.H264SPS)
	}
	return h264Unit(b[0]&0x1f, b[0], b[1:])
}

// h264Unit says what a NAL unit is (ITU-T H.264, 7.4.1); body is what comes after its header, as far as it
// is there. An access unit begins with its first slice, or what may stand before that (7.4.1.2.3).
func h264Unit(typ, head byte, body []byte) (flags uint16, slices int32) {
	switch typ {
	case 1, 2, 5, 20:
		flags = coded
		if head&0x60 != 0 {
			flags |= reference
		}
		if typ == 5 {
			flags |= key
		}
		if len(body) == 0 {
			return flags, 0
		}
		first, kind := h264Slice(body)
		if first && typ != 20 {
			flags |= begins
		}
		return flags | kind, 1
	case 3, 4:
		return coded | reference, 0
	case 6:
		if len(body) > 0 && body[0] == 6 {
			flags = recovery
		}
		return flags | begins, 0
	}
	return begins, 0
}

// h264Slice reads first_mb_in_slice and slice_type (7.3.3).
func h264Slice(b []byte) (first bool, kind uint16) {
	var w uint64
	if len(b) >= 8 {
		w = binary.BigEndian.Uint64(b)
	} else {
		for i, c := range b {
			w |= uint64(c) << (56 - 8*i)
		}
	}
	mb, n := expGolomb(w)
	typ, m := expGolomb(w << n)
	if n == 0 || m == 0 {
		return false, 0
	}
	switch typ % 5 {
	case 0, 3:
		kind = typeP
	case 1:
		kind = typeB
	default:
		kind = typeI
	}
	return mb == 0, kind
}

// expGolomb reads an Exp-Golomb number (9.1) from the top of w, and says how many bits it took; 0 if more than
// half of them.
func expGolomb(w uint64) (v uint64, n int) {
	zeros := bits.LeadingZeros64(w)
	if zeros >= 24 {
		return 0, 0
	}
	n = 2*zeros + 1
	return w>>(64-n) - 1, n
}
