package wording

import (
	"math"
	"testing"

	"rtspect/bitstream"
)

func TestWording(t *testing.T) {
	const second, hour = int64(1e9), int64(3600e9)
	for _, c := range [][2]string{
		{Count(1, "packet"), "1 packet"},
		{Count(0, "packet"), "0 packets"},
		{Count(int64(12), "byte"), "12 bytes"},
		{Plural(1, "does", "do"), "does"},
		{Plural(2, "does", "do"), "do"},
		{Duration(0), "0.00 ms"},
		{Duration(1_234_000), "1.23 ms"},
		{Duration(81_400_000), "81 ms"},
		{Duration(-81_400_000), "81 ms"},
		{Duration(1500 * 1e6), "1.5 s"},
		{Duration(119 * second), "119.0 s"},
		{Duration(125 * second), "2m5s"},
		{Duration(3 * hour), "3.0 h"},
		{Duration(101 * hour), "4.2 days"},
		{Duration(math.MinInt64), "106752.0 days"},
		{Millis(-250), "250 ms"},
		{Millis(1e300), "10675.2 days"},
		{Quantity(0.5, "s"), "0.5 s"},
		{Quantity(3.6, ""), "3.6"},
		{Percentage(0.0178), "1.78 %"},
		{Capital("fEC"), "FEC"},
		{Capital(""), ""},
		{Parenthesis("x"), " (x)"},
		{Parenthesis(""), ""},
		{SSRC(0xbeef), "0x0000beef"},
		{ForwardOrBack(-1), "back"},
		{ForwardOrBack(1), "forward"},
		{VideoFormat(&bitstream.Video{Width: 320, Height: 240, FrameRate: 29.97}), "320x240 with 29.97 fps"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}
