package rtcp

import (
	"encoding/binary"
	"math/bits"
)

// NACKs are the entries of a generic NACK (RFC 4585, 6.2.1), as bytes: each asks for the packet PID
// and for those of the 16 after it whose bit is set in BLP.
type NACKs []byte

// NACKs gives the entries of a NACK; ok is false where there are none, or a part of one.
func (f Feedback) NACKs() (n NACKs, ok bool) {
	return NACKs(f.FCI[:len(f.FCI)&^3]), len(f.FCI) >= 4 && len(f.FCI)%4 == 0
}

// Len is the number of entries.
func (n NACKs) Len() int { return len(n) / 4 }

// At gives entry i.
func (n NACKs) At(i int) (pid, blp uint16) {
	return binary.BigEndian.Uint16(n[4*i:]), binary.BigEndian.Uint16(n[4*i+2:])
}

// Packets is how many packets are asked for.
func (n NACKs) Packets() (total int) {
	for i := range n.Len() {
		_, blp := n.At(i)
		total += 1 + bits.OnesCount16(blp)
	}
	return total
}
