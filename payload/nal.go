package payload

import (
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"strings"
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

// maxParameterSets bounds the parameter sets of one attribute of a description.
const maxParameterSets = 64

// ParameterSets reads the value of sprop-parameter-sets (RFC 6184, 8.1) or of sprop-vps, sprop-sps and sprop-pps
// (RFC 7798, 7.1): NAL units in Base64, separated by commas. What cannot be read is left out.
func ParameterSets(s string) (list [][]byte) {
	for text := range strings.SplitSeq(s, ",") {
		text = strings.TrimRight(strings.TrimSpace(text), "=")
		if b, err := base64.RawStdEncoding.DecodeString(text); err == nil && len(b) > 0 && len(list) < maxParameterSets {
			list = append(list, b)
		}
	}
	return list
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
