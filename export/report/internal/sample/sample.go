// Package sample has reports for the tests of all formats: made by hand, so that they have every kind of value.
package sample

import (
	"math"
	"net/netip"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// Second is a second in ns.
const Second = int64(1e9)

const start = 1795249443*Second + 862340000

// At returns a time (ns since 1970) in seconds after the start of the capture.
func At(s float64) int64 { return start + int64(s*1e9) }

func endpoint(s string) capture.Endpoint {
	a := netip.MustParseAddrPort(s)
	return capture.Endpoint{Addr: capture.AddrFrom(a.Addr()), Port: a.Port()}
}

func frame(n int64) capture.Frame { return capture.MakeFrame(0, n) }

// Ptr returns a pointer to a value.
//
//go:fix inline
func Ptr[T any](v T) *T { return new(v) }

// Request returns a request. The header fields are names followed by values.
func Request(method, url string, headers ...string) *rtspparse.Message {
	return &rtspparse.Message{Request: true, Method: method, URL: url, Version: "1.0", Headers: fields(headers)}
}

// Response returns a response. The header fields are names followed by values.
func Response(status int, reason string, headers ...string) *rtspparse.Message {
	return &rtspparse.Message{Status: status, Reason: reason, Version: "1.0", Headers: fields(headers)}
}

func fields(list []string) (h rtspparse.Headers) {
	for i := 0; i < len(list); i += 2 {
		h = append(h, rtspparse.Header{Name: list[i], Value: list[i+1]})
	}
	return h
}

// Exchange returns an exchange whose request has a time (s after the start of the capture) and a frame number.
func Exchange(c *rtpflow.Connection, at float64, number int64, req, resp *rtspparse.Message) *rtpflow.Exchange {
	e := &rtpflow.Exchange{Connection: c, CSeq: new(number), Request: req, Response: resp}
	if req != nil {
		e.Method, e.URL = req.Method, req.URL
		e.RequestFrame, e.RequestTime = frame(number), At(at)
	}
	if resp != nil {
		e.ResponseFrame, e.ResponseTime = frame(number+1), At(at+0.00142)
	}
	return e
}

// Report returns a session over UDP with loss, keep-alives, a challenge and a request without response, and a stream
// without RTSP signalling.
func Report() *rtpflow.Report {
	const url = "rtsp://10.77.10.1:8554/av"
	conn := &rtpflow.Connection{
		ID: "c1", Kind: rtpflow.KindRTSP, Client: endpoint("10.77.10.2:48512"),
		Server: endpoint("10.77.10.1:8554"), FirstFrame: frame(2), LastFrame: frame(666),
		Start: At(0.085), End: At(6.102), SYNSeen: true,
	}
	conn.Sides[rtpflow.Client] = rtpflow.ConnectionSide{FIN: frame(660), Bytes: 744}
	conn.Sides[rtpflow.Server] = rtpflow.ConnectionSide{Bytes: 2106, RetransmittedBytes: 267}
	s := &rtpflow.Session{
		ID: "s1", Session: "kkKNtAkOYHj1YN_Z", Connections: []*rtpflow.Connection{conn},
		Client: conn.Client.Addr, Server: conn.Server, URL: url, Mode: "play", Version: "1.0",
		UserAgent: "Lavf59.27.100", ServerAgent: "GStreamer RTSP server",
		Start: At(0.085), End: At(6.102), FirstFrame: frame(5), EndedBy: "teardown", Timeout: 60,
		SDP: []byte("v=0\r\no=- 1 1 IN IP4 10.77.10.1\r\ns=Session\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"), SDPFrame: frame(10),
	}
	s.Exchanges = exchanges(conn, url)
	s.Media = []*rtpflow.Media{video(url), {
		Index: 1, Type: "audio", Control: url + "/stream=1", Protocol: "RTP/AVP",
		Formats:   []sdpview.Format{{PayloadType: 97, Encoding: "MPEG4-GENERIC", ClockRate: 48000, Channels: 2}},
		Transport: rtpflow.Transport{Lower: "udp", ClientPorts: []uint16{23976, 23977}, ServerPorts: []uint16{41678, 41679}},
	}}
	s.Media[1].Shared = []rtpflow.SharedStream{{Session: s, Media: s.Media[0], Stream: s.Media[0].Streams[0], Start: At(1), End: At(2)}}
	s.Described = []*sdpview.Media{{Index: 2, Type: "application", Control: "stream=2", Formats: []sdpview.Format{{PayloadType: 98, Encoding: "VND.ONVIF.METADATA", ClockRate: 90000}}}}
	s.Timeline = []rtpflow.Event{
		{Time: At(0.104), Frame: frame(18), Kind: "rtp-start", Media: new(0), Detail: "H264 SSRC 0x2a49edd8, seq 6404, timestamp 2386486659"},
		{Time: At(3.5), Frame: frame(391), Kind: "loss", Media: new(0), Detail: "H264 SSRC 0x2a49edd8: 12 packets missing from seq 6512"},
		{Time: At(6.0), Frame: frame(650), Kind: "rtp-end", Media: new(0), Detail: "H264 SSRC 0x2a49edd8, 339 packets, 12 lost"},
	}
	s.Findings = []rtpflow.Finding{
		{
			ID: 2, Code: "rtp-loss", Severity: rtpflow.SevWarning, Summary: "12 of 351 RTP packets (3.4 %) of media 0 were lost in one burst.",
			Frames: []capture.Frame{frame(391)}, DisplayFilter: "rtp.ssrc == 0x2a49edd8", Reference: "RFC 3550, A.3",
			Subject: rtpflow.Subject{Session: s, Media: &rtpflow.Media{Index: 0}, Stream: &rtpflow.Stream{SSRC: 0x2a49edd8}},
			Time:    new(At(3.5)), Until: new(At(3.5)), FrameCount: 1, Count: 12, Value: new(3.4), Limit: new(5.0), Unit: rtpflow.UnitPercent, Cause: 1,
		},
		{ID: 3, Code: "no-rtp", Severity: rtpflow.SevError, Summary: "Media 1 was set up and played, but has no RTP packets.", Subject: rtpflow.Subject{Session: s, Media: &rtpflow.Media{Index: 1}}, Frames: []capture.Frame{frame(13), frame(15)}},
	}
	return &rtpflow.Report{
		Captures: []*capture.File{{
			Name: "c01.pcap", Format: "pcap", Compression: "none", LinkTypes: []string{"EN10MB"}, Packets: 666,
			Bytes: 454221, Start: start, End: At(6.102), HasTime: true,
		}},
		Connections: []*rtpflow.Connection{conn},
		Sessions:    []*rtpflow.Session{s},
		Unassociated: rtpflow.Unassociated{Streams: []*rtpflow.Stream{{
			SSRC: 1, Source: endpoint("[fe80::1]:5000"), Destination: endpoint("[ff02::1]:5002"),
			PayloadTypes: map[uint8]int64{0: 50}, Encoding: "PCMU", ClockRate: 8000, ClockRateFrom: "static", Packets: 50, Expected: 50,
			Start: At(1), End: At(2), FirstFrame: frame(40), LastFrame: frame(400),
		}}},
		Findings: []rtpflow.Finding{{ID: 1, Code: "rtp-unexplained", Severity: rtpflow.SevNote, Summary: "An RTP stream without RTSP signalling.", Frames: []capture.Frame{frame(40)}}},
	}
}

func exchanges(conn *rtpflow.Connection, url string) []*rtpflow.Exchange {
	list := []*rtpflow.Exchange{
		Exchange(conn, 0.085, 5, Request("OPTIONS", url, "CSeq", "1"), Response(200, "OK", "CSeq", "1")),
		Exchange(conn, 0.086, 7, Request("DESCRIBE", url, "CSeq", "2"), Response(401, "Unauthorized", "WWW-Authenticate", `Digest realm="cam", nonce="ab"`)),
		Exchange(conn, 0.087, 9, Request("DESCRIBE", url, "CSeq", "3", "Authorization", `Digest username="u", realm="cam", nonce="ab", response="00112233445566778899aabbccddeeff"`), Response(200, "OK")),
		Exchange(conn, 0.096, 11, Request("SETUP", url+"/stream=0", "Transport", "RTP/AVP/UDP;unicast;client_port=23974-23975"), Response(200, "OK")),
		Exchange(conn, 0.098, 13, Request("SETUP", url+"/stream=1", "Transport", "RTP/AVP/UDP;unicast;client_port=23976-23977"), Response(200, "OK")),
		Exchange(conn, 0.100, 15, Request("PLAY", url, "Range", "npt=0.000-"), Response(200, "OK")),
	}
	for i := range 5 {
		list = append(list, Exchange(conn, 1+float64(i), int64(100*(i+1)), Request("GET_PARAMETER", url), Response(200, "OK")))
	}
	return append(list, Exchange(conn, 6.1, 659, Request("TEARDOWN", url), nil))
}

// addMeasured adds to a stream what goes beyond counts.
func addMeasured(s *rtpflow.Stream) {
	s.Jitter.MaxFrame, s.Jitter.Cause = frame(392), "zero-window"
	s.ClockDriftInterval = new(2.25)
	s.LossPattern = &rtpflow.LossPattern{
		MeanRun: 12, Runs: []rtpflow.RunLengths{{Min: 9, Max: 16, Count: 1}, {Min: 1025, Count: 1}}, GilbertP: new(0.002959), GilbertR: new(0.083333),
		Bursts: &rtpflow.LossBursts{Count: 1, MeanLength: 12, Density: new(1.0), GapDensity: new(0.0)},
	}
	s.OutOfOrder, s.Reordering = 1, &rtpflow.Reordering{MaxDepth: 2, MaxExtent: 3, MeanLateMS: 1.5, MaxLateMS: 1.5, MaxLateFrame: frame(77)}
	s.Interruptions = []rtpflow.Interruption{
		{Start: At(3), End: At(3.6), Frame: frame(391), Kind: rtpflow.Outage, Lost: 12, Media: new(int64(600e6)), Cause: "retransmission"},
		{Start: At(4), End: At(5), Kind: rtpflow.Delayed},
	}
	s.InterruptionsLeftOut, s.DiscontinuitiesLeftOut = 1, 2
	s.PeakBandwidth, s.PeakTime = new(566312.0), At(4.1)
	s.CaptureTimeRegressions, s.MaxCaptureTimeRegressionMS, s.TimestampRegressions, s.PayloadTypeChanges = 1, 0.5, 48, 2
	s.Wireshark = &rtpflow.Wireshark{Lost: -1, LostPercent: -0.29, MaxDeltaMS: 40.99, MeanJitterMS: new(1.5), MaxJitterMS: new(2.5)}
	s.Series = &rtpflow.Series{Start: At(0) / 1e8 * 1e8, Width: 1e8, Bins: []rtpflow.Bin{
		{Packets: 5, Bytes: 5000, Jitter: 0.1, HasJitter: true, MinDelay: -1.25, MaxDelay: 2, HasDelay: true},
		{},
		{Packets: 1, Bytes: 1 << 40, Lost: 2, Frames: 1},
	}}
}

func video(url string) *rtpflow.Media {
	m := &rtpflow.Media{
		Index: 0, Type: "video", Control: url + "/stream=0", Protocol: "RTP/AVP",
		Formats: []sdpview.Format{{
			PayloadType: 96, Encoding: "H264", ClockRate: 90000,
			Fmtp: []sdpview.Param{{Name: "packetization-mode", Value: "1"}, {Name: "sprop-parameter-sets", Value: "Z01AFA==,aO8="}},
		}},
		Transport: rtpflow.Transport{
			Lower: "udp", Requested: "RTP/AVP/UDP;unicast;client_port=23974-23975",
			Agreed:      "RTP/AVP;unicast;client_port=23974-23975;server_port=48548-48549;ssrc=2A49EDD8",
			ClientPorts: []uint16{23974, 23975}, ServerPorts: []uint16{48548, 48549}, SSRC: new(uint32(0x2a49edd8)),
		},
		Streams: []*rtpflow.Stream{{
			SSRC: 0x2a49edd8, Direction: rtpflow.ServerToClient, Source: endpoint("10.77.10.1:48548"), Destination: endpoint("10.77.10.2:23974"),
			PayloadTypes: map[uint8]int64{96: 339}, Encoding: "H264", ClockRate: 90000, ClockRateFrom: "sdp", Packets: 339, Expected: 351, Lost: 12,
			LossBursts: 1, MaxBurst: 12, PayloadBytes: 342000, Markers: 145, FirstSeq: 6404, LastSeq: 6754, FirstRTPTime: 2386486659, LastRTPTime: 2387023059,
			Start: At(0.104), End: At(6.0), FirstFrame: frame(18), LastFrame: frame(650), Bitrate: new(464000.123456789),
			Jitter: &rtpflow.Jitter{Mean: 2.13, Max: 5.2, Last: 1}, Delta: &rtpflow.Delta{Mean: 17.4, Max: 83.3, MaxFrame: frame(391)},
			ClockDriftPPM: new(-12.5), MaxSkewMS: new(3.25), Evidence: []string{"ports", "ssrc"},
			RTCP: sourceRTCP(), Losses: []rtpflow.Loss{{FirstSeq: 6512, Count: 12, Frame: frame(391), Time: At(3.5)}},
		}},
		RTCP: []*rtpflow.RTCP{{
			Direction: rtpflow.ServerToClient, Source: endpoint("10.77.10.1:48549"), Destination: endpoint("10.77.10.2:23975"), Packets: 2,
			Types: map[string]int64{"SR": 2, "SDES": 2, "BYE": 1}, SSRCs: []uint32{0x2a49edd8}, Start: At(1), End: At(6), FirstFrame: frame(90),
			Bytes: 120, XRBlocks: map[string]int64{"VoIP Metrics": 1}, Interval: &rtpflow.RTCPInterval{Mean: 5000, Min: 5000, Max: 5000}, Bitrate: new(280.5), Share: new(0.0123),
			Apps: []rtpflow.App{{SSRC: 0x2a49edd8, Name: "qtsi", Subtype: 1, Packets: 2, Frame: frame(91), Time: At(1)}}, CaptureDuplicates: 1,
			CNAMEs: []rtpflow.CNAME{{SSRC: 0x2a49edd8, Name: "user@host"}}, Byes: []rtpflow.Bye{{SSRC: 0x2a49edd8, Frame: frame(640), Time: At(5.9), Reason: "end"}},
			Malformed: 1, MalformedFrame: frame(92), MalformedReason: "content that does not fit the length",
			Sources: []rtpflow.RTCPSource{{SSRC: 7, SourceRTCP: &rtpflow.SourceRTCP{SR: 1, CNAME: "elsewhere"}}},
		}},
	}
	addMeasured(m.Streams[0])
	return m
}

// sourceRTCP returns all that RTCP can report on a source.
func sourceRTCP() *rtpflow.SourceRTCP {
	trip := &rtpflow.RoundTrip{Mean: 2.5, Min: 1.5, Max: 4.25, Last: 2, Count: 3}
	return &rtpflow.SourceRTCP{
		SR: 2, RR: 3, BYE: 1, NACK: 2, PLI: 1, FIR: 1, CNAME: "user@host", ByeReason: "end",
		Bye:          &rtpflow.Bye{SSRC: 0x2a49edd8, Frame: frame(640), Time: At(5.9), Reason: "end"},
		CNAMEChanges: []rtpflow.CNAMEChange{{From: "old@host", To: "user@host", Time: At(2), Frame: frame(200)}},
		Items:        []rtpflow.SDESItem{{Name: "TOOL", Text: "GStreamer"}},
		ReportedLost: new(int64(14)), RTTMS: new(2.5), ReceiverRTT: trip, SenderRTT: trip,
		Sent: &rtpflow.SentCounts{LastPackets: 351, LastOctets: 354000, From: At(1), Until: At(5.9), SentPackets: 300, SentOctets: 303000, SeenPackets: 288, SeenOctets: 291000, Missing: 12, Resets: 1},
		Receptions: []rtpflow.Reception{{
			Reporter: 9, Reports: 3, Start: At(2), End: At(5), Lost: 14, Fraction: 0.02, WorstFraction: 0.125, HighestSeq: 72290,
			Jitter: &rtpflow.Jitter{Mean: 1.5, Max: 2, Last: 1}, Before: new(int64(12)), After: new(int64(2)), Lag: new(int64(1)), RTT: trip,
		}},
		NACKed:           &rtpflow.NACKed{Requests: 20, Packets: 14, Missing: 12, Seen: 2},
		KeyframeRequests: []rtpflow.KeyframeRequest{{Kind: "PLI", By: 9, Time: At(3), Frame: frame(300)}},
		REMB:             &rtpflow.BitrateLimit{Count: 2, Last: 1e6, Min: 5e5, Max: 1e6}, TMMBR: &rtpflow.BitrateLimit{Count: 1, Last: 1e6, Min: 1e6, Max: 1e6},
		TMMBN: &rtpflow.BitrateLimit{Count: 2, Unlimited: 1, Last: math.Inf(1), Min: 1e6, Max: math.Inf(1)}, TransportCC: &rtpflow.PacketStatus{Reports: 4, Packets: 120, Received: 118},
		CCFB: &rtpflow.PacketStatus{Reports: 1, Packets: 10, Received: 9, CE: 1},
		XR: []rtpflow.XRReport{{
			Reporter: 9, Block: "VoIP Metrics", Count: 1, FirstTime: At(3), Time: At(3), FirstFrame: frame(301), Frame: frame(301),
			Metrics: []rtpflow.XRMetric{{Name: "loss_pct", Value: 4.6875}, {Name: "mos_lq", Value: 4.2}},
		}},
	}
}
