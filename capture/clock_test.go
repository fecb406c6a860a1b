package capture

import (
	"math"
	"testing"
)

func TestClock(t *testing.T) {
	const year2023 = 1_700_000_000
	for _, c := range []struct {
		name       string
		resolution byte
		offset     int64
		ticks      uint64
		want       int64
		ok         bool // the time is in range
		known      bool // the resolution is supported
	}{
		{"microseconds", 6, 0, year2023*1e6 + 1, year2023*1e9 + 1000, true, true},
		{"nanoseconds", 9, 0, year2023*1e9 + 1, year2023*1e9 + 1, true, true},
		{"seconds", 0, 0, year2023, year2023 * 1e9, true, true},
		{"picoseconds", 12, 0, 1_500_999, 1500, true, true},
		{"10^-19, last tick of all", 19, 0, math.MaxUint64, 1_844_674_407, true, true},
		{"10^-20", 20, 0, 5, 5000, true, false},
		{"10^-127", 0x7f, 0, 5, 5000, true, false},
		{"2^0", 0x80, 0, 7, 7e9, true, true},
		{"2^-1", 0x81, 0, 3, 1.5e9, true, true},
		{"2^-32", 0xa0, 0, year2023<<32 | 1<<31, year2023*1e9 + 5e8, true, true},
		{"2^-63, last tick of all", 0xbf, 0, math.MaxUint64, 1_999_999_999, true, true},
		{"2^-64", 0xc0, 0, 5, 5000, true, false},
		{"2^-127", 0xff, 0, 5, 5000, true, false},
		{"offset", 6, -3600, 3_600_000_001, 1000, true, true},
		{"offset to before 1970", 6, -3600, 0, -3600e9, true, true},
		{"offset min", 6, math.MinInt64, 0, -4_611_686_018e9, true, true},
		{"offset max", 6, math.MaxInt64, 1e6, maxTime, false, true},
		{"timestamp all ones", 6, 0, math.MaxUint64, maxTime, false, true},
		{"timestamp all ones, seconds", 0, 0, math.MaxUint64, maxTime, false, true},
		{"timestamp all ones, offset max", 9, math.MaxInt64, math.MaxUint64, maxTime, false, true},
		{"the latest time", 9, 0, maxTime, maxTime, true, true},
		{"one later", 9, 0, maxTime + 1, maxTime, false, true},
		{"in range because of the offset", 9, -1, maxTime + 1, maxTime + 1 - 1e9, true, true},
	} {
		clock, known := newClock(c.resolution)
		clock.setOffset(c.offset)
		got, ok := clock.time(c.ticks)
		if got != c.want || ok != c.ok || known != c.known {
			t.Errorf("%s: %d %v %v, want %d %v %v", c.name, got, ok, known, c.want, c.ok, c.known)
		}
	}
}

func TestClockDifferencesFit(t *testing.T) {
	a, b := int64(maxTime), int64(minTime)
	if a-b < 0 {
		t.Error("the difference of two times overflows")
	}
}
