package catalog

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"rtspect/rtpflow/wording"
)

// Thresholds decide from which value on a measurement is a finding. The tags of each field are its name, unit,
// default and meaning.
type Thresholds struct {
	SlowResponse     float64 `name:"slow-answer" unit:"s" default:"1" meaning:"report responses slower than this"`
	VerySlowResponse float64 `name:"very-slow-answer" unit:"s" default:"5" meaning:"responses slower than this are a warning"`
	ZeroWindow       float64 `name:"zero-window" unit:"s" default:"0.1" meaning:"report receive windows that are closed for this long in total"`
	IdleReset        float64 `name:"idle-reset" unit:"s" default:"30" meaning:"treat a reset after this idle time as a middlebox timeout"`
	LateRTP          float64 `name:"late-rtp" unit:"s" default:"0.1" meaning:"report RTP that continues for this long after the response to TEARDOWN"`
	LateRTPPause     float64 `name:"late-rtp-pause" unit:"s" default:"0.5" meaning:"report RTP that continues for this long after the response to PAUSE"`
	LateKeepalive    float64 `name:"late-keepalive" unit:"%" default:"25" meaning:"report clients that are silent for this much longer than the session timeout"`
	SevereLoss       float64 `name:"severe-loss" unit:"%" default:"5" meaning:"packet loss of this much is an error"`
	Stall            float64 `name:"stall" unit:"s" default:"2" meaning:"report streams without packets for this long (and ten usual packet intervals)"`
	LossBurst        float64 `name:"loss-burst" unit:"" default:"10" meaning:"report runs of at least this many lost packets"`
	Jitter           float64 `name:"jitter" unit:"ms" default:"30" meaning:"report mean jitter above this, or a peak above five times this"`
	Drift            float64 `name:"drift" unit:"ppm" default:"200" meaning:"report clock drift of at least this with 95 % confidence, in streams of a minute or more"`
	OverBandwidth    float64 `name:"over-bandwidth" unit:"%" default:"50" meaning:"report streams that exceed b=AS by this much, or by six times this within one second"`
	EarlyRTP         float64 `name:"early-rtp" unit:"s" default:"0.001" meaning:"report RTP that starts this long before the response to PLAY or RECORD"`
	SeekOffset       float64 `name:"seek-offset" unit:"s" default:"10" meaning:"report a PLAY that starts this far from the requested position"`
	AudioEarly       float64 `name:"sound-early" unit:"ms" default:"90" meaning:"report audio that is this far ahead of the video (ITU-R BT.1359)"`
	AudioLate        float64 `name:"sound-late" unit:"ms" default:"185" meaning:"report audio that is this far behind the video (ITU-R BT.1359)"`
	AVDrift          float64 `name:"av-drift" unit:"ms" default:"30" meaning:"report audio and video that drift apart by this much per minute, in sessions of a minute or more"`
	RTPInfoSync      float64 `name:"rtp-info-sync" unit:"ms" default:"100" meaning:"report RTP-Info and sender reports whose A/V offsets differ by this much"`
	RTPInfoApart     float64 `name:"rtp-info-apart" unit:"ms" default:"1000" meaning:"RTP-Info and sender reports whose A/V offsets differ by this much are a warning"`
	ClockStep        float64 `name:"clock-step" unit:"ms" default:"100" meaning:"report steps of the sender's wall clock from this size on (steps below 100 ms are not detected)"`
	ClockOffset      float64 `name:"clock-offset" unit:"s" default:"1" meaning:"report a sender's wall clock that differs from the capture's by this much"`
	ClockRate        float64 `name:"clock-rate" unit:"ppm" default:"300" meaning:"report an RTP clock that deviates by this much from its nominal rate, measured by the sender's wall clock"`
	LowMOS           float64 `name:"low-mos" unit:"" default:"3.6" meaning:"report voice with an estimated MOS below this"`
	SRDifference     float64 `name:"sr-difference" unit:"%" default:"2" meaning:"report sender reports whose counts differ from the packets seen by more than this (and 20 packets)"`
	ReceiverLoss     float64 `name:"receiver-loss" unit:"%" default:"0.5" meaning:"report a difference between the loss of a receiver and the loss at the capture point above this (and two packets)"`
	RoundTrip        float64 `name:"round-trip" unit:"ms" default:"300" meaning:"report a mean round-trip time between capture point and receivers above this"`
	NoReports        float64 `name:"no-reports" unit:"s" default:"30" meaning:"report streams of this length without sender or receiver reports"`
	RTCPShare        float64 `name:"rtcp-share" unit:"%" default:"5" meaning:"report RTCP that takes more than this share of the session bandwidth"`
	AfterBye         float64 `name:"after-bye" unit:"s" default:"1" meaning:"report RTP that continues for this long after the BYE of its source"`
	Freeze           float64 `name:"freeze" unit:"s" default:"1" meaning:"no decodable frame for this long (and five frame intervals) is a freeze"`
	KeyInterval      float64 `name:"keyframe-interval" unit:"s" default:"10" meaning:"report keyframe intervals longer than this"`
	FirstVideoFrame  float64 `name:"first-picture" unit:"s" default:"5" meaning:"report a first complete keyframe that arrives later than this after the PLAY request"`
	PCRInterval      float64 `name:"pcr-interval" unit:"ms" default:"100" meaning:"report PCR intervals of a transport stream longer than this"`
	PCRJitter        float64 `name:"pcr-jitter" unit:"ms" default:"200" meaning:"report PCRs that arrive off their own time by more than this on average"`
	FrameRate        float64 `name:"frame-rate" unit:"%" default:"10" meaning:"report frame rates that differ from the SDP by more than this"`
	UselessRepair    float64 `name:"useless-repair" unit:"%" default:"50" meaning:"report retransmissions of which this share (and at least 10) is redundant"`
	LateRepair       float64 `name:"late-repair" unit:"s" default:"1" meaning:"report retransmissions that arrive later than this after the loss is detected"`
	DeadPath         float64 `name:"dead-path" unit:"s" default:"1" meaning:"report a redundant path that ends this long before the other"`
	PathSkew         float64 `name:"path-skew" unit:"ms" default:"450" meaning:"report redundant paths whose delays differ by more than this"`
}

// Threshold describes one of the Thresholds.
type Threshold struct {
	Name    string
	Unit    string  // "s", "ms", "%", "ppm", or "" for a plain number
	Default float64 // in Unit
	Meaning string
	field   int
}

// AllThresholds lists the thresholds in the order of their fields.
func AllThresholds() []Threshold {
	t := reflect.TypeFor[Thresholds]()
	list := make([]Threshold, t.NumField())
	for i := range list {
		tag := t.Field(i).Tag
		def, err := strconv.ParseFloat(tag.Get("default"), 64)
		if err != nil {
			panic("threshold " + tag.Get("name") + ": " + err.Error())
		}
		list[i] = Threshold{Name: tag.Get("name"), Unit: tag.Get("unit"), Default: def, Meaning: tag.Get("meaning"), field: i}
	}
	return list
}

// DefaultThresholds returns the thresholds that apply unless the user sets others.
func DefaultThresholds() (t Thresholds) {
	v := reflect.ValueOf(&t).Elem()
	for _, x := range AllThresholds() {
		v.Field(x.field).SetFloat(x.Default)
	}
	return t
}

// Set changes a threshold by a text like "slow-answer=2", "slow-answer=500ms" or "severe-loss=1%": a number in the
// unit of the threshold, or with a unit that converts to it.
func (t *Thresholds) Set(text string) error {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return fmt.Errorf("invalid threshold %q: expected NAME=VALUE", text)
	}
	for _, x := range AllThresholds() {
		if x.Name != name {
			continue
		}
		v, err := x.parse(value)
		if err != nil {
			return err
		}
		reflect.ValueOf(t).Elem().Field(x.field).SetFloat(v)
		return nil
	}
	return fmt.Errorf("unknown threshold %q (rtspect findings --thresholds lists them)", name)
}

// Text writes a value with its unit.
func (x *Threshold) Text(value float64) string { return wording.Quantity(value, x.Unit) }

// parse reads a value, which may have a unit.
func (x *Threshold) parse(text string) (float64, error) {
	end := strings.LastIndexAny(text, "0123456789.") + 1
	v, err := strconv.ParseFloat(text[:end], 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || v < 0 {
		return 0, fmt.Errorf("invalid value %q for threshold %s: expected %s", text, x.Name, x.unitName())
	}
	switch unit := strings.TrimSpace(text[end:]); {
	case unit == "" || unit == x.Unit:
		return v, nil
	case unit == "ms" && x.Unit == "s":
		return v / 1000, nil
	case unit == "s" && x.Unit == "ms":
		return v * 1000, nil
	}
	return 0, fmt.Errorf("invalid unit in %q: threshold %s is in %s", text, x.Name, x.unitName())
}

// unitName names the unit in a message.
func (x *Threshold) unitName() string {
	switch x.Unit {
	case "s":
		return "seconds"
	case "ms":
		return "milliseconds"
	case "%":
		return "percent"
	case "":
		return "a plain number"
	}
	return x.Unit
}
