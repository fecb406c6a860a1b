//home: rtpflow/signalling

package rtpflow

import (
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtspparse"
)

const testSecond = int64(1e9)

var (
	testClient = capture.Endpoint{Addr: capture.AddrFrom4(10, 0, 0, 1), Port: 40000}
	testServer = capture.Endpoint{Addr: capture.AddrFrom4(10, 0, 0, 2), Port: 554}
)

// talk is one dialog in a test.
type talk struct {
	t *testing.T
	g *signalling
	d *dialog
	c *Connection
}

func newTalk(t *testing.T) *talk {
	g := newSignalling()
	return &talk{t, g, g.newDialog(testClient, testServer), &Connection{Kind: KindRTSP, Client: testClient, Server: testServer, SYNSeen: true}}
}

// message parses a message that is captured at a time.
func (k *talk) message(at int64, lines ...string) *rtspparse.Message {
	k.t.Helper()
	b := []byte(strings.Join(lines, "\r\n") + "\r\n\r\n")
	m, n := rtspparse.Parse(b)
	if n != len(b) {
		k.t.Fatalf("%d of %d bytes are a message", n, len(b))
	}
	m.First.Time, m.Last.Time = at, at
	return m
}

func (k *talk) send(from Side, at int64, lines ...string) []change {
	k.t.Helper()
	return k.g.message(k.d, k.c, from, k.message(at, lines...))
}

func (k *talk) setup(at int64, cseq, transport string) []change {
	k.t.Helper()
	k.send(Client, at, "SETUP rtsp://s/a RTSP/1.0", "CSeq: "+cseq, "Transport: "+transport)
	return k.send(Server, at+1e6, "RTSP/1.0 200 OK", "CSeq: "+cseq, "Session: 1", "Transport: "+transport+";server_port=5000-5001")
}

// A SETUP that succeeds changes something for the media, its request alone does not.
func TestSetupAgreesOnTransport(t *testing.T) {
	k := newTalk(t)
	if got := k.send(Client, 0, "SETUP rtsp://s/a RTSP/1.0", "CSeq: 1", "Transport: RTP/AVP;unicast;client_port=6000-6001"); len(got) > 0 {
		t.Errorf("a request alone changes %+v", got)
	}
	got := k.send(Server, 1, "RTSP/1.0 200 OK", "CSeq: 1", "Session: 1", "Transport: RTP/AVP;unicast;client_port=6000-6001;server_port=5000-5001")
	if len(got) != 1 || got[0].kind != agreed {
		t.Fatalf("%+v", got)
	}
	c := got[0].transport
	if c.session != k.g.sessions[0] {
		t.Errorf("%+v", c)
	}
	for _, e := range []capture.Endpoint{{Addr: testServer.Addr, Port: 5000}, {Addr: testServer.Addr, Port: 5001}, {Addr: testClient.Addr, Port: 6000}, {Addr: testClient.Addr, Port: 6001}} {
		if list := k.g.ports.of(e); len(list) != 1 || list[0] != c {
			t.Errorf("%v: %v", e, list)
		}
	}
}

// A SETUP that is refused agrees on nothing.
func TestRefusedSetupAgreesOnNothing(t *testing.T) {
	k := newTalk(t)
	k.send(Client, 0, "SETUP rtsp://s/a RTSP/1.0", "CSeq: 1", "Transport: RTP/AVP;unicast;client_port=6000-6001")
	if got := k.send(Server, 1, "RTSP/1.0 461 Unsupported Transport", "CSeq: 1"); len(got) > 0 || len(k.g.transports) > 0 {
		t.Errorf("%+v", got)
	}
}

// PLAY, PAUSE and TEARDOWN position the media of their session once they are accepted.
func TestControlPositionsMedia(t *testing.T) {
	k := newTalk(t)
	k.setup(0, "1", "RTP/AVP;unicast;client_port=6000-6001")
	for i, method := range []string{"PLAY", "PAUSE", "TEARDOWN"} {
		cseq := string(rune('2' + i))
		at := testSecond * int64(i+1)
		if got := k.send(Client, at, method+" rtsp://s/ RTSP/1.0", "CSeq: "+cseq, "Session: 1"); len(got) > 0 {
			t.Errorf("%s alone changes %+v", method, got)
		}
		got := k.send(Server, at+1, "RTSP/1.0 200 OK", "CSeq: "+cseq, "Session: 1")
		if len(got) != 1 || got[0].kind != positioned || got[0].exchange.Method != method || got[0].session != k.g.sessions[0] {
			t.Errorf("%s: %+v", method, got)
		}
	}
	if c := k.g.transports[0]; c.to != 3*testSecond+1 {
		t.Errorf("the transport ends at %d", c.to)
	}
}

// A second media on the channels of the first takes them over; transportBefore still knows whose they were.
func TestChannelsUsedAgain(t *testing.T) {
	k := newTalk(t)
	first := k.setup(0, "1", "RTP/AVP/TCP;unicast;interleaved=0-1")[0].transport
	k.send(Client, testSecond, "SETUP rtsp://s/b RTSP/1.0", "CSeq: 2", "Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
	got := k.send(Server, testSecond+1, "RTSP/1.0 200 OK", "CSeq: 2", "Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
	second := got[0].transport
	if k.d.transportOf(1) != second || k.d.transportBefore(1, second) != first || k.d.transportOf(2) != nil {
		t.Errorf("channel 1 is of %p, before of %p", k.d.transportOf(1), k.d.transportBefore(1, second))
	}
}

// A response that the capture contains before its request waits for it, for half a second of capture time.
func TestResponseWaitsForRequest(t *testing.T) {
	for _, c := range []struct {
		wait    int64 // from the response, until the clock of the capture advances
		matched bool
	}{{10e6, true}, {490e6, true}, {510e6, false}, {5e9, false}} {
		k := newTalk(t)
		k.send(Client, 0, "OPTIONS rtsp://s/ RTSP/1.0", "CSeq: 1")
		k.send(Server, 1, "RTSP/1.0 200 OK", "CSeq: 1")
		k.send(Server, testSecond, "RTSP/1.0 200 OK", "CSeq: 2", "Public: SETUP")
		if now := testSecond + c.wait; k.g.due != 0 && now > k.g.due {
			k.g.advance(now)
		}
		k.send(Client, testSecond-1e6, "OPTIONS rtsp://s/ RTSP/1.0", "CSeq: 2")
		k.g.finish(k.d)
		n := 0
		for _, s := range k.g.sessions {
			for _, e := range s.exchanges {
				if e.Request != nil && e.Response != nil {
					n++
				}
			}
		}
		want := 1
		if c.matched {
			want = 2
		}
		if n != want {
			t.Errorf("after %d ms: %d exchanges are complete, not %d", c.wait/1e6, n, want)
		}
	}
}

// What exceeds the limit of a dialog is counted, with the first frame.
func TestMessagesBeyondLimitAreCounted(t *testing.T) {
	k := newTalk(t)
	m := k.message(0, "OPTIONS * RTSP/1.0")
	for i := range maxExchanges + 3 {
		m.Last.Frame = int64(i + 1)
		k.g.message(k.d, k.c, Client, m)
	}
	if got := k.g.dropped; got.exchanges != 3 || got.exchangeFrame != maxExchanges+1 {
		t.Errorf("%+v", got)
	}
}

// When client and server were confused, their sessions and the exchanges so far change sides too.
func TestSwapExchangesSides(t *testing.T) {
	k := newTalk(t)
	k.setup(0, "1", "RTP/AVP;unicast;client_port=6000-6001")
	k.g.swap(k.d)
	s := k.g.sessions[0]
	if s.client != testServer.Addr || s.server != testClient || s.exchanges[0].Sender != Server || !k.d.heard[Client] {
		t.Errorf("client %v, server %v, %v sent the SETUP", s.client, s.server, s.exchanges[0].Sender)
	}
	if k.g.find(k.d, s.exchanges[0], "1") != s {
		t.Error("not found by its identifier any more")
	}
}
