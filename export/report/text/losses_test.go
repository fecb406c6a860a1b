package text

import (
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// The losses of a media stream in one second are one line, and a single one keeps its detail.
func TestLossesOfASecondAreOneLine(t *testing.T) {
	r := manySessions(1)
	s := r.Sessions[0]
	st := &rtpflow.Stream{SSRC: 1, LossesLeftOut: 3}
	media := 1
	s.Media = []*rtpflow.Media{{Index: media, Streams: []*rtpflow.Stream{st}}}
	for i, at := range []int64{1.1e9, 1.2e9, 1.9e9, 2.1e9, 5.5e9, 5.6e9} {
		l := rtpflow.Loss{Count: int64(i + 1), Time: at, Frame: capture.MakeFrame(0, int64(i+1))}
		st.Losses = append(st.Losses, l)
		s.Timeline = append(s.Timeline, rtpflow.Event{Time: at, Frame: l.Frame, Kind: "loss", Media: &media, Detail: "single"})
	}
	out := write(t, NewReports, view.Options{}, r)
	for _, want := range []string{
		"media 1 loss: 3 losses in this second, 6 packets\n", "media 1 loss: single\n",
		"media 1 loss: 2 losses in this second, 11 packets; 3 more later\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "media 1 loss"); n != 3 {
		t.Errorf("%d lines", n)
	}
	if n := strings.Count(write(t, NewReports, view.Options{All: true}, r), "media 1 loss: single"); n != 6 {
		t.Errorf("%d lines with --all", n)
	}
}
