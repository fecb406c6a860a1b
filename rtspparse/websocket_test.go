package rtspparse

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wsFrame returns a WebSocket frame. Those of a client are masked.
func wsFrame(first byte, payload string, mask bool) string {
	b := []byte{first}
	switch n := len(payload); {
	case n < 126:
		b = append(b, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	if !mask {
		return string(b) + payload
	}
	b[1] |= 0x80
	key := [4]byte{1, 2, 250, 4}
	b = append(b, key[:]...)
	for i := range len(payload) {
		b = append(b, payload[i]^key[i&3])
	}
	return string(b)
}

const (
	wsGet      = "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: rtsp.onvif.org\r\n\r\n"
	wsPlain    = "GET / HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n"
	wsResponse = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
)

func TestWebSocket(t *testing.T) {
	a, big := rtp(1, 7, 300), rtp(2, 7, 65000)
	turns := []turn{
		client(wsGet), server(wsResponse),
		client(wsFrame(0x82, options, true) + wsFrame(0x89, "ping", true)),
		server(wsFrame(0x02, ok1[:10], false) + wsFrame(0x8a, "pong", false) + wsFrame(0x80, ok1[10:], false)),
		server(wsFrame(0x82, dollar(0, a), false) + wsFrame(0x82, dollar(0, big)+dollar(0, a)+dollar(0, a), false)),
		client(wsFrame(0x88, "", true)),
	}
	wantClient := []string{"OPTIONS rtsp://h/s 1.0 40@0 2-2 [CSeq:1]"}
	wantServer := []string{
		"1.0 200 OK 28@0 3-3 [CSeq:1]", frameLine(0, a, 28, 4), frameLine(0, big, 332, 4), frameLine(0, a, 65336, 4), frameLine(0, a, 65640, 4),
	}
	expect(t, Conn{}, turns, wantClient, wantServer)
	turns[0] = client(wsPlain)
	expect(t, Conn{}, turns, wantClient, wantServer)
	var c Conn
	play(&c, whole, turns...)
	if request, response := c.HTTP(); c.Kind() != WebSocket || request == nil || response == nil || response.Status != 101 {
		t.Errorf("kind %d", c.Kind())
	}
}

func TestWebSocketRefused(t *testing.T) {
	turns := []turn{
		client(wsGet), server("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"),
		client(wsGet), server(wsResponse), client(wsFrame(0x81, options, true)), server(wsFrame(0x82, ok1, false)),
	}
	expect(t, Conn{}, turns, []string{"OPTIONS rtsp://h/s 1.0 40@0 4-4 [CSeq:1]"}, []string{"1.0 200 OK 28@0 5-5 [CSeq:1]"})
}

func TestWebSocketWithoutRTSP(t *testing.T) {
	var c Conn
	play(&c, bytewise, client(wsPlain), server(wsResponse), client(wsFrame(0x81, "{\"chat\": 1}", true)), server(wsFrame(0x81, "{\"chat\": 2}", false)))
	if c.Kind() != Other {
		t.Errorf("kind %d", c.Kind())
	}
}

func TestWebSocketGaps(t *testing.T) {
	a, b := dollar(0, rtp(1, 7, 300)), dollar(0, rtp(2, 7, 400))
	ws := wsFrame(0x82, b, false)
	t.Run("inside a payload", func(t *testing.T) {
		turns := []turn{client(wsGet), server(wsResponse + wsFrame(0x82, ok1, false) + wsFrame(0x82, a, false) + ws[:100]), gap(1, 200), server(ws[300:] + wsFrame(0x82, a, false))}
		cut := Event{Kind: FrameEvent, Frame: Frame{Length: 400, Data: []byte(b[4:96]), Last: last(b), Incomplete: true, Offset: 332, First: Origin{Frame: 1}, Origin: Origin{Frame: 3}}}
		expect(t, Conn{}, turns, nil, []string{
			"1.0 200 OK 28@0 1-1 [CSeq:1]", frameLine(0, a[4:], 28, 1), "gap 200@428 2", line(&cut), frameLine(0, a[4:], 736, 3),
		})
	})
	t.Run("beyond a payload", func(t *testing.T) {
		var c Conn
		got := play(&c, whole, client(wsGet), server(wsResponse+wsFrame(0x82, ok1, false)+ws[:100]), gap(1, 500), server(ws[200:]+wsFrame(0x82, a, false)+wsFrame(0x82, ok2, false)))
		n := len(got[1])
		if n < 2 || !strings.HasPrefix(got[1][n-2], "$0 300@") || !strings.HasPrefix(got[1][n-1], "1.0 200 OK 28@") {
			t.Errorf("%q", got[1])
		}
	})
}

func TestWebSocketMidstream(t *testing.T) {
	a := dollar(0, rtp(1, 7, 300))
	c := Conn{Midstream: true}
	got := play(&c, bytewise, server(wsFrame(0x82, a, false)+wsFrame(0x82, a, false)), client(wsFrame(0x82, options, true)))
	if d := cmp.Diff([2][]string{{"OPTIONS rtsp://h/s 1.0 40@0 1-1 [CSeq:1]"}, {frameLine(0, a[4:], 0, 0), frameLine(0, a[4:], 304, 0)}}, got); d != "" {
		t.Error(c.Kind(), d)
	}
}

func TestWebSocketResync(t *testing.T) {
	// Bytes at which no frame can start are skipped up to a frame that contains RTSP.
	bad := "\xffxx\x82\x03abc\x82\x7e\x00"
	turns := []turn{client(wsGet), server(wsResponse + wsFrame(0x82, ok1, false)), server(bad), server("xx" + wsFrame(0x82, ok2, false)), client("Habc" + wsFrame(0x82, options, true))}
	var c Conn
	got := found(play(&c, whole, turns...))
	want := [2][]string{{"OPTIONS rtsp://h/s 1.0 40@0 4-4 [CSeq:1]"}, {"1.0 200 OK 28@0 1-1 [CSeq:1]", "1.0 200 OK 28@28 3-3 [CSeq:2]"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
