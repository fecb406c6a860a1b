package measure

// maxSamples is how many packets are kept while the clock rate is not known.
const maxSamples = 512

// Packet is what a Source needs to know of one RTP packet.
type Packet struct {
	Header
	Arrival int64 // nanoseconds
	Frame   int64
	Snapped bool // the capture kept only a part of it
}

// Source measures one SSRC in one direction of one flow or channel. What every packet touches stands
// together at the top: with thousands of sources it is the cache misses that cost.
type Source struct {
	SSRC       uint32
	LastTS     uint32
	pt         uint8 // of the last packet; ptCount counts it, pts those before
	MaxPayload int32 // length of the longest payload
	// Wireshark measures by tshark's definitions; nil unless that is asked for.
	Wireshark    *Wireshark
	ptCount      int64
	PayloadBytes int64
	Markers      int64
	LastFrame    int64
	End          int64 // latest arrival
	lastArrival  int64
	arrivedFrame int64  // the one at lastArrival,
	arrivedTS    uint32 // and its timestamp
	deltaSum     int64
	deltaMax     int64
	deltaN       int64
	RTPBytes     int64 // with headers and padding
	sliceStart   int64 // the slice that is open, nanoseconds; see Series
	sliceEnd     int64
	Timing       Timing
	// Overhead is what each packet has below RTP: its IP and UDP headers, in bytes. To be set before
	// the first packet.
	Overhead      int64
	Start         int64 // earliest arrival
	DeltaMaxFrame int64
	// MaxPayloadFrame is the first frame that has a payload of MaxPayload.
	MaxPayloadFrame int64
	Seq             Sequence

	Series *Series // nil unless OverTime asked for it
	Peak   Peak
	tally  tally

	pts                []ptCount
	Malformed, Snapped int64
	FirstSeq           uint16
	FirstTS            uint32
	FirstFrame         int64

	held    Packet      // the packet of an unconfirmed jump
	begun   overtaking  // the first packet of the range of numbers
	Order   *Reordering // nil while no number was skipped
	Holes   []Hole
	Jumps   []Jump
	JumpsN  int64
	samples []Sample // while Timing.Rate is 0
	// DuplicateBytes are the payload bytes of duplicates.
	DuplicateBytes int64
	// Interruptions are the longest times without packets, InterruptionsN counts all.
	Interruptions  []Interruption
	InterruptionsN int64
	// ClockBack counts packets that were captured after the one before and yet have an earlier time;
	// MaxClockBack is the greatest step back in nanoseconds.
	ClockBack, MaxClockBack int64
	// JitterFrame is the frame in which jitter was highest, 0 if that was before the rate was known.
	JitterFrame int64
	// TypeChanges counts changes of the payload type, TypeFrame is the frame of the first.
	TypeChanges, TypeFrame int64
	// HolesDropped counts holes that were not remembered.
	HolesDropped int64
	// ExtensionProfile is that of the last header extension, Extensions counts them.
	Extensions       int64
	ExtensionProfile uint16
}

type ptCount struct {
	pt uint8
	n  int64
}

// PayloadTypes returns the packets counted by payload type.
func (s *Source) PayloadTypes() map[uint8]int64 {
	m := make(map[uint8]int64, len(s.pts)+1)
	for _, p := range s.pts {
		m[p.pt] += p.n
	}
	if s.ptCount > 0 {
		m[s.pt] += s.ptCount
	}
	return m
}

// LastPayloadType is the payload type of the last packet.
func (s *Source) LastPayloadType() uint8 { return s.pt }

// Add measures a packet of the source and says what its sequence number meant.
func (s *Source) Add(p *Packet) Verdict {
	if s.Seq.Packets == 0 {
		s.first(p)
	}
	if p.Arrival >= s.sliceEnd || p.Arrival < s.sliceStart {
		s.turn(p.Arrival)
	}
	s.count(p)
	if s.Wireshark != nil {
		s.Wireshark.Add(p)
	}
	v, missing := s.Seq.Add(p.Seq)
	switch v {
	case InOrder:
	case Ahead:
		s.hole(s.Seq.Max()-missing, missing, p, s.place())
	case Late:
		s.late(p, missing)
	case Duplicate:
		s.DuplicateBytes += int64(p.PayloadLen)
		return v
	case Jumped:
		s.held = *p
		return v
	case Confirmed:
		s.jump(p)
		missing = 0
	}
	s.arrive(p, missing, v == Late)
	return v
}

func (s *Source) first(p *Packet) {
	s.SSRC = p.SSRC
	s.FirstSeq, s.FirstTS = p.Seq, p.Timestamp
	s.FirstFrame, s.Start, s.End = p.Frame, p.Arrival, p.Arrival
	s.lastArrival = p.Arrival
	s.pt = p.PayloadType
	s.begun = overtaking{first: int64(p.Seq), time: p.Arrival, place: 1}
}

func (s *Source) count(p *Packet) {
	if p.PayloadType != s.pt {
		s.changeType(p)
	}
	s.ptCount++
	s.PayloadBytes += int64(p.PayloadLen)
	s.RTPBytes += int64(p.HeaderLen + p.PayloadLen + p.Padding)
	if n := int32(p.PayloadLen); n > s.MaxPayload {
		s.MaxPayload, s.MaxPayloadFrame = n, p.Frame
	}
	if p.Marker {
		s.Markers++
	}
	s.LastTS, s.LastFrame = p.Timestamp, p.Frame
	if p.Arrival >= s.End {
		s.End = p.Arrival
	} else {
		s.Start = min(s.Start, p.Arrival)
	}
	if p.Malformed || p.Snapped || p.Extension {
		s.countOdd(p)
	}
}

func (s *Source) countOdd(p *Packet) {
	if p.Malformed {
		s.Malformed++
	}
	if p.Snapped {
		s.Snapped++
	}
	if p.Extension {
		s.Extensions++
		s.ExtensionProfile = p.ExtensionProfile
	}
}

func (s *Source) changeType(p *Packet) {
	if s.ptCount > 0 {
		s.addType(s.pt, s.ptCount)
	}
	s.pt, s.ptCount = p.PayloadType, 0
	if s.TypeChanges++; s.TypeChanges == 1 {
		s.TypeFrame = p.Frame
	}
}

func (s *Source) addType(pt uint8, n int64) {
	for i := range s.pts {
		if s.pts[i].pt == pt {
			s.pts[i].n += n
			return
		}
	}
	s.pts = append(s.pts, ptCount{pt, n})
}

// arrive measures the arrival of a packet that is no duplicate and before which numbers are missing.
func (s *Source) arrive(p *Packet, missing int64, late bool) {
	if s.Seq.Packets > 1 {
		d := p.Arrival - s.lastArrival
		if d >= 0 {
			s.deltaSum += d
			s.deltaN++
		}
		if d > s.deltaMax {
			s.deltaMax, s.DeltaMaxFrame = d, p.Frame
		}
		if d >= MinInterruption {
			s.interrupted(Interruption{p.Arrival, d, p.Frame, int32(p.Timestamp - s.arrivedTS), missing})
		} else if d < 0 && p.Frame > s.arrivedFrame {
			s.clockBack(-d)
		}
	}
	s.lastArrival, s.arrivedTS, s.arrivedFrame = p.Arrival, p.Timestamp, p.Frame
	if s.Timing.Rate == 0 {
		s.wait(p, late)
		return
	}
	from := s.Timing.lastTS
	if s.Timing.Add(p.Arrival, p.Timestamp, late) {
		s.addJump(Jump{Time: p.Arrival, Frame: p.Frame, FromSeq: p.Seq - 1, ToSeq: p.Seq, FromTime: from, ToTime: p.Timestamp})
	} else if s.Timing.Peak == p.Arrival {
		s.JitterFrame = p.Frame
	}
}

// maxDisorder is how far back, in nanoseconds, capture times may step because a capture holds packets
// of several interfaces in another order; beyond, the clock was set back.
const maxDisorder = 10_000_000

// clockBack notes that the capture clock stepped back. If it was set back, arrivals before and after
// cannot be compared.
func (s *Source) clockBack(step int64) {
	s.ClockBack++
	s.MaxClockBack = max(s.MaxClockBack, step)
	if step > maxDisorder {
		s.Timing.Anew()
	}
}

// wait keeps a packet's times until the clock rate is known, and estimates it when enough are kept.
func (s *Source) wait(p *Packet, late bool) {
	if len(s.samples) < maxSamples {
		s.samples = append(s.samples, Sample{p.Arrival, p.Timestamp, late, s.Timing.anew})
		s.Timing.anew = false
	}
	if len(s.samples) == maxSamples {
		s.Estimate()
	}
}

// SetRate gives the clock rate in Hz once it is known and measures the packets kept so far. A second
// rate is ignored.
func (s *Source) SetRate(rate int) {
	if s.Timing.Rate != 0 || rate <= 0 {
		return
	}
	s.Timing.Rate = float64(rate)
	s.replay(s.samples)
	s.samples = nil
}

// Estimate sets the clock rate by the timestamps themselves, if they tell it; see EstimateRate.
func (s *Source) Estimate() bool {
	if s.Timing.Rate != 0 || len(s.samples) == 0 {
		return false
	}
	if rate, exact, ok := EstimateRate(s.samples); ok && exact {
		s.SetRate(rate)
		return true
	}
	if len(s.samples) == maxSamples { // make room: look again at later packets
		s.samples = append(s.samples[:0], s.samples[maxSamples/2:]...)
	}
	return false
}

// Delta gives mean and longest time between arrivals in milliseconds, duplicates left out.
func (s *Source) Delta() (mean, highest float64, ok bool) {
	if s.deltaN == 0 {
		return 0, 0, false
	}
	return float64(s.deltaSum) / float64(s.deltaN) * 1e-6, float64(s.deltaMax) * 1e-6, true
}
