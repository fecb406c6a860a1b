package config

import (
	"bytes"
	"encoding/binary"

	"rtspect/bitstream"
)

// startCodeAt finds the next start code whose last byte is in a range, and returns the index of that byte.
func startCodeAt(b []byte, from, to byte) int {
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte{0, 0, 1})
		if i < 0 || at+i+4 > len(b) {
			return -1
		}
		at += i + 3
		if b[at] >= from && b[at] <= to {
			return at
		}
	}
}

// ParseVOL reads the frame size from a video object layer (ISO/IEC 14496-2, 6.2.3) anywhere in b. head is what comes
// before the first VOP (or group of VOPs): the configuration of the stream.
func ParseVOL(b []byte) (h Video, head []byte, ok bool) {
	at := startCodeAt(b, 0x20, 0x2f)
	if at < 0 {
		return h, nil, false
	}
	head = b
	if end := startCodeAt(b[at:], 0xb3, 0xb6); end >= 0 {
		head = b[:at+end-3]
	}
	v, ok := bitstream.MPEG4VOL(b[at-3:])
	return Video{Width: v.Width, Height: v.Height}, head, ok
}

// ParseMPEGVideo finds a sequence header of MPEG-1 or MPEG-2 video (ISO/IEC 13818-2, 6.2.2.1) anywhere in b. mpeg2 says
// that the extension which MPEG-2 requires follows; head is all that comes before the first group of pictures or
// frame.
func ParseMPEGVideo(b []byte) (h Video, mpeg2 bool, head []byte, ok bool) {
	at := startCodeAt(b, 0xb3, 0xb3)
	if at < 0 {
		return h, false, nil, false
	}
	head = b[at-3:]
	v, mpeg2, ok := bitstream.MPEGSequenceKind(head)
	for _, code := range []byte{0, 0xb8} { // picture start code, group of pictures
		if end := startCodeAt(head[4:], code, code); end >= 0 {
			head = head[:4+end-3]
		}
	}
	return Video{Width: v.Width, Height: v.Height}, mpeg2, head, ok
}

// ParseJPEGSize reads the frame size from the frame header of JPEG (ITU-T T.81, B.2.2).
func ParseJPEGSize(b []byte) (h Video, ok bool) {
	for b = b[min(2, len(b)):]; len(b) >= 9 && b[0] == 0xff; {
		if m := b[1]; m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc {
			h.Height, h.Width = int(binary.BigEndian.Uint16(b[5:])), int(binary.BigEndian.Uint16(b[7:]))
			return h, h.Width > 0 && h.Height > 0
		}
		n := 2 + int(binary.BigEndian.Uint16(b[2:]))
		if n > len(b) {
			break
		}
		b = b[n:]
	}
	return h, false
}

// ParseH263 reads the frame size from a picture header (5.1).
func ParseH263(b []byte) (h Video, ok bool) {
	r := bitstream.Bits{B: b}
	if r.Read(22) != 0x20 {
		return h, false
	}
	r.Skip(8 + 5)
	format := r.Read(3)
	if format == 7 {
		if r.Read(3) != 1 {
			return h, false
		}
		if format = r.Read(3); format == 6 {
			r.Skip(15 + 9) // rest of OPPTYPE, MPPTYPE
			if r.Flag() {  // CPM
				r.Skip(2)
			}
			r.Skip(4)
			h.Width = 4 * (int(r.Read(9)) + 1)
			r.Skip(1)
			h.Height = 4 * int(r.Read(9))
			return h, !r.Short && h.plausible()
		}
	}
	h.Width, h.Height = bitstream.H263Size(byte(format))
	return h, !r.Short && h.Width > 0
}
