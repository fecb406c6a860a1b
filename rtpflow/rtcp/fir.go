package rtcp

import "encoding/binary"

// IntraRequests contains the encoded entries of a full intra request (RFC 5104, 4.3.1).
type IntraRequests []byte

// IntraRequests returns the complete entries of a FIR message. ok is false if an incomplete entry follows.
func (f Feedback) IntraRequests() (r IntraRequests, ok bool) {
	return IntraRequests(f.FCI[:len(f.FCI)&^7]), len(f.FCI)%8 == 0
}

// Len returns the number of entries.
func (r IntraRequests) Len() int { return len(r) / 8 }

// At returns entry i: the SSRC that is asked for a decoder refresh point, and the command sequence number,
// which stays the same when the command is repeated.
func (r IntraRequests) At(i int) (ssrc uint32, seq uint8) {
	return binary.BigEndian.Uint32(r[8*i:]), r[8*i+4]
}
