package clock

import (
	"math"
	"testing"
)

const (
	second = int64(1e9)
	now    = 1_790_000_000 * second // in 2026
)

func ntp(unix, nanos int64) uint64 {
	return uint64(unix+ntpEpoch)<<32 | uint64(math.Ceil(float64(nanos)*(1<<32)/1e9))
}

func TestNTPTime(t *testing.T) {
	for _, c := range []struct {
		ntp        uint64
		near, want int64
	}{
		{ntpEpoch << 32, 0, 0},
		{(ntpEpoch+1)<<32 | 1<<31, 0, 1_500_000_000},
		{(ntpEpoch+1_700_000_000)<<32 | 0xffffffff, now, 1_700_000_000_999_999_999},
		{0xffffffff << 32, 2_085_978_495 * second, 2_085_978_495 * second}, // the last second of the first era
		{0, 2_085_978_496 * second, 2_085_978_496 * second},                // 2036-02-07T06:28:16Z
		{0, 2_085_978_495 * second, 2_085_978_496 * second},
		{0xffffffff << 32, 2_085_978_500 * second, 2_085_978_495 * second},
		{100 << 32, now, (2_085_978_496 + 100) * second}, // nearer than 1900
	} {
		if got := NTPTime(c.ntp, c.near); got != c.want {
			t.Errorf("%016x near %d: %d, want %d", c.ntp, c.near, got, c.want)
		}
	}
}

func TestKindOf(t *testing.T) {
	const sec = now / second
	for _, c := range []struct {
		name string
		ntp  uint64
		want Kind
		time int64 // as this kind; 0 if it has no meaning
	}{
		{"now", ntp(sec, 0), WallClock, now},
		{"off by eleven months", ntp(sec+330*86400, 0), WallClock, now + 330*86400*second},
		{"off by two years", ntp(sec-2*366*86400, 0), NotSet, 0},
		{"seconds since 1970", uint64(sec)<<32 | 1<<31, UnixEpoch, now + second/2},
		{"since the sender's start", 1234 << 32, Elapsed, 0},
		{"just before the start", 0xffffffff<<32 | 7, Elapsed, 0},
		{"since 1970, never set", ntp(1234, 0), Elapsed, 0},
		{"a day in 2001", ntp(1_000_000_000, 0), NotSet, 0},
		{"none", 0, NoClock, 0},
	} {
		k := KindOf(c.ntp, now)
		if k != c.want {
			t.Errorf("%s: %s, want %s", c.name, k, c.want)
		}
		if c.time != 0 && k.Time(c.ntp, now) != c.time {
			t.Errorf("%s: time %d, want %d", c.name, k.Time(c.ntp, now), c.time)
		}
	}
	// After 2036 a small number is the current time.
	if k := KindOf(1000<<32, (2_085_978_496+900)*second); k != WallClock {
		t.Errorf("in 2036: %s", k)
	}
	if k := RecordedKindOf(ntp(1_500_000_000, 0), now); k != WallClock {
		t.Errorf("a recording of 2017: %s", k)
	}
	if k := RecordedKindOf(5<<32, now); k != Elapsed {
		t.Errorf("a recording without a clock: %s", k)
	}
}

// every returns a pair every 5 s at 90 kHz, modified by a function of its index.
func every(n int, change func(i int) (wall, ext int64)) (list []Pair) {
	for i := range n {
		w, e := change(i)
		at := now + int64(i)*5*second
		list = append(list, Pair{Arrival: at + 20e6, Wall: at + w, Ext: int64(i)*450_000 + e})
	}
	return list
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(i int) (wall, ext int64)
		lines  int
		wrong  int
		steps  []int64
		ext    int64 // position at which the clock is checked
		wall   int64 // expected clock there, in ns after now
	}{
		{"exact", func(int) (int64, int64) { return 0, 0 }, 1, 0, nil, 900_000, 10e9},
		{"reports carry the timestamp of the previous frame", func(i int) (int64, int64) { return 0, -int64(i%2) * 3600 }, 1, 0, nil, 0, 20e6},
		{"the clock is set forward", func(i int) (int64, int64) { return int64(i/6) * 2e9, 0 }, 2, 0, []int64{2e9}, 8 * 450_000, 42e9},
		{"and back", func(i int) (int64, int64) { return -int64(i/6) * 2e9, 0 }, 2, 0, []int64{-2e9}, 5 * 450_000, 25e9},
		{"one wrong clock", func(i int) (int64, int64) {
			if i == 6 {
				return 3e9, 0
			}
			return 0, 0
		}, 1, 1, nil, 900_000, 10e9},
		{"one wrong timestamp", func(i int) (int64, int64) {
			if i == 3 {
				return 0, 900_000
			}
			return 0, 0
		}, 1, 1, nil, 900_000, 10e9},
		{"the first pair is wrong", func(i int) (int64, int64) {
			if i == 0 {
				return 0, 900_000
			}
			return 0, 0
		}, 1, 1, nil, 900_000, 10e9},
		{"the timestamps jump, the clock does not", func(i int) (int64, int64) { return 0, int64(i/6) * 180_000 }, 2, 0, nil, 8*450_000 + 180_000, 40e9},
		{"nothing fits", func(i int) (int64, int64) { return int64(i*i) * 3e9, 0 }, 0, 12, nil, 0, 0},
	} {
		pairs := every(12, c.change)
		lines, wrong := Fit(pairs, 90000)
		if len(lines) != c.lines || wrong != c.wrong {
			t.Errorf("%s: %d lines, %d wrong; want %d, %d", c.name, len(lines), wrong, c.lines, c.wrong)
			continue
		}
		var steps []int64
		for _, s := range Steps(lines) {
			steps = append(steps, s.By)
		}
		if len(steps) != len(c.steps) || len(steps) > 0 && math.Abs(float64(steps[0]-c.steps[0])) > 1000 {
			t.Errorf("%s: steps %d, want %d", c.name, steps, c.steps)
		}
		if len(lines) == 0 {
			continue
		}
		l := lines[0]
		for _, x := range lines {
			if x.Ext <= c.ext {
				l = x
			}
		}
		if got := l.At(c.ext) - now; math.Abs(float64(got-c.wall)) > 5e6 {
			t.Errorf("%s: the clock is %d at %d, want %d", c.name, got, c.ext, c.wall)
		}
	}
	if lines, wrong := Fit(nil, 90000); lines != nil || wrong != 0 {
		t.Error("lines without pairs")
	}
	if lines, _ := Fit([]Pair{{Arrival: now, Wall: now, Ext: 5}}, 8000); len(lines) != 1 || lines[0].At(8005) != now+second {
		t.Errorf("one pair: %+v", lines)
	}
}

// Only a step that the arrivals of the reports confirm is a step of the clock.
func TestSteps(t *testing.T) {
	for _, c := range []struct {
		name      string
		wall, ext int64 // changes between the lines, in seconds and in ticks
		late      int64 // additional delay of the reports from there on, in ns
		step      int64
	}{
		{"the clock steps forward", 2, 0, 0, 2e9},
		{"the clock steps back", -2, 0, 0, -2e9},
		{"the clock steps forward, and the reports are delayed", 2, 0, 9e8, 2e9},
		{"the timestamps jump", 0, -180_000, 0, 0},
		{"the timestamps jump, and the reports arrive slightly earlier", 0, -180_000, -9e8, 0},
		{"the timestamps jump, and the reports are delayed by the same amount", 0, -180_000, 2e9, 0},
	} {
		pairs := every(6, func(i int) (int64, int64) { return int64(i/3) * c.wall * second, int64(i/3) * c.ext })
		for i := 3; i < 6; i++ {
			pairs[i].Arrival += c.late
		}
		lines, _ := Fit(pairs, 90000)
		if len(lines) != 2 {
			t.Errorf("%s: %d lines", c.name, len(lines))
			continue
		}
		steps := Steps(lines)
		if c.step == 0 && len(steps) > 0 || c.step != 0 && (len(steps) != 1 || math.Abs(float64(steps[0].By-c.step)) > 10) {
			t.Errorf("%s: %+v", c.name, steps)
		}
	}
}

// The slope is that of the pairs if there are enough of them, and exact if they are.
func TestRate(t *testing.T) {
	fast := func(i int) (int64, int64) { return 0, int64(i) * 45 } // 100 ppm
	lines, _ := Fit(every(12, fast), 90000)
	r, ok := MeasureRate(lines, 90000)
	if !ok || math.Abs(r.PPM-100) > 0.02 || math.Abs(r.Hz-90009) > 0.01 || r.Error > 0.02 || r.Span != 55 {
		t.Errorf("rate %+v %v", r, ok)
	}
	if got := lines[0].At(11*450_045) - (now + 55*second); math.Abs(float64(got)) > 1000 {
		t.Errorf("the line is off by %d ns at its end", got)
	}
	// Two pairs determine a rate but no error. A span of less than 5 s determines neither.
	lines, _ = Fit(every(2, fast), 90000)
	if r, ok := MeasureRate(lines, 90000); !ok || !math.IsNaN(r.Error) || math.Abs(r.PPM-100) > 0.02 {
		t.Errorf("two pairs: %+v %v", r, ok)
	}
	lines, _ = Fit([]Pair{{Arrival: now, Wall: now}, {Arrival: now, Wall: now + 4*second, Ext: 360_000}}, 90000)
	if _, ok := MeasureRate(lines, 90000); ok {
		t.Error("rate from a span of 4 s")
	}
	// Reports that use a different clock rate than the packets.
	other := every(5, func(i int) (int64, int64) { return 0, -int64(i) * (450_000 - 40_000) })
	if hz, _, ok := OtherRate(other); !ok || hz != 8000 {
		t.Errorf("other rate %v %v", hz, ok)
	}
	if lines, wrong := Fit(other, 90000); lines != nil || wrong != 5 {
		t.Errorf("lines of another rate: %d, %d wrong", len(lines), wrong)
	}
}

func FuzzFit(f *testing.F) {
	f.Add([]byte("\x00\x10\x00\x10\x00\x10"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var pairs []Pair
		p := Pair{Arrival: now, Wall: now}
		for ; len(b) >= 3; b = b[3:] {
			p.Arrival += int64(b[0]) * 1e8
			p.Wall += int64(int8(b[1])) * 1e9
			p.Ext += int64(int8(b[2])) * 45000
			pairs = append(pairs, p)
		}
		lines, wrong := Fit(pairs, 90000)
		for _, l := range lines {
			wrong += len(l.Pairs)
			if l.PerTick <= 0 || math.IsNaN(l.Wall) {
				t.Fatalf("%+v", l)
			}
		}
		if wrong != len(pairs) {
			t.Fatalf("%d of %d pairs accounted for", wrong, len(pairs))
		}
		Steps(lines)
		MeasureRate(lines, 90000)
		OtherRate(pairs)
	})
}
