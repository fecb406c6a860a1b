package csv

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

func write(t *testing.T, o view.Options, r *rtpflow.Report) string {
	t.Helper()
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	w := New(out, false, o)
	if err := w.Write(r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func records(t *testing.T, out string) [][]string {
	t.Helper()
	list, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// cells returns the cells of the n-th stream by column.
func cells(t *testing.T, r *rtpflow.Report, n int) map[string]string {
	t.Helper()
	list := records(t, write(t, view.Options{}, r))
	m := map[string]string{}
	for i, name := range list[0] {
		m[name] = list[n+1][i]
	}
	return m
}

func TestSpreadsheetsRunNoFormula(t *testing.T) {
	r := sample.Report()
	r.Sessions[0].URL, r.Captures[0].Name = "=HYPERLINK(\"x\")", "a,\"b\"\n.pcap"
	list := records(t, write(t, view.Options{}, r))
	if len(list) != 3 || len(list[0]) != len(columns()) {
		t.Fatalf("%d records", len(list))
	}
	if list[1][0] != `a,"b"\n.pcap` || list[1][4] != `'=HYPERLINK("x")` {
		t.Errorf("cells %q, %q", list[1][0], list[1][4])
	}
}

func TestColumnNamesWithoutRows(t *testing.T) {
	if out := write(t, view.Options{}, sample.Empty()); strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "capture,session,") {
		t.Errorf("streams: %q", out)
	}
	if out := write(t, view.Options{Series: true}, sample.Empty()); out != strings.Join(seriesColumns, ",")+"\n" {
		t.Errorf("series: %q", out)
	}
}

// Columns have the values of their stream, and no value where the stream has none.
func TestCells(t *testing.T) {
	first, second := cells(t, sample.Report(), 0), cells(t, sample.Report(), 1)
	for name, want := range map[string][2]string{
		"session": {"s1", ""}, "media": {"0", ""}, "type": {"video", ""}, "ssrc": {"0x2a49edd8", "0x00000001"}, "payload_types": {"96:339", "0:50"},
		"lost": {"12", "0"}, "bitrate_bps": {"464000.123457", ""}, "jitter_mean_ms": {"2.13", ""}, "delta_max_frame": {"391", ""},
		"loss_mean_run": {"12", ""}, "longest_interruption_ms": {"1000", ""}, "wireshark_lost": {"-1", ""}, "reorder_max_depth": {"2", ""},
		"rtcp_sr": {"2", ""}, "rtcp_lost_after": {"2", ""}, "rtcp_sent_packets": {"300", ""}, "rtcp_rtt_max_ms": {"4.25", ""}, "rtcp_cname": {"user@host", ""},
		"frames": {"", ""}, "repair_kind": {"", ""}, "recovered": {"", ""}, "channel": {"", ""}, "evidence": {"ports;ssrc", ""},
	} {
		if _, ok := first[name]; !ok || first[name] != want[0] || second[name] != want[1] {
			t.Errorf("%s: %q, %q, want %q", name, first[name], second[name], want)
		}
	}
}

func TestFramesAndRepairs(t *testing.T) {
	r := sample.Report()
	st := r.Sessions[0].Media[0].Streams[0]
	st.Frames = &rtpflow.Frames{Found: frames.Found{Summary: &frames.Summary{Count: 150, Damaged: 2}}}
	st.Repaired = &rtpflow.Repaired{Recovered: 11, Residual: 1}
	for name, want := range map[string]string{"frames": "150", "frames_damaged": "2", "frames_missing": "", "keyframes": "", "profile": "", "recovered": "11", "residual_lost": "1"} {
		if got := cells(t, r, 0)[name]; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestSeries(t *testing.T) {
	list := records(t, write(t, view.Options{Series: true}, sample.Report()))
	if len(list) != 4 {
		t.Fatalf("%d records", len(list))
	}
	for i, want := range []string{"0.1,5,5000,400000,0,0,0.1,-1.25,2", "0.1,0,0,0,0,0,,,", "0.1,1,1099511627776,87960930222080,2,1,,,"} {
		if got := strings.Join(list[i+1][9:], ","); got != want {
			t.Errorf("bin %d: %s, want %s", i, got, want)
		}
	}
}

func TestLostAfterIsOfTheLastReport(t *testing.T) {
	r := &rtpflow.SourceRTCP{Receptions: []rtpflow.Reception{{End: 5, After: new(int64(2))}, {End: 9, After: new(int64(7))}, {End: 12}, {End: 8, After: new(int64(1))}}}
	if got := lostAfter(r); got == nil || *got != 7 {
		t.Errorf("%v", got)
	}
	if lostAfter(&rtpflow.SourceRTCP{}) != nil {
		t.Error("known without reports")
	}
}
