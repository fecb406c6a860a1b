package rtcp

import (
	"encoding/binary"
	"math/bits"
)

// RLE is a run-length encoded block with one bit per sequence number from Begin up to, but not including, End:
// Loss RLE and Duplicate RLE (RFC 3611, 4.1 and 4.2), Post-repair Loss RLE (RFC 5725), Discard RLE (RFC 7097).
type RLE struct {
	SSRC       uint32
	Begin, End uint16
	Thinning   uint8 // only every 2^Thinning-th number is covered
	chunks     []byte
}

// RLE parses a run-length encoded block.
func (b *Block) RLE() (r RLE, ok bool) {
	switch b.Type {
	case BlockLossRLE, BlockDuplicateRLE, BlockPostRepairLoss, BlockDiscardRLE:
	default:
		return r, false
	}
	if len(b.Body) < 8 {
		return r, false
	}
	return RLE{binary.BigEndian.Uint32(b.Body), binary.BigEndian.Uint16(b.Body[4:]), binary.BigEndian.Uint16(b.Body[6:]), b.Specific & 0x0f, b.Body[8:]}, true
}

// Covered returns the number of sequence numbers that the block covers.
func (r RLE) Covered() int {
	step := 1 << r.Thinning
	first := (int(r.Begin) + step - 1) &^ (step - 1)
	end := int(r.Begin) + int(r.End-r.Begin)
	if first >= end {
		return 0
	}
	return (end-first-1)/step + 1
}

// Count returns the number of ones and zeros. A zero is a lost packet in a loss block and a duplicated packet
// in a duplicate block.
func (r RLE) Count() (ones, zeros int) {
	left := r.Covered()
	for b := r.chunks; len(b) >= 2 && left > 0; b = b[2:] {
		c := binary.BigEndian.Uint16(b)
		var n, set int
		switch {
		case c == 0: // terminating null chunk
			return ones, zeros
		case c&0x8000 == 0: // run length
			if n = min(int(c&0x3fff), left); c&0x4000 != 0 {
				set = n
			}
		default:
			n = min(15, left)
			set = bits.OnesCount16(c & 0x7fff >> (15 - n) << (15 - n))
		}
		ones, zeros, left = ones+set, zeros+n-set, left-n
	}
	return ones, zeros
}
