package text

import (
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

// A list of streams has the same columns for every capture and every width; a narrow page leaves out the last ones.
func TestStreamListHasFixedColumns(t *testing.T) {
	heads := func(r *rtpflow.Report, width int) string {
		line, _, _ := strings.Cut(write(t, NewStreams, view.Options{Width: width}, r), "\n")
		return strings.Join(strings.Fields(line), " ")
	}
	all := heads(sample.Report(), 0)
	if want := "session media source destination SSRC codec packets lost lost % jitter ms max delta ms MOS kbit/s duration s "; !strings.HasPrefix(all, want) {
		t.Errorf("columns %q", all)
	}
	few := sample.Report()
	few.Sessions[0].Media[0].Streams[0].Jitter = nil
	if heads(few, 0) != all {
		t.Error("the columns depend on the capture")
	}
	for width := 60; width < 260; width += 10 {
		if h := heads(sample.Report(), width); !strings.HasPrefix(all, h) || !strings.HasSuffix(h+" ", "jitter ms ") && !strings.Contains(h, "jitter ms ") {
			t.Errorf("width %d: columns %q", width, h)
		}
	}
	out := write(t, NewStreams, view.Options{}, few)
	row := strings.Fields(strings.Split(out, "\n")[1])
	if len(row) != 21 {
		t.Errorf("%d cells in %q", len(row), row)
	}
}

// Jitter that comes from the order of B frames is marked.
func TestJitterOfBFramesIsMarked(t *testing.T) {
	r := sample.Report()
	s := r.Sessions[0].Media[0].Streams[0]
	s.Jitter = &rtpflow.Jitter{Mean: 30.6, Max: 43}
	s.Frames = &rtpflow.Frames{Found: frames.Found{Summary: &frames.Summary{Video: &frames.VideoSummary{B: 3}}}}
	for name, newWriter := range map[string]view.NewWriter{"report": NewReports, "list": NewStreams} {
		out := write(t, newWriter, view.Options{Width: 200}, r)
		if !strings.Contains(out, " 30.6B ") || !strings.Contains(out, "B: includes") {
			t.Errorf("%s: no mark in:\n%s", name, out)
		}
		s.Frames.Video.B = 0
		if out := write(t, newWriter, view.Options{Width: 200}, r); !strings.Contains(out, " 30.6 ") || strings.Contains(out, "B: includes") {
			t.Errorf("%s: a mark without B frames", name)
		}
		s.Frames.Video.B = 3
	}
}
