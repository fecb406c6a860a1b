package rtspparse

import (
	"crypto/tls"
	"net"
	"strings"
	"testing"
)

func TestKind(t *testing.T) {
	http := "GET /x.bin HTTP/1.1\r\nHost: h\r\n\r\n"
	httpResponse := "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
	for _, c := range []struct {
		name      string
		midstream bool
		turns     []turn
		want      ConnKind
	}{
		{"request", false, []turn{client(options)}, RTSP},
		{"request, version 2", false, []turn{client("OPTIONS * RTSP/2.0\r\n")}, RTSP},
		{"request of an unknown method", false, []turn{client("SUBSCRIBE rtsp://h RTSP/1.0\r\n")}, RTSP},
		{"response only", false, []turn{server(ok1)}, RTSP},
		{"server speaks first", false, []turn{server("OPTIONS * RTSP/1.0\r\n")}, RTSP},
		{"line ends first", false, []turn{client("\r\n\r\n" + options)}, RTSP},
		{"gap in the URL", false, []turn{client("OPTIONS rtsp://10.77.60.1:8554"), gap(0, 100)}, RTSP},
		{"RTSP in one direction only", false, []turn{client("\x00\x00\x00\x85\xffSMB"), server(ok1)}, RTSP},
		{"HTTP", false, []turn{client(http), server(httpResponse)}, Other},
		{"SIP", false, []turn{client("OPTIONS sip:a@b SIP/2.0\r\n"), server("SIP/2.0 200 OK\r\n")}, Other},
		{"SSH", false, []turn{server("SSH-2.0-OpenSSH_9.2\r\n"), client("SSH-2.0-x\r\n")}, Other},
		{"SMTP", false, []turn{server("220 mail ready\r\n"), client("EHLO x\r\n")}, Other},
		{"binary", false, []turn{client("\x00\x00\x00\x85\xffSMB"), server("\x00\x00\x00\x85\xffSMB")}, Other},
		{"undecided", false, []turn{client("DESCR")}, Undecided},
		{"one direction", false, []turn{client(strings.Repeat("\x00abc", 1500))}, Other},
		{"midstream, inside a frame", true, []turn{server(rtp(0, 7, 500) + dollar(0, rtp(1, 7, 500)) + dollar(1, rtcp(7)) + dollar(0, rtp(2, 7, 500)))}, RTSP},
		{"midstream, only two frames", true, []turn{server(rtp(0, 7, 500) + dollar(0, rtp(1, 7, 500)) + dollar(0, rtp(2, 7, 500)))}, Undecided},
		{"midstream, frames of different sources", true, []turn{server(dollar(0, rtp(1, 7, 50)) + dollar(0, rtp(2, 8, 50)) + dollar(0, rtp(500, 7, 50)) + "xx")}, Undecided},
		{"midstream, a message after a body", true, []turn{client("a=control:1\r\n" + options)}, RTSP},
		{"midstream, other bulk data", true, []turn{server(strings.Repeat("\x00$\x00\x10PLAY RTSP", 10000)), client(strings.Repeat("x", 70000))}, Other},
		{"TLS", false, []turn{client("\x17\x03\x03\x00\x20" + strings.Repeat("x", 32))}, TLS},
		{"TLS alert", false, []turn{server("\x15\x03\x01\x00\x02\x02\x28")}, TLS},
		{"almost TLS", false, []turn{client("\x16\x02\x01\x00\x20xxx"), server("\x16\x03\x01\x00\x00")}, Other},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, how := range map[string]cutter{"whole": whole, "bytewise": bytewise} {
				conn := Conn{Midstream: c.midstream}
				for _, u := range c.turns {
					if u.gap > 0 {
						conn.Gap(u.dir, u.gap, Origin{})
					}
					for b := []byte(u.data); len(b) > 0; {
						n := how(len(b))
						conn.Feed(u.dir, b[:n], Origin{})
						b = b[n:]
					}
				}
				if conn.Kind() != c.want {
					t.Errorf("fed %s: kind %d, want %d", name, conn.Kind(), c.want)
				}
			}
		})
	}
}

func TestNothingLostBeforeDecision(t *testing.T) {
	// The client's bytes are ambiguous until the server's are not. All of them are then parsed.
	turns := []turn{client("\x00\x00junk\r\n"), server("RTSP/1.0 2"), client(options), server("00 OK\r\nCSeq: 1\r\n\r\n")}
	expect(t, Conn{}, turns,
		[]string{"unparsed 8@0 0 " + whyBetween, "OPTIONS rtsp://h/s 1.0 40@8 2-2 [CSeq:1]"},
		[]string{"1.0 200 OK 28@0 1-3 [CSeq:1]"})
}

func TestDetectorBufferIsBounded(t *testing.T) {
	c := new(Conn)
	chunk := make([]byte, 1400)
	for range 40 {
		c.Feed(0, chunk[:1], Origin{})
		c.Feed(1, []byte("D"), Origin{})
		for range 20 {
			c.Feed(0, chunk, Origin{})
		}
		c.Gap(1, 1, Origin{})
	}
	if c.detect != nil && len(c.detect.side[0].buf) > maxProbe+len(chunk) {
		t.Errorf("%d bytes buffered", len(c.detect.side[0].buf))
	}
}

func TestServerName(t *testing.T) {
	a, b := net.Pipe()
	go func() {
		defer a.Close()
		_ = tls.Client(a, &tls.Config{ServerName: "camera.example"}).Handshake()
	}()
	hello := make([]byte, 4096)
	n, err := b.Read(hello)
	b.Close()
	if err != nil {
		t.Fatal(err)
	}
	for name, how := range map[string]cutter{"whole": whole, "bytewise": bytewise} {
		var c Conn
		play(&c, how, client(string(hello[:n])))
		if c.Kind() != TLS || c.ServerName() != "camera.example" {
			t.Errorf("fed %s: kind %d, server name %q", name, c.Kind(), c.ServerName())
		}
	}
	// A ClientHello that stays incomplete.
	var c Conn
	c.Feed(0, hello[:n-1], Origin{})
	c.Feed(1, []byte("\x16\x03\x03\x00\x05\x02\x00\x00\x01\x00"), Origin{})
	if c.Kind() != TLS {
		t.Errorf("kind %d", c.Kind())
	}
	for i := range hello[:n] {
		serverName(hello[:i])
	}
}
