package associate

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/repairstats"
	"rtspect/rtpflow/signalling"
	"rtspect/sdpview"
)

var (
	serverHost = capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 2}))
	clientHost = capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1}))
	otherHost  = capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 9}))
)

// scene is what association gets in a test.
type scene struct {
	t     *testing.T
	ports signalling.PortIndex
	o     *observe.Observer
	in    Signalled
}

func newScene(t *testing.T) *scene {
	s := &scene{t: t}
	s.o = observe.New(&s.ports, observe.Options{})
	return s
}

func (s *scene) session() *signalling.Session {
	x := &signalling.Session{Client: clientHost, ID: "1", Mode: "play", Server: capture.Endpoint{Addr: serverHost, Port: 554}}
	s.in.Sessions = append(s.in.Sessions, x)
	return x
}

// transport agrees on UDP between two ports, for payload type 96, from a time on.
func (s *scene) transport(x *signalling.Session, client, server uint16, from int64) *signalling.Transport {
	m := &signalling.Media{Index: len(x.Media), Formats: []sdpview.Format{{PayloadType: 96, Encoding: "H264", ClockRate: 90000}}}
	c := &signalling.Transport{
		Session: x, Media: m, Lower: "udp", Client: x.Client, Server: serverHost, ClientPorts: []uint16{client, client + 1},
		ServerPorts: []uint16{server, server + 1}, From: from, Order: len(s.in.Transports),
	}
	m.Transport = c
	x.Media = append(x.Media, m)
	s.in.Transports = append(s.in.Transports, c)
	clients, servers := c.Endpoints()
	for _, e := range slices.Concat(clients, servers) {
		s.ports.Add(e, c)
	}
	return c
}

// stream observes RTP packets of a new flow, 20 ms apart from a time on.
func (s *scene) stream(src, dst capture.Endpoint, ssrc uint32, packets int, at int64) *observe.Source {
	s.t.Helper()
	f := &observe.Flow{Src: src, Dst: dst, Negotiated: true}
	s.o.Flows = append(s.o.Flows, f)
	for i := range packets {
		b := make([]byte, 32)
		b[0], b[1] = 0x80, 96
		binary.BigEndian.PutUint16(b[2:], uint16(1000+i))
		binary.BigEndian.PutUint32(b[4:], uint32(i)*1800)
		binary.BigEndian.PutUint32(b[8:], ssrc)
		var p measure.Packet
		p.Parse(b, len(b), -1)
		p.Arrival = at + int64(i)*20e6
		s.o.RTP(f, &p, 0, b)
	}
	return f.Sources[0]
}

func (s *scene) associate() *Associations {
	s.in.Ports, s.in.Sources, s.in.Flows = &s.ports, s.o.Sources, s.o.Flows
	s.in.Repairs = &repairstats.Repairs{}
	return Associate(s.in)
}

func endpoint(a capture.Addr, port uint16) capture.Endpoint {
	return capture.Endpoint{Addr: a, Port: port}
}

// A source belongs to the transport with its ports, in whatever order the flows start.
func TestPairsByPorts(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		s := newScene(t)
		one, two := s.transport(s.session(), 6000, 5000, 0), s.transport(s.session(), 7000, 5000, 0)
		want := map[uint32]*signalling.Transport{1: one, 2: two}
		ports := []uint16{6000, 7000}
		if reverse {
			slices.Reverse(ports)
		}
		for _, port := range ports {
			s.stream(endpoint(serverHost, 5000), endpoint(clientHost, port), uint32(port/1000-5), 5, 1e9)
		}
		pairs := s.associate()
		for _, src := range s.o.Sources {
			if p := pairs.Of(src); p.Transport != want[src.SSRC] || p.Direction != rtpflow.ServerToClient || p.Evidence[0] != "ports" {
				t.Errorf("reverse %v: SSRC %d is paired by %q with the wrong transport, direction %v", reverse, src.SSRC, p.Evidence, p.Direction)
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
	if pairs.Of(own).Transport != c || pairs.Of(foreign).Transport != nil {
		t.Errorf("own %v, foreign %v", pairs.Of(own), pairs.Of(foreign))
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
		for _, src := range s.o.Sources {
			if got := pairs.Of(src).Transport; (got == c) != (n == 1) {
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
		c.Tentative = true
		if arrives {
			s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 7, 5, 1e9)
		}
		if pairs := s.associate(); pairs.Unproven[c] == arrives {
			t.Errorf("arrives %v: unproven %v", arrives, pairs.Unproven[c])
		}
	}
}

// A session whose SETUP is not in the capture gets an inferred transport; the session of signalling stays as it is.
func TestInferredTransport(t *testing.T) {
	s := newScene(t)
	x := s.session()
	x.Exchanges = []*rtpflow.Exchange{{Sender: rtpflow.Client, Method: "PLAY"}}
	src := s.stream(endpoint(serverHost, 5000), endpoint(clientHost, 6000), 7, 5, 1e9)
	loose := s.stream(endpoint(serverHost, 5000), endpoint(otherHost, 6000), 8, 5, 1e9)
	pairs := s.associate()
	if len(pairs.Inferred) != 1 {
		t.Fatalf("%d inferred transports", len(pairs.Inferred))
	}
	c := pairs.Inferred[0]
	if p := pairs.Of(src); p.Transport != c || !c.Inferred || c.Session != x || *c.SSRC != 7 || p.Direction != rtpflow.ServerToClient || !slices.Equal(c.ClientPorts, []uint16{6000, 6001}) {
		t.Errorf("%+v of %+v", p, c)
	}
	if pairs.Of(loose).Transport != nil {
		t.Error("a stream to another host is paired")
	}
	if len(x.Media) != 0 || len(s.in.Transports) != 0 || len(s.ports.Of(endpoint(clientHost, 6000))) != 0 {
		t.Error("association changes what signalling made")
	}
}
