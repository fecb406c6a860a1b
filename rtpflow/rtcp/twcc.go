package rtcp

import (
	"encoding/binary"
	"math/bits"
)

// TransportCC is a transport-wide congestion control feedback message
// (draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1).
type TransportCC struct {
	Base      uint16 // transport-wide sequence number of the first packet
	Packets   int    // packets with a reported status
	Received  int    // packets reported as received
	Reference uint32 // reference time, in units of 64 ms
	Number    uint8  // feedback packet count
}

// TransportCC parses a transport-cc message. ok is false if there are fewer status chunks than announced;
// Packets then counts the statuses that are present.
func (f Feedback) TransportCC() (t TransportCC, ok bool) {
	b := f.FCI
	if len(b) < 8 {
		return t, false
	}
	want := int(binary.BigEndian.Uint16(b[2:]))
	v := binary.BigEndian.Uint32(b[4:])
	t = TransportCC{Base: binary.BigEndian.Uint16(b), Reference: v >> 8, Number: uint8(v)}
	for b = b[8:]; t.Packets < want; b = b[2:] {
		if len(b) < 2 {
			return t, false
		}
		n, received := statusChunk(binary.BigEndian.Uint16(b), want-t.Packets)
		t.Packets += n
		t.Received += received
	}
	return t, true
}

// statusChunk returns the number of statuses in a chunk, at most most, and how many of them report a received
// packet.
func statusChunk(c uint16, most int) (n, received int) {
	switch {
	case c&0x8000 == 0: // run length
		n = min(int(c&0x1fff), most)
		if c>>13&3 != 0 {
			received = n
		}
	case c&0x4000 == 0: // one bit per packet
		n = min(14, most)
		received = bits.OnesCount16(c & 0x3fff >> (14 - n) << (14 - n))
	default: // two bits per packet
		n = min(7, most)
		for i := range n {
			if c>>(12-2*i)&3 != 0 {
				received++
			}
		}
	}
	return n, received
}
