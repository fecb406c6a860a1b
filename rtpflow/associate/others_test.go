package associate

import (
	"net/netip"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// With a stream at the client's port, what the server sends to others from its one port is not the session's, whether it
// is to another host or to another port, whatever the SSRC.
func TestOtherClientsOfOnePort(t *testing.T) {
	s := newScene(t)
	c := s.transport(s.session(), 6000, 5000, 0)
	c.RTPInfo = []signalling.RTPInfo{{Seq: 1000, HasSeq: true}}
	own := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 1, 5, 1e9)
	others := []*observe.Source{
		s.stream(endpoint(serverHost, 5000), endpoint(otherHost, 6000), 2, 5, 1e9),
		s.stream(endpoint(serverHost, 5000), endpoint(otherHost, 9000), 3, 5, 0),
		s.stream(endpoint(serverHost, 5000), endpoint(otherHost, 9002), 1, 5, 1e9),
	}
	pairs := s.associate()
	if pairs.Of(own).Transport != c {
		t.Error("the session has lost its stream")
	}
	for _, src := range others {
		if pairs.Of(src).Transport != nil {
			t.Errorf("SSRC %d is the session's by %v", src.SSRC, pairs.Of(src).Evidence)
		}
	}
}

// Where NAT has changed the client's end, the only stream from the server's port is the session's; one of several is so
// only if the SSRC proves it, and none if the description does not have its payload type.
func TestServerPortAlone(t *testing.T) {
	for _, c := range []struct {
		name    string
		streams int
		ssrc    bool
		pt      uint8
		want    int // streams of the session
	}{
		{"the only one", 1, false, 96, 1},
		{"one of two hosts", 2, false, 96, 0},
		{"one of two hosts, by SSRC", 2, true, 96, 1},
		{"another payload type", 1, false, 97, 0},
		{"another payload type, by SSRC", 1, true, 97, 1},
	} {
		s := newScene(t)
		x := s.transport(s.session(), 6000, 5000, 0)
		x.Media.Formats = []sdpview.Format{{PayloadType: c.pt, Encoding: "H264", ClockRate: 90000}}
		if c.ssrc {
			first := uint32(1)
			x.SSRC = &first
		}
		for i := range c.streams {
			host := capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 1, byte(i)}))
			s.stream(endpoint(serverHost, 5000), endpoint(host, 9000), uint32(i+1), 5, 1e9)
		}
		pairs, got := s.associate(), 0
		for _, src := range s.o.Sources {
			if pairs.Of(src).Transport != nil {
				got++
			}
		}
		if got != c.want {
			t.Errorf("%s: %d streams of the session", c.name, got)
		}
	}
}

// The stream of another client goes to the session that has none rather than to the latest, which has its stream.
func TestNextBestTransport(t *testing.T) {
	s := newScene(t)
	behindNAT, direct := s.transport(s.session(), 6000, 5000, 0), s.transport(s.session(), 7000, 5000, 1)
	one := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 7000), 1, 5, 1e9)
	two := s.stream(endpoint(serverHost, 5000), endpoint(otherHost, 9000), 2, 5, 1e9)
	pairs := s.associate()
	if pairs.Of(one).Transport != direct || pairs.Of(two).Transport != behindNAT {
		t.Errorf("%v, %v", pairs.Of(one).Evidence, pairs.Of(two).Evidence)
	}
}

// What ended before a SETUP was sent is not media of that SETUP.
func TestStreamBeforeSetup(t *testing.T) {
	s := newScene(t)
	c := s.transport(s.session(), 6000, 5000, 1e9)
	before := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 1, 5, 0)
	early := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 2, 60, 0)
	pairs := s.associate()
	if pairs.Of(before).Transport != nil || pairs.Of(early).Transport != c {
		t.Errorf("before %v, early %v", pairs.Of(before).Evidence, pairs.Of(early).Evidence)
	}
}

// Hundreds of sessions follow each other on the same ports within the tolerance of one another: each has its stream.
func TestSessionsThatFollowFast(t *testing.T) {
	const sessions = 300
	s := newScene(t)
	for i := range sessions {
		s.transport(s.session(), 6000, 5000, int64(i)*1e6)
	}
	for i := range sessions {
		s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), uint32(i+1), 3, int64(i)*1e6+1e5)
	}
	pairs := s.associate()
	for i, src := range s.o.Sources {
		if got := pairs.Of(src).Transport; got != s.in.Transports[i] {
			t.Fatalf("stream %d is not of its session: %+v", i, got)
		}
	}
}

// RTCP from the server's port to other hosts is not the session's, unless it is about the session's SSRC.
func TestRTCPOfOtherClients(t *testing.T) {
	s := newScene(t)
	c := s.transport(s.session(), 6000, 5000, 0)
	s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 1, 5, 1e9)
	flow := func(host capture.Addr, port uint16, ssrc uint32) *rtcpstats.Flow {
		r := &rtcpstats.Flow{Flow: &observe.Flow{Src: endpoint(serverHost, 5001), Dst: endpoint(host, port)}, Start: 1e9, Ssrcs: []uint32{ssrc}}
		s.in.RTCPFlows = append(s.in.RTCPFlows, r)
		return r
	}
	own, moved, other := flow(clientHost, 6001, 1), flow(otherHost, 9001, 1), flow(otherHost, 9001, 2)
	pairs := s.associate()
	if pairs.RTCP[own] != c || pairs.RTCP[moved] != c || pairs.RTCP[other] != nil {
		t.Errorf("own %t, moved %t, other %t", pairs.RTCP[own] == c, pairs.RTCP[moved] == c, pairs.RTCP[other] != nil)
	}
}

// A session whose SETUP is not in the capture has the media that ended before the next session of its client began.
func TestInferredBeforeNextSession(t *testing.T) {
	s := newScene(t)
	x, next := s.session(), s.session()
	x.Exchanges = []*rtpflow.Exchange{{Sender: rtpflow.Client, Method: "TEARDOWN", Request: &rtspparse.Message{}, RequestTime: 9e8}}
	x.TeardownDone = 9e8
	next.Exchanges = []*rtpflow.Exchange{{Sender: rtpflow.Client, Method: "SETUP", Request: &rtspparse.Message{}, RequestTime: 1e9}}
	c := s.transport(next, 7000, 5000, 1e9)
	before := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 1, 5, 0)
	after := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 7000), 2, 5, 2e9)
	pairs := s.associate()
	if got := pairs.Of(before).Transport; got == nil || got.Session != x {
		t.Errorf("the media before is of %+v", got)
	}
	if pairs.Of(after).Transport != c {
		t.Errorf("the media of the next session is paired by %v", pairs.Of(after).Evidence)
	}
}
