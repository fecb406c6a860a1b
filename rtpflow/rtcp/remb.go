package rtcp

import "encoding/binary"

// REMB is a receiver estimated maximum bit rate message (draft-alvestrand-rmcat-remb, 2.2).
type REMB struct {
	BPS     uint64 // bit rate, saturated at 2^64-1: the message has 18 bits of mantissa and 6 of exponent
	sources []byte
}

func isREMB(fci []byte) bool { return len(fci) >= 4 && string(fci[:4]) == "REMB" }

// REMB parses a REMB message. ok is false if it has fewer sources than announced.
func (f Feedback) REMB() (e REMB, ok bool) {
	if !isREMB(f.FCI) || len(f.FCI) < 8 {
		return e, false
	}
	v := binary.BigEndian.Uint32(f.FCI[4:])
	n := min(int(v>>24), len(f.FCI)/4-2)
	return REMB{scaled(uint64(v&0x3ffff), v>>18&0x3f), f.FCI[8 : 8+4*n]}, n == int(v>>24)
}

// Len returns the number of sources that share the estimated bit rate.
func (e REMB) Len() int { return len(e.sources) / 4 }

// SSRC returns the SSRC of source i.
func (e REMB) SSRC(i int) uint32 { return binary.BigEndian.Uint32(e.sources[4*i:]) }
