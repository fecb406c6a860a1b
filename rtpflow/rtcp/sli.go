package rtcp

import "encoding/binary"

// SliceLoss is one entry of a slice loss indication (RFC 4585, 6.3.2): macroblocks in raster order.
type SliceLoss struct {
	First, Number uint16 // 13 bits each
	Picture       uint8  // the lowest 6 bits of the picture's identifier
}

// SliceLosses are the entries of an SLI, as bytes.
type SliceLosses []byte

// SliceLosses gives the entries of an SLI.
func (f Feedback) SliceLosses() (s SliceLosses, ok bool) {
	return SliceLosses(f.FCI[:len(f.FCI)&^3]), len(f.FCI) >= 4 && len(f.FCI)%4 == 0
}

// Len is the number of entries.
func (s SliceLosses) Len() int { return len(s) / 4 }

// At gives entry i.
func (s SliceLosses) At(i int) SliceLoss {
	v := binary.BigEndian.Uint32(s[4*i:])
	return SliceLoss{uint16(v >> 19), uint16(v >> 6 & 0x1fff), uint8(v & 0x3f)}
}
