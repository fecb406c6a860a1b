package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

// bFrames returns video at 25 frames per second in decoding order, three packets per frame: each P-frame is
// sent ahead of up to three B-frames that are presented before it.
func bFrames(n int, ppm float64) (list []Sample) {
	rng := rand.New(rand.NewPCG(1, 9))
	order := []int{0} // positions in presentation order, in the order sent
	for next := 1; len(order) < n; {
		b := rng.IntN(4)
		order = append(order, next+b)
		for i := range b {
			order = append(order, next+i)
		}
		next += b + 1
	}
	for i, shown := range order[:n] {
		for k := range 3 {
			at := float64(i)*0.04/(1+ppm*1e-6) + float64(k)*0.002
			list = append(list, Sample{Arrival: 1.7e18 + int64(at*1e9), Timestamp: uint32(1e6 + shown*3600)})
		}
	}
	return list
}

// Frames sent in decoding order cause neither drift nor skew.
func TestFramesInDecodingOrder(t *testing.T) {
	for _, ppm := range []float64{0, 150, -4000} {
		tm := Timing{Rate: 90000}
		list := bFrames(3000, ppm)
		for _, s := range list {
			tm.Add(s.Arrival, s.Timestamp, false)
		}
		got, interval, ok := tm.Drift()
		if !ok || math.Abs(got-ppm) > 0.5 || interval > 0.5 {
			t.Errorf("drift %v ± %v, want %v", got, interval, ppm)
		}
		if skew, _ := tm.MaxSkew(); ppm == 0 && math.Abs(skew) > 1e-3 {
			t.Errorf("skew %v ms", skew)
		}
		back := int64(0)
		for i := 1; i < len(list); i++ {
			if list[i].Timestamp < list[i-1].Timestamp {
				back++
			}
		}
		if tm.TimestampRegressions != back || back < 500 {
			t.Errorf("%d timestamp regressions, want %d", tm.TimestampRegressions, back)
		}
		mean, _, _, _ := tm.Jitter()
		want, _, _ := jitterOf(list, 90000)
		near(t, "jitter", mean, want)
	}
}

// The confidence interval contains the true drift about as often as it claims.
func TestDriftConfidence(t *testing.T) {
	const trials, ppm = 500, 80.
	inside, widest := 0, 0.
	for seed := range uint64(trials) {
		rng := rand.New(rand.NewPCG(seed, 5))
		tm := Timing{Rate: 48000}
		for i := range 500 {
			at := float64(i) * 0.02 / (1 + ppm*1e-6)
			tm.Add(1.7e18+int64((at+0.02+rng.NormFloat64()*0.002)*1e9), uint32(i*960), false)
		}
		got, interval, ok := tm.Drift()
		if !ok {
			t.Fatal("no drift")
		}
		if math.Abs(got-ppm) <= interval {
			inside++
		}
		widest = max(widest, interval)
	}
	if inside < trials*92/100 || inside > trials*98/100 {
		t.Errorf("%d of %d intervals contain the true drift", inside, trials)
	}
	// 2 ms over 500 arrivals spread evenly over 10 s: 1.96 · 0.002 / (√500 · 10/√12) = 61 ppm.
	if widest < 55 || widest > 75 {
		t.Errorf("the widest interval is %v ppm", widest)
	}
}

// Late packets and duplicates do not affect the drift and do not count as timestamp regressions.
func TestLateTimestamps(t *testing.T) {
	var s Source
	s.SetRate(8000)
	for i, seq := range []uint16{1, 2, 4, 5, 3, 6, 7, 8} {
		s.Add(&Packet{Header: Header{Seq: seq, Timestamp: uint32(seq) * 160}, Arrival: int64(i) * 20e6, Frame: int64(i)})
	}
	if s.Timing.TimestampRegressions != 0 || s.Timing.leading.n != 7 {
		t.Errorf("%d timestamp regressions, %v leading packets", s.Timing.TimestampRegressions, s.Timing.leading.n)
	}
	s.Add(&Packet{Header: Header{Seq: 9, Timestamp: 5 * 160}, Arrival: 170e6, Frame: 9})
	if s.Timing.TimestampRegressions != 1 {
		t.Errorf("%d timestamp regressions, want 1", s.Timing.TimestampRegressions)
	}
}

func TestInterruptions(t *testing.T) {
	var s Source
	s.SetRate(8000)
	at, seq, ts := int64(1e18), uint16(0), uint32(0)
	frame := int64(0)
	add := func(wait int64, step uint32, lost uint16) {
		at, ts, seq, frame = at+wait, ts+step, seq+1+lost, frame+1
		s.Add(&Packet{Header: Header{Seq: seq, Timestamp: ts}, Arrival: at, Frame: frame})
	}
	for range 5 {
		add(20e6, 160, 0)
	}
	add(900e6, 160, 0)  // delayed
	add(700e6, 5600, 0) // silence
	add(499e6, 160, 0)  // too short
	add(600e6, 4800, 29)
	want := []Interruption{{at - 600e6 - 499e6 - 700e6, 900e6, 6, 160, 0}, {at - 600e6 - 499e6, 700e6, 7, 5600, 0}, {at, 600e6, 9, 4800, 29}}
	if len(s.Interruptions) != 3 || s.Interruptions[0] != want[0] || s.Interruptions[1] != want[1] || s.Interruptions[2] != want[2] {
		t.Errorf("%+v, want %+v", s.Interruptions, want)
	}
	for i := range 200 {
		add(int64(1e9+i), 160, 0)
	}
	if s.InterruptionCount != 203 || len(s.Interruptions) != MaxInterruptions {
		t.Errorf("%d kept of %d", len(s.Interruptions), s.InterruptionCount)
	}
	for _, x := range s.Interruptions {
		if x.Length < 1e9+200-MaxInterruptions {
			t.Errorf("an interruption of %d ns was kept although longer ones occurred", x.Length)
		}
	}
}

// A capture clock that was set back is distinguished from TCP segments that wait for an earlier one.
func TestCaptureTimeRegressions(t *testing.T) {
	var s Source
	for i, p := range []struct{ at, frame int64 }{{10, 1}, {20, 2}, {15, 3}, {30, 6}, {25, 5}, {40, 7}} {
		s.Add(&Packet{Header: Header{Seq: uint16(i)}, Arrival: p.at * 1e6, Frame: p.frame})
	}
	if s.CaptureTimeRegressions != 1 || s.MaxCaptureTimeRegression != 5e6 {
		t.Errorf("%d regressions of up to %d", s.CaptureTimeRegressions, s.MaxCaptureTimeRegression)
	}
}
