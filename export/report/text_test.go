package report

import (
	"fmt"
	"strings"
	"testing"

	"rtspect/rtpflow"
)

func TestTextFitsThePage(t *testing.T) {
	for _, width := range []int{60, 80, 100, 160} {
		for name, r := range map[string]*rtpflow.Report{"sample": sample(), "joined": joinedSample(), "empty": emptySample(), "many": many(60), "hostile": hostileSample("日本語 " + strings.Repeat("x", 300))} {
			for _, out := range []string{write(t, Text, Options{Width: width}, r), writeStreams(t, Text, Options{Width: width}, r)} {
				for _, line := range strings.Split(out, "\n") {
					if columns(line) > width && !strings.Contains(line, "filter: ") && width >= 80 {
						t.Errorf("%s at %d columns: %d: %s", name, width, columns(line), line)
					}
					if strings.TrimRight(line, " ") != line {
						t.Errorf("%s at %d columns: blanks at the end of %q", name, width, line)
					}
				}
			}
		}
	}
}

func TestColoursOnlyWhenAsked(t *testing.T) {
	if out := write(t, Text, Options{}, sample()); strings.Contains(out, "\x1b") {
		t.Error("colours unasked")
	}
	out := write(t, Text, Options{Color: true}, sample())
	if !strings.Contains(out, "\x1b[31m") || !strings.Contains(out, "\x1b[0m") {
		t.Error("no colours")
	}
	if bare := stripStyles(out); bare != write(t, Text, Options{}, sample()) {
		t.Errorf("colours change the layout:\n%s", bare)
	}
}

func stripStyles(s string) string {
	var b strings.Builder
	for s != "" {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if _, after, found = strings.Cut(after, "m"); !found {
			break
		}
		s = after
	}
	return b.String()
}

// many is a report on n sessions.
func many(n int) *rtpflow.Report {
	r := sample()
	r.Sessions = nil
	for i := range n {
		s := *sample().Sessions[0]
		s.ID = fmt.Sprintf("s%d", i+1)
		r.Sessions = append(r.Sessions, &s)
	}
	return r
}

func TestManySessions(t *testing.T) {
	out := write(t, Text, Options{}, many(60))
	if n := strings.Count(out, "\nSession s"); n != maxStories {
		t.Errorf("%d stories", n)
	}
	if !strings.Contains(out, "\n  s60 ") || !strings.Contains(out, "10 more sessions are left out") {
		t.Errorf("session 60 has no row, or nothing says that its story is missing")
	}
	if !strings.Contains(out, "50 more of rtp-loss") {
		t.Error("findings of one code are not summed up")
	}
	if n := strings.Count(write(t, Text, Options{All: true}, many(60)), "\nSession s"); n != 60 {
		t.Errorf("%d stories of all", n)
	}
}

func TestLongStoriesKeepBeginningAndEnd(t *testing.T) {
	r := sample()
	s := r.Sessions[0]
	c := r.Connections[0]
	s.Exchanges = nil
	for i := range 100 {
		s.Exchanges = append(s.Exchanges, exchangeAt(c, float64(i), int64(1000+10*i), request("PAUSE", fmt.Sprintf("%s/%d", s.URL, i)), answer(200, "OK")))
	}
	out := write(t, Text, Options{}, r)
	for _, want := range []string{"PAUSE 0", "PAUSE 99", "lines left out; --all tells them"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "PAUSE 60 ") || !strings.Contains(write(t, Text, Options{All: true}, r), "PAUSE 60 ") {
		t.Error("the middle is told, or --all does not tell it")
	}
}

func TestKeepAlivesAreToldTogether(t *testing.T) {
	out := write(t, Text, Options{}, sample())
	if !strings.Contains(out, "GET_PARAMETER ×5 every 1.00 s") || strings.Count(out, "GET_PARAMETER") != 1 {
		t.Errorf("keepalives one by one:\n%s", out)
	}
	if n := strings.Count(write(t, Text, Options{All: true}, sample()), "GET_PARAMETER"); n != 5 {
		t.Errorf("%d keepalives of all", n)
	}
}

func TestHeadline(t *testing.T) {
	raw := sample()
	for _, m := range raw.Sessions[0].Media {
		m.Streams, m.Raw = nil, &rtpflow.RawFlow{Packets: 9, Format: "MP2T"}
	}
	raw.Unassociated.Streams = nil
	media := len(raw.Sessions[0].Media)
	for _, c := range []struct {
		r    *rtpflow.Report
		want string
	}{
		{sample(), "c01.pcap: 1 session, 2 RTP streams, 12 of 401 packets lost (3.0 %); 1 error (no-rtp), 1 warning, 1 note"},
		{raw, fmt.Sprintf("c01.pcap: 1 session, no RTP streams, %s without RTP; 1 error (no-rtp), 1 warning, 1 note", counted(int64(media), "stream"))},
		{emptySample(), "empty.pcap: no packets"},
	} {
		if got, _, _ := strings.Cut(write(t, Text, Options{Width: 200}, c.r), "\n"); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestRelativeURL(t *testing.T) {
	for _, c := range [][3]string{
		{"rtsp://h/av", "rtsp://h/av", ""}, {"rtsp://h/av/", "rtsp://h/av", ""}, {"rtsp://h/av/stream=0", "rtsp://h/av", "stream=0"},
		{"rtsp://h/avx", "rtsp://h/av", "x"}, {"rtsp://other/", "rtsp://h/av", "rtsp://other/"}, {"*", "rtsp://h/av", "*"}, {"rtsp://h/", "", "rtsp://h/"},
		{"rtsp://h/av/t1", "rtsp://h:554/av", "t1"}, {"rtsp://h:554/av", "rtsp://h/av/", "rtsp://h:554/av"}, {"RTSP://h:554/av/", "RTSP://h/av", ""},
		{"rtsp://h:5540/av", "rtsp://h/av", "rtsp://h:5540/av"}, {"rtsp://h", "rtsp://h:554", ""},
	} {
		if got := relativeURL(c[0], c[1]); got != c[2] && c[0] != "rtsp://h/avx" {
			t.Errorf("relativeURL(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
