package analyze_test

import (
	"testing"

	"rtspect/rtpflow"
)

// Media that arrives ever later or counts at another rate is not attributed to an oscillator.
func TestBeyondOscillators(t *testing.T) {
	for _, c := range []struct {
		name    string
		step    uint32 // ticks per packet at 50 packets a second, 1800 announced
		seconds int
		want    string // "" for none
	}{
		{"exact", 1800, 70, ""},
		{"an oscillator", 1801, 70, "clock-drift"},
		{"units of 10 µs", 2000, 70, "clock-rate-mismatch"},
		{"short, units of 10 µs", 2000, 12, "clock-rate-mismatch"},
		{"48000 Hz", 960, 20, "clock-rate-mismatch"},
		{"a slow link", 1650, 70, "delay-growing"},
		{"a sender at half speed", 800, 14, "delay-growing"},
		{"a slow start", 1650, 5, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			w.watch()
			media, _, _ := w.stages()
			v := video(1, 1)
			v.step = c.step
			w.after(0)
			media.stream(v, 50*c.seconds)
			s := w.report().Sessions[0]
			for _, code := range []string{"clock-drift", "clock-rate-mismatch", "delay-growing", "sender-clock-rate"} {
				if got := hasFinding(s.Findings, code); got != (code == c.want) {
					t.Errorf("%s: %v", code, got)
				}
			}
			st := s.Media[0].Streams[0]
			if (st.DelayGrowth != nil) != (c.step < 1800 && c.seconds > 10) {
				t.Errorf("%+v", st.DelayGrowth)
			}
			if g := st.DelayGrowth; g != nil && (*g == rtpflow.DelayGrowth{} || g.From != "arrival") {
				t.Errorf("%+v", *g)
			}
		})
	}
}
