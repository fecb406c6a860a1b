package rtspparse

import (
	"strings"
	"testing"
)

// bodyCases are bodies with a wrong or missing length.
var bodyCases = []struct {
	name, in string
	want     []string
}{
	{"description without length, then a message", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\ns=x\r\n" + ok2, []string{
		"1.0 200 OK 69@0 0-0 [CSeq:1] [Content-Type:application/sdp] {v=0\r\ns=x\r\n} !content-length-missing", "1.0 200 OK 28@69 0-0 [CSeq:2]",
	}},
	{"description without length, then the end", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n\r\nv=0\ns=x", []string{
		"1.0 200 OK 66@0 0-0 [CSeq:1] [Content-Type:application/sdp] {v=0\ns=x} !content-length-missing",
	}},
	{"no description at all", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n\r\n" + ok2, []string{
		"1.0 200 OK 59@0 0-0 [CSeq:1] [Content-Type:application/sdp]", "1.0 200 OK 28@59 0-0 [CSeq:2]",
	}},
	{"negative", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: -1\r\n\r\nhello" + ok2, []string{
		"1.0 200 OK 48@0 0-0 [CSeq:1] [Content-Length:-1] !content-length-invalid",
		"unparsed 5@48 0 bytes after a message that does not announce them as its body", "1.0 200 OK 28@53 0-0 [CSeq:2]",
	}},
	{"above the limit", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 1000000000000000000\r\n\r\nhello" + ok2, []string{
		"1.0 200 OK 65@0 0-0 [CSeq:1] [Content-Length:1000000000000000000] !content-length-limit",
		"unparsed 5@65 0 bytes after a message that does not announce them as its body", "1.0 200 OK 28@70 0-0 [CSeq:2]",
	}},
	{"more than 64 bits", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 18446744073709551616\r\n\r\n" + ok2, []string{
		"1.0 200 OK 66@0 0-0 [CSeq:1] [Content-Length:18446744073709551616] !content-length-limit", "1.0 200 OK 28@66 0-0 [CSeq:2]",
	}},
	{"conflict", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 9\r\nContent-Length: 5\r\n\r\nhello" + ok2, []string{
		"1.0 200 OK 71@0 0-0 [CSeq:1] [Content-Length:9] [Content-Length:5] {hello} !content-length-conflict", "1.0 200 OK 28@71 0-0 [CSeq:2]",
	}},
	{"duplicate", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\nhello" + ok2, []string{
		"1.0 200 OK 71@0 0-0 [CSeq:1] [Content-Length:5] [content-length:5] {hello} !content-length-duplicate", "1.0 200 OK 28@71 0-0 [CSeq:2]",
	}},
	{"too small", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 2\r\n\r\nhello" + ok2, []string{
		"1.0 200 OK 49@0 0-0 [CSeq:1] [Content-Length:2] {he}",
		"unparsed 3@49 0 bytes after a body: its Content-Length is too small", "1.0 200 OK 28@52 0-0 [CSeq:2]",
	}},
	{"too large, a response follows", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 50\r\n\r\nhello" + ok2 + ok1, []string{
		"1.0 200 OK 53@0 0-0 [CSeq:1] [Content-Length:50] {hello} !content-length-too-large", "1.0 200 OK 28@53 0-0 [CSeq:2]", "1.0 200 OK 28@81 0-0 [CSeq:1]",
	}},
	{"too large, a request follows", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 50\r\n\r\nhello\r\n" + options, []string{
		"1.0 200 OK 55@0 0-0 [CSeq:1] [Content-Length:50] {hello\r\n} !content-length-too-large", "OPTIONS rtsp://h/s 1.0 40@55 0-0 [CSeq:1]",
	}},
	{"too large, a frame follows", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: text/parameters\r\nContent-Length: 90\r\n\r\na: b\r\n" + dollar(0, rtcp(9)) + ok2 + ok2, []string{
		"1.0 200 OK 85@0 0-0 [CSeq:1] [Content-Type:text/parameters] [Content-Length:90] {a: b\r\n} !content-length-too-large",
		frameLine(0, rtcp(9), 85, 0), "1.0 200 OK 28@117 0-0 [CSeq:2]", "1.0 200 OK 28@145 0-0 [CSeq:2]",
	}},
	{"a dollar in text", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: text/parameters\r\nContent-Length: 25\r\n\r\nprice: 5$\r\nRTSP/1.0 is it" + ok2, []string{
		"1.0 200 OK 104@0 0-0 [CSeq:1] [Content-Type:text/parameters] [Content-Length:25] {price: 5$\r\nRTSP/1.0 is it}", "1.0 200 OK 28@104 0-0 [CSeq:2]",
	}},
	{"beyond the end", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5000\r\n\r\nshort", []string{
		"1.0 200 OK 55@0 0-0 [CSeq:1] [Content-Length:5000] {short} !content-length-beyond-end",
	}},
	{"zero", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 0\r\n\r\n" + ok2, []string{
		"1.0 200 OK 47@0 0-0 [CSeq:1] [Content-Length:0]", "1.0 200 OK 28@47 0-0 [CSeq:2]",
	}},
}

func TestBodies(t *testing.T) {
	for _, c := range bodyCases {
		t.Run(c.name, func(t *testing.T) {
			expect(t, Conn{}, []turn{server(c.in)}, nil, c.want)
		})
	}
}

func TestContentLengthValues(t *testing.T) {
	for _, c := range []struct {
		in    string
		n     int64
		valid bool
	}{{"5", 5, true}, {" 5 ", 5, true}, {"0", 0, true}, {"-1", 0, false}, {"+5", 0, false}, {"0x10", 0, false}, {"5 5", 0, false}, {"", 0, false}, {"NaN", 0, false}, {strings.Repeat("9", 4000), 1<<63 - 1, true}} {
		v, f := ParseContentLength(c.in)
		if v.Length != c.n || v.Valid != c.valid || c.valid != (len(f) == 0) {
			t.Errorf("%.20q: %+v %v", c.in, v, f)
		}
	}
}
