package repair

import "encoding/binary"

// ULPFEC contains the headers of a parity packet of RFC 5109.
type ULPFEC struct {
	Group
	// Long reports that the masks have 48 bits instead of 16.
	Long bool
	// Levels is the number of protection levels. Only the first level has to be complete to restore a packet;
	// of the others only the lengths are parsed.
	Levels int
	// ProtectionLength is the number of bytes of each packet that the first level protects.
	ProtectionLength int
	// Exact reports that the lengths of all levels add up to the payload length.
	Exact bool
}

// ParseULPFEC parses the FEC header and the level headers (RFC 5109, 7.3 and 7.4). b may be only the beginning
// of the payload; wireLen is its length on the wire.
func ParseULPFEC(b []byte, wireLen int) (f ULPFEC, ok bool) {
	if len(b) < 14 || b[0]&0x80 != 0 { // E is reserved for extensions that do not exist
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
