package demux

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

var (
	tcpClient = capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1})), Port: 40000}
	tcpServer = capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 2})), Port: 554}
)

// recorder writes down what a connection carries.
type recorder struct {
	conn   *TCPConn
	events *[]string
}

func (r recorder) Events() {
	var e TCPEvent
	for r.conn.Next(&e) {
		switch e.Kind {
		case rtspparse.MessageEvent:
			*r.events = append(*r.events, fmt.Sprint(e.From, " ", e.Msg.Method, e.Msg.Status))
		case rtspparse.FrameEvent:
			*r.events = append(*r.events, fmt.Sprint(e.From, " channel ", e.Frame.Channel, " of ", e.Frame.Length))
		case rtspparse.GapEvent:
			*r.events = append(*r.events, "gap")
		}
	}
}

func (r recorder) Closed() { *r.events = append(*r.events, "closed") }

func recordTCP() (*TCP, *[]string) {
	var events []string
	return NewTCP(func(c *TCPConn) TCPHandler { return recorder{c, &events} }), &events
}

// segmentFrom is a segment; its frame and time are those of its sequence in the test.
func segmentFrom(n int, src, dst capture.Endpoint, flags uint8, seq, ack uint32, data string) *capture.Packet {
	return &capture.Packet{
		Frame: capture.Frame(n), Time: int64(n) * 1e6, Proto: capture.TCP, Src: src, Dst: dst, Flags: flags, Seq: seq, Ack: ack, Window: 65535,
		Payload: []byte(data), PayloadLen: len(data),
	}
}

// From handshake to close, messages and frames come with their sender, and the record has the counts of both sides.
func TestTCPConnectionFromStart(t *testing.T) {
	tcp, events := recordTCP()
	const request, response = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
	frame := "$\x02\x00\x03abc"
	for i, p := range []*capture.Packet{
		segmentFrom(1, tcpClient, tcpServer, capture.SYN, 99, 0, ""),
		segmentFrom(2, tcpServer, tcpClient, capture.SYN|capture.ACK, 499, 100, ""),
		segmentFrom(3, tcpClient, tcpServer, capture.ACK, 100, 500, ""),
		segmentFrom(4, tcpClient, tcpServer, capture.ACK, 100, 500, request),
		segmentFrom(5, tcpServer, tcpClient, capture.ACK, 500, 100+uint32(len(request)), response+frame),
		segmentFrom(6, tcpServer, tcpClient, capture.ACK|capture.FIN, 500+uint32(len(response+frame)), 100+uint32(len(request)), ""),
	} {
		if tcp.Packet(p); i == 2 && len(*events) > 0 {
			t.Errorf("the handshake gave %q", *events)
		}
	}
	tcp.Finish()
	if want := []string{"client OPTIONS0", "server 200", "server channel 2 of 3", "closed"}; !slices.Equal(*events, want) {
		t.Errorf("%q, not %q", *events, want)
	}
	if len(tcp.Conns) != 1 {
		t.Fatalf("%d connections", len(tcp.Conns))
	}
	c := &tcp.Conns[0].Record
	if !c.SYNSeen || c.Kind != rtpflow.KindRTSP || c.FirstFrame != 1 || c.Client != tcpClient || c.Sides[rtpflow.Server].InterleavedFrames != 1 || c.Sides[rtpflow.Server].FIN != 6 ||
		c.Sides[rtpflow.Client].Bytes != int64(len(request)) || tcp.Conns[0].Open() {
		t.Errorf("%+v", c)
	}
}

// Without its handshake, a connection to no known port is turned round once a request shows who is the client.
func TestTCPSidesAreCorrected(t *testing.T) {
	tcp, events := recordTCP()
	a, b := tcpClient, tcpServer
	a.Port, b.Port = 50001, 50000
	for _, ends := range [][2]capture.Endpoint{{a, b}, {b, a}} {
		*events = nil
		from, to := ends[0], ends[1]
		from.Port += 10
		to.Port += 10
		tcp.Packet(segmentFrom(1, from, to, capture.ACK, 100, 500, "DESCRIBE rtsp://s/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"))
		if c := tcp.Conns[len(tcp.Conns)-1]; c.Record.Client != from || c.Record.Server != to || !slices.Equal(*events, []string{"client DESCRIBE0"}) {
			t.Errorf("client %v, server %v, %q", c.Record.Client, c.Record.Server, *events)
		}
	}
}

// A reset in response to a SYN is a refused attempt; a SYN without any response an unanswered one; an established
// connection neither.
func TestTCPAttempts(t *testing.T) {
	tcp, _ := recordTCP()
	at := func(port uint16) capture.Endpoint { return capture.Endpoint{Addr: tcpClient.Addr, Port: port} }
	tcp.Packet(segmentFrom(1, at(1), tcpServer, capture.SYN, 9, 0, ""))
	tcp.Packet(segmentFrom(2, tcpServer, at(1), capture.RST|capture.ACK, 0, 10, ""))
	tcp.Packet(segmentFrom(3, at(2), tcpServer, capture.SYN, 9, 0, ""))
	tcp.Packet(segmentFrom(4, at(3), tcpServer, capture.SYN, 9, 0, ""))
	tcp.Packet(segmentFrom(5, tcpServer, at(3), capture.SYN|capture.ACK, 9, 10, ""))
	tcp.Packet(segmentFrom(6, at(3), tcpServer, capture.RST, 10, 10, ""))
	tcp.Packet(segmentFrom(7, at(4), tcpServer, capture.SYN, 9, 0, ""))
	tcp.Packet(segmentFrom(8, tcpServer, at(4), capture.SYN|capture.ACK, 9, 10, ""))
	tcp.Finish()
	if got, want := tcp.Refused, (ConnectionAttempt{Client: at(1), Server: tcpServer, SYN: 1, Reset: 2, Time: 2e6, Until: 2e6}); len(got) != 1 || got[0] != want {
		t.Errorf("refused: %+v", got)
	}
	if got, want := tcp.Attempts()[len(tcp.Refused):], (ConnectionAttempt{Client: at(2), Server: tcpServer, SYN: 3, Time: 3e6, Until: 3e6}); len(got) != 1 || got[0] != want {
		t.Errorf("unanswered: %+v", got)
	}
	if len(tcp.Conns) > 0 {
		t.Errorf("%d connections", len(tcp.Conns))
	}
}

// Bytes that the receiver has acknowledged are waited for, and the gap given up as the clock of the capture goes on, without another packet.
func TestTCPGivesUpGapByTime(t *testing.T) {
	tcp, events := recordTCP()
	const request = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
	n := uint32(len(request))
	tcp.Packet(segmentFrom(1, tcpClient, tcpServer, capture.ACK, 100, 500, request))
	tcp.Packet(segmentFrom(2, tcpClient, tcpServer, capture.ACK, 100+2*n, 500, request))
	tcp.Packet(segmentFrom(3, tcpServer, tcpClient, capture.ACK, 500, 100+3*n, "")) // the server has it all
	if !tcp.Waiting() || tcp.Due() == 0 || len(*events) != 1 {
		t.Fatalf("waiting %v, due %d, %q", tcp.Waiting(), tcp.Due(), *events)
	}
	for now := tcp.Due() + 1; tcp.Due() != 0 && now < 60e9; now += waitInterval + 1 {
		tcp.Advance(now)
	}
	if want := []string{"client OPTIONS0", "gap", "client OPTIONS0"}; !slices.Equal(*events, want) || tcp.Waiting() {
		t.Errorf("%q, not %q", *events, want)
	}
	if c := tcp.Conns[0]; len(c.Gaps) != 1 || c.Gaps[0].Bytes != int64(n) || c.Gaps[0].From != rtpflow.Client {
		t.Errorf("%+v", c.Gaps)
	}
}

// ICMP errors of one kind about one flow are counted together.
func TestICMPErrorsAreCounted(t *testing.T) {
	var x ICMP
	p := &capture.Packet{Frame: 7, Time: 5, Proto: capture.ICMP, HasUnreachable: true, UnreachableSrc: tcpServer, UnreachableDst: tcpClient, UnreachableProto: capture.UDP, Payload: []byte{3, 3}}
	x.Packet(p)
	p.Frame = 8
	x.Packet(p)
	p.Payload = []byte{3, 1}
	x.Packet(p)
	p.Payload = []byte{3}
	x.Packet(p)
	if len(x.Errors) != 2 || x.Errors[0].Count != 2 || x.Errors[0].Frame != 7 || x.Errors[1].Code != 1 {
		t.Errorf("%+v", x.Errors)
	}
}
