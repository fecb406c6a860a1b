package json

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

func TestFieldsAreInOrder(t *testing.T) {
	out := write(t, NewReports, view.Options{}, sample.Report())
	at := 0
	for _, name := range []string{
		`"schema": "rtspect.report/1"`, `"captures"`, `"connections"`, `"sessions"`, `"id": "s1"`, `"session"`, `"exchanges"`,
		`"request_headers"`, `"status"`, `"response_frame"`, `"latency_ms"`, `"sdp"`, `"media"`, `"transport"`, `"streams"`, `"ssrc"`, `"payload_types": {"96": 339}`,
		`"jitter_ms"`, `"rtcp"`, `"timeline"`, `"at_s"`, `"findings"`, `"unassociated"`, `"findings"`,
	} {
		i := strings.Index(out[at:], name)
		if i < 0 {
			t.Fatalf("%s does not follow in\n%s", name, out)
		}
		at += i
	}
}

func TestSeveralReports(t *testing.T) {
	var array []map[string]any
	if err := json.Unmarshal([]byte(write(t, NewReports, view.Options{}, sample.Report(), sample.Empty())), &array); err != nil || len(array) != 2 {
		t.Errorf("%d elements, %v", len(array), err)
	}
	lines := strings.Split(strings.TrimSuffix(write(t, NewReportLines, view.Options{}, sample.Report(), sample.Empty()), "\n"), "\n")
	if len(lines) != 2 || !json.Valid([]byte(lines[0])) || !json.Valid([]byte(lines[1])) {
		t.Errorf("%d lines", len(lines))
	}
	for name, newWriter := range map[string]view.NewWriter{"reports": NewReports, "streams": NewStreams} {
		if out := write(t, newWriter, view.Options{}); out != "[]\n" {
			t.Errorf("no %s: %q", name, out)
		}
	}
}

func TestStreams(t *testing.T) {
	var array []map[string]any
	if err := json.Unmarshal([]byte(write(t, NewStreams, view.Options{}, sample.Report(), sample.Empty())), &array); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(write(t, NewStreamLines, view.Options{}, sample.Report(), sample.Empty()), "\n"), "\n")
	if len(array) != 2 || len(lines) != 2 {
		t.Fatalf("%d elements, %d lines", len(array), len(lines))
	}
	if x := array[0]; x["capture"] != "c01.pcap" || x["session"] != "s1" || x["media"] != 0.0 || x["type"] != "video" || x["ssrc"] != "0x2a49edd8" {
		t.Errorf("%v", x)
	}
	if !strings.HasPrefix(lines[1], `{"capture":"c01.pcap","ssrc":"0x00000001",`) {
		t.Error(lines[1])
	}
}

func TestJoinedFramesHaveTheirFile(t *testing.T) {
	out := write(t, NewReportLines, view.Options{}, sample.Joined())
	for _, want := range []string{`"last_frame":650,"last_file":1`, `"frames":[391,5],"files":[0,1]`, `"request_frame":5,"request_file":0`, `"after_frame":7`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(out, `"received"`) {
		t.Error("an unknown count is shown")
	}
	if strings.Contains(write(t, NewReportLines, view.Options{}, sample.Report()), `_file"`) {
		t.Error("a report on one capture has files")
	}
}

func TestExtremeNumbersKeepToTheSchema(t *testing.T) {
	r := sample.Report()
	st := r.Sessions[0].Media[0].Streams[0]
	st.Bitrate, st.ClockDriftPPM, st.MaxSkewMS = new(math.NaN()), new(math.Inf(1)), new(math.Copysign(0, -1))
	st.Jitter.Mean, st.Jitter.Max, st.Delta.Max = math.Inf(-1), 1e300, 1.0/3
	st.Start, st.End = math.MinInt64, math.MaxInt64
	r.Sessions[0].Media[0].RTCP[0].Bitrate = new(math.NaN())
	out := write(t, NewReports, view.Options{}, r)
	validate(t, compileSchema(t, false), strings.ReplaceAll(out, `"1677-`, `"1977-`))
	for _, bad := range []string{"NaN", "Inf", "bitrate_bps", "clock_drift_ppm", "-0,", "0.33333333"} {
		if strings.Contains(out, bad) {
			t.Errorf("%s in %s", bad, out)
		}
	}
	if !strings.Contains(out, "0.333333") {
		t.Error("numbers are not rounded to six decimals")
	}
}

func TestLongTimelinesAreCut(t *testing.T) {
	r := sample.Report()
	for range 2 * view.MaxTimeline {
		r.Sessions[0].Timeline = append(r.Sessions[0].Timeline, rtpflow.Event{Time: sample.At(7), Kind: "keyframe", Detail: "x"})
	}
	out := write(t, NewReportLines, view.Options{}, r)
	// A connection, two interruptions, a keyframe request and the subjects of three findings have a kind, too.
	if n := strings.Count(out, `"kind":`); n != 1+2+1+3+view.MaxTimeline+1 || !strings.Contains(out, `"2003 more events"`) {
		t.Errorf("%d timeline entries", n)
	}
}
