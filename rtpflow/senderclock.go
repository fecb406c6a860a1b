package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/clock"
	"rtspect/rtpflow/measure"
)

// WallClock is what maps the RTP timestamps of a stream to its sender's clock: sender reports, or more precise
// header extensions.
type WallClock struct {
	// From is "sr", "onvif-replay", "ntp-extension" (RFC 6051) or "abs-capture-time".
	From string
	// Kind is the clock that the sender uses for NTP timestamps: a clock.Kind, or "contradictory" if the reports
	// contradict each other.
	Kind    string
	Reports int // pairs of NTP and RTP time that were used
	Wrong   int // of these, that do not match the others or the packets; left out
	// WrongFrames are the packets of these (bounded).
	WrongFrames []capture.Frame
	// FirstCapture and LastCapture are the sender's time of day (nanoseconds since 1970) at the
	// timestamps of the first and the last packet. Nil if that clock is not set to the time of day.
	FirstCapture, LastCapture *int64
	// OffsetMS is the least arrival − sender's time of the sender reports: how far the sender's clock lags the clock of
	// the capture, plus the shortest delay of a report.
	OffsetMS *float64
	// Rate is the RTP clock against the sender's wall clock.
	Rate  *SenderRate
	Steps []ClockStep
	// MaxOffsetMS is the greatest such difference. Nil where OffsetMS is, or where the clock of the capture
	// steps back, so that it is not known whose clock is off.
	MaxOffsetMS *float64
	// Delay is arrival − sender's clock over the first packet of each timestamp. Only its variation
	// is meaningful unless both clocks are synchronized. Nil for replayed recordings.
	Delay *TransitTimes
}

// ClockMap maps the RTP timestamps of a stream to its sender's clock.
type ClockMap struct {
	Kind    clock.Kind
	Transit *measure.TransitHistory // extends timestamps beyond 32 bits
	// Sections are the lines through the pairs of NTP and RTP time, by section of Transit, the earliest first.
	Sections map[int][]clock.Line
}

// At returns the time of the sender's clock, in nanoseconds, at the RTP timestamp of a packet with that
// arrival time: since 1970 where the clock is set to the time of day. It returns false where no line
// covers the timestamp.
func (m *ClockMap) At(arrival int64, ts uint32) (ns int64, ok bool) {
	if m == nil {
		return 0, false
	}
	ext, section, ok := m.Transit.Extend(arrival, ts)
	if !ok {
		return 0, false
	}
	l := m.Line(section, ext)
	if l == nil {
		return 0, false
	}
	return l.At(ext), true
}

// CaptureTime is At where the sender's clock is set to the time of day.
func (m *ClockMap) CaptureTime(arrival int64, ts uint32) (ns int64, ok bool) {
	if m == nil || !m.Kind.Absolute() {
		return 0, false
	}
	return m.At(arrival, ts)
}

// Line returns the line that applies at an extended timestamp of a section: the last one that starts
// before it, else the first; nil if the section has none.
func (m *ClockMap) Line(section int, ext int64) *clock.Line {
	lines := m.Sections[section]
	if len(lines) == 0 {
		return nil
	}
	best := &lines[0]
	for i := range lines {
		if lines[i].Ext <= ext {
			best = &lines[i]
		}
	}
	return best
}

// SenderRate is the rate of a sender's RTP clock by its own wall clock.
type SenderRate struct {
	Hz       float64  // ticks in a second of the sender's wall clock
	PPM      float64  // against the nominal rate, positive where it is fast
	ErrorPPM *float64 // standard error
	Span     float64  // seconds that it was measured over
}

// ClockStep is a jump of a sender's wall clock without a jump of its RTP timestamps.
type ClockStep struct {
	Time  int64         // arrival of the first report after it
	Frame capture.Frame // likewise
	MS    float64       // positive where the clock was set forward
}

// TransitTimes are times between the sender's clock and the arrival, in milliseconds.
type TransitTimes struct{ Min, Mean, Max float64 }

// ReplayFlags counts the packets that carry ONVIF's replay extension, and the flags in it.
type ReplayFlags struct {
	Packets         int64
	CleanPoints     int64 // C: clean point, from which decoding can start
	Ends            int64 // E: end of a contiguous section of the recording
	Discontinuities int64 // D: discontinuity before it
	Terminal        int64 // T: last packet of the requested recording
}

// TransmissionOffsets are the times from the sampling instant to the sending of packets (RFC 5450), in
// milliseconds.
type TransmissionOffsets struct{ Min, Mean, Max float64 }

// AVOffset compares the video and the audio of a session by their senders' wall clock.
type AVOffset struct {
	VideoMedia, AudioMedia int // their indexes
	Video, Audio           *Stream
	// TiedBy is why both clocks are the same: "cname" (RFC 3550, 6.5.1), or "session" without CNAMEs.
	TiedBy string
	// MeanMS is the mean transit time of the video less that of the audio: how much later (positive)
	// the video of an instant arrives than its audio.
	MeanMS float64
	// DriftMSPerMinute is how fast this grows, by least squares.
	DriftMSPerMinute *float64
	// GapMS is the offset less the spread of transit times, which frame reordering in the encoder and large packets
	// cause: 0 if the usual ranges overlap, else the distance between them.
	GapMS *float64
	// Verdict judges GapMS by ITU-R BT.1359: "undetectable", "detectable" or "unacceptable"; where
	// arrivals show nothing about lip sync, "sent-ahead", "not-real-time" or "too-short".
	Verdict string
	// RTPInfoMS is how much later, by the sender reports, the video was captured than the audio at the two timestamps
	// of one position in RTP-Info: audio and video shift by as much when a player switches from RTP-Info to the
	// reports.
	RTPInfoMS *float64
}

// ContradictoryClock is the WallClock.Kind of a sender whose reports do not agree with one another or with the packets.
const ContradictoryClock = "contradictory"

// The verdicts of AVOffset.
const (
	VerdictUndetectable = "undetectable"
	VerdictDetectable   = "detectable"
	VerdictUnacceptable = "unacceptable"
	VerdictSentAhead    = "sent-ahead"
	VerdictNotRealTime  = "not-real-time"
	VerdictTooShort     = "too-short"
)

// Judged reports whether arrival times allow a verdict on lip sync.
func (x *AVOffset) Judged() bool {
	return x.Verdict == VerdictUndetectable || x.Verdict == VerdictDetectable || x.Verdict == VerdictUnacceptable
}
