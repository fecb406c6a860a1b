package rtspparse

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func npt(text string, seconds float64) RangePoint {
	return RangePoint{Set: true, Text: text, Seconds: seconds}
}

var rangeCases = []struct {
	in     string
	want   Range
	faults []string
}{
	{"npt=0.000-", Range{Unit: "npt", Start: npt("0.000", 0)}, nil},
	{"npt=1.973430378-6", Range{Unit: "npt", Start: npt("1.973430378", 1.973430378), End: npt("6", 6)}, nil},
	{"npt=now-", Range{Unit: "npt", Start: RangePoint{Set: true, Text: "now", Now: true}}, nil},
	{"npt=-20", Range{Unit: "npt", End: npt("20", 20)}, nil},
	{"NPT = 12:05:35.3 - 13:00:00", Range{Unit: "npt", Start: npt("12:05:35.3", 43535.3), End: npt("13:00:00", 46800)}, nil},
	{"npt=5-10;time=19970123T143720Z", Range{Unit: "npt", Start: npt("5", 5), End: npt("10", 10), Time: "19970123T143720Z", Params: []Param{{"time", "19970123T143720Z", true, false}}}, nil},
	{"smpte=10:12:33:20-", Range{Unit: "smpte", Start: RangePoint{Set: true, Text: "10:12:33:20", Seconds: 36753, Frames: 20}}, nil},
	{"smpte-25=10:07:00-10:07:33:05.01", Range{Unit: "smpte-25", Start: npt("10:07:00", 36420), End: RangePoint{Set: true, Text: "10:07:33:05.01", Seconds: 36453, Frames: 5, Subframes: 1}}, nil},
	{"clock=19961108T143720.25Z-", Range{Unit: "clock", Start: RangePoint{Set: true, Text: "19961108T143720.25Z", Clock: time.Date(1996, 11, 8, 14, 37, 20, 25e7, time.UTC).UnixNano()}}, nil},
	{"npt=5", Range{Unit: "npt", Start: npt("5", 5)}, []string{"range-without-dash"}},
	{"npt=", Range{Unit: "npt"}, []string{"range-without-dash", "range-invalid"}},
	{"npt=x-6", Range{Unit: "npt", Start: RangePoint{Text: "x"}, End: npt("6", 6)}, []string{"range-invalid"}},
	{"npt=1e300-", Range{Unit: "npt", Start: RangePoint{Text: "1e300"}}, []string{"range-invalid"}},
	{"bytes=0-1", Range{Unit: "bytes"}, []string{"range-unit-unknown"}},
	{"", Range{}, []string{"range-invalid"}},
}

func TestRange(t *testing.T) {
	for _, c := range rangeCases {
		got, faults := ParseRange(c.in)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q:\n%s", c.in, d)
		}
		if d := cmp.Diff(c.faults, codes(faults)); d != "" {
			t.Errorf("%q: violations\n%s", c.in, d)
		}
	}
}

func FuzzRange(f *testing.F) {
	for _, c := range rangeCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		r, faults := ParseRange(in)
		checkViolations(t, faults)
		for _, p := range []RangePoint{r.Start, r.End} {
			if p.Seconds < 0 || math.IsInf(p.Seconds, 0) || math.IsNaN(p.Seconds) || p.Set && p.Text == "" {
				t.Errorf("%+v", p)
			}
		}
		if !r.Start.Set && !r.End.Set && len(faults) == 0 {
			t.Error("no end, but no violation")
		}
	})
}
