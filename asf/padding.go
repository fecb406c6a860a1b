package asf

import "encoding/binary"

// Pad appends to dst an ASF data packet padded to the given size, the form in which a file contains it ([ASF]
// 5.2). The padding is declared in the parsing information; otherwise a reader would treat the zeros as media
// data. The Padding Length field is widened or added if necessary, and the Packet Length field is removed
// because all packets have the same size. ok is false, and dst unchanged, if the packet is longer than size or
// its parsing information cannot be parsed.
func Pad(dst, packet []byte, size int) (out []byte, ok bool) {
	var p Packet
	c := cursor{b: packet}
	if _, _, _, ok := p.head(&c); !ok || len(packet) > size {
		return dst, false
	}
	if len(packet) == size {
		return append(dst, packet...), true
	}
	l := p.layout
	lengthWidth, padWidth := width(l.lengthType), width(l.padType)
	media := p.end(packet) // current end of the media data
	if media < c.at {
		return dst, false
	}
	padType, total := uint8(0), 0
	for fits := false; !fits; {
		padType++
		total = size - (media - lengthWidth - padWidth + width(padType))
		fits = padType == 3 || total < 1<<(8*width(padType))
	}
	start := len(dst)
	dst = append(dst, packet[:l.length]...)
	dst[start+l.flags] = dst[start+l.flags]&^0x78 | padType<<3
	dst = append(dst, packet[l.length+lengthWidth:l.padding]...)
	dst = appendField(dst, padType, uint32(total))
	dst = append(dst, packet[l.padding+padWidth:media]...)
	for len(dst)-start < size {
		dst = append(dst, 0)
	}
	return dst, true
}

// width returns the size of a field whose type is encoded in two bits.
func width(fieldType uint8) int { return int([4]uint8{0, 1, 2, 4}[fieldType&3]) }

func appendField(b []byte, fieldType uint8, n uint32) []byte {
	switch fieldType & 3 {
	case 1:
		return append(b, byte(n))
	case 2:
		return binary.LittleEndian.AppendUint16(b, uint16(n))
	case 3:
		return binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}
