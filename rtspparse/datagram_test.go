package rtspparse

import "testing"

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		n              int
	}{
		{"request", options, "OPTIONS rtsp://h/s 1.0 40@0 0-0 [CSeq:1]", 40},
		{"two", ok1 + ok2, "1.0 200 OK 28@0 0-0 [CSeq:1]", 28},
		{"line ends first", "\r\n" + ok1, "1.0 200 OK 28@2 0-0 [CSeq:1] !empty-line-before", 30},
		{"unknown method", "SUBSCRIBE rtspu://h RTSP/1.0\r\nCSeq: 1\r\n\r\n", "SUBSCRIBE rtspu://h 1.0 41@0 0-0 [CSeq:1]", 41},
		{"body", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 2\r\n\r\nhi there", "1.0 200 OK 49@0 0-0 [CSeq:1] [Content-Length:2] {hi}", 49},
		{"description without length", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n", "1.0 200 OK 64@0 0-0 [CSeq:1] [Content-Type:application/sdp] {v=0\r\n} !content-length-missing", 64},
	} {
		m, n := Parse([]byte(c.in))
		if n != c.n || m == nil || messageLine(m) != c.want {
			t.Errorf("%s: %d %+v", c.name, n, m)
		}
	}
	for _, in := range []string{"", "\r\n", "x", "RTSP/1.0 2", options[:39], "RTSP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nshort", "$\x00\x00\x04abcd" + ok1, "INVITE sip:a@b SIP/2.0\r\n\r\n", "\x00\x01binary"} {
		if m, n := Parse([]byte(in)); m != nil || n != 0 {
			t.Errorf("%q: %d %+v", in, n, m)
		}
	}
	in := []byte("\x80\x60" + string(make([]byte, 1000)))
	if n := testing.AllocsPerRun(100, func() { Parse(in) }); n > 0 {
		t.Errorf("%v allocations for data that is not RTSP", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range messageCases {
		f.Add([]byte(c.in))
	}
	for _, c := range bodyCases {
		f.Add([]byte(c.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		m, n := Parse(in)
		if (m == nil) != (n == 0) || n > len(in) {
			t.Fatalf("%d bytes of %d used", n, len(in))
		}
		if m == nil {
			return
		}
		checkViolations(t, m.Violations)
		again, _ := Parse(in[:n])
		if again == nil && n == len(in) {
			t.Error("not parsed the second time")
		}
		// The following bytes may have determined where the message ends.
		if again != nil && m.Length == again.Length && messageLine(again) != messageLine(m) && len(m.Violations) == 0 {
			t.Errorf("the same bytes parsed again: %q, then %q", messageLine(m), messageLine(again))
		}
	})
}
