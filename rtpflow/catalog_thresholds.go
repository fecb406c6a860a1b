//home: rtpflow/findings/catalog

package rtpflow

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Thresholds say from where on what is measured is worth a finding. Each has its unit in the table that
// AllThresholds gives; DefaultThresholds are the values that the program starts with.
type Thresholds struct {
	SlowAnswer     float64 // s
	VerySlowAnswer float64 // s
	ZeroWindow     float64 // s
	IdleReset      float64 // s
	LateRTP        float64 // s
	LateRTPPause   float64 // s
	LateKeepalive  float64 // %
	SevereLoss     float64 // %
	Stall          float64 // s
	LossBurst      float64 // packets
	Jitter         float64 // ms
	Drift          float64 // ppm
	OverBandwidth  float64 // %
	SeekOffset     float64 // s
	EarlyRTP       float64 // s
	SoundEarly     float64 // ms
	SoundLate      float64 // ms
	AVDrift        float64 // ms a minute
	RTPInfoSync    float64 // ms
	RTPInfoApart   float64 // ms
	ClockStep      float64 // ms
	ClockOffset    float64 // s
	ClockRate      float64 // ppm
	LowMOS         float64
	SRDifference   float64 // %
	ReceiverLoss   float64 // %
	RoundTrip      float64 // ms
	NoReports      float64 // s
	RTCPShare      float64 // %
	AfterBye       float64 // s
	Freeze         float64 // s
	KeyInterval    float64 // s
	FirstPicture   float64 // s
	PCRInterval    float64 // ms
	PCRJitter      float64 // ms
	FrameRate      float64 // %
	UselessRepair  float64 // %
	LateRepair     float64 // s
	DeadPath       float64 // s
	PathSkew       float64 // ms
}

// Threshold describes one of the Thresholds.
type Threshold struct {
	Name    string  // what the user calls it
	Unit    string  // "s", "ms", "%", "ppm", or "" for a plain number
	Default float64 // in Unit
	Meaning string
	Codes   []string // the kinds of finding that depend on it
	field   func(*Thresholds) *float64
}

// thresholdTable is the one place where a threshold gets its name, unit and default.
var thresholdTable = []Threshold{
	{"slow-answer", "s", 1, "an answer that takes this long is told", []string{"slow-answer"}, func(t *Thresholds) *float64 { return &t.SlowAnswer }},
	{"very-slow-answer", "s", 5, "an answer that takes this long is a warning", []string{"slow-answer"}, func(t *Thresholds) *float64 { return &t.VerySlowAnswer }},
	{"zero-window", "s", 0.1, "a receive window that is closed for this long in all is told", []string{"tcp-zero-window"}, func(t *Thresholds) *float64 { return &t.ZeroWindow }},
	{"idle-reset", "s", 30, "a reset after this long without data is put down to a timeout on the way", []string{"connection-reset"}, func(t *Thresholds) *float64 { return &t.IdleReset }},
	{"late-rtp", "s", 0.1, "packets this long after TEARDOWN was answered are told", []string{"rtp-after-teardown"}, func(t *Thresholds) *float64 { return &t.LateRTP }},
	{"late-rtp-pause", "s", 0.5, "packets this long after PAUSE was answered are told", []string{"rtp-after-pause"}, func(t *Thresholds) *float64 { return &t.LateRTPPause }},
	{"late-keepalive", "%", 25, "silence of a client that exceeds the session's timeout by more than this is told", []string{"keepalive-late"}, func(t *Thresholds) *float64 { return &t.LateKeepalive }},
	{"severe-loss", "%", 5, "loss from this share of the packets on is an error", []string{"rtp-loss"}, func(t *Thresholds) *float64 { return &t.SevereLoss }},
	{"stall", "s", 2, "a stream without packets for this long, and for ten times its usual spacing, stands still", []string{"rtp-stall", "rtp-silence"}, func(t *Thresholds) *float64 { return &t.Stall }},
	{"loss-burst", "", 10, "so many packets lost in a row are a burst of loss", []string{"rtp-loss-burst"}, func(t *Thresholds) *float64 { return &t.LossBurst }},
	{"jitter", "ms", 30, "interarrival jitter of this much on average, or of five times as much at its highest, is told", []string{"rtp-jitter"}, func(t *Thresholds) *float64 { return &t.Jitter }},
	{"drift", "ppm", 200, "a clock drift that is at least this with 95 % confidence, in a stream of a minute or more, is told", []string{"clock-drift"}, func(t *Thresholds) *float64 { return &t.Drift }},
	{"over-bandwidth", "%", 50, "a stream that takes this much more than its b=AS, or a second of it that takes six times as much more, is told", []string{"bandwidth-exceeded"}, func(t *Thresholds) *float64 { return &t.OverBandwidth }},
	{"early-rtp", "s", 0.001, "RTP that comes this long before PLAY or RECORD is answered is told", []string{"rtp-early"}, func(t *Thresholds) *float64 { return &t.EarlyRTP }},
	{"seek-offset", "s", 10, "a PLAY that begins this far from where it was asked to is told", []string{"range-changed"}, func(t *Thresholds) *float64 { return &t.SeekOffset }},
	{"sound-early", "ms", 90, "sound that comes this long before its picture is told (ITU-R BT.1359)", []string{"av-offset"}, func(t *Thresholds) *float64 { return &t.SoundEarly }},
	{"sound-late", "ms", 185, "sound that comes this long after its picture is told (ITU-R BT.1359)", []string{"av-offset"}, func(t *Thresholds) *float64 { return &t.SoundLate }},
	{"av-drift", "ms", 30, "video and audio that move apart by this in a minute are told, in sessions of a minute and more", []string{"av-drift"}, func(t *Thresholds) *float64 { return &t.AVDrift }},
	{"rtp-info-sync", "ms", 100, "RTP-Info and sender reports that move audio and video apart by this are told", []string{"rtp-info-clock-mismatch"}, func(t *Thresholds) *float64 { return &t.RTPInfoSync }},
	{"rtp-info-apart", "ms", 1000, "RTP-Info and sender reports that move audio and video apart by this are a warning", []string{"rtp-info-clock-mismatch"}, func(t *Thresholds) *float64 { return &t.RTPInfoApart }},
	{"clock-step", "ms", 100, "a step of a sender's wall clock from this on is told (none below 100 ms is seen)", []string{"sender-clock-step"}, func(t *Thresholds) *float64 { return &t.ClockStep }},
	{"clock-offset", "s", 1, "a sender's wall clock that differs this much from the capture's is told", []string{"sender-clock-offset"}, func(t *Thresholds) *float64 { return &t.ClockOffset }},
	{"clock-rate", "ppm", 300, "an RTP clock that runs this much too fast or slow by its sender's own wall clock is told", []string{"sender-clock-rate"}, func(t *Thresholds) *float64 { return &t.ClockRate }},
	{"low-mos", "", 3.6, "voice with an estimated MOS below this is told", []string{"voice-quality-low"}, func(t *Thresholds) *float64 { return &t.LowMOS }},
	{"sr-difference", "%", 2, "a difference between what sender reports count and what was seen is told beyond this share, and 20 packets", []string{"sr-mismatch", "sr-octets-mismatch"}, func(t *Thresholds) *float64 { return &t.SRDifference }},
	{"receiver-loss", "%", 0.5, "a difference between the loss that a receiver reports and the loss at the capture point is told beyond this share of the packets, and two packets", []string{"loss-after-capture", "loss-not-at-receiver"}, func(t *Thresholds) *float64 { return &t.ReceiverLoss }},
	{"round-trip", "ms", 300, "a mean round trip between capture point and receivers that is this long is told", []string{"round-trip-long"}, func(t *Thresholds) *float64 { return &t.RoundTrip }},
	{"no-reports", "s", 30, "a stream of this length without sender or receiver reports is told", []string{"sr-missing", "rr-missing"}, func(t *Thresholds) *float64 { return &t.NoReports }},
	{"rtcp-share", "%", 5, "RTCP that takes more than this share of a media's bits is told", []string{"rtcp-share"}, func(t *Thresholds) *float64 { return &t.RTCPShare }},
	{"after-bye", "s", 1, "packets this long after their source said BYE are told", []string{"bye-early"}, func(t *Thresholds) *float64 { return &t.AfterBye }},
	{"freeze", "s", 1, "no whole picture for this long, and for five times the usual step, is a frozen picture", []string{"picture-freeze"}, func(t *Thresholds) *float64 { return &t.Freeze }},
	{"keyframe-interval", "s", 10, "keyframes further apart than this are told", []string{"keyframe-interval"}, func(t *Thresholds) *float64 { return &t.KeyInterval }},
	{"first-picture", "s", 5, "a first whole keyframe that comes later than this after the request to PLAY is told", []string{"keyframe-late"}, func(t *Thresholds) *float64 { return &t.FirstPicture }},
	{"pcr-interval", "ms", 100, "clock references of a transport stream further apart than this are told", []string{"ts-pcr-interval"}, func(t *Thresholds) *float64 { return &t.PCRInterval }},
	{"pcr-jitter", "ms", 200, "arrival of clock references that differs from their own time by more than this on average is told", []string{"ts-pcr-jitter"}, func(t *Thresholds) *float64 { return &t.PCRJitter }},
	{"frame-rate", "%", 10, "a frame rate that differs by more than this from the one of the SDP is told", []string{"frame-rate-mismatch"}, func(t *Thresholds) *float64 { return &t.FrameRate }},
	{"useless-repair", "%", 50, "retransmissions of which this share was of no use (and at least 10) are told", []string{"repair-useless"}, func(t *Thresholds) *float64 { return &t.UselessRepair }},
	{"late-repair", "s", 1, "a retransmission that comes later than this after the loss showed is told", []string{"repair-late"}, func(t *Thresholds) *float64 { return &t.LateRepair }},
	{"dead-path", "s", 1, "a redundant path that ends this long before the other is told", []string{"redundant-path-dead"}, func(t *Thresholds) *float64 { return &t.DeadPath }},
	{"path-skew", "ms", 450, "redundant paths that are further apart than this are told", []string{"redundant-path-skew"}, func(t *Thresholds) *float64 { return &t.PathSkew }},
}

// AllThresholds lists the thresholds in the order of the documentation.
func AllThresholds() []Threshold { return thresholdTable }

// DefaultThresholds are the thresholds where nothing else is asked for.
func DefaultThresholds() (t Thresholds) {
	for _, x := range thresholdTable {
		*x.field(&t) = x.Default
	}
	return t
}

// Set changes a threshold by a text like "slow-answer=2", "slow-answer=500ms" or "severe-loss=1%": a
// number of the threshold's unit, or with a unit of its own that can be converted to it.
func (t *Thresholds) Set(text string) error {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return fmt.Errorf("%q is no threshold: it is set by NAME=VALUE", text)
	}
	for _, x := range thresholdTable {
		if x.Name != name {
			continue
		}
		v, err := x.parse(value)
		if err != nil {
			return err
		}
		*x.field(t) = v
		return nil
	}
	return fmt.Errorf("%q is no threshold; rtspect findings --thresholds lists them", name)
}

// Text gives a value with its unit.
func (x *Threshold) Text(value float64) string {
	n := strconv.FormatFloat(value, 'f', -1, 64)
	if x.Unit == "" {
		return n
	}
	return n + " " + x.Unit
}

func (x *Threshold) parse(text string) (float64, error) {
	end := strings.LastIndexAny(text, "0123456789.") + 1
	v, err := strconv.ParseFloat(text[:end], 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || v < 0 {
		return 0, fmt.Errorf("%q is no value for the threshold %s: a number in %s", text, x.Name, x.unitName())
	}
	switch unit := strings.TrimSpace(text[end:]); {
	case unit == "" || unit == x.Unit:
		return v, nil
	case unit == "ms" && x.Unit == "s":
		return v / 1000, nil
	case unit == "s" && x.Unit == "ms":
		return v * 1000, nil
	}
	return 0, fmt.Errorf("%q is no value for the threshold %s, which is in %s", text, x.Name, x.unitName())
}

func (x *Threshold) unitName() string {
	switch x.Unit {
	case "s":
		return "seconds"
	case "ms":
		return "milliseconds"
	case "%":
		return "per cent"
	case "":
		return "plain numbers"
	}
	return x.Unit
}
