package repair

import "encoding/binary"

// ParseRTX returns the original sequence number at the beginning of a retransmission payload (RFC 4588, 4).
func ParseRTX(payload []byte) (osn uint16, ok bool) {
	if len(payload) < 2 {
		return 0, false
	}
	return binary.BigEndian.Uint16(payload), true
}
