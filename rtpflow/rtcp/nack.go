package rtcp

import "encoding/binary"

// NACKs contains the encoded entries of a generic NACK (RFC 4585, 6.2.1). Each entry requests the packet PID
// and those of the 16 following packets whose bit is set in BLP.
type NACKs []byte

// NACKs returns the complete entries of a generic NACK. ok is false if there are none or if an incomplete entry
// follows.
func (f Feedback) NACKs() (n NACKs, ok bool) {
	return NACKs(f.FCI[:len(f.FCI)&^3]), len(f.FCI) >= 4 && len(f.FCI)%4 == 0
}

// Len returns the number of entries.
func (n NACKs) Len() int { return len(n) / 4 }

// At returns entry i.
func (n NACKs) At(i int) (pid, blp uint16) {
	return binary.BigEndian.Uint16(n[4*i:]), binary.BigEndian.Uint16(n[4*i+2:])
}
