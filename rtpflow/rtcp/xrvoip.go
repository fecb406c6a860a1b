package rtcp

import "encoding/binary"

// VoIP is a VoIP Metrics block (RFC 3611, 4.7), with the values as sent.
type VoIP struct {
	SSRC                          uint32
	LossRate, DiscardRate         uint8  // in 1/256
	BurstDensity, GapDensity      uint8  // share of lost and discarded packets in bursts and gaps, in 1/256
	BurstDuration, GapDuration    uint16 // mean, ms
	RoundTrip, EndSystem          uint16 // delays, ms
	Signal, Noise                 int8   // dBm0; Unavailable if unknown
	RERL                          uint8  // residual echo return loss in dB; Unavailable if unknown
	Gmin                          uint8
	RFactor, ExtRFactor           uint8  // 0 to 100; Unavailable if unknown
	MOSLQ, MOSCQ                  uint8  // ten times the MOS, 10 to 50; Unavailable if unknown
	BufferNominal, BufferMax, Abs uint16 // jitter buffer delays in ms: nominal, maximum, absolute maximum
}

// Unavailable is the value of a VoIP metric that is unknown.
const Unavailable = 127

// VoIP parses a VoIP Metrics block.
func (b *Block) VoIP() (v VoIP, ok bool) {
	if b.Type != BlockVoIP || len(b.Body) < 32 {
		return v, false
	}
	x := b.Body
	half := func(i int) uint16 { return binary.BigEndian.Uint16(x[i:]) }
	return VoIP{
		binary.BigEndian.Uint32(x), x[4], x[5], x[6], x[7], half(8), half(10), half(12), half(14), int8(x[16]), int8(x[17]),
		x[18], x[19], x[20], x[21], x[22], x[23], half(26), half(28), half(30),
	}, true
}
