package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

// jitterOf is a literal implementation of RFC 3550, A.8, with arrival times in timestamp units.
func jitterOf(samples []Sample, rate float64) (mean, highest, last float64) {
	var j, sum float64
	for i := 1; i < len(samples); i++ {
		r := float64(samples[i].Arrival-samples[i-1].Arrival) / 1e9 * rate
		s := float64(int32(samples[i].Timestamp - samples[i-1].Timestamp))
		j += (math.Abs(r-s) - j) / 16
		sum += j
		highest = max(highest, j)
	}
	return sum / float64(len(samples)-1) / rate * 1e3, highest / rate * 1e3, j / rate * 1e3
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*math.Max(math.Abs(want), 1e-9) {
		t.Errorf("%s: %.12g, want %.12g", what, got, want)
	}
}

func TestJitterAndDrift(t *testing.T) {
	for _, rate := range []int{8000, 44100, 90000} {
		rng := rand.New(rand.NewPCG(uint64(rate), 3))
		const drift = 120e-6
		var list []Sample
		ts := uint32(math.MaxUint32 - 5000) // wraps
		for i := range 3000 {
			at := float64(i) * 0.02 / (1 + drift)
			list = append(list, Sample{Arrival: 1.7e18 + int64(at*1e9) + int64(rng.Float64()*4e6), Timestamp: ts + uint32(math.Round(float64(i)*0.02*float64(rate)))})
		}
		tm := Timing{Rate: float64(rate)}
		for _, s := range list {
			if tm.Add(s.Arrival, s.Timestamp, s.Late) {
				t.Fatalf("rate %d: unexpected timestamp jump", rate)
			}
		}
		mean, high, last, ok := tm.Jitter()
		if !ok {
			t.Fatal("no jitter")
		}
		m, h, l := jitterOf(list, float64(rate))
		near(t, "mean jitter", mean, m)
		near(t, "max jitter", high, h)
		near(t, "last jitter", last, l)
		ppm, _, ok := tm.Drift()
		if !ok || math.Abs(ppm-120) > 5 {
			t.Errorf("rate %d: drift %.1f ppm, want about 120", rate, ppm)
		}
		if r, exact, ok := EstimateRate(list[:512]); !ok || !exact || r != rate {
			t.Errorf("estimated rate %d (%v %v), want %d", r, exact, ok, rate)
		}
	}
}

func TestTimestampJump(t *testing.T) {
	tm := Timing{Rate: 90000}
	at := func(i int) int64 { return int64(i) * 40e6 }
	for i := range 50 {
		tm.Add(at(i), uint32(i*3600), false)
	}
	if !tm.Add(at(50), 50*3600+90000*20, false) {
		t.Error("a timestamp jump of 20 s was not detected")
	}
	for i := 51; i < 100; i++ {
		if tm.Add(at(i), uint32(i*3600+90000*20), false) {
			t.Fatal("a second jump")
		}
	}
	if _, high, _, _ := tm.Jitter(); high > 1e-6 {
		t.Errorf("the jump counted as jitter: %.6f ms", high)
	}
	if skew, _ := tm.MaxSkew(); math.Abs(skew) > 1e-6 {
		t.Errorf("the jump counted as skew: %.6f ms", skew)
	}
}

// Delayed packets arrive in a burst: that is not a timestamp jump, and drift is measured from the end of the
// burst. After a pause, packets arrive as before.
func TestStall(t *testing.T) {
	const frame, stall = 40_000_000, 10_000_000_000 // ns
	for _, c := range []struct {
		name      string
		held      bool
		after     int // video frames
		drift     bool
		skew, ppm float64
	}{
		{"pause", false, 100, true, 0, 0},
		{"delayed", true, 600, true, 10000, 0},
		{"delayed, burst still in progress at the end", true, 200, false, 10000, 0},
	} {
		tm := Timing{Rate: 90000}
		arrival, jumps := int64(0), 0
		for i := range 100 + c.after {
			sent := int64(i) * frame
			switch {
			case i < 100:
				arrival = sent
			case i == 100:
				arrival += stall + frame
			case c.held:
				arrival = max(arrival+frame/4, sent)
			default:
				arrival += frame
			}
			if tm.Add(arrival, uint32(i*3600), false) {
				jumps++
			}
		}
		drift, _, ok := tm.Drift()
		skew, _ := tm.MaxSkew()
		if jumps != 0 || tm.Jumps != 0 || ok != c.drift || math.Abs(drift) > 1e-3 || math.Abs(skew-c.skew) > 1e-3 {
			t.Errorf("%s: %d jumps, drift %v %v, skew %v", c.name, jumps, drift, ok, skew)
		}
	}
}

func TestEstimateRateWithoutARate(t *testing.T) {
	var same, wild []Sample
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range 200 {
		same = append(same, Sample{Arrival: int64(i) * 20e6, Timestamp: 77})
		wild = append(wild, Sample{Arrival: int64(i) * 20e6, Timestamp: rng.Uint32()})
	}
	if r, _, ok := EstimateRate(same); ok {
		t.Errorf("rate %d from a constant timestamp", r)
	}
	if r, exact, _ := EstimateRate(wild); exact && r > 0 {
		t.Logf("random timestamps fit %d Hz by chance", r)
	}
	if _, _, ok := EstimateRate(nil); ok {
		t.Error("rate from no samples")
	}
}

func TestSourceAllocatesNothing(t *testing.T) {
	var s Source
	s.SetRate(90000)
	p := Packet{Header: Header{PayloadType: 96, PayloadLen: 1000}}
	n := testing.AllocsPerRun(10000, func() {
		p.Seq++
		p.Timestamp += 90
		p.Arrival += 1e6
		p.Frame++
		s.Add(&p)
	})
	if n != 0 {
		t.Errorf("%v allocations per packet", n)
	}
}

func BenchmarkSource(b *testing.B) {
	var s Source
	s.SetRate(90000)
	p := Packet{Header: Header{PayloadType: 96, PayloadLen: 1000}}
	b.ReportAllocs()
	for b.Loop() {
		p.Seq++
		p.Timestamp += 90
		p.Arrival += 1e6
		p.Frame++
		s.Add(&p)
	}
}

// Many sources in turn, each with a packet every 20 ms, as in telephony.
func BenchmarkSources(b *testing.B) {
	pool := &Pool{}
	list := make([]Source, 2000)
	for i := range list {
		list[i].SetRate(8000)
		list[i].CollectSeries(pool, nil)
	}
	p := Packet{Header: Header{HeaderLen: 12, PayloadLen: 160}}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if n%len(list) == 0 {
			p.Seq++
			p.Timestamp += 160
			p.Arrival += 20e6
		}
		p.Frame++
		list[n%len(list)].Add(&p)
	}
}
