package payload

import "encoding/binary"

// JPEGHeader is the header of a payload of JPEG (RFC 2435, 3.1).
type JPEGHeader struct {
	Frame
	Offset  int // of the coded data in the frame, in bytes
	Type    byte
	Q       byte
	Restart uint16 // restart interval (3.1.7), 0 without one
	// Tables are the quantization tables (3.1.8), of which Precision says by a bit each whether they have 16 bits;
	// HasTables says that there is a header of them, of any length.
	Tables    []byte
	Precision byte
	HasTables bool
}

// JPEG reads the payload of a packet of JPEG; false if its headers are not all there. The frame size is then given
// nevertheless if it was read.
func JPEG(b []byte) (h JPEGHeader, ok bool) {
	h.Traits = Coded | Malformed
	if len(b) < 8 {
		return h, false
	}
	h.Offset = int(b[1])<<16 | int(b[2])<<8 | int(b[3])
	h.Type, h.Q = b[4], b[5]
	h.Header = 8
	h.Traits = Coded
	if h.Offset == 0 {
		h.Traits |= Begins | Key
		h.Width, h.Height = 8*int(b[6]), 8*int(b[7])
	}
	if h.Type >= 64 && h.Type <= 127 { // restart markers (3.1.7)
		if len(b) < h.Header+4 {
			return h, false
		}
		h.Restart = binary.BigEndian.Uint16(b[h.Header:])
		h.Header += 4
	}
	if h.Offset != 0 || h.Q < 128 {
		return h, true
	}
	if len(b) < h.Header+4 {
		return h, false
	}
	n := int(binary.BigEndian.Uint16(b[h.Header+2:]))
	h.Precision, h.HasTables = b[h.Header+1], true
	h.Header += 4
	if n > len(b)-h.Header {
		return h, false
	}
	h.Tables = b[h.Header : h.Header+n]
	h.Header += n
	return h, true
}

// RawVideo reads the payload of a packet of uncompressed video (RFC 4175, 4.2): the first line of a field or frame
// begins it.
func RawVideo(b []byte) (f Frame, ok bool) {
	if len(b) < 8 {
		f.Traits = Coded | Malformed
		return f, false
	}
	line, offset := int(b[4]&0x7f)<<8|int(b[5]), int(b[6]&0x7f)<<8|int(b[7])
	f.Traits = Coded
	if line == 0 && offset == 0 {
		f.Traits |= Begins
	}
	return f, true
}
