package rtcp

import "encoding/binary"

// VoIP is a VoIP Metrics block (RFC 3611, 4.7), as sent.
type VoIP struct {
	SSRC                          uint32
	LossRate, DiscardRate         uint8  // in 1/256
	BurstDensity, GapDensity      uint8  // lost and discarded within bursts and gaps, in 1/256
	BurstDuration, GapDuration    uint16 // mean, ms
	RoundTrip, EndSystem          uint16 // delays, ms
	Signal, Noise                 int8   // dBm0, Unavailable if not known
	RERL                          uint8  // residual echo return loss in dB, Unavailable if not known
	Gmin                          uint8
	RFactor, ExtRFactor           uint8  // 0 to 100, Unavailable if not known
	MOSLQ, MOSCQ                  uint8  // 10 to 50: ten times the score; Unavailable if not known
	Config                        uint8  // concealment and jitter buffer kind
	BufferNominal, BufferMax, Abs uint16 // jitter buffer delays, ms: nominal, maximum, absolute maximum
}

// Unavailable stands where a VoIP metric is not known.
const Unavailable = 127

// VoIP reads a VoIP Metrics block.
func (b *Block) VoIP() (v VoIP, ok bool) {
	if b.Type != BlockVoIP || len(b.Body) < 32 {
		return v, false
	}
	x := b.Body
	half := func(i int) uint16 { return binary.BigEndian.Uint16(x[i:]) }
	return VoIP{binary.BigEndian.Uint32(x), x[4], x[5], x[6], x[7], half(8), half(10), half(12), half(14), int8(x[16]), int8(x[17]),
		x[18], x[19], x[20], x[21], x[22], x[23], x[24], half(26), half(28), half(30)}, true
}

// Concealment names the packet loss concealment, "" if it is not told (RFC 3611, 4.7.6).
func (v VoIP) Concealment() string {
	return [4]string{1: "disabled", 2: "enhanced", 3: "standard"}[v.Config>>6]
}

// Buffer names the kind of jitter buffer, "" if it is not known.
func (v VoIP) Buffer() string {
	return [4]string{2: "non-adaptive", 3: "adaptive"}[v.Config>>4&3]
}
