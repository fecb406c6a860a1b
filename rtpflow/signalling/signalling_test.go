package signalling

import (
	"net/netip"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

const testSecond = int64(1e9)

var (
	testClient = capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1})), Port: 40000}
	testServer = capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 2})), Port: 554}
)

// talk is one dialog in a test.
type talk struct {
	t *testing.T
	g *Tracker
	d *Dialog
	c *rtpflow.Connection
}

func newTalk(t *testing.T) *talk {
	g := New()
	return &talk{t, g, g.newDialog(testClient, testServer), &rtpflow.Connection{Kind: rtpflow.KindRTSP, Client: testClient, Server: testServer, SYNSeen: true}}
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

func (k *talk) send(from rtpflow.Side, at int64, lines ...string) []Change {
	k.t.Helper()
	return k.g.Message(k.d, k.c, from, k.message(at, lines...))
}

func (k *talk) setup(at int64, cseq, transport string) []Change {
	k.t.Helper()
	k.send(rtpflow.Client, at, "SETUP rtsp://s/a RTSP/1.0", "CSeq: "+cseq, "Transport: "+transport)
	return k.send(rtpflow.Server, at+1e6, "RTSP/1.0 200 OK", "CSeq: "+cseq, "Session: 1", "Transport: "+transport+";server_port=5000-5001")
}

// A SETUP that succeeds changes something for the media, its request alone does not.
func TestSetupAgreesOnTransport(t *testing.T) {
	k := newTalk(t)
	if got := k.send(rtpflow.Client, 0, "SETUP rtsp://s/a RTSP/1.0", "CSeq: 1", "Transport: RTP/AVP;unicast;client_port=6000-6001"); len(got) > 0 {
		t.Errorf("a request alone changes %+v", got)
	}
	got := k.send(rtpflow.Server, 1, "RTSP/1.0 200 OK", "CSeq: 1", "Session: 1", "Transport: RTP/AVP;unicast;client_port=6000-6001;server_port=5000-5001")
	if len(got) != 1 || got[0].Kind != Agreed {
		t.Fatalf("%+v", got)
	}
	c := got[0].Transport
	if c.Session != k.g.Sessions[0] {
		t.Errorf("%+v", c)
	}
	for _, e := range []capture.Endpoint{{Addr: testServer.Addr, Port: 5000}, {Addr: testServer.Addr, Port: 5001}, {Addr: testClient.Addr, Port: 6000}, {Addr: testClient.Addr, Port: 6001}} {
		if list := k.g.Ports.Of(e); len(list) != 1 || list[0] != c {
			t.Errorf("%v: %v", e, list)
		}
	}
}

// A SETUP that is refused agrees on nothing.
func TestRefusedSetupAgreesOnNothing(t *testing.T) {
	k := newTalk(t)
	k.send(rtpflow.Client, 0, "SETUP rtsp://s/a RTSP/1.0", "CSeq: 1", "Transport: RTP/AVP;unicast;client_port=6000-6001")
	if got := k.send(rtpflow.Server, 1, "RTSP/1.0 461 Unsupported Transport", "CSeq: 1"); len(got) > 0 || len(k.g.Transports) > 0 {
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
		if got := k.send(rtpflow.Client, at, method+" rtsp://s/ RTSP/1.0", "CSeq: "+cseq, "Session: 1"); len(got) > 0 {
			t.Errorf("%s alone changes %+v", method, got)
		}
		got := k.send(rtpflow.Server, at+1, "RTSP/1.0 200 OK", "CSeq: "+cseq, "Session: 1")
		if len(got) != 1 || got[0].Kind != Positioned || got[0].Exchange.Method != method || got[0].Session != k.g.Sessions[0] {
			t.Errorf("%s: %+v", method, got)
		}
	}
	if c := k.g.Transports[0]; c.To != 3*testSecond+1 {
		t.Errorf("the transport ends at %d", c.To)
	}
}

// A second media on the channels of the first takes them over; transportBefore still knows whose they were.
func TestChannelsUsedAgain(t *testing.T) {
	k := newTalk(t)
	first := k.setup(0, "1", "RTP/AVP/TCP;unicast;interleaved=0-1")[0].Transport
	k.send(rtpflow.Client, testSecond, "SETUP rtsp://s/b RTSP/1.0", "CSeq: 2", "Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
	got := k.send(rtpflow.Server, testSecond+1, "RTSP/1.0 200 OK", "CSeq: 2", "Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
	second := got[0].Transport
	if k.d.TransportOf(1) != second || k.d.TransportBefore(1, second) != first || k.d.TransportOf(2) != nil {
		t.Errorf("channel 1 is of %p, before of %p", k.d.TransportOf(1), k.d.TransportBefore(1, second))
	}
}

// A response that the capture contains before its request waits for it, for half a second of capture time.
func TestResponseWaitsForRequest(t *testing.T) {
	for _, c := range []struct {
		wait    int64 // from the response, until the clock of the capture advances
		matched bool
	}{{10e6, true}, {490e6, true}, {510e6, false}, {5e9, false}} {
		k := newTalk(t)
		k.send(rtpflow.Client, 0, "OPTIONS rtsp://s/ RTSP/1.0", "CSeq: 1")
		k.send(rtpflow.Server, 1, "RTSP/1.0 200 OK", "CSeq: 1")
		k.send(rtpflow.Server, testSecond, "RTSP/1.0 200 OK", "CSeq: 2", "Public: SETUP")
		if now := testSecond + c.wait; k.g.Due != 0 && now > k.g.Due {
			k.g.Advance(now)
		}
		k.send(rtpflow.Client, testSecond-1e6, "OPTIONS rtsp://s/ RTSP/1.0", "CSeq: 2")
		k.g.Finish(k.d)
		n := 0
		for _, s := range k.g.Sessions {
			for _, e := range s.Exchanges {
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
	for i := range MaxExchanges + 3 {
		m.Last.Frame = int64(i + 1)
		k.g.Message(k.d, k.c, rtpflow.Client, m)
	}
	if got := k.g.Dropped; got.Messages.Count != 3 || got.Messages.Frame != MaxExchanges+1 {
		t.Errorf("%+v", got)
	}
}

// When client and server were confused, their sessions and the exchanges so far change sides too.
func TestSwapExchangesSides(t *testing.T) {
	k := newTalk(t)
	k.setup(0, "1", "RTP/AVP;unicast;client_port=6000-6001")
	k.g.Swap(k.d)
	s := k.g.Sessions[0]
	if s.Client != testServer.Addr || s.Server != testClient || s.Exchanges[0].Sender != rtpflow.Server || !k.d.sent[rtpflow.Client] {
		t.Errorf("client %v, server %v, %v sent the SETUP", s.Client, s.Server, s.Exchanges[0].Sender)
	}
	if k.g.find(k.d, s.Exchanges[0], "1") != s {
		t.Error("not found by its identifier any more")
	}
}
