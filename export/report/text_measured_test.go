package report

import (
	"strings"
	"testing"

	"rtspect/rtpflow"
)

func TestTextOfMeasures(t *testing.T) {
	out := strings.Join(strings.Fields(write(t, Text, Options{Width: 200}, sample())), " ")
	for _, want := range []string{
		"loss media 0: 1 run of 9–16, 1 run of 1025 and more; Gilbert p 0.3 %, r 8.3 %",
		"stood still media 0: 1.00 s from 4.000 (held up), 600 ms from 3.000 (12 lost, TCP: retransmission)",
		"tshark media 0: lost -1 (-0.3 %) instead of 12: the last number to arrive ends the range; longest delta 41.0 ms instead of 83.3: packets with the marker are left out; " +
			"jitter 1.50 ms, at most 2.50 instead of 2.13, 5.20: packets with the marker are left out",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	r := sample()
	st := r.Sessions[0].Media[0].Streams[0]
	st.LossPattern, st.Wireshark, st.Interruptions = nil, nil, []rtpflow.Interruption{{Start: sampleAt(1), End: sampleAt(9), Kind: rtpflow.Paused}}
	if out := write(t, Text, Options{}, r); strings.Contains(out, "stood still") || strings.Contains(out, "tshark") || strings.Contains(out, "\n  loss ") {
		t.Errorf("nothing of it is to be told:\n%s", out)
	}
}

func TestWhyTsharkDiffers(t *testing.T) {
	base := rtpflow.Stream{ClockRate: 8000, Jitter: &rtpflow.Jitter{Mean: 1, Max: 2}, Delta: &rtpflow.Delta{Max: 20}}
	for name, c := range map[string]struct {
		change func(*rtpflow.Stream)
		want   string
	}{
		"the same":        {func(s *rtpflow.Stream) {}, "lost 0 (0.0 %); longest delta 20.0 ms; jitter 1.00 ms, at most 2.00"},
		"duplicates":      {func(s *rtpflow.Stream) { s.Duplicates, s.Wireshark.Lost = 2, -2 }, "lost -2 (0.0 %) instead of 0: duplicates count as packets;"},
		"a seek":          {func(s *rtpflow.Stream) { s.Discontinuities, s.Wireshark.Lost = make([]rtpflow.Discontinuity, 1), 900 }, "lost 900 (0.0 %) instead of 0: a seek or restart counts as loss;"},
		"an uneven rate":  {func(s *rtpflow.Stream) { s.ClockRate, s.Jitter.Max = 44100, 3 }, "jitter 1.00 ms, at most 2.00 instead of 1.00, 3.00: 44100 Hz are taken for 44000"},
		"no static type":  {func(s *rtpflow.Stream) { s.Wireshark.MeanJitterMS = nil }, "; no jitter: no clock rate of dynamic payload types"},
		"without markers": {func(s *rtpflow.Stream) { s.Jitter.Mean = 1.1 }, "instead of 1.10, 2.00: the mean is taken over one packet more"},
	} {
		s := base
		jitter, delta := *base.Jitter, *base.Delta
		s.Jitter, s.Delta = &jitter, &delta
		s.Wireshark = &rtpflow.Wireshark{MaxDeltaMS: 20, MeanJitterMS: ptr(1.0), MaxJitterMS: ptr(2.0)}
		c.change(&s)
		if got := wiresharkText(&s); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
