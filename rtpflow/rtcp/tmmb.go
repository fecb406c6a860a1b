package rtcp

import "encoding/binary"

// Bitrate is an entry of a temporary maximum media stream bit rate request or notification (RFC 5104, 4.2.1 and
// 4.2.2).
type Bitrate struct {
	SSRC uint32 // TMMBR: the sender that is addressed; TMMBN: the owner of the limit
	BPS  uint64 // maximum total media bit rate including headers, saturated at 2^64-1
}

// Bitrates contains the encoded entries of a TMMBR or TMMBN.
type Bitrates []byte

// Bitrates returns the complete entries. ok is false if an incomplete entry follows, or if a TMMBR has no
// entries.
func (f Feedback) Bitrates() (r Bitrates, ok bool) {
	return Bitrates(f.FCI[:len(f.FCI)&^7]), len(f.FCI)%8 == 0 && (len(f.FCI) > 0 || f.Kind == "TMMBN")
}

// Len returns the number of entries.
func (r Bitrates) Len() int { return len(r) / 8 }

// At returns entry i.
func (r Bitrates) At(i int) Bitrate {
	v := binary.BigEndian.Uint32(r[8*i+4:])
	return Bitrate{binary.BigEndian.Uint32(r[8*i:]), scaled(uint64(v>>9&0x1ffff), v>>26)}
}

// scaled returns mantissa × 2^exp, saturated at 2^64-1.
func scaled(mantissa uint64, exp uint32) uint64 {
	if mantissa != 0 && mantissa<<exp>>exp != mantissa {
		return 1<<64 - 1
	}
	return mantissa << exp
}
