package measure

import "math"

// standardRates are the RTP clock rates in use, in Hz (RFC 3551 and later payload formats).
var standardRates = [...]int{1000, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 90000, 96000, 192000}

// Sample is the arrival time and the RTP timestamp of a packet, kept until the clock rate is known.
type Sample struct {
	Arrival   int64
	Timestamp uint32
	Late      bool // the sequence number is below an earlier one
	reset     bool // see Timing.Reset
}

// EstimateRate estimates the clock rate in Hz from the slope of timestamp over arrival. If a standard rate is
// within 8% of the slope, EstimateRate returns that rate and exact is true; otherwise rate is the slope itself.
// It needs at least half a second of arrivals.
func EstimateRate(samples []Sample) (rate int, exact, ok bool) {
	var f fit
	var ext int64
	for i, s := range samples {
		if i > 0 {
			d := int64(int32(s.Timestamp - samples[i-1].Timestamp))
			ext += d
			if d == 0 {
				continue
			}
		}
		f.add(float64(s.Arrival-samples[0].Arrival)*1e-9, float64(ext))
	}
	slope, _, ok := f.slope(0.5)
	if !ok || slope < 100 || slope > 1e7 {
		return 0, false, false
	}
	best, err := 0, math.Inf(1)
	for _, r := range standardRates {
		if e := math.Abs(slope/float64(r) - 1); e < err {
			best, err = r, e
		}
	}
	if err > 0.08 {
		return int(slope + 0.5), false, true
	}
	return best, true, true
}
