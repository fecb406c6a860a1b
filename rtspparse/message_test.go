package rtspparse

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// messageCases are messages with the expected events. They seed FuzzStream.
var messageCases = []struct {
	name, in string
	want     []string
}{
	{"request", options, []string{"OPTIONS rtsp://h/s 1.0 40@0 0-0 [CSeq:1]"}},
	{"response", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: A, B\r\n\r\n", []string{"1.0 200 OK 42@0 0-0 [CSeq:1] [Public:A, B]"}},
	{"version 2", "PLAY * RTSP/2.0\r\nCSeq: 1\r\n\r\n", []string{"PLAY * 2.0 28@0 0-0 [CSeq:1]"}},
	{"unknown method", "X-Foo rtsp://h RTSP/1.0\r\nCSeq: 1\r\n\r\n", []string{"X-Foo rtsp://h 1.0 36@0 0-0 [CSeq:1]"}},
	{"body", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\n\r\nhello", []string{"1.0 200 OK 52@0 0-0 [CSeq:1] [Content-Length:5] {hello}"}},
	{"case, order and duplicates kept", "OPTIONS * RTSP/1.0\r\ncseq: 7\r\nA: 1\r\nB: 2\r\na: 3\r\n\r\n", []string{"OPTIONS * 1.0 49@0 0-0 [cseq:7] [A:1] [B:2] [a:3]"}},
	{"two in a row", ok1 + ok2, []string{"1.0 200 OK 28@0 0-0 [CSeq:1]", "1.0 200 OK 28@28 0-0 [CSeq:2]"}},
	{"bare LF", "OPTIONS * RTSP/1.0\nCSeq: 1\n\nRTSP/1.0 200 OK\nCSeq: 1\n\n", []string{"OPTIONS * 1.0 28@0 0-0 [CSeq:1] !bare-lf", "1.0 200 OK 25@28 0-0 [CSeq:1] !bare-lf"}},
	{"bare CR", "OPTIONS * RTSP/1.0\rCSeq: 2\r\rOPTIONS * RTSP/1.0\r\nCSeq: 3\r\n\r\n", []string{"OPTIONS * 1.0 28@0 0-0 [CSeq:2] !bare-cr", "OPTIONS * 1.0 31@28 0-0 [CSeq:3]"}},
	{"folded", "OPTIONS * RTSP/1.0\r\nCSeq: 3\r\nX: a\r\n b\r\n\tc\r\n\r\n", []string{"OPTIONS * 1.0 45@0 0-0 [CSeq:3] [X:a b c]"}},
	{"blank fold", "OPTIONS * RTSP/1.0\r\nCSeq: 3\r\n \r\nX: y\r\n\r\n", []string{"OPTIONS * 1.0 40@0 0-0 [CSeq:3] [X:y] !blank-folded-line"}},
	{"fold without field", "OPTIONS * RTSP/1.0\r\n x\r\nCSeq: 3\r\n\r\n", []string{"OPTIONS * 1.0 35@0 0-0 [CSeq:3] !fold-without-field"}},
	{"spaces", "OPTIONS * RTSP/1.0  \r\nCSeq:3 \r\nA :b\r\n\r\n", []string{"OPTIONS * 1.0 39@0 0-0 [CSeq:3] [A:b] !space-before-colon"}},
	{"no name and no colon", "OPTIONS * RTSP/1.0\r\nCSeq: 4\r\n: no name\r\nnocolon\r\n\r\n", []string{"OPTIONS * 1.0 51@0 0-0 [CSeq:4] !field-name-empty !field-without-colon"}},
	{"no reason", "RTSP/1.0 200\r\nCSeq: 1\r\n\r\n", []string{"1.0 200  25@0 0-0 [CSeq:1] !reason-missing"}},
	{"empty lines before", "\r\n\n\r\n" + ok1, []string{"1.0 200 OK 28@5 0-0 [CSeq:1] !empty-line-before"}},
	{"no empty line, then a message", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nRTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n", []string{"1.0 200 OK 26@0 0-0 [CSeq:1] !no-empty-line", "1.0 200 OK 28@26 0-0 [CSeq:2]"}},
	{"no empty line, then a frame", "RTSP/1.0 200 OK\r\nCSeq: 1\r\n" + dollar(0, rtcp(7)), []string{"1.0 200 OK 26@0 0-0 [CSeq:1] !no-empty-line", frameLine(0, rtcp(7), 26, 0)}},
	{"a dollar in the header", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n$x: y\r\n\r\n", []string{"OPTIONS * 1.0 38@0 0-0 [CSeq:1] [$x:y]"}},
	{"a dollar at the end", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n$", []string{"OPTIONS * 1.0 30@0 0-0 [CSeq:1] !field-without-colon !no-empty-line"}},
	{"CR at the end", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r", []string{"OPTIONS * 1.0 30@0 0-0 [CSeq:1] !bare-cr"}},
	{"no empty line at the end", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n", []string{"OPTIONS * 1.0 29@0 0-0 [CSeq:1] !no-empty-line"}},
	{"no line end at the end", "OPTIONS * RTSP/1.0\r\nCSeq: 1", []string{"OPTIONS * 1.0 27@0 0-0 [CSeq:1] !no-empty-line"}},
	{"start line only", "RTSP/1.0 404 Not Found", []string{"1.0 404 Not Found 22@0 0-0 !cut-by-end"}},
	{"CSeq missing", "OPTIONS * RTSP/1.0\r\n\r\n", []string{"OPTIONS * 1.0 22@0 0-0 !cseq-missing"}},
	{"CSeq twice", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nCSeq: 2\r\n\r\n", []string{"OPTIONS * 1.0 40@0 0-0 [CSeq:1] [CSeq:2] !cseq-conflict"}},
	{"CSeq not a number", "OPTIONS * RTSP/1.0\r\nCSeq: 1e5\r\n\r\n", []string{"OPTIONS * 1.0 33@0 0-0 [CSeq:1e5] !cseq-invalid"}},
	{"NUL", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nA: b\x00c\x01\r\n\r\n", []string{"OPTIONS * 1.0 40@0 0-0 [CSeq:1] [A:b\x00c\x01] !nul-byte !control-byte"}},
	{"URL with space", "DESCRIBE rtsp://h/my file RTSP/1.0\r\nCSeq: 1\r\n\r\n", []string{"DESCRIBE rtsp://h/my file 1.0 47@0 0-0 [CSeq:1] !url-with-space"}},
	{"unusual version", "OPTIONS * RTSP/99999999999.1\r\nCSeq: 1\r\n\r\n", []string{"OPTIONS * 99999999999.1 41@0 0-0 [CSeq:1] !version-invalid"}},
	{"empty version", "OPTIONS * RTSP/\r\nCSeq: 1\r\n\r\n", []string{"OPTIONS *  28@0 0-0 [CSeq:1] !version-invalid"}},
	{"version missing", ok1 + "OPTIONS * \r\nCSeq: 1\r\n\r\n", []string{"1.0 200 OK 28@0 0-0 [CSeq:1]", "OPTIONS *  23@28 0-0 [CSeq:1] !version-missing"}},
	{"HTTP instead of RTSP", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno", []string{"OPTIONS * 1.0 31@0 0-0 [CSeq:1]", "1.1 400 Bad Request 49@31 0-0 [Content-Length:2] {no} !http-instead-of-rtsp"}},
	{"invalid status", "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\nRTSP/1.0 99999 x\r\nCSeq: 1\r\n\r\nRTSP/1.0 -200 x\r\nCSeq: 1\r\n\r\n", []string{"1.0 200 OK 28@0 0-0 [CSeq:1]", "1.0 0 99999 x 29@28 0-0 [CSeq:1] !status-invalid", "1.0 0 -200 x 28@57 0-0 [CSeq:1] !status-invalid"}},
	{"method with escape", ok1 + "\x1b[2JGET rtsp://h RTSP/1.0\r\nCSeq: 1\r\n\r\n", []string{"1.0 200 OK 28@0 0-0 [CSeq:1]", "\x1b[2JGET rtsp://h 1.0 38@28 0-0 [CSeq:1] !method-invalid !control-byte"}},
}

func TestMessages(t *testing.T) {
	for _, c := range messageCases {
		t.Run(c.name, func(t *testing.T) {
			expect(t, Conn{}, []turn{server(c.in)}, nil, c.want)
		})
	}
}

func TestMessagesAcrossSegments(t *testing.T) {
	turns := []turn{server("RTSP/1.0 200"), server(" OK\r\nCSeq: 1\r\nContent-Le"), server("ngth: 4\r\n\r\nab"), server("cd" + ok2[:9]), server(ok2[9:])}
	expect(t, Conn{}, turns, nil, []string{
		"1.0 200 OK 51@0 0-3 [CSeq:1] [Content-Length:4] {abcd}",
		"1.0 200 OK 28@51 3-4 [CSeq:2]",
	})
}

func TestHeaders(t *testing.T) {
	h := Headers{{"A", "1"}, {"b", ""}, {"a", "2"}}
	if h.Get("a") != "1" || h.Get("c") != "" || h.Has("c") || !h.Has("B") {
		t.Error("Get or Has is wrong")
	}
	if d := cmp.Diff([]string{"1", "2"}, h.Values("a")); d != "" {
		t.Error(d)
	}
	if h.Values("c") != nil {
		t.Error("an absent field has values")
	}
}

func TestCSeq(t *testing.T) {
	for _, c := range []struct {
		in string
		n  int64
		ok bool
	}{{"1", 1, true}, {" 3 ", 3, true}, {"0", 0, true}, {"", 0, false}, {"-1", 0, false}, {"99999999999999999999", 0, false}, {"x", 0, false}, {"9223372036854775807", 1<<63 - 1, true}} {
		m := Message{Headers: Headers{{"CSEQ", c.in}}}
		if n, ok := m.CSeq(); n != c.n || ok != c.ok {
			t.Errorf("CSeq %q: %d %v", c.in, n, ok)
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("B", 1<<20)
	many := strings.Repeat("X: y\r\n", 20000)
	some := strings.Repeat("X: y\r\n", 300)
	for _, c := range []struct {
		name, in, code string
		check          func(m *Message) bool
	}{
		{"start line", "DESCRIBE rtsp://h/" + long + " RTSP/1.0\r\nCSeq: 1\r\n\r\n", "start-line-limit", func(m *Message) bool {
			return m.Method == "DESCRIBE" && len(m.URL) == maxStartLine-9 && m.Headers.Get("CSeq") == "1"
		}},
		{"start line without end", "DESCRIBE rtsp://h/" + long, "start-line-limit", func(m *Message) bool { _, ok := m.Violation("cut-by-end"); return ok }},
		{"header line", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nX: " + long + "\r\nY: z\r\n\r\n", "header-limit", func(m *Message) bool { return m.Headers.Get("CSeq") == "1" }},
		{"header lines", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n" + many + "\r\n", "header-limit", func(m *Message) bool { return len(m.Headers) == MaxFields }},
		{"header fields", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n" + some + "\r\n", "header-fields-limit", func(m *Message) bool { return len(m.Headers) == MaxFields }},
		{"folds", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nX: y\r\n" + strings.Repeat(" y\r\n", 9000) + "\r\n", "folded-field-limit", func(m *Message) bool { return len(m.Headers.Get("X")) < 2*maxFolded }},
		{"body", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5242880\r\n\r\n" + strings.Repeat("x", 5<<20), "body-limit", func(m *Message) bool { return len(m.Body) == maxBody && m.Length > 5<<20 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, how := range map[string]cutter{"whole": whole, "random": randomly(3)} {
				var got []*Message
				conn := Conn{}
				want, in := 2, c.in+options
				if c.name == "start line without end" {
					want, in = 1, c.in
				}
				collect(&conn, how, in, &got)
				if len(got) != want {
					t.Fatalf("fed %s: %d messages", name, len(got))
				}
				f, ok := got[0].Violation(c.code)
				if !ok || !strings.Contains(f.Detail, "limit") || !c.check(got[0]) {
					t.Errorf("fed %s: %+v", name, got[0].Violations)
				}
			}
		})
	}
}

// collect feeds the stream of one direction and returns its messages.
func collect(c *Conn, how cutter, in string, out *[]*Message) {
	var e Event
	drain := func() {
		for c.Next(&e) {
			if e.Kind == MessageEvent {
				*out = append(*out, e.Msg)
			}
		}
	}
	for b := []byte(in); len(b) > 0; {
		n := how(len(b))
		c.Feed(0, b[:n], Origin{})
		drain()
		b = b[n:]
	}
	c.End(0)
	drain()
	c.End(1)
	drain()
}

func TestLargeDescription(t *testing.T) {
	sdp := "v=0\r\n" + strings.Repeat("a=x:"+strings.Repeat("y", 90)+"\r\n", 6000)
	in := "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\nContent-Length: " + strconv.Itoa(len(sdp)) + "\r\n\r\n" + sdp + ok2
	var got []*Message
	collect(&Conn{}, randomly(5), in, &got)
	if len(got) != 2 || string(got[0].Body) != sdp || len(got[0].Violations) > 0 {
		t.Fatalf("%d messages", len(got))
	}
}
