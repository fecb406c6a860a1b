package config

import "rtspect/bitstream"

// obuSequence is the type of a sequence header (AV1 bitstream specification, 6.2.2).
const obuSequence = 1

// ParseAV1 finds the sequence header in a temporal unit of OBUs with sizes and reads it (AV1 bitstream
// specification, 5.5); obu is that header, with its size.
func ParseAV1(unit []byte) (h Video, obu []byte, ok bool) {
	for b := unit; len(b) > 1; {
		head := 1
		if b[0]&4 != 0 {
			head = 2
		}
		if b[0]&2 == 0 || len(b) <= head {
			return h, nil, false
		}
		n, used := bitstream.LEB128(b[head:])
		if used == 0 || n > len(b)-head-used {
			return h, nil, false
		}
		end := head + used + n
		if b[0]>>3&15 == obuSequence {
			h, ok = av1Sequence(b[head+used : end])
			return h, b[:end], ok
		}
		b = b[end:]
	}
	return h, nil, false
}

// av1Sequence reads a sequence_header_obu.
func av1Sequence(b []byte) (h Video, ok bool) {
	r := bitstream.Bits{B: b}
	h.Profile = int(r.Read(3))
	r.Skip(1)
	reduced := r.Flag()
	if reduced {
		h.Level = int(r.Read(5))
	} else {
		av1Operation(&r, &h)
	}
	wbits, hbits := int(r.Read(4))+1, int(r.Read(4))+1
	h.Width, h.Height = int(r.Read(wbits))+1, int(r.Read(hbits))+1
	if !reduced && r.Flag() { // frame ids
		r.Skip(7)
	}
	r.Skip(3) // superblock size, filters
	if !reduced {
		r.Skip(4)
		order := r.Flag()
		if order {
			r.Skip(2)
		}
		screen := uint32(2)
		if !r.Flag() {
			screen = r.Read(1)
		}
		if screen > 0 && !r.Flag() {
			r.Skip(1)
		}
		if order {
			r.Skip(3)
		}
	}
	r.Skip(3)
	av1Colour(&r, &h)
	return h, !r.Short && h.plausible()
}

// av1Operation reads timing, decoder model and operating points; the first one's level is the stream's.
func av1Operation(r *bitstream.Bits, h *Video) {
	model, delayBits := false, 0
	if r.Flag() { // timing_info
		r.Skip(64)
		if r.Flag() {
			r.UE()
		}
		if model = r.Flag(); model {
			delayBits = int(r.Read(5)) + 1
			r.Skip(32 + 10)
		}
	}
	initial := r.Flag()
	for i, n := 0, int(r.Read(5))+1; i < n; i++ {
		r.Skip(12)
		level, tier := int(r.Read(5)), 0
		if level > 7 {
			tier = int(r.Read(1))
		}
		if i == 0 {
			h.Level, h.Tier = level, tier
		}
		if model && r.Flag() {
			r.Skip(2*delayBits + 1)
		}
		if initial && r.Flag() {
			r.Skip(4)
		}
	}
}

// av1Colour reads color_config (5.5.2).
func av1Colour(r *bitstream.Bits, h *Video) {
	h.BitDepth = 8
	if r.Flag() {
		h.BitDepth = 10
		if h.Profile == 2 && r.Flag() {
			h.BitDepth = 12
		}
	}
	h.Monochrome = h.Profile != 1 && r.Flag()
	var primaries, transfer, matrix uint32 = 2, 2, 2
	if r.Flag() {
		primaries, transfer, matrix = r.Read(8), r.Read(8), r.Read(8)
	}
	h.SubX, h.SubY = true, true
	switch {
	case h.Monochrome:
		r.Skip(1)
		return
	case primaries == 1 && transfer == 13 && matrix == 0: // sRGB
		h.SubX, h.SubY = false, false
		return
	}
	r.Skip(1)
	switch {
	case h.Profile == 1:
		h.SubX, h.SubY = false, false
	case h.Profile == 2 && h.BitDepth == 12:
		h.SubX = r.Flag()
		h.SubY = h.SubX && r.Flag()
	case h.Profile == 2:
		h.SubY = false
	}
	if h.SubX && h.SubY {
		h.Position = int(r.Read(2))
	}
}

// ParseVP9 reads the header of a key frame (VP9 bitstream specification, 6.2).
func ParseVP9(frame []byte) (h Video, ok bool) {
	key, width, height := bitstream.VP9Header(frame)
	if !key || width == 0 {
		return h, false
	}
	r := bitstream.Bits{B: frame}
	r.Skip(2)
	h.Profile = int(r.Read(1) | r.Read(1)<<1)
	if h.Profile == 3 {
		r.Skip(1)
	}
	r.Skip(1 + 1 + 2 + 24)
	h.BitDepth, h.ChromaFormat = 8, 1
	if h.Profile >= 2 {
		h.BitDepth = 10 + 2*int(r.Read(1))
	}
	if r.Read(3) == 7 {
		h.ChromaFormat = 3
	} else if r.Skip(1); h.Profile&1 == 1 {
		x, y := r.Flag(), r.Flag()
		if !x {
			h.ChromaFormat = 3
		} else if !y {
			h.ChromaFormat = 2
		}
	}
	h.Width, h.Height = width, height
	return h, true
}
