package payload

// XiphHeader is the header of a payload of Vorbis or Theora (RFC 5215, 2.2).
type XiphHeader struct {
	Ident    uint32
	Fragment byte // 0 for whole packets, 1 for the first fragment, 2 for one in the middle, 3 for the last
	DataType byte // 0 for coded data, 1 for a packed configuration, 2 for comments
	Packets  int  // whole packets in the payload
}

// XiphHeaderSize is the size of the header in bytes.
const XiphHeaderSize = 4

// Xiph reads the header.
func Xiph(b []byte) (h XiphHeader, ok bool) {
	if len(b) < XiphHeaderSize {
		return h, false
	}
	return XiphHeader{uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]), b[3] >> 6, b[3] >> 4 & 3, int(b[3] & 15)}, true
}

// Theora reads the payload of a packet of Theora, which shares the format of Vorbis: a packet of video begins with
// a bit of 0, a keyframe with two.
func Theora(b []byte) (f Frame, ok bool) {
	h, _ := Xiph(b)
	f.Header = XiphHeaderSize + 2
	switch {
	case len(b) <= f.Header:
		f.Traits = Coded | Malformed
		return f, false
	case h.DataType != 0:
		f.Traits = Begins
		return f, true
	}
	f.Traits = Coded | Reference
	switch {
	case h.Fragment > 1:
	case b[f.Header]&0xc0 == 0:
		f.Traits |= Begins | Key | I
	default:
		f.Traits |= Begins | P
	}
	return f, true
}
