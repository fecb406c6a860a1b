package emodel

import (
	"math"
	"testing"
)

// With default values and no delay, the E-model of G.107 yields R = 93.2 and a MOS of 4.41.
func TestDefaults(t *testing.T) {
	near(t, "R", R(Input{BurstR: 1}), 93.2, 0.05)
	near(t, "MOS", MOS(R(Input{BurstR: 1})), 4.41, 0.005)
	near(t, "Ro", ro(), 94.77, 0.01)
	near(t, "No", noise(), -61.18, 0.005)
	near(t, "Is", simultaneous(), 1.41, 0.01)
}

// The table of R and MOS in G.107, Annex B.
func TestMOS(t *testing.T) {
	for r, want := range map[float64]float64{90: 4.34, 80: 4.03, 70: 3.60, 60: 3.10, 50: 2.58, 0: 1, -20: 1, 100: 4.5, 120: 4.5} {
		near(t, "MOS", MOS(r), want, 0.007)
	}
	for r := -10.0; r < 110; r += 0.25 {
		if m := MOS(r); m < 1 || m > 4.5 {
			t.Errorf("MOS of %v: %v", r, m)
		}
	}
}

func TestEffective(t *testing.T) {
	for _, c := range []struct {
		name string
		in   Input
		want float64
	}{
		{"no loss", Input{Ie: 11, Bpl: 19}, 11},
		{"G.711 with concealment, 1 %", Input{Bpl: 25.1, Loss: 1, BurstR: 1}, 95. / 26.1},
		{"G.729A, 2 %", Input{Ie: 11, Bpl: 19, Loss: 2, BurstR: 1}, 11 + 84*2./21},
		{"in bursts", Input{Ie: 11, Bpl: 19, Loss: 2, BurstR: 2}, 11 + 84*2./20},
		{"all lost", Input{Bpl: 4.3, Loss: 100, BurstR: 1}, 95 * 100 / 104.3},
	} {
		near(t, c.name, Effective(c.in), c.want, 1e-9)
	}
}

// With default values, the delay has little effect up to 150 ms and a large one beyond. Idd of G.107 is 0 up to
// 100 ms.
func TestDelay(t *testing.T) {
	r := func(ms float64) float64 { return R(Input{BurstR: 1, Delay: ms}) }
	last := r(0)
	for ms := 10.0; ms <= 1000; ms += 10 {
		if r(ms) >= last {
			t.Errorf("R does not fall at %v ms", ms)
		}
		last = r(ms)
	}
	// Idd alone, by hand: at 200 ms X = 1, so 25·(2^(1/6) − 3·(1 + 3^−6)^(1/6) + 2).
	idd := 25 * (math.Pow(2, 1./6) - 3*math.Pow(1+math.Pow(3, -6), 1./6) + 2)
	echo := func(t float64) float64 { // the echo terms for both delays, from the formulas of 7.4
		terv := 65 - 40*math.Log10((1+t/10)/(1+t/150)) + 6*math.Exp(-0.3*t*t)
		d := -1.5*(noise()-2) - (80 + 2.5*(terv-14))
		e := ro() - 10.5*117*math.Pow(2*t+1, -0.25)
		return (d/2+math.Sqrt(d*d/4+100)-1)*(1-math.Exp(-t)) + e/2 + math.Sqrt(e*e/4+169)
	}
	near(t, "R at 200 ms", r(200), ro()-simultaneous()-echo(200)-idd, 1e-9)
	near(t, "R at 100 ms", r(100), ro()-simultaneous()-echo(100), 1e-9)
}

func TestBurstRatio(t *testing.T) {
	for _, c := range []struct {
		lost, runs int64
		share      float64
		want       float64
	}{{0, 0, 0, 1}, {10, 10, 0.01, 1}, {20, 10, 0.1, 1.8}, {20, 1, 0.05, 19}} {
		near(t, "BurstR", BurstRatio(c.lost, c.runs, c.share), c.want, 1e-12)
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		encoding string
		kbps     float64
		mode     int
		ie, bpl  float64 // ie < 0: not published
	}{
		{"PCMU", 64, -1, 0, 25.1},
		{"PCMA", 64, -1, 0, 25.1},
		{"G729", 8, -1, 11, 19},
		{"G723", 6.4, -1, 15, 16.1},
		{"G723", 5.33, -1, 19, 0},
		{"G728", 16, -1, 7, 0},
		{"GSM", 13.2, -1, 20, 0},
		{"GSM-EFR", 12.4, -1, 5, 10},
		{"G726-32", 32, -1, 7, 0},
		{"AAL2-G726-40", 40, -1, 2, 0},
		{"G726-16", 16, -1, 50, 0},
		{"G726-99", 16, -1, -1, 0},
		{"G722", 64, -1, 13, 0},
		{"G722", 48.2, -1, 31, 0},
		{"G722", 30, -1, -1, 0},
		{"AMR-WB", 12.65, 2, 13, 0},
		{"AMR-WB", 12.65, -1, -1, 0},
		{"AMR-WB", 12.65, 9, -1, 0},
		{"OPUS", 32, -1, -1, 0},
		{"AMR", 12.2, 7, -1, 0},
		{"", 64, -1, -1, 0},
	} {
		got, ok := Lookup(c.encoding, c.kbps, c.mode)
		if ok != (c.ie >= 0) || ok && (got.Ie != c.ie || got.Bpl != c.bpl) {
			t.Errorf("%s at %v: %+v %v", c.encoding, c.kbps, got, ok)
		}
	}
	wide, _ := Lookup("AMR-WB", 12.65, 2)
	r, ok := WidebandR(Input{Ie: wide.Ie, Delay: 85})
	if !wide.Wideband || !ok || r != 116 {
		t.Errorf("wideband R %v %v", r, ok)
	}
	near(t, "wideband MOS", WidebandMOS(r), 4.34, 0.005)
	if _, ok := WidebandR(Input{Delay: 200}); ok {
		t.Error("wideband rating for a long delay")
	}
}

func near(t *testing.T, what string, got, want, off float64) {
	t.Helper()
	if !(math.Abs(got-want) <= off) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
