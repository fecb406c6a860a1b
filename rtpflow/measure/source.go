package measure

// maxSamples bounds the packets that are kept while the clock rate is unknown.
const maxSamples = 512

// Packet is the input of a Source: one RTP packet.
type Packet struct {
	Header
	Arrival            int64 // nanoseconds
	Frame              int64
	TruncatedBySnaplen bool // by the snapshot length
}

// Source computes the statistics of one SSRC in one direction of one flow or interleaved channel. Fields
// accessed for every packet come first: with thousands of sources, cache misses dominate the cost.
type Source struct {
	SSRC       uint32
	LastTS     uint32
	pt         uint8 // of the last packet; counted in ptCount, earlier ones in pts
	MaxPayload int32 // longest payload in bytes
	// Wireshark computes statistics by tshark's definitions; nil unless requested.
	Wireshark    *Wireshark
	ptCount      int64
	PayloadBytes int64
	Markers      int64
	LastFrame    int64
	End          int64 // latest arrival
	lastArrival  int64
	arrivedFrame int64  // frame of the packet at lastArrival
	arrivedTS    uint32 // its RTP timestamp
	step         uint32 // from the timestamp before it, if no number was missing
	deltaSum     int64
	deltaMax     int64
	deltaN       int64
	RTPBytes     int64 // including headers and padding
	sliceStart   int64 // current slice, in nanoseconds; see Series
	sliceEnd     int64
	Timing       Timing
	// Overhead is the size of the IP and UDP headers of each packet in bytes. It must be set before the first
	// packet.
	Overhead      int64
	Start         int64 // earliest arrival
	DeltaMaxFrame int64
	// MaxPayloadFrame is the first frame with a payload of MaxPayload bytes.
	MaxPayloadFrame int64
	Seq             Sequence

	Series *Series // nil unless CollectSeries was called
	Peak   Peak
	tally  tally

	pts                           []ptCount
	foreign                       *foreign // nil without
	Malformed, TruncatedBySnaplen int64
	badPadding, profiles          variety
	FirstSeq                      uint16
	FirstTS                       uint32
	FirstFrame                    int64

	unconfirmed Packet      // the packet of an unconfirmed jump
	begun       overtaking  // the first packet of the current sequence range
	Reordering  *Reordering // nil until a number is skipped
	Gaps        []Gap
	Jumps       []Jump
	JumpCount   int64
	samples     []Sample // kept while Timing.Rate is 0
	// DuplicateBytes is the total payload size of duplicates.
	DuplicateBytes int64
	// Interruptions contains the longest times without packets; InterruptionCount counts all of them.
	Interruptions     []Interruption
	InterruptionCount int64
	// CaptureTimeRegressions counts packets that were captured after the previous packet but have an earlier
	// timestamp; MaxCaptureTimeRegression is the largest step back in nanoseconds.
	CaptureTimeRegressions, MaxCaptureTimeRegression int64
	// JitterFrame is the frame with the highest jitter, or 0 if that frame preceded the known clock rate.
	JitterFrame int64
	// PayloadTypeChanges counts the changes of the payload type; PayloadTypeChangeFrame is the frame of the
	// first.
	PayloadTypeChanges, PayloadTypeChangeFrame int64
	// Seeks is shared by the sources of a capture; nil where nothing is known about PLAYs.
	Seeks   *Seeks
	gapRoom int // how many gaps are kept before forgetGaps is called
	// LostRunsForgotten counts the runs of lost packets in gaps that are no longer in Gaps because no PLAY explains
	// them; LongestForgotten is the length of the longest.
	LostRunsForgotten, LongestForgotten int64
	// GapsDropped counts the gaps that were not recorded for lack of room, so that it is not known whether a PLAY
	// explains them; GapsDroppedFrame is the frame that showed the first.
	GapsDropped, GapsDroppedFrame int64
	// ExtensionProfile is the profile of the last header extension; Extensions counts them.
	Extensions       int64
	ExtensionProfile uint16
}

type ptCount struct {
	pt uint8
	n  int64
}

// PayloadTypes returns the number of packets per payload type.
func (s *Source) PayloadTypes() map[uint8]int64 {
	m := make(map[uint8]int64, len(s.pts)+1)
	for _, p := range s.pts {
		if p.n > 0 {
			m[p.pt] += p.n
		}
	}
	if s.ptCount > 0 {
		m[s.pt] += s.ptCount
	}
	return m
}

// LastPayloadType returns the payload type of the last packet.
func (s *Source) LastPayloadType() uint8 { return s.pt }

// Add measures a packet and returns the classification of its sequence number.
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
	v, missing := s.Seq.Take(p.Seq, p.Timestamp, p.Arrival)
	switch v {
	case InOrder:
	case AfterGap:
		s.gap(s.Seq.Max()-missing, missing, p, s.place())
	case Late:
		s.late(p, missing)
	case Duplicate:
		s.DuplicateBytes += int64(p.PayloadLen)
		return v
	case Jumped:
		s.unconfirmed = *p
		return v
	case Confirmed:
		s.jump()
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
	if p.Malformed || p.TruncatedBySnaplen || p.Extension {
		s.countOdd(p)
	}
}

func (s *Source) countOdd(p *Packet) {
	if p.Malformed {
		s.Malformed++
		if p.BadPadding != 0 {
			s.badPadding.add(p.BadPadding)
		}
	}
	if p.TruncatedBySnaplen {
		s.TruncatedBySnaplen++
	}
	if p.ExtensionProfile != 0 {
		s.profiles.add(int(p.ExtensionProfile))
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
	if s.PayloadTypeChanges++; s.PayloadTypeChanges == 1 {
		s.PayloadTypeChangeFrame = p.Frame
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

// arrive measures the arrival of a packet that is not a duplicate. missing is the count of numbers skipped
// before it.
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
			s.interrupted(Interruption{p.Arrival, d, p.Frame, int32(p.Timestamp - s.arrivedTS), max(0, missing)}) // a late packet adds none
		} else if d < 0 && p.Frame > s.arrivedFrame {
			s.captureTimeRegression(-d)
		}
	}
	explained := missing > 0 && p.Timestamp-s.arrivedTS == uint32(missing+1)*s.step // by the packets that are missing
	if missing == 0 {
		s.step = p.Timestamp - s.arrivedTS
	}
	s.lastArrival, s.arrivedTS, s.arrivedFrame = p.Arrival, p.Timestamp, p.Frame
	if s.Timing.Rate == 0 {
		s.wait(p, late)
		return
	}
	from := s.Timing.lastTS
	if s.Timing.Add(p.Arrival, p.Timestamp, late) && !explained {
		s.addJump(Jump{Time: p.Arrival, Frame: p.Frame, FromSeq: p.Seq - 1, ToSeq: p.Seq, FromTime: from, ToTime: p.Timestamp})
	} else if s.Timing.MaxJitterArrival == p.Arrival {
		s.JitterFrame = p.Frame
	}
}

// maxDisorder is the largest backward step of capture times, in nanoseconds, that is attributed to the merging
// of several interfaces. A larger step means that the capture clock was set back.
const maxDisorder = 10_000_000

// captureTimeRegression records a backward step of the capture clock. If the clock was set back, arrivals
// before and after the step are not comparable.
func (s *Source) captureTimeRegression(step int64) {
	s.CaptureTimeRegressions++
	s.MaxCaptureTimeRegression = max(s.MaxCaptureTimeRegression, step)
	if step > maxDisorder {
		s.Timing.Reset()
	}
}

// wait keeps the times of a packet until the clock rate is known and estimates the rate once enough are kept.
func (s *Source) wait(p *Packet, late bool) {
	if len(s.samples) < maxSamples {
		s.samples = append(s.samples, Sample{p.Arrival, p.Timestamp, late, s.Timing.reset})
		s.Timing.reset = false
	}
	if len(s.samples) == maxSamples {
		s.Estimate()
	}
}

// SetRate sets the clock rate in Hz and measures the packets kept so far. A second call has no effect.
func (s *Source) SetRate(rate int) {
	if s.Timing.Rate != 0 || rate <= 0 {
		return
	}
	s.Timing.Rate = float64(rate)
	s.replay(s.samples)
	s.samples = nil
}

// Estimate sets the clock rate from the timestamps if they determine a standard rate; see EstimateRate.
func (s *Source) Estimate() bool {
	if s.Timing.Rate != 0 || len(s.samples) == 0 {
		return false
	}
	if rate, exact, ok := EstimateRate(s.samples); ok && exact {
		s.SetRate(rate)
		return true
	}
	if len(s.samples) == maxSamples { // make room and retry with later packets
		s.samples = append(s.samples[:0], s.samples[maxSamples/2:]...)
	}
	return false
}

// Delta returns the mean and the longest time between arrivals in milliseconds, excluding duplicates.
func (s *Source) Delta() (mean, highest float64, ok bool) {
	if s.deltaN == 0 {
		return 0, 0, false
	}
	return float64(s.deltaSum) / float64(s.deltaN) * 1e-6, float64(s.deltaMax) * 1e-6, true
}
