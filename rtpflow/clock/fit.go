package clock

import (
	"cmp"
	"math"
	"slices"
)

// Pair maps an RTP timestamp to the sender's clock at the same instant.
type Pair struct {
	Arrival int64 // nanoseconds, when the pair was received
	Wall    int64 // nanoseconds of the sender's clock
	Ext     int64 // RTP timestamp, extended across wraps
	Frame   int64 // of the packet that carried the pair
}

// Line is the sender's clock as a function of the extended RTP timestamp, starting at one Pair: Wall + (ext −
// Ext)·PerTick.
type Line struct {
	Ext     int64   // of its first pair, from which the line is valid
	Wall    float64 // nanoseconds at Ext, relative to Base
	Base    int64   // nanoseconds
	PerTick float64 // nanoseconds of the sender's clock per tick
	Pairs   []Pair  // the pairs that the line was fitted to
	// Offset shows whether the clock stepped relative to the previous line; see Steps.
	Offset float64 // nanoseconds: mean of arrival − sender's clock over the pairs
}

// At returns the sender's clock at an extended timestamp, in nanoseconds.
func (l *Line) At(ext int64) int64 {
	return l.Base + int64(math.Round(l.Wall+float64(ext-l.Ext)*l.PerTick))
}

// Limits of what one line can explain.
const (
	// Step is the smallest change of the sender's clock relative to its RTP timestamps, in nanoseconds, that
	// counts as a step. Reports that carry the timestamp of the previous frame are off by less.
	Step = 100e6
	// maxNoise is the largest systematic scatter of reports, in nanoseconds, that is tolerated.
	maxNoise = 300e6
	// loose is the fraction of the time between two pairs by which the RTP clock may deviate.
	loose = 0.002
	// Reach is the largest distance, in seconds, between the timestamp of a report and those of the packets
	// around it.
	Reach = 60.0
	// A line has its own slope only with this many pairs over this many seconds. Otherwise the RTP clock is
	// assumed to run at its nominal rate.
	slopePairs = 4
	slopeSpan  = 30.0
	// maxRate is the largest relative deviation of a clock rate that is accepted.
	maxRate = 0.02
)

// Fit fits lines through the pairs of one section of timestamps, in order of arrival, at a nominal clock rate
// in Hz. wrong is the number of pairs that no line explains. If every pair contradicts the next, there are no
// lines.
//
// A new line starts where the sender's clock steps relative to the timestamps. A single pair that differs from
// those before and after it is discarded as wrong. A line is a least-squares fit; its slope is the nominal rate
// unless at least 4 pairs over 30 s determine another.
func Fit(pairs []Pair, rate float64) (lines []Line, wrong int) {
	if len(pairs) == 0 || rate <= 0 {
		return nil, len(pairs)
	}
	runs := split(pairs, rate)
	for _, r := range runs {
		lines = append(lines, through(r, rate))
		wrong -= len(r)
	}
	return lines, wrong + len(pairs)
}

// residual returns the advance of the sender's clock since pair o minus the advance of the timestamp, in
// nanoseconds.
func (p *Pair) residual(o *Pair, rate float64) float64 {
	return float64(p.Wall-o.Wall) - float64(p.Ext-o.Ext)/rate*1e9
}

// split divides the pairs at the steps of the clock.
func split(pairs []Pair, rate float64) [][]Pair {
	tolerance := max(Step, 5*usualChange(pairs, rate))
	agree := func(p, q *Pair) bool {
		return math.Abs(q.residual(p, rate)) <= tolerance+loose*math.Abs(float64(q.Wall-p.Wall))
	}
	var runs [][]Pair
	for i := range pairs {
		if i > 0 && agree(&pairs[i-1], &pairs[i]) {
			runs[len(runs)-1] = append(runs[len(runs)-1], pairs[i])
		} else {
			runs = append(runs, []Pair{pairs[i]})
		}
	}
	if len(runs) == 1 {
		return runs
	}
	// An isolated pair between others is wrong, and the runs that it separates are one run.
	var kept [][]Pair
	for _, r := range runs {
		if len(r) == 1 {
			continue
		}
		if n := len(kept); n > 0 && agree(&kept[n-1][len(kept[n-1])-1], &r[0]) {
			kept[n-1] = append(kept[n-1], r...)
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// usualChange returns the typical scatter of the residual from one pair to the next, in nanoseconds: the median
// deviation from the median change. It is 0 if there are too few pairs.
func usualChange(pairs []Pair, rate float64) float64 {
	if len(pairs) < 5 {
		return 0
	}
	var list []float64
	for i := 1; i < len(pairs); i++ {
		list = append(list, pairs[i].residual(&pairs[i-1], rate))
	}
	every := Median(list)
	for i := range list {
		list[i] = math.Abs(list[i] - every)
	}
	return min(Median(list), maxNoise)
}

// Median sorts list in place and returns its median: for an even length the mean of the two middle values, for
// an empty list 0.
func Median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.SortFunc(list, cmp.Compare[float64])
	n := len(list)
	return (list[(n-1)/2] + list[n/2]) / 2
}

// through returns the least-squares line through the pairs.
func through(pairs []Pair, rate float64) Line {
	o := pairs[0]
	l := Line{Ext: o.Ext, Base: o.Wall, PerTick: 1e9 / rate, Pairs: pairs}
	slope, mx, mr, _ := regress(pairs, rate)
	if span := pairs[len(pairs)-1].Ext - o.Ext; len(pairs) < slopePairs || float64(span) < slopeSpan*rate || math.Abs(slope) > maxRate {
		slope = 0
	}
	// residual = mr + slope·(media time − mx)
	l.Wall = (mr - slope*mx) * 1e9
	l.PerTick *= 1 + slope
	for _, p := range pairs {
		l.Offset += float64(p.Arrival-p.Wall) / float64(len(pairs))
	}
	return l
}

// regress returns the least-squares slope of the residuals over media time, the means of both in seconds
// relative to the first pair, and the standard error of the slope (NaN for fewer than three pairs).
func regress(pairs []Pair, rate float64) (slope, mx, mr, stderr float64) {
	o, n := &pairs[0], float64(len(pairs))
	at := func(p *Pair) (x, r float64) { return float64(p.Ext-o.Ext) / rate, p.residual(o, rate) * 1e-9 }
	for i := range pairs {
		x, r := at(&pairs[i])
		mx += x / n
		mr += r / n
	}
	var sxx, sxr, srr float64
	for i := range pairs {
		x, r := at(&pairs[i])
		sxx += (x - mx) * (x - mx)
		sxr += (x - mx) * (r - mr)
		srr += (r - mr) * (r - mr)
	}
	stderr = math.NaN()
	if sxx == 0 {
		return 0, mx, mr, stderr
	}
	slope = sxr / sxx
	if n > 2 {
		stderr = math.Sqrt(max(0, srr-slope*sxr) / (n - 2) / sxx)
	}
	return slope, mx, mr, stderr
}
