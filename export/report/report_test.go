package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/safe"
	"rtspect/rtpflow"
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

// outputs returns a report in all formats, whole and by stream.
func outputs(t *testing.T, o Options, r *rtpflow.Report) map[string]string {
	m := map[string]string{}
	for _, f := range Formats() {
		m[string(f)] = write(t, f, o, r)
		m[string(f)+" streams"] = writeStreams(t, f, o, r)
	}
	return m
}

func TestJSONAndNDJSONAreTheSame(t *testing.T) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(write(t, JSON, Options{}, sample.Report()))); err != nil {
		t.Fatal(err)
	}
	if line := write(t, NDJSON, Options{}, sample.Report()); compact.String()+"\n" != line {
		t.Errorf("JSON\n%s\nNDJSON\n%s", &compact, line)
	}
}

func TestNoHostileCharacters(t *testing.T) {
	text := "x\x1b]0;owned\x07\x1b[2J\x9b\u009b\u202e\u2066\u200b\ufeff\u2028\u0085\x00\r\n{\"fake\":true}\xff"
	for name, out := range outputs(t, Options{All: true}, sample.Hostile(text)) {
		for _, r := range out {
			if r != '\n' && safe.Hazard(r) {
				t.Errorf("%s contains %U", name, r)
				break
			}
		}
		if strings.Contains(out, "\n{\"fake") || strings.Contains(out, "\nfake") {
			t.Errorf("%s: a value starts a line", name)
		}
	}
}

func TestSecretsAreMasked(t *testing.T) {
	secret := "rtsp://admin:S3CRET@10.0.0.1/?token=S3CRET"
	for name, out := range outputs(t, Options{All: true}, sample.Hostile(secret)) {
		if name == "csv" || strings.Contains(name, "streams") {
			// These show the name of the capture file, which the user gave.
			out = strings.ReplaceAll(out, "="+secret, "")
		}
		if i := strings.Index(out, "S3CRET"); i >= 0 && !inFileName(out, i) {
			t.Errorf("%s leaks: %s", name, out[max(0, i-80):i+20])
		}
	}
	if !strings.Contains(write(t, JSON, Options{ShowSecrets: true}, sample.Hostile(secret)), "S3CRET") {
		t.Error("ShowSecrets does not show secrets")
	}
}

// inFileName reports whether the text at i is in the name of a capture file, which the user gave.
func inFileName(out string, i int) bool {
	return strings.Contains(out[max(0, i-40):i], `"file":`)
}

func TestLongValuesAreCut(t *testing.T) {
	for name, out := range outputs(t, Options{}, sample.Hostile(strings.Repeat("long ", 1<<15))) {
		if strings.Contains(name, "json") {
			continue // has the name of the capture file, which is not cut
		}
		if len(out) > 1<<20 {
			t.Errorf("%s is %d bytes", name, len(out))
		}
	}
}

// Numbers that JSON cannot have do not stop any format.
func TestExtremeNumbers(t *testing.T) {
	r := sample.Report()
	st := r.Sessions[0].Media[0].Streams[0]
	st.Bitrate, st.ClockDriftPPM, st.MaxSkewMS = new(math.NaN()), new(math.Inf(1)), new(math.Copysign(0, -1))
	st.Jitter.Mean, st.Jitter.Max, st.Delta.Max = math.Inf(-1), 1e300, 1.0/3
	st.Start, st.End = math.MinInt64, math.MaxInt64
	for name, out := range outputs(t, Options{Series: true}, r) {
		for _, bad := range []string{"NaN", "Inf"} {
			if strings.Contains(out, bad) {
				t.Errorf("%s has %s", name, bad)
			}
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteErrorsAreReturned(t *testing.T) {
	for _, f := range Formats() {
		w, s := NewWriter(fullDisk{}, f, true, Options{}), NewStreamsWriter(fullDisk{}, f, true, Options{})
		if w.Write(sample.Report()) == nil || w.Close() == nil {
			t.Errorf("%s: no error", f)
		}
		if s.Write(sample.Report()) == nil || s.Close() == nil {
			t.Errorf("%s of streams: no error", f)
		}
	}
}

// Every row of the table of formats is complete and has a unique name.
func TestFormats(t *testing.T) {
	seen := map[Format]bool{}
	for _, f := range Formats() {
		if got, err := ParseFormat(string(f)); got != f || err != nil || f.Meaning() == "" || seen[f] {
			t.Errorf("%s: %v, %v, %q", f, got, err, f.Meaning())
		}
		seen[f] = true
	}
	for _, f := range []Format{Text, JSON, NDJSON, CSV} {
		if !seen[f] {
			t.Errorf("%s is not in the table", f)
		}
	}
	if _, err := ParseFormat("html"); err == nil || err.Error() != `unknown format "html" (text, json, ndjson or csv)` {
		t.Errorf("html: %v", err)
	}
	if got := FormatList(SeriesFormats()); got != "json, ndjson or csv" || Text.HasSeries() || !CSV.HasSeries() {
		t.Errorf("time series in %s", got)
	}
	if NewWriter(nil, CSV, false, Options{}).Findings || !NewWriter(nil, NDJSON, false, Options{}).Findings || NewStreamsWriter(nil, JSON, false, Options{}).Findings {
		t.Error("reports include findings in text and JSON, and only whole ones")
	}
}
