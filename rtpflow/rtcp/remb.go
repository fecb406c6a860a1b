package rtcp

import "encoding/binary"

// Estimate is a receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb, 2.2).
type Estimate struct {
	BPS     uint64 // the largest number where it is beyond that: 18 bits of mantissa, 6 of exponent
	sources []byte
}

func isREMB(fci []byte) bool { return len(fci) >= 4 && string(fci[:4]) == "REMB" }

// Estimate reads a REMB.
func (f Feedback) Estimate() (e Estimate, ok bool) {
	if !isREMB(f.FCI) || len(f.FCI) < 8 {
		return e, false
	}
	v := binary.BigEndian.Uint32(f.FCI[4:])
	n := min(int(v>>24), len(f.FCI)/4-2)
	return Estimate{scaled(uint64(v&0x3ffff), v>>18&0x3f), f.FCI[8 : 8+4*n]}, n == int(v>>24)
}

// Len is the number of sources that the estimate is about, together.
func (e Estimate) Len() int { return len(e.sources) / 4 }

// SSRC is that of source i.
func (e Estimate) SSRC(i int) uint32 { return binary.BigEndian.Uint32(e.sources[4*i:]) }
