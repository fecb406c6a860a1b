package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Mean, slope and extremes of the transit times against a clock line equal those computed from all packets,
// regardless of the segments, as long as every segment has a line.
func TestTransitHistory(t *testing.T) {
	g := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 40, 5000, 300_000} {
		tm := Timing{Rate: 90000}
		const start, first = int64(1_790_000_000e9), uint32(0xffff0000)
		line := ClockLine{Ext: 12345, Wall: -3.25, PerTick: 1.00002 / 90000}
		var at, tr []float64
		ts, now := first, start
		for i := range n {
			if i > 0 {
				ts += 3600
				now += int64(40e6 + g.NormFloat64()*2e6)
			}
			tm.Add(now, ts, false)
			tm.Add(now+1000, ts, false) // the same timestamp: not counted
			x := float64(now-start) * 1e-9
			at = append(at, x)
			tr = append(tr, x-(line.Wall+float64(int64(i)*3600-line.Ext)*line.PerTick))
		}
		tm.Settle()
		var all TransitStats
		for i := range tm.History.Len() {
			all.Add(tm.History.Segment(i).Of(&line))
		}
		if tm.History.Len() > maxSegments {
			t.Errorf("%d segments", tm.History.Len())
		}
		mean, slope := meanAndSlope(at, tr)
		if int(all.N) != n || math.Abs(all.Mean()-mean) > 1e-9*math.Abs(mean) {
			t.Errorf("%d packets: %v, mean %v, want %v", n, all.N, all.Mean(), mean)
		}
		if got, ok := all.Slope(); ok != (n > 2) || ok && math.Abs(got-slope) > 1e-6*math.Abs(slope)+1e-12 {
			t.Errorf("%d packets: slope %v, want %v", n, got, slope)
		}
		if all.Span() != at[n-1]-at[0] {
			t.Errorf("%d packets: span %v", n, all.Span())
		}
		if p, ok := tm.History.Speed(); n > 40 && (!ok || math.Abs(p-1) > 0.005) {
			t.Errorf("%d packets: speed %v", n, p)
		}
		if d, ok := tm.History.TimestampInterval(); n > 40 && (!ok || math.Abs(d-0.04) > 1e-12) {
			t.Errorf("%d packets: interval %v", n, d)
		}
	}
}

// meanAndSlope returns the mean of y and the slope of the least-squares line.
func meanAndSlope(x, y []float64) (mean, slope float64) {
	n := float64(len(x))
	var mx, sxx, sxy float64
	for i := range x {
		mx += x[i] / n
		mean += y[i] / n
	}
	for i := range x {
		sxx += (x[i] - mx) * (x[i] - mx)
		sxy += (x[i] - mx) * (y[i] - mean)
	}
	return mean, sxy / sxx
}

// Extremes are exact at the nominal rate.
func TestTransitExtremes(t *testing.T) {
	tm := Timing{Rate: 8000}
	for i, late := range []int64{5, 3, 9, 2, 8, 4} { // ms; 400 ms apart
		tm.Add(int64(i)*400e6+late*1e6, uint32(i*3200), false)
	}
	tm.Settle()
	var all TransitStats
	for i := range tm.History.Len() {
		all.Add(tm.History.Segment(i).Of(&ClockLine{PerTick: 1. / 8000}))
	}
	// Relative to the first packet, which was itself 5 ms late.
	if math.Abs(all.Least+0.003) > 1e-12 || math.Abs(all.Most-0.004) > 1e-12 || tm.History.Len() != 2 {
		t.Errorf("%v to %v in %d segments", all.Least, all.Most, tm.History.Len())
	}
}

func TestExtend(t *testing.T) {
	tm := Timing{Rate: 90000}
	first := uint32(0xfffffff0)
	for i := range 200 { // across the wrap
		tm.Add(int64(i)*1e9, first+uint32(i)*90000, false)
	}
	tm.Add(200e9, 7, false) // a seek
	tm.Add(201e9, 90007, false)
	tm.Settle()
	c := tm.History
	jumpedTo := int64(199*90000) + int64(int32(7-(first+199*90000)))
	for _, x := range []struct {
		arrival int64
		ts      uint32
		ext     int64
		section int
	}{
		{0, first, 0, 0},
		{-1e9, first - 90000, -90000, 0}, // before the first packet
		{100e9, first + 9_000_000 - 45000, 9_000_000 - 45000, 0},
		{199e9, first + 199*90000, 199 * 90000, 0},
		{200e9, 7, jumpedTo, 1},
		{205e9, 7 + 5*90000, jumpedTo + 5*90000, 1},
	} {
		ext, section, ok := c.Extend(x.arrival, x.ts)
		if !ok || ext != x.ext || section != x.section {
			t.Errorf("%d at %d: %d in section %d, want %d in %d", x.ts, x.arrival, ext, section, x.ext, x.section)
		}
	}
	if got := c.Lead(100e9, 9_000_000+180_000); got != 2 {
		t.Errorf("lead of %v s", got)
	}
	if _, _, ok := new(TransitHistory).Extend(0, 0); ok {
		t.Error("extended a timestamp without packets")
	}
}

// A stream that jumps with every packet stays within the bounds, and dropped packets are counted.
func TestTransitHistoryOfJumps(t *testing.T) {
	tm := Timing{Rate: 90000}
	n := 1000
	for i := range n {
		tm.Add(int64(i)*1e9, uint32(i)*900_000, false)
	}
	tm.Settle()
	kept := int64(0)
	for i := range tm.History.Len() {
		b := tm.History.Segment(i)
		kept += int64(b.N)
	}
	if tm.History.Len() > maxSegments || kept+tm.History.Dropped != int64(n) || tm.History.Dropped == 0 {
		t.Errorf("%d segments with %d packets, %d dropped", tm.History.Len(), kept, tm.History.Dropped)
	}
}

func TestJitterBuffer(t *testing.T) {
	for _, c := range []struct {
		name       string
		transit    func(i int) float64 // of packets 20 ms apart
		late, runs int64
	}{
		{"constant delay", func(int) float64 { return 0.01 }, 0, 0},
		{"jitter within the buffer", func(i int) float64 { return float64(i%10) * 0.05 }, 0, 0},
		{"two separate late packets", func(i int) float64 { return map[int]float64{100: 0.6, 150: 0.6}[i] }, 2, 2},
		{"three consecutive late packets", func(i int) float64 {
			if i >= 100 && i < 103 {
				return 0.6
			}
			return 0
		}, 3, 1},
		{"the clocks drift", func(i int) float64 { return float64(i) * 20e-3 * 0.02 }, 0, 0}, // 2%, 0.8 s in total
		{"permanent increase of the delay", func(i int) float64 {
			if i >= 1000 {
				return 2
			}
			return 0
		}, 27, 1}, // for half a second
	} {
		var b JitterBuffer
		for i := range 2000 {
			b.add(float64(i)*0.02, c.transit(i))
		}
		if b.Late != c.late || b.LateRuns != c.runs {
			t.Errorf("%s: %d late in %d runs, want %d in %d", c.name, b.Late, b.LateRuns, c.late, c.runs)
		}
	}
}
