package repair

import "encoding/binary"

// ParseRTX reads the original sequence number with which the payload of a retransmission begins (RFC
// 4588, 4).
func ParseRTX(payload []byte) (osn uint16, ok bool) {
	if len(payload) < 2 {
		return 0, false
	}
	return binary.BigEndian.Uint16(payload), true
}
