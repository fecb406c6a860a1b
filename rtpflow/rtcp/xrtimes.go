package rtcp

import "encoding/binary"

// ReceiptTimes is a Packet Receipt Times block (RFC 3611, 4.3).
type ReceiptTimes struct {
	SSRC       uint32
	Begin, End uint16
	Thinning   uint8
	times      []byte
}

// ReceiptTimes parses a Packet Receipt Times block.
func (b *Block) ReceiptTimes() (r ReceiptTimes, ok bool) {
	if b.Type != BlockReceiptTimes || len(b.Body) < 8 {
		return r, false
	}
	return ReceiptTimes{binary.BigEndian.Uint32(b.Body), binary.BigEndian.Uint16(b.Body[4:]), binary.BigEndian.Uint16(b.Body[6:]), b.Specific & 0x0f, b.Body[8:]}, true
}

// Len returns the number of receipt times.
func (r ReceiptTimes) Len() int { return len(r.times) / 4 }

// ReferenceTime parses the NTP timestamp of a Receiver Reference Time block (RFC 3611, 4.4).
func (b *Block) ReferenceTime() (ntp uint64, ok bool) {
	if b.Type != BlockReferenceTime || len(b.Body) < 8 {
		return 0, false
	}
	return binary.BigEndian.Uint64(b.Body), true
}

// Delays contains the encoded sub-blocks of a DLRR block (RFC 3611, 4.5).
type Delays []byte

// Delay is the response to a receiver's reference time.
type Delay struct {
	SSRC uint32 // of the receiver
	LRR  uint32 // middle 32 bits of its last reference time (LRR)
	DLRR uint32 // delay since the last RRTR in 1/65536 s (DLRR)
}

// Delays returns the complete sub-blocks of a DLRR block. ok is false if an incomplete one follows.
func (b *Block) Delays() (d Delays, ok bool) {
	if b.Type != BlockDLRR {
		return nil, false
	}
	n := len(b.Body) / 12 * 12
	return Delays(b.Body[:n]), n == len(b.Body)
}

// Len returns the number of sub-blocks.
func (d Delays) Len() int { return len(d) / 12 }

// At returns sub-block i.
func (d Delays) At(i int) Delay {
	b := d[12*i:]
	return Delay{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])}
}
