package rtcp

import "encoding/binary"

// Measurement tells what the other blocks of its packet were measured over (RFC 6776, 4.1).
type Measurement struct {
	SSRC        uint32
	FirstSeq    uint16  // of the source's life
	First, Last uint32  // extended sequence numbers of the interval
	Interval    float64 // seconds
	Cumulative  float64 // seconds
}

// Measurement reads a Measurement Information block.
func (b *Block) Measurement() (m Measurement, ok bool) {
	x := b.Body
	if b.Type != BlockMeasurement || len(x) < 28 {
		return m, false
	}
	return Measurement{binary.BigEndian.Uint32(x), binary.BigEndian.Uint16(x[6:]), binary.BigEndian.Uint32(x[8:]), binary.BigEndian.Uint32(x[12:]),
		float64(binary.BigEndian.Uint32(x[16:])) / (1 << 16), float64(binary.BigEndian.Uint64(x[20:])) / (1 << 32)}, true
}
