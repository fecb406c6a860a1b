package view

import (
	"math"
	"testing"

	"rtspect/export/report/internal/sample"
)

const second = sample.Second

func check(t *testing.T, list [][2]string) {
	t.Helper()
	for _, c := range list {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

func TestCounts(t *testing.T) {
	check(t, [][2]string{
		{Thousands(0), "0"},
		{Thousands(999), "999"},
		{Thousands(1000), "1,000"},
		{Thousands(-1234567), "-1,234,567"},
		{Count(1, "packet"), "1 packet"},
		{Count(2, "packet"), "2 packets"},
		{Count(0, "packet"), "0 packets"},
		{CountOrNo(0, "session"), "no sessions"},
		{CountOrNo(1, "session"), "1 session"},
		{Share(0, 10), "0 %"},
		{Share(1, 100000), "<0.01 %"},
		{Share(12, 401), "3.0 %"},
		{Share(9999, 10000), ">99.9 %"},
		{Share(5, 5), "100 %"},
		{Share(1, 0), ""},
		{Percent(-0.0029), "-0.29 %"},
		{Percent(0.125), "12.5 %"},
		{Percent(math.NaN()), ""},
		{Numbers([]uint16{5000, 5001}), "5000-5001"},
		{Numbers([]uint16{5000}), "5000"},
		{Numbers([]uint8{0, 3}), "0, 3"},
		{Numbers([]uint16{}), ""},
	})
}

func TestDurations(t *testing.T) {
	check(t, [][2]string{
		{Duration(0), "0 s"},
		{Duration(1024), "0.001 ms"},
		{Duration(420_000), "0.42 ms"},
		{Duration(81_000_000), "81.0 ms"},
		{Duration(412_000_000), "412 ms"},
		{Duration(-412_000_000), "-412 ms"},
		{Duration(6_102_000_000), "6.102 s"},
		{Duration(119_999_000_000), "119.999 s"},
		{Duration(120 * second), "0:02:00"},
		{Duration(3723 * second), "1:02:03"},
		{DurationMS(2.134), "2.13 ms"},
		{DurationMS(83.33), "83.3 ms"},
		{DurationMS(1234.5), "1.234 s"},
		{DurationMS(math.NaN()), ""},
		{DurationMS(math.Inf(-1)), ""},
		{DurationMS(1e300), ""},
		{MillisecondsText(2.134), "2.13"},
		{MillisecondsText(83.33), "83.3"},
		{MillisecondsText(1234.5), "1234"},
		{MillisecondsText(math.Inf(1)), ""},
		{JSONFloat(0.1).String(), "0.1"},
		{JSONFloat(-1e-9).String(), "0"},
	})
}

func TestBitsPerSecond(t *testing.T) {
	check(t, [][2]string{
		{BitsPerSecond(999), "999 bit/s"}, {BitsPerSecond(64000), "64.0 kbit/s"}, {BitsPerSecond(464000), "464 kbit/s"}, {BitsPerSecond(4.1e6), "4.10 Mbit/s"}, {BitsPerSecond(2e9), "2.00 Gbit/s"}, {BitsPerSecond(math.NaN()), ""},
	})
}

func TestNamesAndTimes(t *testing.T) {
	check(t, [][2]string{
		{SSRC(0x0000beef), "0x0000beef"},
		{OptionalSSRC(nil), ""},
		{OptionalTimestamp(nil), ""},
		{Timestamp(0), "1970-01-01T00:00:00.000000000Z"},
		{Timestamp(math.MaxInt64), "2262-04-11T23:47:16.854775807Z"},
		{Timestamp(math.MinInt64), "1677-09-21T00:12:43.145224192Z"},
		{Clock(0), "1970-01-01 00:00:00.000 UTC"},
	})
}

func TestNumber(t *testing.T) {
	for in, want := range map[float64]float64{1.0 / 3: 0.333333, 2e12: 2e12, -1e-9: 0, 1e18: 1e18} {
		if got := Number(in); got == nil || *got != want || math.Signbit(*got) != math.Signbit(want) {
			t.Errorf("%v: %v", in, got)
		}
	}
	for _, in := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1.1e18} {
		if got := Number(in); got != nil {
			t.Errorf("%v: %v", in, *got)
		}
	}
	if OptionalNumber(nil) != nil || OptionalMilliseconds(nil) != nil || Positive(0) != nil || *Positive(2) != 2 {
		t.Error("what is unknown is not nil")
	}
}

func TestMasker(t *testing.T) {
	hide, show := NewMasker(Options{}), NewMasker(Options{ShowSecrets: true})
	for _, c := range [][3]string{
		{hide.Text("rtsp://u:secret@h/", 100), show.Text("rtsp://u:secret@h/", 100), "rtsp://u:***@h/"},
		{hide.Header("Authorization", "Basic c2VjcmV0"), show.Header("Authorization", "Basic c2VjcmV0"), "Basic ***"},
		{hide.Parameter("password", "secret"), show.Parameter("password", "secret"), "***"},
		{hide.Parameter("packetization-mode", "1"), show.Parameter("packetization-mode", "1"), "1"},
	} {
		if c[0] != c[2] || c[1] == c[2] && c[2] != "1" {
			t.Errorf("got %q and %q, want %q", c[0], c[1], c[2])
		}
	}
	if got := hide.Text("0123456789", 4); len(got) >= 40 || got[:4] != "0123" || got == "0123" {
		t.Errorf("cut to %q", got)
	}
}

func TestRows(t *testing.T) {
	r := sample.Joined()
	var got []string
	for row := range Rows(r) {
		id := "-"
		if row.Session != nil {
			id = row.Session.ID + " " + row.Media.Type
		}
		got = append(got, row.Capture+" "+id+" "+SSRC(row.Stream.SSRC))
	}
	if len(got) != 2 || got[0] != "c01.pcap s1 video 0x2a49edd8" || got[1] != "c01.pcap - 0x00000001" {
		t.Errorf("%q", got)
	}
	r.Captures[1].Start -= second // files may be given in any order
	if ns, known := StartTime(r); !known || ns != sample.At(0)-second {
		t.Errorf("starts at %d, %t", ns, known)
	}
	if _, known := StartTime(sample.Empty()); known {
		t.Error("a capture without packets has a start")
	}
}
