package repair

import "encoding/binary"

// ULPFEC is what the headers of a parity packet of RFC 5109 say.
type ULPFEC struct {
	Group
	// Long says that the masks have 48 bits instead of 16.
	Long bool
	// Levels are the levels of protection; only the first has to be whole for a packet to be had again,
	// of the others more than their lengths is not read.
	Levels int
	// ProtectionLength is how many bytes of each packet the first level protects.
	ProtectionLength int
	// Exact says that the lengths of all levels add up to the payload.
	Exact bool
}

// ParseULPFEC reads the FEC header and the level headers (RFC 5109, 7.3 and 7.4). wireLen is the length
// of the payload on the wire, of which b may be only the beginning.
func ParseULPFEC(b []byte, wireLen int) (f ULPFEC, ok bool) {
	if len(b) < 14 || b[0]&0x80 != 0 { // E is for extensions that do not exist
		return f, false
	}
	f.Long = b[0]&0x40 != 0
	f.Base = binary.BigEndian.Uint16(b[2:])
	size := 4
	if f.Long {
		size = 8
	}
	if len(b) < 10+size {
		return f, false
	}
	f.ProtectionLength = int(binary.BigEndian.Uint16(b[10:]))
	f.Mask[0] = uint64(binary.BigEndian.Uint16(b[12:])) << 48
	if f.Long {
		f.Mask[0] |= uint64(binary.BigEndian.Uint32(b[14:])) << 16
	}
	at, length := 10, f.ProtectionLength
	for f.Levels = 1; ; f.Levels++ {
		at += size + length
		if at >= wireLen || at+2 > len(b) {
			break
		}
		length = int(binary.BigEndian.Uint16(b[at:]))
	}
	f.Exact = at == wireLen
	return f, f.Mask[0] != 0 && at <= wireLen
}
