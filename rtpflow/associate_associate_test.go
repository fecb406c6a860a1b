//home: rtpflow/associate

package rtpflow

import (
	"encoding/binary"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

var (
	serverHost = capture.AddrFrom4(10, 0, 0, 2)
	clientHost = capture.AddrFrom4(10, 0, 0, 1)
	otherHost  = capture.AddrFrom4(10, 0, 0, 9)
)

// scene is what association gets in a test.
type scene struct {
	t     *testing.T
	ports portIndex
	o     *observer
	in    signalled
}

func newScene(t *testing.T) *scene {
	s := &scene{t: t}
	s.o = newObserver(&s.ports, observerOptions{})
	return s
}

func (s *scene) session() *session {
	x := &session{client: clientHost, id: "1", mode: "play", server: capture.Endpoint{Addr: serverHost, Port: 554}}
	s.in.sessions = append(s.in.sessions, x)
	return x
}

// transport agrees on UDP between two ports, for payload type 96, from a time on.
func (s *scene) transport(x *session, client, server uint16, from int64) *transport {
	m := &media{index: len(x.media), formats: []sdpview.Format{{PayloadType: 96, Encoding: "H264", ClockRate: 90000}}}
	c := &transport{session: x, media: m, lower: "udp", client: x.client, server: serverHost, clientPorts: []uint16{client, client + 1},
		serverPorts: []uint16{server, server + 1}, from: from, order: len(s.in.transports)}
	m.transport = c
	x.media = append(x.media, m)
	s.in.transports = append(s.in.transports, c)
	clients, servers := c.endpoints()
	for _, e := range slices.Concat(clients, servers) {
		s.ports.add(e, c)
	}
	return c
}

// stream observes RTP packets of a new flow, 20 ms apart from a time on.
func (s *scene) stream(src, dst capture.Endpoint, ssrc uint32, packets int, at int64) *source {
	s.t.Helper()
	f := &mediaFlow{src: src, dst: dst, negotiated: true}
	s.o.flows = append(s.o.flows, f)
	for i := range packets {
		b := make([]byte, 32)
		b[0], b[1] = 0x80, 96
		binary.BigEndian.PutUint16(b[2:], uint16(1000+i))
		binary.BigEndian.PutUint32(b[4:], uint32(i)*1800)
		binary.BigEndian.PutUint32(b[8:], ssrc)
		var p measure.Packet
		p.Parse(b, len(b), -1)
		p.Arrival = at + int64(i)*20e6
		s.o.rtp(f, &p, 0, b)
	}
	return f.sources[0]
}

func (s *scene) associate() *associations {
	s.in.ports, s.in.sources, s.in.flows = &s.ports, s.o.sources, s.o.flows
	s.in.repairs = &repairs{}
	return associate(s.in)
}

func endpoint(a capture.Addr, port uint16) capture.Endpoint {
	return capture.Endpoint{Addr: a, Port: port}
}

// A source belongs to the transport with its ports, in whatever order the flows start.
func TestPairsByPorts(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		s := newScene(t)
		one, two := s.transport(s.session(), 6000, 5000, 0), s.transport(s.session(), 7000, 5000, 0)
		want := map[uint32]*transport{1: one, 2: two}
		ports := []uint16{6000, 7000}
		if reverse {
			slices.Reverse(ports)
		}
		for _, port := range ports {
			s.stream(endpoint(serverHost, 5000), endpoint(clientHost, port), uint32(port/1000-5), 5, 1e9)
		}
		pairs := s.associate()
		for _, src := range s.o.sources {
			if p := pairs.of(src); p.transport != want[src.SSRC] || p.direction != ServerToClient || p.evidence[0] != "ports" {
				t.Errorf("reverse %v: SSRC %d is paired by %q with the wrong transport, direction %v", reverse, src.SSRC, p.evidence, p.direction)
			}
		}
	}
}

// A server sends one live source to several clients from one port: the stream to another host is not the session's.
func TestForeignSource(t *testing.T) {
	s := newScene(t)
	c := s.transport(s.session(), 6000, 5000, 0)
	own := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 7, 5, 1e9)
	foreign := s.stream(endpoint(serverHost, 5000), endpoint(otherHost, 9000), 7, 5, 1e9)
	pairs := s.associate()
	if pairs.of(own).transport != c || pairs.of(foreign).transport != nil {
		t.Errorf("own %v, foreign %v", pairs.of(own), pairs.of(foreign))
	}
}

// NAT has changed the client's address and ports: a lone candidate is paired by address, two candidates are not.
func TestPairByAddress(t *testing.T) {
	for n := 1; n <= 2; n++ {
		s := newScene(t)
		c := s.transport(s.session(), 6000, 5000, 0)
		for i := range n {
			s.stream(endpoint(serverHost, uint16(40000+i)), endpoint(otherHost, uint16(9000+2*i)), uint32(i), 5, 1e9)
		}
		pairs := s.associate()
		for _, src := range s.o.sources {
			if got := pairs.of(src).transport; (got == c) != (n == 1) {
				t.Errorf("%d candidates: paired %v", n, got == c)
			}
		}
	}
}

// A SETUP without a response counts if its media arrives, and changes nothing otherwise.
func TestUnprovenSetup(t *testing.T) {
	for _, arrives := range []bool{false, true} {
		s := newScene(t)
		c := s.transport(s.session(), 6000, 5000, 0)
		c.tentative = true
		if arrives {
			s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 7, 5, 1e9)
		}
		if pairs := s.associate(); pairs.unproven[c] == arrives {
			t.Errorf("arrives %v: unproven %v", arrives, pairs.unproven[c])
		}
	}
}

// A session whose SETUP is not in the capture gets an inferred transport; the session of signalling stays as it is.
func TestInferredTransport(t *testing.T) {
	s := newScene(t)
	x := s.session()
	x.exchanges = []*Exchange{{Sender: Client, Method: "PLAY"}}
	src := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 7, 5, 1e9)
	loose := s.stream(endpoint(serverHost, 5000), endpoint(otherHost, 6000), 8, 5, 1e9)
	pairs := s.associate()
	if len(pairs.inferred) != 1 {
		t.Fatalf("%d inferred transports", len(pairs.inferred))
	}
	c := pairs.inferred[0]
	if p := pairs.of(src); p.transport != c || !c.inferred || c.session != x || *c.ssrc != 7 || p.direction != ServerToClient || !slices.Equal(c.clientPorts, []uint16{6000, 6001}) {
		t.Errorf("%+v of %+v", p, c)
	}
	if pairs.of(loose).transport != nil {
		t.Error("a stream to another host is paired")
	}
	if len(x.media) != 0 || len(s.in.transports) != 0 || len(s.ports.of(endpoint(clientHost, 6000))) != 0 {
		t.Error("association changes what signalling made")
	}
}
