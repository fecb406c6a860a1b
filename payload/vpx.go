package payload

import (
	"encoding/binary"

	"rtspect/bitstream"
)

// VP8 reads the payload of a packet of VP8: descriptor (RFC 7741, 4.2) and frame tag (RFC 6386, 9.1).
func VP8(b []byte) (f Frame, ok bool) {
	f.Traits = Coded | Malformed
	if len(b) < 1 {
		return f, false
	}
	f.Header = 1
	if b[0]&0x80 != 0 {
		f.Header = vp8Extended(b)
	}
	begins := b[0]&0x17 == 0x10 // S, of partition 0
	if f.Header >= len(b) {
		if begins {
			f.Traits |= Begins
		}
		return f, false
	}
	f.Traits = Coded
	if b[0]&0x20 == 0 { // N: no other frame depends on it
		f.Traits |= Reference
	}
	if begins {
		f.vp8Tag(b[f.Header:])
	}
	return f, true
}

// vp8Extended is the length of a descriptor with extensions.
func vp8Extended(b []byte) int {
	if len(b) < 2 {
		return 2
	}
	n := 2
	if b[1]&0x80 != 0 { // picture id of 7 or 15 bits
		if len(b) > n && b[n]&0x80 != 0 {
			n++
		}
		n++
	}
	if b[1]&0x40 != 0 {
		n++
	}
	if b[1]&0x30 != 0 {
		n++
	}
	return n
}

// vp8Tag reads the frame tag at the beginning of a frame.
func (f *Frame) vp8Tag(b []byte) {
	f.Traits |= Begins
	if b[0]&1 != 0 {
		f.Traits |= P
		return
	}
	f.Traits |= Key | I
	if len(b) >= 10 && b[3] == 0x9d && b[4] == 0x01 && b[5] == 0x2a {
		f.Width, f.Height = int(binary.LittleEndian.Uint16(b[6:]))&0x3fff, int(binary.LittleEndian.Uint16(b[8:]))&0x3fff
	}
}

// VP9 reads the payload of a packet of VP9: descriptor (RFC 9628, 4.2) and uncompressed header (VP9 bitstream
// specification, 6.2). Begins is set for each layer frame of a frame.
func VP9(b []byte) (f Frame, ok bool) {
	n, starts, ok := vp9Descriptor(b)
	f.Header = n
	if starts {
		f.Traits = Begins
	}
	if !ok {
		f.Traits |= Coded | Malformed
		return f, false
	}
	f.Traits |= Coded | Reference
	if !starts {
		return f, true
	}
	key, width, height := bitstream.VP9Header(b[n:])
	if !key {
		f.Traits |= P
		return f, true
	}
	f.Traits |= Key | I
	f.Width, f.Height = width, height
	return f, true
}

// vp9Descriptor reads the payload descriptor (RFC 9628, 4.2); starts says that a frame begins.
func vp9Descriptor(b []byte) (n int, starts, ok bool) {
	r := bitstream.Bits{B: b}
	id, inter, layers, flexible := r.Flag(), r.Flag(), r.Flag(), r.Flag()
	starts = r.Flag()
	r.Skip(1) // end of frame
	structure := r.Flag()
	r.Skip(1)
	if id && r.Flag() {
		r.Skip(15)
	} else if id {
		r.Skip(7)
	}
	if layers {
		r.Skip(8)
		if !flexible {
			r.Skip(8)
		}
	}
	if flexible && inter {
		for range 3 {
			r.Skip(7)
			if !r.Flag() {
				break
			}
		}
	}
	if structure {
		vp9Structure(&r)
	}
	return r.Pos / 8, starts, !r.Short && r.Left() > 0
}

// vp9Structure skips the scalability structure (4.2.1).
func vp9Structure(r *bitstream.Bits) {
	spatial := int(r.Read(3)) + 1
	sizes, pictures := r.Flag(), r.Flag()
	r.Skip(3)
	if sizes {
		r.Skip(32 * spatial)
	}
	if !pictures {
		return
	}
	for n := r.Read(8); n > 0 && !r.Short; n-- {
		r.Skip(4)
		references := int(r.Read(2))
		r.Skip(2 + 8*references)
	}
}
