package text

import (
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// A filter is printed whole, and says which of several captures its frame numbers are for.
func TestFilterLine(t *testing.T) {
	long := "frame.number in {" + strings.Repeat("1000001, ", 200) + "1000001}"
	for _, c := range []struct {
		captures int
		filter   string
		want     string
	}{
		{1, long, "filter: " + long + "\n"},
		{3, "frame.number in {7, 9}", "filter for capture 2: frame.number in {7, 9}\n"},
		{3, "rtp.ssrc == 0x00000001", "filter: rtp.ssrc == 0x00000001\n"},
	} {
		r := &rtpflow.Report{Findings: []rtpflow.Finding{{
			ID: 1, Code: "rtp-loss", Severity: rtpflow.SevWarning, Summary: "Loss.", DisplayFilter: c.filter,
			Frames: []capture.Frame{capture.MakeFrame(c.captures/2, 7)},
		}}}
		for range c.captures {
			r.Captures = append(r.Captures, &capture.File{Name: "x.pcap", Packets: 1})
		}
		if got := write(t, NewReports, view.Options{}, r); !strings.Contains(got, " "+c.want) {
			t.Errorf("%d captures, no %q in\n%s", c.captures, c.want, got)
		}
	}
}
