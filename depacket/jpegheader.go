package depacket

// append appends the headers of a frame, from SOI to the beginning of its data (RFC 2435, 4.1 and
// appendix B).
func (h *jpegHeader) append(dst []byte) []byte {
	dst = append(dst, 0xff, 0xd8)
	given := segmentKinds(h.segments)
	if !given[0xdb] {
		dst = h.appendQuantization(dst)
	}
	if h.restart > 0 && !given[0xdd] {
		dst = append(dst, 0xff, 0xdd, 0, 4, byte(h.restart>>8), byte(h.restart))
	}
	dst = append(dst, h.segments...)
	if !given[0xc0] {
		dst = h.appendFrame(dst)
	}
	if !given[0xc4] {
		dst = appendHuffman(dst, 0x00, dcLuma)
		dst = appendHuffman(dst, 0x10, acLuma)
		dst = appendHuffman(dst, 0x01, dcChroma)
		dst = appendHuffman(dst, 0x11, acChroma)
	}
	return append(dst, 0xff, 0xda, 0, 12, 3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0)
}

// appendQuantization writes a DQT for each table, its numbers of 8 or 16 bits.
func (h *jpegHeader) appendQuantization(dst []byte) []byte {
	b := h.tables.data
	for i := byte(0); len(b) > 0 && i < 4; i++ {
		n, wide := 64, h.tables.wide>>i&1
		if wide == 1 {
			n = 128
		}
		if n > len(b) {
			break
		}
		dst = append(dst, 0xff, 0xdb, 0, byte(3+n), wide<<4|i)
		dst = append(dst, b[:n]...)
		b = b[n:]
	}
	return dst
}

// quantTables is how many tables are there.
func (h *jpegHeader) quantTables() int {
	n := 0
	for i, left := 0, len(h.tables.data); left >= 64 && i < 4; i++ {
		left -= 64 << (h.tables.wide >> i & 1)
		if left >= 0 {
			n++
		}
	}
	return n
}

// appendFrame writes the frame header: three components, of which the first has one line of samples
// for each of the others (type 0, 4:2:2) or two (type 1, 4:2:0).
func (h *jpegHeader) appendFrame(dst []byte) []byte {
	sampling := byte(0x21)
	if h.typ&0x3f == 1 {
		sampling = 0x22
	}
	chroma := byte(1)
	if h.quantTables() == 1 {
		chroma = 0 // one table serves all components
	}
	dst = append(dst, 0xff, 0xc0, 0, 17, 8, byte(h.height>>8), byte(h.height), byte(h.width>>8), byte(h.width), 3)
	return append(dst, 1, sampling, 0, 2, 0x11, chroma, 3, 0x11, chroma)
}

func appendHuffman(dst []byte, id byte, table []byte) []byte {
	dst = append(dst, 0xff, 0xc4, 0, byte(3+len(table)), id)
	return append(dst, table...)
}

// Profiles of the RTP header extensions of the ONVIF Streaming Specification.
const (
	onvifReplay = 0xabac
	onvifJPEG   = 0xffd8
)

// onvifSegments gives the JPEG header segments in the header extension: alone, or after the replay
// extension of three words.
func onvifSegments(p *Packet) []byte {
	b := p.Extension
	switch p.ExtensionProfile {
	case onvifJPEG:
	case onvifReplay:
		if len(b) < 16 || b[12] != 0xff || b[13] != 0xd8 {
			return nil
		}
		b = b[16:]
	default:
		return nil
	}
	from := 0
	for from < len(b) && b[from] == 0xff && (from+1 == len(b) || b[from+1] == 0xff) {
		from++
	}
	end := from
	for end+4 <= len(b) && b[end] == 0xff && b[end+1] >= 0xc0 && b[end+1] != 0xd8 && b[end+1] != 0xd9 && b[end+1] != 0xda && b[end+1] != 0xff {
		n := 2 + int(b[end+2])<<8 + int(b[end+3])
		if n < 4 || end+n > len(b) {
			break
		}
		end += n
	}
	return b[from:end]
}

// segments calls f with each marker and its content.
func segments(b []byte, f func(marker byte, content []byte)) {
	for len(b) >= 4 {
		n := 2 + int(b[2])<<8 + int(b[3])
		f(b[1], b[4:n])
		b = b[n:]
	}
}

func segmentKinds(b []byte) (kinds [256]bool) {
	segments(b, func(marker byte, _ []byte) { kinds[marker] = true })
	return kinds
}

// frameSize reads width and height from a frame header among segments.
func frameSize(b []byte) (width, height int, ok bool) {
	segments(b, func(marker byte, c []byte) {
		if marker == 0xc0 && len(c) >= 5 {
			width, height, ok = int(c[3])<<8|int(c[4]), int(c[1])<<8|int(c[2]), true
		}
	})
	return width, height, ok
}

// The Huffman tables that every frame uses (ITU-T T.81, K.3.3): for each code length how many codes
// it has, then the values.
var (
	dcLuma = []byte{
		0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0,
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
	}
	dcChroma = []byte{
		0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
	}
	acLuma = []byte{
		0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d,
		0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07,
		0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0,
		0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28,
		0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49,
		0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69,
		0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
		0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
		0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5,
		0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2,
		0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
		0xf9, 0xfa,
	}
	acChroma = []byte{
		0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77,
		0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71,
		0x13, 0x22, 0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0,
		0x15, 0x62, 0x72, 0xd1, 0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26,
		0x27, 0x28, 0x29, 0x2a, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48,
		0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68,
		0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87,
		0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5,
		0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3,
		0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda,
		0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
		0xf9, 0xfa,
	}
)

// The quantization tables of Q 1 to 99 are these (ITU-T T.81, K.1), scaled; in zigzag order.
var (
	quantLuma = [64]byte{
		16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
		26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
		56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
		95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
	}
	quantChroma = [64]byte{
		17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
	}
)

// scaledTables makes the two quantization tables of a Q from 1 to 99 (RFC 2435, 4.2); nil for others.
func scaledTables(q int) []byte {
	if q < 1 || q > 99 {
		return nil
	}
	scale := 200 - 2*q
	if q < 50 {
		scale = 5000 / q
	}
	out := make([]byte, 0, 128)
	for _, table := range [2]*[64]byte{&quantLuma, &quantChroma} {
		for _, v := range table {
			out = append(out, byte(min(max((int(v)*scale+50)/100, 1), 255)))
		}
	}
	return out
}
