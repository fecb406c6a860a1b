package frames

import (
	"encoding/binary"

	"rtspect/bitstream"
)

// lookH265 reads a payload of H.265 (RFC 7798, 4.4).
func lookH265(t *units, p *Packet) (flags uint16, slices int32) {
	b := p.Payload
	if len(b) < 3 {
		return malformed | coded, 0
	}
	switch typ := b[0] >> 1 & 0x3f; {
	case typ == 48:
		t.video.Aggregates++
		return t.h265Aggregate(b[2:], p)
	case typ == 49:
		t.video.Fragments++
		kind := b[2] & 0x3f
		if b[2]&0x80 != 0 {
			return t.h265Unit(kind, b[3:])
		}
		flags, _ = t.h265Unit(kind, nil)
		return flags &^ begins, 0
	case typ > 49:
		t.video.OtherStructures++
		return begins | coded, 0
	}
	t.video.Single++
	return t.h265NAL(b, p)
}

// h265Aggregate reads the NAL units of an aggregation packet (4.4.2).
func (t *units) h265Aggregate(b []byte, p *Packet) (flags uint16, slices int32) {
	for first := true; len(b) > 4; first = false {
		n := int(binary.BigEndian.Uint16(b))
		f, s := t.h265NAL(b[2:min(2+n, len(b))], p)
		if !first {
			f &^= begins
		}
		flags |= f
		slices += s
		if n == 0 || 2+n >= len(b) {
			break
		}
		b = b[2+n:]
	}
	return flags, slices
}

// h265NAL reads the beginning of a NAL unit.
func (t *units) h265NAL(b []byte, p *Packet) (flags uint16, slices int32) {
	if len(b) < 3 {
		return 0, 0
	}
	typ := b[0] >> 1 & 0x3f
	switch typ {
	case 33:
		t.sets.take(b, p, bitstream.H265SPS)
	case 34:
		t.h265Extra = bitstream.H265ExtraBits(b)
	}
	return t.h265Unit(typ, b[2:])
}

// h265Unit says what a NAL unit is (ITU-T H.265, 7.4.2.2); body is what comes after its header.
func (t *units) h265Unit(typ byte, body []byte) (flags uint16, slices int32) {
	if typ >= 32 {
		if typ == 36 || typ == 37 || typ == 38 || typ == 40 { // what ends a unit or stands inside it
			return 0, 0
		}
		return begins, 0
	}
	flags = coded
	if typ >= 16 || typ&1 == 1 {
		flags |= reference
	}
	if typ >= 16 && typ <= 23 {
		flags |= key
	}
	if len(body) == 0 {
		return flags, 0
	}
	if body[0]&0x80 == 0 { // first_slice_segment_in_pic_flag: the rest needs the parameter sets
		return flags, 1
	}
	var w uint64
	for i, c := range body[:min(8, len(body))] {
		w |= uint64(c) << (56 - 8*i)
	}
	skip := 1
	if typ >= 16 && typ <= 23 {
		skip = 2 // no_output_of_prior_pics_flag
	}
	w <<= skip
	if _, n := expGolomb(w); n > 0 {
		w <<= n + t.h265Extra
		if kind, m := expGolomb(w); m > 0 && kind <= 2 {
			flags |= [3]uint16{typeB, typeP, typeI}[kind]
		}
	}
	return flags | begins, 1
}
