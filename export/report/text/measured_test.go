package text

import (
	"math"
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

func TestMeasured(t *testing.T) {
	out := strings.Join(strings.Fields(write(t, NewReports, view.Options{Width: 200}, sample.Report())), " ")
	for _, want := range []string{
		"loss media 0: 1 run of 9–16, 1 run of 1025 or more; Gilbert p 0.30 %, r 8.3 %",
		"stalls media 0: 1.000 s at 4.000 (delayed), 600 ms at 3.000 (12 packets lost, TCP retransmission)",
		"tshark media 0: lost -1 (-0.29 %), here 12: tshark takes the last packet to arrive as the end of the range; max delta 41.0 ms, here 83.3 ms: tshark skips packets with the marker bit; " +
			"jitter mean 1.50 ms, max 2.50 ms, here 2.13 ms, 5.20 ms: tshark skips packets with the marker bit",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	r := sample.Report()
	st := r.Sessions[0].Media[0].Streams[0]
	st.LossPattern, st.Wireshark, st.Interruptions = nil, nil, []rtpflow.Interruption{{Start: sample.At(1), End: sample.At(9), Kind: rtpflow.Paused}}
	if out := write(t, NewReports, view.Options{}, r); strings.Contains(out, "stalls") || strings.Contains(out, "tshark") || strings.Contains(out, "\n  loss ") {
		t.Errorf("lines about nothing:\n%s", out)
	}
}

func TestWhyTsharkDiffers(t *testing.T) {
	base := rtpflow.Stream{ClockRate: 8000, Jitter: &rtpflow.Jitter{Mean: 1, Max: 2}, Delta: &rtpflow.Delta{Max: 20}}
	for name, c := range map[string]struct {
		change func(*rtpflow.Stream)
		want   string
	}{
		"the same":        {func(s *rtpflow.Stream) {}, "lost 0 (0 %); max delta 20.0 ms; jitter mean 1.00 ms, max 2.00 ms"},
		"duplicates":      {func(s *rtpflow.Stream) { s.Duplicates, s.Wireshark.Lost = 2, -2 }, "lost -2 (0 %), here 0: tshark counts duplicates as received;"},
		"a seek":          {func(s *rtpflow.Stream) { s.Discontinuities, s.Wireshark.Lost = make([]rtpflow.Discontinuity, 1), 900 }, "lost 900 (0 %), here 0: tshark counts a seek or restart as loss;"},
		"an uneven rate":  {func(s *rtpflow.Stream) { s.ClockRate, s.Jitter.Max = 44100, 3 }, "jitter mean 1.00 ms, max 2.00 ms, here 1.00 ms, 3.00 ms: tshark takes 44100 Hz for 44000 Hz"},
		"no static type":  {func(s *rtpflow.Stream) { s.Wireshark.MeanJitterMS = nil }, "; no jitter: tshark has no clock rate for dynamic payload types"},
		"without markers": {func(s *rtpflow.Stream) { s.Jitter.Mean = 1.1 }, "here 1.10 ms, 2.00 ms: tshark divides by one packet more"},
	} {
		s := base
		jitter, delta := *base.Jitter, *base.Delta
		s.Jitter, s.Delta = &jitter, &delta
		s.Wireshark = &rtpflow.Wireshark{MaxDeltaMS: 20, MeanJitterMS: new(1.0), MaxJitterMS: new(2.0)}
		c.change(&s)
		if got := wiresharkText(&s); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// An unlimited bit rate is not a number.
func TestBitRateLimits(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		limit rtpflow.BitrateLimit
		want  string
	}{
		{rtpflow.BitrateLimit{Count: 1, Last: 1e6, Min: 1e6, Max: 1e6}, "REMB 1.00 Mbit/s"},
		{rtpflow.BitrateLimit{Count: 2, Last: 1e6, Min: 5e5, Max: 1e6}, "REMB 1.00 Mbit/s (500 kbit/s to 1.00 Mbit/s)"},
		{rtpflow.BitrateLimit{Count: 1, Unlimited: 1, Last: inf, Min: inf, Max: inf}, "REMB no limit"},
		{rtpflow.BitrateLimit{Count: 2, Unlimited: 1, Last: inf, Min: 5e5, Max: inf}, "REMB no limit (500 kbit/s to no limit)"},
	} {
		if got := feedbackText(&rtpflow.SourceRTCP{REMB: &c.limit}); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestFeedback(t *testing.T) {
	for want, k := range map[string]rtpflow.NACKed{
		"14 packets requested by NACK (12 missing from the capture, 2 captured before)": {Packets: 14, Missing: 12, Seen: 2},
		"1 packet requested by NACK": {Packets: 1},
		"9 packets requested by NACK (1 missing from the capture, 0 captured before, 8 unknown)": {Packets: 9, Missing: 1},
	} {
		if got := feedbackText(&rtpflow.SourceRTCP{NACKed: &k}); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got, want := feedbackText(&rtpflow.SourceRTCP{PLI: 1, FIR: 1, CCFB: &rtpflow.PacketStatus{Packets: 10, Received: 9}}), "2 keyframe requests; CCFB reports on 10 packets, 9 received"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLossLocation(t *testing.T) {
	n := func(x int64) *int64 { return &x }
	for want, x := range map[string]rtpflow.Reception{
		"":                               {},
		" (more received than expected)": {Lost: -1, Before: n(33), After: n(-34)},
		" (2 before the capture point, 5 after it)": {Lost: 7, Before: n(2), After: n(5)},
		" (before the capture point)":               {Lost: 7, Before: n(7), After: n(0)},
		" (9 missing from the capture)":             {Lost: 7, Before: n(9), After: n(-2)},
	} {
		if got := lossLocation(&x); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := lossLocation(&rtpflow.Reception{Lost: 3}); got != "" {
		t.Errorf("%q if it is unknown", got)
	}
}

func TestAVText(t *testing.T) {
	ms := func(x float64) *float64 { return &x }
	long, short := &rtpflow.Stream{End: 120e9}, &rtpflow.Stream{End: 10e9}
	for want, x := range map[string]rtpflow.AVOffset{
		"offset 79.3 ms (video early; 18.5 ms significant): not noticeable":                                        {Video: short, MeanMS: -79.3, GapMS: ms(-18.5), Verdict: "undetectable", DriftMSPerMinute: ms(3)},
		"offset 4.18 ms (video late; not significant): not noticeable":                                             {Video: short, MeanMS: 4.18, GapMS: ms(0), Verdict: "undetectable"},
		"offset 10.0 ms (video late; mostly early by at least 60.0 ms), drift +3.0 ms/min: noticeable, acceptable": {Video: long, MeanMS: 10, GapMS: ms(-60), Verdict: "detectable", DriftMSPerMinute: ms(3)},
		"offset 12.0 ms (video early)": {Video: short, MeanMS: -12, Verdict: "too-short"},
	} {
		if got := avText(&x); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestSkewText(t *testing.T) {
	for want, s := range map[string]rtpflow.Spread{
		"simultaneous": {Mean: -0.0001, Min: -0.0004, Max: 0.0003},
		"2.31 ms later on average (-0.10 to 4.02 ms)":    {Mean: 2.31, Min: -0.1, Max: 4.02},
		"2.31 ms earlier on average (-4.02 to -0.10 ms)": {Mean: -2.31, Min: -4.02, Max: -0.1},
	} {
		if got := skewText(&s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
