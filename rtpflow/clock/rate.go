package clock

import "math"

// Rate is the rate of an RTP clock measured against the sender's own wall clock.
type Rate struct {
	Hz    float64 // ticks per second of the sender's clock
	PPM   float64 // relative to the nominal rate; positive if the RTP clock is fast
	Error float64 // standard error of PPM; NaN for fewer than three pairs
	Span  float64 // seconds between the first and the last pair
}

// MinRateSpan is the shortest time, in seconds, over which a rate is measured.
const MinRateSpan = 5.0

// MeasureRate returns the least-squares rate of the RTP clock over the longest line, in ticks per second of the
// sender's clock. The capture clock plays no part. ok is false if no line is long enough.
func MeasureRate(lines []Line, rate float64) (r Rate, ok bool) {
	for i := range lines {
		p := lines[i].Pairs
		span := float64(p[len(p)-1].Wall-p[0].Wall) * 1e-9
		if len(p) < 2 || span < MinRateSpan || span <= r.Span {
			continue
		}
		slope, _, _, stderr := regress(p, rate)
		if math.Abs(slope) > maxRate {
			continue
		}
		// One second of media time lasts 1 + slope seconds of the sender's clock.
		f := 1 / (1 + slope)
		r, ok = Rate{Hz: rate * f, PPM: (f - 1) * 1e6, Error: stderr * 1e6, Span: span}, true
	}
	return r, ok
}

// ClockStep is a step of the sender's wall clock.
type ClockStep struct {
	Arrival int64 // of the first pair after the step
	Frame   int64 // of the same packet
	By      int64 // nanoseconds, positive if the clock was set forward
}

// Steps returns the steps of the sender's clock between consecutive lines of one section of timestamps. The
// clock must have changed relative to the timestamps and, by at least half as much, relative to the arrivals.
// If the arrivals do not confirm a change, the timestamps jumped instead.
func Steps(lines []Line) (list []ClockStep) {
	for i := 1; i < len(lines); i++ {
		before, l := &lines[i-1], &lines[i]
		first, last := l.Pairs[0], before.Pairs[len(before.Pairs)-1]
		by := float64(l.At(first.Ext) - before.At(first.Ext))
		arrivals := float64(last.Arrival-last.Wall) - float64(first.Arrival-first.Wall)
		if math.Abs(by) >= Step && by*arrivals > 0 && math.Abs(arrivals) >= math.Abs(by)/2 {
			list = append(list, ClockStep{first.Arrival, first.Frame, int64(by)})
		}
	}
	return list
}

// OtherRate returns the rate in Hz that the pairs agree on, within 5%, and the span in seconds, for pairs that
// do not fit the nominal rate. It needs three pairs.
func OtherRate(pairs []Pair) (hz, span float64, ok bool) {
	if len(pairs) < 3 {
		return 0, 0, false
	}
	between := func(p, q *Pair) float64 { return float64(q.Ext-p.Ext) / (float64(q.Wall-p.Wall) * 1e-9) }
	first, last := &pairs[0], &pairs[len(pairs)-1]
	hz = between(first, last)
	for i := 1; i < len(pairs); i++ {
		if r := between(&pairs[i-1], &pairs[i]); !(math.Abs(r/hz-1) <= 0.05) {
			return 0, 0, false
		}
	}
	return hz, float64(last.Wall-first.Wall) * 1e-9, hz > 0
}
