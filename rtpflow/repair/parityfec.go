package repair

import "encoding/binary"

// ParityFEC is the header of a parity packet of RFC 2733, or of its extension by Pro-MPEG and SMPTE 2022-1
// (also RFC 6015).
type ParityFEC struct {
	Group
	// Extended reports that the header has the extension. Row then distinguishes rows from columns (bit D).
	Extended, Row bool
}

// ParseParityFEC parses the header (RFC 2733, 6; SMPTE 2022-1, 8.2): Base, Step and Count from the extension,
// or the 24-bit mask without it.
func ParseParityFEC(b []byte) (f ParityFEC, ok bool) {
	if len(b) < 12 {
		return f, false
	}
	f.Base = binary.BigEndian.Uint16(b)
	f.Extended = b[4]&0x80 != 0
	mask := uint64(b[5])<<16 | uint64(b[6])<<8 | uint64(b[7])
	if !f.Extended {
		f.Mask[0] = mask << 40
		return f, mask != 0
	}
	if len(b) < 16 {
		return f, false
	}
	// N is reserved for future headers, type 0 is XOR, and a mask excludes offset and NA.
	if b[12]&0x80 != 0 || b[12]>>3&7 != 0 || mask != 0 {
		return f, false
	}
	f.Row = b[12]&0x40 != 0
	f.Step, f.Count = uint16(b[13]), uint16(b[14])
	return f, f.Step > 0 && f.Count > 0
}
