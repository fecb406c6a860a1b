package frames

import "rtspect/bitstream"

// mpegLook is how much of a payload is searched for the header of a picture.
const mpegLook = 256

// lookMPEG4 reads a payload of MPEG-4 Visual (RFC 6416, 5): a piece of the stream, cut at start codes where
// possible.
func lookMPEG4(t *units, p *Packet) (flags uint16, _ int32) {
	b := p.Payload
	if len(b) < 4 || b[0] != 0 || b[1] != 0 || b[2] != 1 {
		return coded | reference, 0
	}
	flags = begins
	layer := false
	for i := 0; i+4 < len(b) && i < mpegLook; i++ {
		if b[i+2] > 1 {
			i += 2 // no start code begins here or at the next two
			continue
		}
		if b[i] != 0 || b[i+1] != 0 || b[i+2] != 1 {
			continue
		}
		code := b[i+3]
		if code == 0xb6 {
			if layer {
				t.sets.take(b[:i], p, bitstream.MPEG4VOL)
			}
			// vop_coding_type (ISO/IEC 14496-2, 6.2.5)
			return flags | [4]uint16{coded | key | typeI | reference, coded | typeP | reference, coded | typeB, coded | typeP | reference}[b[i+4]>>6], 0
		}
		layer = layer || code <= 0x2f
	}
	if layer {
		t.sets.take(b[:min(len(b), mpegLook)], p, bitstream.MPEG4VOL)
	}
	if p.Len > mpegLook {
		flags |= coded
	}
	return flags, 0
}

// lookMPV reads a payload of MPEG-1 or MPEG-2 video (RFC 2250, 3.4).
func lookMPV(t *units, p *Packet) (flags uint16, slices int32) {
	b := p.Payload
	n := 4
	if len(b) > 4 && b[0]&0x04 != 0 {
		n = 8
	}
	if len(b) <= n {
		return coded | malformed, 0
	}
	flags = coded
	switch b[2] & 7 {
	case 1:
		flags |= key | typeI | reference
	case 2:
		flags |= typeP | reference
	case 3:
		flags |= typeB
	}
	if b[2]&0x10 != 0 { // B: a slice begins
		slices = 1
	}
	if x := b[n:]; len(x) >= 4 && x[0] == 0 && x[1] == 0 && x[2] == 1 && (x[3] == 0 || x[3] > 0xaf) {
		flags |= begins
		if b[2]&0x20 != 0 { // S: a sequence header
			t.sets.take(x[:min(len(x), bitstream.MPEGSequenceWindow)], p, bitstream.MPEGSequence)
		}
	}
	return flags, slices
}

// lookH263 reads a payload of H.263 in the format of RFC 2190.
func lookH263(t *units, p *Packet) (flags uint16, _ int32) {
	b := p.Payload
	n := 4
	if len(b) > 0 && b[0]&0x80 != 0 {
		n = 8
		if b[0]&0x40 != 0 {
			n = 12
		}
	}
	if len(b) <= n+2 {
		return coded | malformed, 0
	}
	flags = coded | reference
	if n == 4 && b[1]&0x10 == 0 || n > 4 && b[4]&0x80 == 0 {
		flags |= key | typeI
	} else {
		flags |= typeP
	}
	if b[n] == 0 && b[n+1] == 0 && b[n+2]&0xfc == 0x80 { // picture start code
		flags |= begins
		if flags&key != 0 {
			width, height := bitstream.H263Size(b[1] >> 5)
			t.sets.size(width, height, p)
		}
	}
	return flags, 0
}

// lookH263Plus reads a payload of H.263 in the format of RFC 4629.
func lookH263Plus(t *units, p *Packet) (flags uint16, _ int32) {
	b := p.Payload
	if len(b) < 2 {
		return coded | malformed, 0
	}
	n := 2 + (int(b[0]&1)<<5 | int(b[1]>>3))
	if b[0]&0x02 != 0 {
		n++
	}
	if n >= len(b) {
		return coded | malformed, 0
	}
	flags = coded | reference
	body := b[n:]
	if b[0]&0x04 == 0 || body[0]&0xfc != 0x80 {
		return flags, 0
	}
	flags |= begins
	if !bitstream.H263Intra(body) {
		return flags | typeP, 0
	}
	if len(body) > 2 {
		width, height := bitstream.H263Size(body[2] >> 2 & 7)
		t.sets.size(width, height, p)
	}
	return flags | key | typeI, 0
}

// lookH261 reads a payload of H.261 (RFC 4587, 4.1): a picture start code is 20 bits.
func lookH261(t *units, p *Packet) (flags uint16, _ int32) {
	b := p.Payload
	if len(b) < 8 {
		return coded | malformed, 0
	}
	flags = coded | reference
	if b[0]>>5 == 0 && b[4] == 0 && b[5] == 1 && b[6]>>4 == 0 {
		flags |= begins
		if b[7]&0x08 != 0 { // PTYPE, bit 4: CIF
			t.sets.size(352, 288, p)
		} else {
			t.sets.size(176, 144, p)
		}
	}
	return flags, 0
}

// lookJPEG reads a payload of JPEG (RFC 2435, 3.1).
func lookJPEG(t *units, p *Packet) (flags uint16, _ int32) {
	b := p.Payload
	if len(b) < 8 {
		return coded | malformed, 0
	}
	if b[1]|b[2]|b[3] != 0 { // fragment offset
		return coded, 0
	}
	t.sets.size(8*int(b[6]), 8*int(b[7]), p)
	return coded | begins, 0
}

// lookRaw reads a payload of uncompressed video (RFC 4175, 4.2): the first line of a field or frame begins it.
func lookRaw(_ *units, p *Packet) (flags uint16, _ int32) {
	b := p.Payload
	if len(b) < 8 {
		return coded | malformed, 0
	}
	line, offset := int(b[4]&0x7f)<<8|int(b[5]), int(b[6]&0x7f)<<8|int(b[7])
	if line == 0 && offset == 0 {
		return coded | begins, 0
	}
	return coded, 0
}

// lookTheora reads a payload of Theora (RFC 5215, 2.2, whose format it shares): a packet of video begins with
// a clear bit, a keyframe with two.
func lookTheora(_ *units, p *Packet) (flags uint16, _ int32) {
	b := p.Payload
	if len(b) < 7 {
		return coded | malformed, 0
	}
	fragment, kind := b[3]>>6, b[3]>>4&3
	if kind != 0 {
		return begins, 0
	}
	flags = coded | reference
	if fragment > 1 { // goes on
		return flags, 0
	}
	if b[6]&0xc0 == 0 {
		return flags | begins | key | typeI, 0
	}
	return flags | begins | typeP, 0
}

// lookDocument reads a payload of metadata: a document is all that has one timestamp.
func lookDocument(begin string) func(*units, *Packet) (uint16, int32) {
	return func(_ *units, p *Packet) (uint16, int32) {
		if len(p.Payload) >= len(begin) && string(p.Payload[:len(begin)]) == begin {
			return coded | begins, 0
		}
		return coded, 0
	}
}
