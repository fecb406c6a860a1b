package payload

import "bytes"

// startCode begins the headers of MPEG video and, in the byte stream format, NAL units.
var startCode = []byte{0, 0, 1}

// mpeg4Window is how much of a packet is searched for the header of a frame.
const mpeg4Window = 256

// MPEG4Headers finds the headers at the beginning of MPEG-4 Visual data (ISO/IEC 14496-2, 6.2): whether there is a
// video object layer, and where the content of the first VOP begins, -1 if there is none.
func MPEG4Headers(b []byte) (layer bool, vop int) {
	for at := 0; ; {
		i := bytes.Index(b[at:], startCode)
		if i < 0 || at+i+4 >= len(b) {
			return layer, -1
		}
		at += i + 3
		switch code := b[at]; {
		case code == 0xb6:
			return layer, at + 1
		case code >= 0x20 && code <= 0x2f:
			layer = true
		}
	}
}

// mpeg4Types are the traits of a VOP by vop_coding_type (6.2.5): I, P, B and sprite.
var mpeg4Types = [4]Traits{Coded | Key | I | Reference, Coded | P | Reference, Coded | B, Coded | P | Reference}

// MPEG4VOP is what a VOP says by its first byte.
func MPEG4VOP(first byte) Traits { return mpeg4Types[first>>6] }

// MPEG4Visual reads the payload of a packet of MPEG-4 Visual (RFC 6416, 5): a piece of the elementary stream, cut
// at start codes where possible. headers are the bytes before the VOP if they include a video object layer. size
// is the length of the whole payload, of which b may be the beginning.
func MPEG4Visual(b []byte, size int) (f Frame, headers []byte) {
	// What else may begin a packet (a resync marker) is inside a VOP.
	if !bytes.HasPrefix(b, startCode) || len(b) < 4 {
		f.Traits = Coded | Reference
		return f, nil
	}
	f.Traits = Begins
	window := b[:min(len(b), mpeg4Window+len(startCode)+1)]
	layer, vop := MPEG4Headers(window)
	if vop >= 0 {
		f.Traits |= MPEG4VOP(b[vop])
	} else if size > mpeg4Window {
		f.Traits |= Coded
	}
	switch {
	case !layer:
	case vop >= 0:
		headers = b[:vop-4]
	default:
		headers = b[:min(len(b), mpeg4Window)]
	}
	return f, headers
}

// MPEGVideo reads the payload of a packet of MPEG-1 or MPEG-2 video: a header of 4 bytes (RFC 2250, 3.4), with 4
// more for MPEG-2 (3.4.1). sequence says that the coded data begin with a sequence header.
func MPEGVideo(b []byte) (f Frame, sequence, ok bool) {
	f.Header = 4
	if len(b) > 4 && b[0]&0x04 != 0 {
		f.Header = 8
	}
	if len(b) <= f.Header {
		f.Traits = Coded | Malformed
		return f, false, false
	}
	f.Traits = Coded
	x := b[f.Header:]
	if bytes.HasPrefix(x, startCode) && len(x) >= 4 && (x[3] == 0 || x[3] > 0xaf) {
		f.Traits |= Begins
		sequence = b[2]&0x20 != 0 // S
	}
	switch mpegPictureType(b[2]&7, x, f.Traits) {
	case 1:
		f.Traits |= Key | I | Reference
	case 2:
		f.Traits |= P | Reference
	case 3:
		f.Traits |= B
	}
	if b[2]&0x10 != 0 { // B: a slice begins
		f.Slices = 1
	}
	return f, sequence, true
}

// mpegPictureType is the picture coding type in the payload header, or, where the sender leaves it at 0 (GStreamer),
// in the picture header (ISO/IEC 13818-2, 6.2.3): a start code, 10 bits of temporal reference, the type.
func mpegPictureType(announced byte, b []byte, t Traits) byte {
	if announced != 0 || t&Begins == 0 {
		return announced
	}
	if i := bytes.Index(b, []byte{0, 0, 1, 0}); i >= 0 && i+5 < len(b) {
		return b[i+5] >> 3 & 7
	}
	return 0
}
