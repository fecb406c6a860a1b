package analyze_test

import (
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

func TestCaptureFindings(t *testing.T) {
	for _, c := range []struct {
		name     string
		file     capture.File
		code     string
		severity rtpflow.Severity
		says     string
	}{
		{"no times", capture.File{Packets: 9}, "capture-no-times", rtpflow.SevWarning, "No timestamps: packet counts"},
		{"times of zero", capture.File{Packets: 9, HasTime: true}, "capture-no-times", rtpflow.SevWarning, "No timestamps: packet counts"},
		{
			"interfaces put together",
			capture.File{Packets: 9, HasTime: true, Start: 1, End: 9, TimeRegressions: 2, MaxTimeRegression: 12_000, FirstTimeRegression: 4},
			"capture-time-backwards", rtpflow.SevNote, "2 packets out of time order by up to 0.012 ms (first: frame 4)",
		},
		{
			"a clock set",
			capture.File{Packets: 9, HasTime: true, Start: 1, End: 9, TimeRegressions: 1, MaxTimeRegression: 3e9, FirstTimeRegression: 4},
			"capture-time-backwards", rtpflow.SevWarning, "runs backwards at 1 packet by up to 3.0 s (first: frame 4)",
		},
		{
			"a comment on every packet",
			capture.File{Packets: 9, HasTime: true, Start: 1, End: 9, Damage: []capture.Damage{{Kind: "comments", Frame: 7, Count: 2}}},
			"capture-comments", rtpflow.SevNote, "2 comments dropped, the first after frame 7",
		},
		{"nothing wrong", capture.File{Packets: 9, HasTime: true, Start: 1, End: 9}, "", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := analyze.NewAnalyzer(analyze.Options{}).Finish([]*capture.File{&c.file}).Findings
			if c.code == "" {
				if len(list) > 0 {
					t.Errorf("found %v", list)
				}
				return
			}
			if len(list) != 1 || list[0].Code != c.code || list[0].Severity != c.severity || !strings.Contains(list[0].Summary, c.says) {
				t.Errorf("found %+v", list)
			}
		})
	}
}
