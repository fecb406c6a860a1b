package rtcp

import "encoding/binary"

// Bitrate is one entry of a temporary maximum media stream bit rate request or notification (RFC
// 5104, 4.2.1 and 4.2.2).
type Bitrate struct {
	SSRC     uint32 // TMMBR: the sender that is asked; TMMBN: who asked for the limit
	BPS      uint64 // maximum total media bit rate, headers included; the largest number where it is beyond that
	Overhead uint16 // measured, octets a packet
}

// Bitrates are the entries of a TMMBR or TMMBN, as bytes.
type Bitrates []byte

// Bitrates gives the entries; a TMMBN may have none.
func (f Feedback) Bitrates() (r Bitrates, ok bool) {
	return Bitrates(f.FCI[:len(f.FCI)&^7]), len(f.FCI)%8 == 0 && (len(f.FCI) > 0 || f.Kind == "TMMBN")
}

// Len is the number of entries.
func (r Bitrates) Len() int { return len(r) / 8 }

// At gives entry i.
func (r Bitrates) At(i int) Bitrate {
	v := binary.BigEndian.Uint32(r[8*i+4:])
	return Bitrate{binary.BigEndian.Uint32(r[8*i:]), scaled(uint64(v>>9&0x1ffff), v>>26), uint16(v & 0x1ff)}
}

// scaled is mantissa × 2^exp, or the largest number where that is too large.
func scaled(mantissa uint64, exp uint32) uint64 {
	if mantissa != 0 && mantissa<<exp>>exp != mantissa {
		return 1<<64 - 1
	}
	return mantissa << exp
}
