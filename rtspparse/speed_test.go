package rtspparse

import (
	"math"
	"testing"
)

var speedCases = []struct {
	in           string
	lower, upper float64
	ok           bool
}{
	{"1.0", 1, 1, true},
	{"2.5", 2.5, 2.5, true},
	{" 1.294 ", 1.294, 1.294, true},
	{"1.0-2.5", 1, 2.5, true},
	{"1 - 2", 1, 2, true},
	{"-1", -1, -1, true},
	{"", 0, 0, false},
	{"fast", 0, 0, false},
	{"Inf", 0, 0, false},
	{"NaN", 0, 0, false},
	{"0x10", 0, 0, false},
	{"1e5", 0, 0, false},
	{"1-", 0, 0, false},
}

func TestSpeed(t *testing.T) {
	for _, c := range speedCases {
		got, faults := ParseSpeed(c.in)
		if got != (Speed{c.lower, c.upper, c.ok}) || c.ok != (len(faults) == 0) {
			t.Errorf("%q: %+v %v", c.in, got, faults)
		}
	}
}

func TestScale(t *testing.T) {
	for in, want := range map[string]Scale{"1": {1, true}, "-3.5": {-3.5, true}, "+2": {2, true}, "": {}, "x": {}, "1-2": {}} {
		got, faults := ParseScale(in)
		if got != want || want.Valid != (len(faults) == 0) {
			t.Errorf("%q: %+v %v", in, got, faults)
		}
	}
}

func FuzzSpeed(f *testing.F) {
	for _, c := range speedCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, faults := ParseSpeed(in)
		checkViolations(t, faults)
		c, faults := ParseScale(in)
		checkViolations(t, faults)
		for _, v := range []float64{s.Lower, s.Upper, c.Rate} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%+v %+v", s, c)
			}
		}
		if c.Valid && !s.Valid && c.Rate >= 0 {
			t.Errorf("scale %v is not accepted as a speed", c.Rate)
		}
	})
}
