package clock

import (
	"cmp"
	"math"
	"slices"
)

// Pair is an RTP timestamp with the sender's clock at that instant.
type Pair struct {
	Arrival int64 // nanoseconds; when the pair came
	Wall    int64 // nanoseconds, of the sender's clock
	Ext     int64 // RTP timestamp, extended over its wraps
	Frame   int64 // of the packet that brought it
}

// Line is the sender's clock as a function of the extended RTP timestamp, from one Pair on:
// Wall + (ext − Ext)·PerTick.
type Line struct {
	Ext     int64   // of its first pair, from which it holds
	Wall    float64 // nanoseconds at Ext, from Base
	Base    int64   // nanoseconds
	PerTick float64 // nanoseconds of the sender's clock in a tick
	Pairs   []Pair  // that it was laid through
	// Arrivals tell of a step from the line before: see Steps.
	Offset float64 // nanoseconds: mean of arrival − sender's clock over the pairs
}

// At is the sender's clock at an extended timestamp, in nanoseconds.
func (l *Line) At(ext int64) int64 {
	return l.Base + int64(math.Round(l.Wall+float64(ext-l.Ext)*l.PerTick))
}

// Bounds of what one line explains.
const (
	// Step is the smallest change, in nanoseconds, of the sender's clock against its RTP timestamps
	// that counts as a step. Reports that give the timestamp of the frame before are off by less.
	Step = 100e6
	// maxNoise is the most, in nanoseconds, that reports are believed to be off each time.
	maxNoise = 300e6
	// loose is the share of the time between two pairs by which the RTP clock may be off.
	loose = 0.002
	// Reach is how far, in seconds, the timestamp of a report may be from those of the packets that
	// come with it.
	Reach = 60.0
	// a slope of its own needs this many pairs over this many seconds; otherwise the RTP clock runs
	// at its nominal rate.
	slopePairs = 4
	slopeSpan  = 30.0
	// maxRate is the largest deviation of a clock rate that is believed.
	maxRate = 0.02
)

// Fit lays lines through the pairs of one stretch of timestamps, at a nominal rate in Hz, and gives the
// number of pairs that no line explains. Pairs follow one another in arrival. Pairs of which each
// contradicts the next form no line at all.
//
// A new line begins where the sender's clock steps against the timestamps. A single pair that differs
// from those before and after it is wrong and is left out. A line is the one with the least squares of
// its pairs; its slope is the nominal one unless 4 pairs over 30 s tell their own.
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

// residual is the sender's clock at a pair less what its timestamp says, both since the pair o, in
// nanoseconds.
func (p *Pair) residual(o *Pair, rate float64) float64 {
	return float64(p.Wall-o.Wall) - float64(p.Ext-o.Ext)/rate*1e9
}

// split parts the pairs at the steps of the clock.
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
	// A pair that stands alone among others is wrong, and what it parted belongs together.
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

// usualChange is how much the residual usually changes from one pair to the next beyond what it changes
// every time, in nanoseconds: the median deviation from the median change. 0 where pairs are few.
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

// Median sorts a list and gives the value in its middle, the mean of the two there where its length is
// even; 0 for none.
func Median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.SortFunc(list, cmp.Compare[float64])
	n := len(list)
	return (list[(n-1)/2] + list[n/2]) / 2
}

// through lays the line of least squares through pairs.
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

// regress gives the slope of the residuals over media time by least squares, the means of both in
// seconds from the first pair, and the standard error of the slope (NaN for fewer than three pairs).
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
