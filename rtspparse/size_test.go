package rtspparse

import "testing"

var sizeCases = map[string]Size{
	"1456": {1456, true}, " 4000 ": {4000, true}, "0": {0, true}, "": {}, "-1": {}, "1.5": {}, "18446744073709551616": {},
}

func TestSizes(t *testing.T) {
	for in, want := range sizeCases {
		block, f1 := ParseBlocksize(in)
		band, f2 := ParseBandwidth(in)
		if block != want || band != want || want.Valid != (len(f1) == 0) || want.Valid != (len(f2) == 0) {
			t.Errorf("%q: %+v %v, %+v %v", in, block, f1, band, f2)
		}
	}
}

func FuzzSize(f *testing.F) {
	for in := range sizeCases {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, faults := ParseBlocksize(in)
		checkViolations(t, faults)
		if s.Value < 0 || s.Valid != (len(faults) == 0) {
			t.Errorf("%+v", s)
		}
	})
}
