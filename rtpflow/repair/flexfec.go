package repair

import "encoding/binary"

// FlexFEC is the header of a repair packet of RFC 8627, or of the draft-03 version that WebRTC uses, for one
// protected source.
type FlexFEC struct {
	Group
	// SSRC is the protected source if the packet contains it (draft-03). In RFC 8627 it is in the CSRC list,
	// except for retransmissions.
	SSRC    uint32
	HasSSRC bool
	// Retransmission reports that the packet is a copy of packet Base (R is 1).
	Retransmission bool
	// Rows and Columns describe the fixed form (F is 1): a single row if Rows is 0 or 1, otherwise a column of
	// every Columns-th packet. Both are 0 in the flexible form.
	Rows, Columns int
}

// ParseFlexFEC parses the header of RFC 8627, 4.2.2, up to the first protected source.
func ParseFlexFEC(b []byte) (f FlexFEC, ok bool) {
	if len(b) < 12 {
		return f, false
	}
	switch b[0] >> 6 {
	case 2: // R = 1, F = 0: the header of the retransmitted packet follows (4.2.2.3)
		f.Retransmission, f.HasSSRC = true, true
		f.Base, f.SSRC = binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint32(b[8:])
		f.Mask[0] = 1 << 63
		return f, true
	case 1: // L columns, D rows (4.2.2.2)
		f.Base = binary.BigEndian.Uint16(b[8:])
		f.Columns, f.Rows = int(b[10]), int(b[11])
		f.Step, f.Count = 1, uint16(f.Columns)
		if f.Rows > 1 {
			f.Step, f.Count = uint16(f.Columns), uint16(f.Rows)
		}
		return f, f.Columns > 0
	case 0: // a mask of 15, 46 or 110 bits; k announces another part (4.2.2.1)
		f.Base = binary.BigEndian.Uint16(b[8:])
		return f, f.mask(b[10:], true)
	}
	return f, false
}

// ParseFlexFEC03 parses the header of draft-ietf-payload-flexible-fec-scheme-03, 4.2, with a single protected
// source. In this version k ends the mask.
func ParseFlexFEC03(b []byte) (f FlexFEC, ok bool) {
	if len(b) < 20 || b[0]>>6 != 0 || b[8] != 1 || b[9]|b[10]|b[11] != 0 {
		return f, false
	}
	f.SSRC, f.HasSSRC = binary.BigEndian.Uint32(b[12:]), true
	f.Base = binary.BigEndian.Uint16(b[16:])
	return f, f.mask(b[18:], false)
}

// mask reads a mask of up to three parts, of which the first two begin with the bit k. more is the value of k
// that announces another part. In draft-03 the third part begins with k as well.
func (f *FlexFEC) mask(b []byte, more bool) bool {
	first := binary.BigEndian.Uint16(b)
	f.Mask[0] = uint64(first&0x7fff) << 49
	if first&0x8000 != 0 == more {
		if len(b) < 6 {
			return false
		}
		second := binary.BigEndian.Uint32(b[2:])
		f.Mask[0] |= uint64(second&0x7fffffff) << 18
		if second&0x80000000 != 0 == more {
			if len(b) < 14 {
				return false
			}
			third := binary.BigEndian.Uint64(b[6:])
			if !more {
				third <<= 1
			}
			f.Mask[0] |= third >> 46
			f.Mask[1] = third << 18
		}
	}
	return f.Size() > 0
}
