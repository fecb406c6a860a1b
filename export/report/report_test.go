package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/export/safe"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

func write(t testing.TB, f Format, o Options, reports ...*rtpflow.Report) string {
	t.Helper()
	var b bytes.Buffer
	finish(t, NewWriter(&b, f, len(reports) > 1, o), reports)
	return b.String()
}

func writeStreams(t testing.TB, f Format, o Options, reports ...*rtpflow.Report) string {
	t.Helper()
	var b bytes.Buffer
	finish(t, NewStreamsWriter(&b, f, len(reports) > 1, o), reports)
	return b.String()
}

func finish(t testing.TB, w *Writer, reports []*rtpflow.Report) {
	t.Helper()
	for _, r := range reports {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// emptySample is a capture without packets.
func emptySample() *rtpflow.Report {
	return &rtpflow.Report{Captures: []*capture.File{{Name: "empty.pcap", Format: "pcap", Compression: "none", Bytes: 24}}}
}

// joinedSample is a report on two files read as one.
func joinedSample() *rtpflow.Report {
	r := sample()
	second := *r.Captures[0]
	second.Name, second.CutShort = "c02.pcap", true
	second.Damage = []capture.Damage{{Kind: "cut-short", Frame: capture.MakeFrame(1, 7), Offset: 99, Detail: "the last record is cut", Fatal: true}}
	second.Backward, second.MaxBackward, second.FirstBackward = 2, 1500000, capture.MakeFrame(1, 3)
	second.Comments = []capture.Comment{{Text: "of the section"}, {Frame: capture.MakeFrame(1, 2), Text: "of a packet"}}
	second.Interfaces = []capture.Interface{{Name: "eth0", Received: -1, Dropped: 3}}
	second.Undecoded, second.Application = map[string]int64{"arp": 4}, "dumpcap"
	r.Captures = append(r.Captures, &second)
	m := r.Sessions[0].Media[0]
	m.Streams[0].LastFrame = capture.MakeFrame(1, 650)
	m.Streams[0].Discontinuities = []rtpflow.Discontinuity{{Time: sampleAt(2), Frame: capture.MakeFrame(1, 9), FromSeq: 1, ToSeq: 2, Reason: "play"}}
	m.Raw = &rtpflow.RawFlow{Packets: 3, Bytes: 100, Start: sampleAt(1), End: sampleAt(2), FirstFrame: frameOf(3), LastFrame: capture.MakeFrame(1, 4), Format: "MP2T"}
	r.Connections[0].Sides[rtpflow.Server].GapBytes = 12
	r.Connections[0].Sides[rtpflow.Server].NotCapturedBytes = 12
	r.Sessions[0].Findings[0].Frames = []capture.Frame{frameOf(391), capture.MakeFrame(1, 5)}
	return r
}

func TestJSONHoldsTheContractsNamesInOrder(t *testing.T) {
	out := write(t, JSON, Options{}, sample())
	at := 0
	for _, name := range []string{`"schema": "rtspect.report/1"`, `"captures"`, `"connections"`, `"sessions"`, `"id": "s1"`, `"session"`, `"exchanges"`,
		`"request_headers"`, `"status"`, `"response_frame"`, `"latency_ms"`, `"sdp"`, `"media"`, `"transport"`, `"streams"`, `"ssrc"`, `"payload_types": {"96": 339}`,
		`"jitter_ms"`, `"rtcp"`, `"timeline"`, `"at_s"`, `"findings"`, `"unassociated"`, `"findings"`} {
		i := strings.Index(out[at:], name)
		if i < 0 {
			t.Fatalf("%s does not follow in\n%s", name, out)
		}
		at += i
	}
}

func TestSeveralReports(t *testing.T) {
	var array []map[string]any
	if err := json.Unmarshal([]byte(write(t, JSON, Options{}, sample(), emptySample())), &array); err != nil || len(array) != 2 {
		t.Errorf("%d elements, %v", len(array), err)
	}
	lines := strings.Split(strings.TrimSuffix(write(t, NDJSON, Options{}, sample(), emptySample()), "\n"), "\n")
	if len(lines) != 2 || !json.Valid([]byte(lines[0])) || !json.Valid([]byte(lines[1])) {
		t.Errorf("%d lines", len(lines))
	}
	var b bytes.Buffer
	finish(t, NewWriter(&b, JSON, true, Options{}), nil)
	if b.String() != "[]\n" {
		t.Errorf("no report of several: %q", b.String())
	}
	if one, compact := write(t, JSON, Options{}, sample()), write(t, NDJSON, Options{}, sample()); !sameJSON(t, one, compact) {
		t.Error("JSON and NDJSON differ")
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y bytes.Buffer
	if json.Compact(&x, []byte(a)) != nil || json.Compact(&y, []byte(b)) != nil {
		t.Fatal("not JSON")
	}
	return x.String() == y.String()
}

func TestJoinedFramesNameTheirFile(t *testing.T) {
	out := write(t, NDJSON, Options{}, joinedSample())
	for _, want := range []string{`"last_frame":650,"last_file":1`, `"frames":[391,5],"files":[0,1]`, `"request_frame":5,"request_file":0`, `"after_frame":7`, `"received"`} {
		if strings.Contains(out, want) != (want != `"received"`) {
			t.Errorf("%s: %t", want, strings.Contains(out, want))
		}
	}
	if strings.Contains(write(t, NDJSON, Options{}, sample()), `_file"`) {
		t.Error("a single capture names files")
	}
	if text := write(t, Text, Options{}, joinedSample()); !strings.Contains(text, "1:391, 2:5") {
		t.Errorf("text names no files:\n%s", text)
	}
}

// hostileSample has text from the capture wherever a report shows any.
func hostileSample(text string) *rtpflow.Report {
	r := joinedSample()
	s := r.Sessions[0]
	s.Session, s.URL, s.UserAgent, s.ServerAgent, s.Version = text, text, text, text, text
	s.SDP = []byte("v=0\r\ns=" + text + "\r\n")
	for _, e := range s.Exchanges {
		e.Method, e.URL = text, text
		e.Request.Headers = append(e.Request.Headers, rtspparse.Header{Name: text, Value: text}, rtspparse.Header{Name: "Transport", Value: text}, rtspparse.Header{Name: "X", Value: text})
		if e.Response != nil {
			e.Response.Status, e.Response.Reason = 302, text
			e.Response.Headers = append(e.Response.Headers, rtspparse.Header{Name: "Location", Value: text}, rtspparse.Header{Name: "WWW-Authenticate", Value: text})
		}
	}
	for _, m := range s.Media {
		m.Type, m.Control, m.Protocol, m.Transport.Requested, m.Transport.Agreed, m.Transport.Destination = text, text, text, text, text, text
		m.Transport.Profile, m.Transport.Mode, m.Transport.Source = text, text, text
		for i := range m.Formats {
			m.Formats[i].Encoding = text
			for k := range m.Formats[i].Fmtp {
				m.Formats[i].Fmtp[k].Value = text
			}
		}
		for _, st := range m.Streams {
			st.Encoding, st.RTCP.CNAME, st.RTCP.ByeReason, st.RTCP.Items[0].Text = text, text, text, text
			st.RTCP.CNAMEChanges[0].From, st.RTCP.CNAMEChanges[0].To, st.RTCP.Bye.Reason = text, text, text
		}
		for _, x := range m.RTCP {
			x.Apps[0].Name, x.CNAMEs[0].Name, x.Byes[0].Reason, x.Sources[0].CNAME = text, text, text, text
		}
	}
	s.Described[0].Type, s.Described[0].Control = text, text
	for i := range s.Timeline {
		s.Timeline[i].Detail = text
	}
	for i := range s.Findings {
		s.Findings[i].Summary, s.Findings[i].DisplayFilter = text, text
	}
	r.Connections[0].Cookie, r.Connections[0].ServerName = text, text
	f := r.Captures[1]
	f.Name, f.Application, f.OS, f.Hardware = text, text, text, text
	f.Damage[0].Detail, f.Comments[0].Text = text, text
	f.Interfaces[0] = capture.Interface{Name: text, Description: text, Filter: text}
	return r
}

func outputs(t *testing.T, o Options, r *rtpflow.Report) map[string]string {
	return map[string]string{
		"text": write(t, Text, o, r), "json": write(t, JSON, o, r), "ndjson": write(t, NDJSON, o, r), "csv": write(t, CSV, o, r),
		"text streams": writeStreams(t, Text, o, r), "json streams": writeStreams(t, JSON, o, r), "ndjson streams": writeStreams(t, NDJSON, o, r),
	}
}

func TestNothingHostileGetsOut(t *testing.T) {
	text := "x\x1b]0;owned\x07\x1b[2J\x9b\u009b\u202e\u2066\u200b\ufeff\u2028\u0085\x00\r\n{\"fake\":true}\xff"
	for name, out := range outputs(t, Options{All: true}, hostileSample(text)) {
		for _, r := range out {
			if r != '\n' && safe.Hazard(r) {
				t.Errorf("%s holds %U", name, r)
				break
			}
		}
		if strings.Contains(out, "\n{\"fake") || strings.Contains(out, "\nfake") {
			t.Errorf("%s: a value begins a line", name)
		}
	}
}

func TestSecretsStayInside(t *testing.T) {
	secret := "rtsp://admin:S3CRET@10.0.0.1/?token=S3CRET"
	for name, out := range outputs(t, Options{All: true}, hostileSample(secret)) {
		if name == "csv" || strings.Contains(name, "streams") {
			// These show the capture's file name as it was given.
			out = strings.ReplaceAll(out, "="+secret, "")
		}
		if i := strings.Index(out, "S3CRET"); i >= 0 && !nameOfFile(out, i) {
			t.Errorf("%s leaks: %s", name, out[max(0, i-80):i+20])
		}
	}
	if !strings.Contains(write(t, JSON, Options{ShowSecrets: true}, hostileSample(secret)), "S3CRET") {
		t.Error("secrets are not shown when asked for")
	}
}

// nameOfFile reports whether the text at i stands in the name of a capture file, which the user gave.
func nameOfFile(out string, i int) bool {
	return strings.Contains(out[max(0, i-40):i], `"file":`)
}

func TestCSVIsSafe(t *testing.T) {
	r := sample()
	r.Sessions[0].URL, r.Captures[0].Name = "=HYPERLINK(\"x\")", "a,\"b\"\n.pcap"
	out := write(t, CSV, Options{}, r)
	records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(records) != 3 || len(records[0]) != len(csvColumns()) {
		t.Fatalf("%d records, %v", len(records), err)
	}
	if records[1][0] != `a,"b"\n.pcap` || records[1][4] != `'=HYPERLINK("x")` {
		t.Errorf("cells %q, %q", records[1][0], records[1][4])
	}
	if empty := write(t, CSV, Options{}, emptySample()); strings.Count(empty, "\n") != 1 || !strings.HasPrefix(empty, "capture,session,") {
		t.Errorf("without streams: %q", empty)
	}
}

func TestNumbersAreNumbers(t *testing.T) {
	r := sample()
	st := r.Sessions[0].Media[0].Streams[0]
	st.Bitrate, st.ClockDriftPPM, st.MaxSkewMS = ptr(math.NaN()), ptr(math.Inf(1)), ptr(math.Copysign(0, -1))
	st.Jitter.Mean, st.Jitter.Max, st.Delta.Max = math.Inf(-1), 1e300, 1.0/3
	st.Start, st.End = math.MinInt64, math.MaxInt64
	r.Sessions[0].Media[0].RTCP[0].Bitrate = ptr(math.NaN())
	out := write(t, JSON, Options{}, r)
	validate(t, compileSchema(t, false), []byte(strings.ReplaceAll(out, `"1677-`, `"1977-`)))
	for _, bad := range []string{"NaN", "Inf", "bitrate_bps", "clock_drift_ppm", "-0,", "0.33333333"} {
		if strings.Contains(out, bad) {
			t.Errorf("%s in %s", bad, out)
		}
	}
	if !strings.Contains(out, "0.333333") {
		t.Error("numbers are not rounded to six decimals")
	}
	write(t, Text, Options{}, r)
	write(t, CSV, Options{}, r)
}

func TestLongValuesAreCut(t *testing.T) {
	r := hostileSample(strings.Repeat("long ", 1<<15))
	for name, out := range outputs(t, Options{}, r) {
		if strings.Contains(name, "json") {
			continue // file names are given, not captured
		}
		if len(out) > 1<<20 {
			t.Errorf("%s is %d bytes", name, len(out))
		}
	}
	r = sample()
	for range 2 * maxTimeline {
		r.Sessions[0].Timeline = append(r.Sessions[0].Timeline, rtpflow.Event{Time: sampleAt(7), Kind: "keyframe", Detail: "x"})
	}
	// One connection, two interruptions, a keyframe request and the subjects of three findings have a kind, too.
	if out := write(t, NDJSON, Options{}, r); strings.Count(out, `"kind":`) != 1+2+1+3+maxTimeline+1 || !strings.Contains(out, `"2003 more events from here on"`) {
		t.Errorf("%d timeline entries", strings.Count(out, `"kind":`))
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteErrorsAreTold(t *testing.T) {
	for _, f := range Formats {
		w, s := NewWriter(fullDisk{}, f, true, Options{}), NewStreamsWriter(fullDisk{}, f, true, Options{})
		if w.Write(sample()) == nil || w.Close() == nil {
			t.Errorf("%s: no error", f)
		}
		if s.Write(sample()) == nil || s.Close() == nil {
			t.Errorf("%s of streams: no error", f)
		}
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range Formats {
		if got, err := ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("%s: %v, %v", f, got, err)
		}
	}
	if _, err := ParseFormat("html"); err == nil {
		t.Error("html is not a format yet")
	}
}
