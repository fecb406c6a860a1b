package rtcp

import "encoding/binary"

// IntraRequests are the entries of a full intra request (RFC 5104, 4.3.1), as bytes.
type IntraRequests []byte

// IntraRequests gives the entries of a FIR; ok is false where a part of one is left.
func (f Feedback) IntraRequests() (r IntraRequests, ok bool) {
	return IntraRequests(f.FCI[:len(f.FCI)&^7]), len(f.FCI)%8 == 0
}

// Len is the number of entries.
func (r IntraRequests) Len() int { return len(r) / 8 }

// At gives entry i: the source that is asked for a decoder refresh point, and the command's sequence
// number, which stays the same when the command is repeated.
func (r IntraRequests) At(i int) (ssrc uint32, seq uint8) {
	return binary.BigEndian.Uint32(r[8*i:]), r[8*i+4]
}
