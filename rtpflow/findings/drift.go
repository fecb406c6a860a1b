package findings

import (
	"math"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/wording"
)

const (
	// maxOscillator is the largest deviation of a clock, in ppm, that an oscillator has.
	maxOscillator = 1000
	// minDriftTime is how long, in nanoseconds, a stream runs before a drift is attributed to its clock: shorter streams
	// show a slow start or a stall. minRateTime is the same for a clock of another rate, and for a delay that grows.
	minDriftTime = 60e9
	minRateTime  = 10e9
	// rateMatch is how close, in ppm, a measured rate must be to a standard one.
	rateMatch = 3000
)

// rates are the clock rates in use, in Hz: those of RFC 3551 and later payload formats, and of senders that count in
// units of 10 µs.
var rates = [...]float64{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 90000, 96000, 100000, 192000}

// driftFinding reports a drift of the RTP clock against the capture's, and what is not the drift of an oscillator: another
// clock rate, or a delay that grows. An estimated clock rate hides any drift.
func (d *streamDetector) driftFinding() {
	st, limit := d.st, d.limit.Drift
	ppm, interval, length := st.ClockDriftPPM, st.ClockDriftInterval, st.End-st.Start
	if st.ClockRateFrom == "estimated" || ppm == nil || interval == nil || limit <= 0 || math.Abs(*ppm)-*interval < limit {
		return
	}
	if math.Abs(*ppm)-*interval > maxOscillator {
		if length >= minRateTime {
			d.rateFinding(*ppm, *interval)
		}
		return
	}
	if length < minDriftTime || math.Abs(*ppm) > maxOscillator {
		return
	}
	than := "faster"
	if *ppm < 0 {
		than = "slower"
	}
	d.add(catalog.ClockDrift, nil, "The sender's clock runs %.0f ppm (±%.0f) %s than the capture's: %.1f ms per minute.", math.Abs(*ppm), *interval, than, math.Abs(*ppm)*60e-3).
		measures(*ppm, rtpflow.UnitPPM).against(limit)
}

// rateFinding reports timestamps that advance at another rate than announced, by ppm ± interval.
func (d *streamDetector) rateFinding(ppm, interval float64) {
	st := d.st
	nominal := float64(st.ClockRate)
	hz := nominal * (1 + ppm*1e-6)
	if w := st.WallClock; w != nil && w.Rate != nil && math.Abs(w.Rate.Hz/hz-1) < 0.01 {
		if w.Kind != rtpflow.ContradictoryClock || d.limit.ClockRate <= 0 {
			return // sender-clock-rate reports it
		}
		d.add(catalog.SenderClockRate, nil, "The RTP clock runs at %.0f Hz instead of %d Hz (%+.0f ppm) by the sender's own reports, and the packets arrive at the same rate: the sender delivers less or more media than its timestamps say.",
			w.Rate.Hz, st.ClockRate, w.Rate.PPM).measures(w.Rate.PPM, rtpflow.UnitPPM).against(d.limit.ClockRate)
		return
	}
	if rate := standardRate(hz, interval); rate != 0 && rate != nominal {
		d.add(catalog.ClockRateMismatch, nil, "The RTP timestamps advance at %.0f Hz, not at the %d Hz announced.", rate, st.ClockRate).
			measures(rate, rtpflow.UnitHertz).against(nominal)
		return
	}
	if st.DelayGrowth == nil {
		if ppm > 0 && st.Connection == nil && math.Abs(ppm)*1e-6*float64(st.End-st.Start) >= minGrowth {
			d.add(catalog.ClockRateMismatch, nil, "The RTP timestamps advance at %.0f Hz (±%.0f ppm), not at the %d Hz announced.", hz, interval, st.ClockRate).
				measures(hz, rtpflow.UnitHertz).against(nominal)
		}
		return
	}
	d.delayFinding(st.DelayGrowth)
}

// minGrowth is the least growth of the delay, in nanoseconds, that is reported.
const minGrowth = 1e9

// delayFinding reports media that arrives ever later.
func (d *streamDetector) delayFinding(g *rtpflow.DelayGrowth) {
	if g.Seconds*1e9 < minGrowth {
		return
	}
	why := "the link is too slow for the stream, or the sender delivers less media than its timestamps say"
	switch {
	case g.From == "sr":
		why = "by the sender reports, the sender's clock is right: the link is too slow, or data waits in the sender"
	case d.st.Connection != nil:
		why = "data waits in the sender or in TCP"
	case d.st.Lost > 0:
		why = "packets are lost meanwhile: a queue on the path is full"
	}
	d.add(catalog.DelayGrowing, nil, "The stream falls behind live: its delay grows by %.1f s within %s; %s.", g.Seconds, wording.Duration(d.st.End-d.st.Start), why).
		at(d.st.Start).until(d.st.End).measures(g.Seconds, rtpflow.UnitSeconds)
}

// standardRate returns the standard rate that a measured one (±ppm) is; 0 if it is none.
func standardRate(hz, ppm float64) float64 {
	for _, r := range rates {
		if math.Abs(hz/r-1)*1e6 <= rateMatch && ppm <= rateMatch {
			return r
		}
	}
	return 0
}

// maxOutlier is how many sequence numbers an outlier covers at most: the packets of one video frame.
const maxOutlier = 64

// outliers separates timestamp jumps that the next jump takes back within a frame from the others.
func (d *streamDetector) outliers(jumps []rtpflow.Discontinuity) (rest, outliers []rtpflow.Discontinuity) {
	near := measure.MaxTimestampJump * float64(d.st.ClockRate)
	for i := 0; i < len(jumps); i++ {
		if i+1 < len(jumps) {
			x, y := &jumps[i], &jumps[i+1]
			if y.ToSeq-x.ToSeq <= maxOutlier && math.Abs(float64(int32(y.ToTime-x.FromTime))) < near {
				outliers = append(outliers, *x)
				i++
				continue
			}
		}
		rest = append(rest, jumps[i])
	}
	return rest, outliers
}
