package payload

import (
	"encoding/binary"
	"math/bits"
)

// NAL is a NAL unit in a payload, or a fragment of one.
type NAL struct {
	Type byte
	// Header is the header of the NAL unit, which fragments carry in another form. H.264 has one byte.
	Header [2]byte
	Body   []byte // what follows the header
	// Whole is header and body in one piece, nil where the payload does not have them so.
	Whole []byte
	// Start says that the NAL unit begins here, End that it ends here.
	Start, End bool
	// Cut says that less is there than the payload announces. Body is what there is.
	Cut bool
	// DON is the decoding order number, TimeOffset what the time of the NAL unit is later than the timestamp
	// of its packet, in ticks. Both are 0 where NAL units are sent in decoding order.
	DON        uint16
	TimeOffset uint32
}

// InOnePiece is header and body of a NAL unit that is complete, nil for any other. It uses buffer where the payload does not
// have them so; header is the size of the header.
func (n *NAL) InOnePiece(buffer *[]byte, header int) []byte {
	if n.Whole != nil || !n.Start || !n.End || n.Cut {
		return n.Whole
	}
	*buffer = append(append((*buffer)[:0], n.Header[:header]...), n.Body...)
	return *buffer
}

// first8 is the first 8 bytes of b, filled up with zeros, the first byte on top.
func first8(b []byte) (w uint64) {
	if len(b) >= 8 {
		return binary.BigEndian.Uint64(b)
	}
	for i, c := range b {
		w |= uint64(c) << (56 - 8*i)
	}
	return w
}

// expGolomb reads an Exp-Golomb number (ITU-T H.264, 9.1) from the top of w and returns how many bits it took; 0
// if that is more than w can be trusted for.
func expGolomb(w uint64) (v uint64, n int) {
	zeros := bits.LeadingZeros64(w)
	if zeros >= 24 {
		return 0, 0
	}
	n = 2*zeros + 1
	return w>>(64-n) - 1, n
}
