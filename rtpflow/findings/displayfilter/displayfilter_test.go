package displayfilter

import (
	"net/netip"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

func TestStreamFilter(t *testing.T) {
	end := func(s string) capture.Endpoint {
		a := netip.MustParseAddrPort(s)
		return capture.Endpoint{Addr: capture.AddrFrom(a.Addr()), Port: a.Port()}
	}
	conn := func(kind rtpflow.ConnectionKind, gap int64) *rtpflow.Connection {
		c := &rtpflow.Connection{Kind: kind, Client: end("10.0.0.2:40000"), Server: end("10.0.0.1:554")}
		c.Sides[rtpflow.Server].GapBytes = gap
		return c
	}
	udp := rtpflow.Transport{Lower: "udp", Agreed: "x", Profile: "RTP/AVP", ClientPorts: []uint16{6000, 6001}, ServerPorts: []uint16{5000, 5001}}
	tcp := rtpflow.Transport{Lower: "tcp", Agreed: "x", Profile: "RTP/AVP/TCP"}
	secure := udp
	secure.Profile = "RTP/SAVP"
	datagrams := rtpflow.Stream{Source: end("10.0.0.1:5000"), Destination: end("10.0.0.2:6000")}
	for _, c := range []struct {
		name   string
		server string
		t      rtpflow.Transport
		st     rtpflow.Stream
		conn   *rtpflow.Connection
		frames []capture.Frame
		shared bool
		want   string
	}{
		{"agreed ports", "10.0.0.1:554", udp, datagrams, nil, nil, false, "rtp.ssrc == 0x0a0b0c0d"},
		{"one SSRC for several receivers", "10.0.0.1:554", udp, datagrams, nil, nil, true, "rtp.ssrc == 0x0a0b0c0d && ip.dst == 10.0.0.2 && udp.dstport == 6000"},
		{"RTSP on a port of its own", "10.0.0.1:10554", udp, datagrams, nil, nil, false, "udp.payload[8:4] == 0a:0b:0c:0d"},
		{"behind NAT", "10.0.0.1:554", udp, rtpflow.Stream{Source: datagrams.Source, Destination: end("10.0.0.2:7000")}, nil, nil, false, "udp.payload[8:4] == 0a:0b:0c:0d"},
		{"what a client sends", "10.0.0.1:554", udp, rtpflow.Stream{Direction: rtpflow.ClientToServer, Source: datagrams.Destination, Destination: datagrams.Source}, nil, nil, false, "udp.payload[8:4] == 0a:0b:0c:0d"},
		{"SRTP", "10.0.0.1:554", secure, datagrams, nil, nil, false, "udp.payload[8:4] == 0a:0b:0c:0d"},
		{
			"one SSRC, not dissected, IPv6", "[::1]:10554", udp,
			rtpflow.Stream{Source: end("[::1]:5000"), Destination: end("[::1]:6000")},
			nil, nil, true,
			"udp.payload[8:4] == 0a:0b:0c:0d && ipv6.dst == ::1 && udp.dstport == 6000",
		},
		{"interleaved", "10.0.0.1:554", tcp, datagrams, conn(rtpflow.KindRTSP, 0), []capture.Frame{7}, false, "rtp.ssrc == 0x0a0b0c0d"},
		{"interleaved with holes", "10.0.0.1:554", tcp, datagrams, conn(rtpflow.KindRTSP, 9), []capture.Frame{7}, false, "frame.number == 7"},
		{"interleaved with holes, no frame", "10.0.0.1:554", tcp, datagrams, conn(rtpflow.KindRTSP, 9), nil, false, "ip.addr == 10.0.0.2 && ip.addr == 10.0.0.1 && tcp.port == 40000 && tcp.port == 554"},
		{"WebSocket", "10.0.0.1:554", tcp, datagrams, conn(rtpflow.KindWebSocket, 0), []capture.Frame{7, 9}, false, "frame.number in {7, 9}"},
	} {
		st := c.st
		st.SSRC, st.Connection = 0x0a0b0c0d, c.conn
		if st.Direction == rtpflow.UnknownDirection {
			st.Direction = rtpflow.ServerToClient
		}
		r := &rtpflow.Report{Sessions: []*rtpflow.Session{{Server: end(c.server), Media: []*rtpflow.Media{{Transport: c.t, Streams: []*rtpflow.Stream{&st}}}}}}
		if c.shared {
			r.Unassociated.Streams = []*rtpflow.Stream{{SSRC: st.SSRC}}
		}
		if got := NewFilters(r).OfStream(&st, c.frames); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The files of joined captures count their frames separately.
func TestFramesOfSeveralFiles(t *testing.T) {
	for _, c := range []struct {
		frames []capture.Frame
		want   string
	}{
		{nil, ""},
		{[]capture.Frame{capture.MakeFrame(1, 16), capture.MakeFrame(1, 20)}, "frame.number in {16, 20}"},
		{[]capture.Frame{capture.MakeFrame(0, 120), capture.MakeFrame(1, 3), capture.MakeFrame(0, 195)}, "frame.number in {120, 195}"},
		{[]capture.Frame{capture.MakeFrame(2, 9), capture.MakeFrame(1, 3)}, "frame.number == 9"},
	} {
		if got := OfFrames(c.frames); got != c.want {
			t.Errorf("%v: %s, want %s", c.frames, got, c.want)
		}
	}
}
