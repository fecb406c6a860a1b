package text

import (
	"bufio"
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// write writes a report with one of the constructors.
func write(t *testing.T, newWriter view.NewWriter, o view.Options, r *rtpflow.Report) string {
	t.Helper()
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	w := newWriter(out, false, o)
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

// streamRow matches the rows of a list of streams and their heads: endpoints, losses and jitter are never left out.
var streamRow = regexp.MustCompile(`:\d+ +\S+:\d+ +0x[0-9a-f]{8} |source +destination +SSRC`)

// checkWidth checks lines against a width; less than 80 columns are not enough for every table.
func checkWidth(t *testing.T, name, out string, width int) {
	t.Helper()
	for line := range strings.SplitSeq(out, "\n") {
		if width >= 80 && columns(line) > width && !strings.Contains(line, "filter: ") && !streamRow.MatchString(line) {
			t.Errorf("%s: %d columns of %d: %s", name, columns(line), width, line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("%s: spaces at the end of %q", name, line)
		}
	}
}

func TestTextFitsTheWidth(t *testing.T) {
	for _, width := range []int{60, 80, 100, 160} {
		for name, r := range map[string]*rtpflow.Report{
			"sample": sample.Report(), "joined": sample.Joined(), "empty": sample.Empty(), "many": sample.Many(60),
			"hostile": sample.Hostile("日本語 " + strings.Repeat("x", 300)),
		} {
			checkWidth(t, name, write(t, NewReports, view.Options{Width: width}, r), width)
			checkWidth(t, name, write(t, NewStreams, view.Options{Width: width}, r), width)
		}
	}
}

func TestTextOfCapturesFitsTheWidth(t *testing.T) {
	for _, dir := range []string{"captures", "made-up"} {
		for _, path := range sample.Captures(t, filepath.Join("../../../testdata", dir)) {
			t.Run(filepath.Base(path), func(t *testing.T) {
				r := sample.Analyze(t, path)
				for _, width := range []int{80, 160} {
					checkWidth(t, path, write(t, NewReports, view.Options{Width: width}, r), width)
				}
			})
		}
	}
}

func TestColorsOnlyIfAsked(t *testing.T) {
	if out := write(t, NewReports, view.Options{}, sample.Report()); strings.Contains(out, "\x1b") {
		t.Error("colors without the option")
	}
	out := write(t, NewReports, view.Options{Color: true}, sample.Report())
	if !strings.Contains(out, "\x1b[31m") || !strings.Contains(out, "\x1b[0m") {
		t.Error("no colors")
	}
	if bare := withoutStyles(out); bare != write(t, NewReports, view.Options{}, sample.Report()) {
		t.Errorf("colors change the layout:\n%s", bare)
	}
}

func withoutStyles(s string) string {
	var b strings.Builder
	for s != "" {
		before, after, _ := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		_, s, _ = strings.Cut(after, "m")
	}
	return b.String()
}

func TestManySessions(t *testing.T) {
	out := write(t, NewReports, view.Options{}, sample.Many(60))
	if n := strings.Count(out, "\nSession s"); n != maxSessions {
		t.Errorf("%d sessions", n)
	}
	if !strings.Contains(out, "\n  s60 ") || !strings.Contains(out, "\n40 more sessions not shown in full (use --session ID or --all)\n") {
		t.Errorf("session 60 has no row, or its section is left out without a note")
	}
	if !strings.Contains(out, "rtp-loss: 60 streams, ") {
		t.Error("findings of one code are not one entry")
	}
	all := write(t, NewReports, view.Options{All: true}, sample.Many(60))
	if n := strings.Count(all, "\nSession s"); n != 60 || strings.Contains(all, "not shown") {
		t.Errorf("%d sessions of all", n)
	}
}

// Many streams, connections and RTCP flows without a session are limited too.
func TestManyUnassociated(t *testing.T) {
	r := sample.Report()
	stream := r.Unassociated.Streams[0]
	for range 60 {
		r.Unassociated.Streams = append(r.Unassociated.Streams, stream)
		r.Unassociated.RTCP = append(r.Unassociated.RTCP, r.Sessions[0].Media[0].RTCP[0])
		r.Connections = append(r.Connections, &rtpflow.Connection{ID: "c9", Kind: rtpflow.KindTLS})
	}
	out, all := write(t, NewReports, view.Options{}, r), write(t, NewReports, view.Options{All: true}, r)
	for _, want := range []string{"11 more streams not shown", "10 more connections not shown", "10 more flows not shown"} {
		if !strings.Contains(out, want) || strings.Contains(all, want) {
			t.Errorf("%s: %t, with --all %t", want, strings.Contains(out, want), strings.Contains(all, want))
		}
	}
	if !strings.Contains(out, "c9 from , TLS") || !strings.Contains(out, "encrypted, content not analyzed") {
		t.Error("connections without a session are missing")
	}
}

func TestLongTimelinesAreElided(t *testing.T) {
	r := sample.Report()
	s := r.Sessions[0]
	c := r.Connections[0]
	s.Exchanges = nil
	for i := range 100 {
		s.Exchanges = append(s.Exchanges, sample.Exchange(c, float64(i), int64(1000+10*i), sample.Request("PAUSE", fmt.Sprintf("%s/%d", s.URL, i)), sample.Response(200, "OK")))
	}
	out, all := write(t, NewReports, view.Options{}, r), write(t, NewReports, view.Options{All: true}, r)
	for _, want := range []string{"PAUSE 0", "PAUSE 99", "… 53 more lines not shown (use --all)"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "PAUSE 60 ") || !strings.Contains(all, "PAUSE 60 ") {
		t.Error("the middle is shown, or --all does not show it")
	}
}

func TestManyEventsOfAKind(t *testing.T) {
	r := sample.Report()
	for i := range 20 {
		r.Sessions[0].Timeline = append(r.Sessions[0].Timeline, rtpflow.Event{Time: sample.At(float64(5 + i)), Kind: "loss", Media: new(0), Detail: "another"})
	}
	out := write(t, NewReports, view.Options{}, r)
	if n := strings.Count(out, "media 0 loss: another"); n != maxSameEvents-1 || strings.Count(out, "media 0 loss: … 13 more") != 1 {
		t.Errorf("%d of the events:\n%s", n, out)
	}
	r.Sessions[0].Media[0].Transport.Lower = "tcp"
	if out := write(t, NewReports, view.Options{}, r); !strings.Contains(out, "media 0 missing: another") {
		t.Error("TCP loses packets")
	}
}

func TestKeepAlivesAreOneLine(t *testing.T) {
	out := write(t, NewReports, view.Options{}, sample.Report())
	if !strings.Contains(out, "GET_PARAMETER ×5 every 1.000 s") || strings.Count(out, "GET_PARAMETER") != 1 {
		t.Errorf("keep-alives one by one:\n%s", out)
	}
	if n := strings.Count(write(t, NewReports, view.Options{All: true}, sample.Report()), "GET_PARAMETER"); n != 5 {
		t.Errorf("%d keep-alives of all", n)
	}
}

func TestJoinedFramesHaveTheirFile(t *testing.T) {
	if out := write(t, NewReports, view.Options{}, sample.Joined()); !strings.Contains(out, "1:391, 2:5") {
		t.Errorf("no file numbers in\n%s", out)
	}
}

func TestRelativeURL(t *testing.T) {
	for _, c := range [][3]string{
		{"rtsp://h/av", "rtsp://h/av", ""},
		{"rtsp://h/av/", "rtsp://h/av", ""},
		{"rtsp://h/av/stream=0", "rtsp://h/av", "stream=0"},
		{"rtsp://other/", "rtsp://h/av", "rtsp://other/"},
		{"*", "rtsp://h/av", "*"},
		{"rtsp://h/", "", "rtsp://h/"},
		{"rtsp://h/av/t1", "rtsp://h:554/av", "t1"},
		{"rtsp://h:554/av", "rtsp://h/av/", "rtsp://h:554/av"},
		{"RTSP://h:554/av/", "RTSP://h/av", ""},
		{"rtsp://h:5540/av", "rtsp://h/av", "rtsp://h:5540/av"},
		{"rtsp://h", "rtsp://h:554", ""},
	} {
		if got := relativeURL(c[0], c[1]); got != c[2] {
			t.Errorf("relativeURL(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
