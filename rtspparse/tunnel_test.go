package rtspparse

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	tunnelGet      = "GET /av HTTP/1.0\r\nX-SessionCookie: abc\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n"
	tunnelPost     = "POST /av HTTP/1.1\r\nx-sessioncookie: abc\r\nContent-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767\r\n\r\n"
	tunnelResponse = "HTTP/1.0 200 OK\r\nContent-Type: application/x-rtsp-tunnelled\r\n\r\n"
)

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestTunnelGet(t *testing.T) {
	a := rtp(1, 7, 300)
	turns := []turn{client(tunnelGet), server(tunnelResponse + ok1), server(dollar(0, a) + ok2)}
	want := []string{"1.0 200 OK 28@0 1-1 [CSeq:1]", frameLine(0, a, 28, 2), "1.0 200 OK 28@332 2-2 [CSeq:2]"}
	expect(t, Conn{}, turns, nil, want)
	expect(t, Conn{}, turns[1:], nil, []string{"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(0, a, 28, 1), "1.0 200 OK 28@332 1-1 [CSeq:2]"})
	var c Conn
	play(&c, bytewise, turns...)
	request, response := c.HTTP()
	if c.Kind() != TunnelGet || c.Cookie() != "abc" || request == nil || response == nil {
		t.Fatalf("kind %d, cookie %q", c.Kind(), c.Cookie())
	}
	if d := cmp.Diff([]string{
		"GET /av 1.0 80@0 0-0 [X-SessionCookie:abc] [Accept:application/x-rtsp-tunnelled]",
		"1.0 200 OK 63@0 1-1 [Content-Type:application/x-rtsp-tunnelled]",
	}, []string{messageLine(request), messageLine(response)}); d != "" {
		t.Error(d)
	}
}

func TestTunnelRefused(t *testing.T) {
	refusal := "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 4\r\n\r\nnope"
	expect(t, Conn{}, []turn{client(tunnelGet), server(refusal), client(tunnelGet), server(tunnelResponse + ok1)}, nil, []string{"1.0 200 OK 28@0 3-3 [CSeq:1]"})
	var c Conn
	play(&c, whole, client(tunnelGet), server("HTTP/1.1 404 Not Found\r\n\r\n"))
	if _, r := c.HTTP(); r == nil || r.Status != 404 || c.Kind() != TunnelGet {
		t.Errorf("kind %d", c.Kind())
	}
}

func TestTunnelPost(t *testing.T) {
	r := dollar(1, rtcp(9))
	turns := []turn{
		client(tunnelPost + encode(options) + encode("OPTIONS * RTSP/1.0\r\n")[:9]),
		client(encode("OPTIONS * RTSP/1.0\r\n")[9:] + "\r\n" + encode("CSeq: 2\r\n\r\n")),
		client(encode(r)),
	}
	expect(t, Conn{}, turns, []string{
		"OPTIONS rtsp://h/s 1.0 40@0 0-0 [CSeq:1]", "OPTIONS * 1.0 31@40 0-1 [CSeq:2]", frameLine(1, rtcp(9), 71, 2),
	}, nil)
	t.Run("midstream", func(t *testing.T) {
		turns := []turn{client(encode(options)), client(encode(r) + "!!" + encode(options))}
		want := []string{"OPTIONS rtsp://h/s 1.0 40@0 0-0 [CSeq:1]"}
		var c Conn
		c.Midstream = true
		got := play(&c, whole, turns...)
		want = append(want, "unparsed 2@56 1 invalid base64 in the POST half of a tunnel", frameLine(1, rtcp(9), 40, 1), "OPTIONS rtsp://h/s 1.0 40@72 1-1 [CSeq:1]")
		if d := cmp.Diff(want, got[0]); d != "" || c.Kind() != TunnelPost {
			t.Error(c.Kind(), d)
		}
	})
	t.Run("midstream with RTCP", func(t *testing.T) {
		c := Conn{Midstream: true}
		got := play(&c, bytewise, client(encode(r)), client(encode(r)))
		if c.Kind() != TunnelPost || len(got[0]) != 2 {
			t.Errorf("kind %d, %q", c.Kind(), got[0])
		}
	})
	t.Run("gap", func(t *testing.T) {
		var c Conn
		got := play(&c, whole, client(tunnelPost+encode(options)[:20]), gap(0, 30), client(encode(options)[50:]+encode(options)))
		if n := len(got[0]); n == 0 || !strings.HasPrefix(got[0][n-1], "OPTIONS rtsp://h/s 1.0 40@") {
			t.Errorf("%q", got[0])
		}
	})
	t.Run("bad base64", func(t *testing.T) {
		var c Conn
		got := play(&c, whole, client(tunnelPost+strings.Repeat("!!!!=AAA", 50)))
		if len(got[0]) == 0 || !strings.HasPrefix(got[0][0], "unparsed 2") {
			t.Errorf("%q", got[0])
		}
	})
}

func TestBase64Decoder(t *testing.T) {
	var in string
	var want []byte
	for i := range 20 {
		p := strings.Repeat(string(rune('a'+i)), i)
		in += encode(p)
		if i%3 == 0 {
			in += "\r\n"
		}
		want = append(want, p...)
	}
	for _, cut := range []int{1, 2, 3, 5, len(in)} {
		var d base64Decoder
		var got []byte
		for s := in; s != ""; {
			n := min(cut, len(s))
			got = d.decode(got, []byte(s[:n]))
			s = s[n:]
		}
		if string(got) != string(want) || d.bad != 0 {
			t.Errorf("cut at %d: %q, %d bad", cut, got, d.bad)
		}
	}
}

func TestTunnelGapInHandshake(t *testing.T) {
	// The end of the response header is missing. The search finds what follows.
	expect(t, Conn{}, []turn{client(tunnelGet), server(tunnelResponse[:30]), gap(1, 20), server(tunnelResponse[50:] + ok1)}, nil, []string{
		"gap 20@0 2", "unparsed 13@20 3 " + whyGap, "1.0 200 OK 28@33 3-3 [CSeq:1]",
	})
	// The body of an error response is missing.
	expect(t, Conn{}, []turn{client(tunnelGet), server("HTTP/1.0 401 No\r\nContent-Length: 9\r\n\r\n"), gap(1, 9), server(tunnelResponse + ok1)}, nil, []string{
		"1.0 200 OK 28@0 3-3 [CSeq:1]",
	})
	var c Conn
	if request, response := c.HTTP(); request != nil || response != nil || c.Cookie() != "" {
		t.Error("a handshake in an unused Conn")
	}
}
