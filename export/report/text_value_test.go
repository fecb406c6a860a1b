package report

import (
	"math"
	"testing"
)

func TestValues(t *testing.T) {
	for _, c := range [][2]string{
		{grouped(0), "0"}, {grouped(999), "999"}, {grouped(1000), "1,000"}, {grouped(-1234567), "-1,234,567"},
		{counted(1, "packet"), "1 packet"}, {counted(2, "packet"), "2 packets"}, {noneOr(0, "session"), "no sessions"},
		{length(0), "0.000 s"}, {length(6102000000), "6.102 s"}, {length(3723 * second), "1:02:03"},
		{briefly(420000), "0.42 ms"}, {briefly(1024), "0.001 ms"}, {briefly(0), "0.00 ms"}, {briefly(81_000_000), "81.0 ms"}, {briefly(412_000_000), "412 ms"}, {briefly(3_005_000_000), "3.00 s"}, {briefly(200 * second), "0:03:20"},
		{share(0, 10), "0.00 %"}, {share(1, 100000), "<0.01 %"}, {share(12, 401), "3.0 %"}, {share(9999, 10000), ">99.9 %"}, {share(5, 5), "100 %"}, {share(1, 0), ""},
		{rate(999), "999 bit/s"}, {rate(64000), "64.0 kbit/s"}, {rate(464000), "464 kbit/s"}, {rate(4.1e6), "4.10 Mbit/s"}, {rate(math.NaN()), ""},
		{milliseconds(2.134), "2.13"}, {milliseconds(83.33), "83.3"}, {milliseconds(1234.5), "1234"}, {milliseconds(math.Inf(1)), ""},
		{numbers([]uint16{5000, 5001}), "5000-5001"}, {numbers([]uint16{5000}), "5000"}, {numbers([]uint8{0, 3}), "0, 3"}, {numbers([]uint16{}), ""},
		{ssrcText(0x0000beef), "0x0000beef"}, {timestamp(0), "1970-01-01T00:00:00.000000000Z"},
		{timestamp(math.MaxInt64), "2262-04-11T23:47:16.854775807Z"}, {timestamp(math.MinInt64), "1677-09-21T00:12:43.145224192Z"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

func TestWidths(t *testing.T) {
	if columns("abc") != 3 || columns("日本") != 4 || columns("e\u0301") != 1 || columns("×…→") != 3 || columns("🎥") != 2 {
		t.Errorf("widths %d %d %d %d %d", columns("abc"), columns("日本"), columns("e\u0301"), columns("×…→"), columns("🎥"))
	}
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"日本語", 5, "日本…"}, {"日本語", 4, "日…"}} {
		if got := shorten(c.in, c.n); got != c.want || columns(got) > c.n {
			t.Errorf("shorten(%q, %d) = %q", c.in, c.n, got)
		}
	}
	for _, s := range []string{"", "short", "a long line with blanks to break at", "averyveryverylongwordwithoutanyblanks", "日本語日本語日本語日本語", "    leading"} {
		for _, l := range wrap(s, 12) {
			if columns(l) > 12 {
				t.Errorf("wrap(%q) gives %q", s, l)
			}
		}
	}
}
