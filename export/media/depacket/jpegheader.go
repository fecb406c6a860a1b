package depacket

// append appends the headers of a picture, from SOI to the beginning of its data (RFC 2435, 4.1 and
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
