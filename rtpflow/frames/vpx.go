package frames

import (
	"encoding/binary"

	"rtspect/bitstream"
)

// lookVP8 reads a payload of VP8 (RFC 7741, 4.2; RFC 6386, 9.1).
func lookVP8(t *units, p *Packet) (flags uint16, _ int32) {
	n, starts, ok := bitstream.VP8Descriptor(p.Payload)
	if !ok {
		return coded | malformed, 0
	}
	flags = coded
	if p.Payload[0]&0x20 == 0 { // N: no other frame depends on it
		flags |= reference
	}
	if !starts {
		return flags, 0
	}
	flags |= begins
	b := p.Payload[n:]
	if b[0]&1 != 0 {
		return flags | typeP, 0
	}
	if len(b) >= 10 && b[3] == 0x9d && b[4] == 0x01 && b[5] == 0x2a {
		t.sets.size(int(binary.LittleEndian.Uint16(b[6:]))&0x3fff, int(binary.LittleEndian.Uint16(b[8:]))&0x3fff, p)
	}
	return flags | key | typeI, 0
}

// lookVP9 reads a payload of VP9 (RFC 9628, 4.2; VP9 bitstream specification, 6.2).
func lookVP9(t *units, p *Packet) (flags uint16, _ int32) {
	n, starts, ok := bitstream.VP9Descriptor(p.Payload)
	if !ok {
		return coded | malformed, 0
	}
	flags = coded | reference
	if !starts {
		return flags, 0
	}
	flags |= begins
	isKey, width, height := bitstream.VP9Header(p.Payload[n:])
	if !isKey {
		return flags | typeP, 0
	}
	t.sets.size(width, height, p)
	return flags | key | typeI, 0
}

// lookAV1 reads a payload of AV1 (RTP Payload Format For AV1, 4.4). A temporal unit that brings a sequence
// header begins a coded video sequence.
func lookAV1(t *units, p *Packet) (flags uint16, _ int32) {
	b := p.Payload
	if len(b) < 2 {
		return coded | malformed, 0
	}
	flags = coded | reference
	if b[0]&0x80 != 0 { // it goes on with an OBU of the packet before
		return flags, 0
	}
	count := int(b[0] >> 4 & 3)
	b = b[1:]
	for i := 1; len(b) > 0 && i <= 3; i++ {
		size := len(b)
		if count == 0 || i < count {
			n, used := bitstream.LEB128(b)
			if used == 0 {
				break
			}
			b = b[used:]
			size = min(n, len(b))
		}
		if size == 0 {
			break
		}
		switch typ := b[0] >> 3 & 15; {
		case typ == 1:
			t.sets.take(b[:size], p, bitstream.AV1Sequence)
			flags |= key | begins | typeI
		case i == 1 && typ != 4: // a tile group goes on with a frame whose header is lost
			flags |= begins
		}
		b = b[size:]
	}
	return flags, 0
}
