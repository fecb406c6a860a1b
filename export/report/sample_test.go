package report

import (
	"math"
	"net/netip"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// The sample is a report built by hand: a session over UDP with some loss, a keepalive, a refusal,
// and a stream that nothing explains.

const second = int64(1e9)

const sampleStart = 1795249443*second + 862340000

func sampleAt(s float64) int64 { return sampleStart + int64(s*1e9) }

func sampleEndpoint(s string) capture.Endpoint {
	a := netip.MustParseAddrPort(s)
	return capture.Endpoint{Addr: capture.AddrFrom(a.Addr()), Port: a.Port()}
}

func frameOf(n int64) capture.Frame { return capture.MakeFrame(0, n) }

func ptr[T any](v T) *T { return &v }

func request(method, url string, headers ...string) *rtspparse.Message {
	return &rtspparse.Message{Request: true, Method: method, URL: url, Version: "1.0", Headers: headerList(headers)}
}

func answer(status int, reason string, headers ...string) *rtspparse.Message {
	return &rtspparse.Message{Status: status, Reason: reason, Version: "1.0", Headers: headerList(headers)}
}

func headerList(list []string) (h rtspparse.Headers) {
	for i := 0; i < len(list); i += 2 {
		h = append(h, rtspparse.Header{Name: list[i], Value: list[i+1]})
	}
	return h
}

func exchangeAt(c *rtpflow.Connection, at float64, frame int64, req, resp *rtspparse.Message) *rtpflow.Exchange {
	e := &rtpflow.Exchange{Connection: c, CSeq: ptr(frame), Request: req, Response: resp}
	if req != nil {
		e.Method, e.URL = req.Method, req.URL
		e.RequestFrame, e.RequestTime = frameOf(frame), sampleAt(at)
	}
	if resp != nil {
		e.ResponseFrame, e.ResponseTime = frameOf(frame+1), sampleAt(at+0.00142)
	}
	return e
}

func sample() *rtpflow.Report {
	const url = "rtsp://10.77.10.1:8554/av"
	conn := &rtpflow.Connection{ID: "c1", Kind: rtpflow.KindRTSP, Client: sampleEndpoint("10.77.10.2:48512"),
		Server: sampleEndpoint("10.77.10.1:8554"), FirstFrame: frameOf(2), LastFrame: frameOf(666),
		Start: sampleAt(0.085), End: sampleAt(6.102), SYNSeen: true}
	conn.Sides[rtpflow.Client] = rtpflow.ConnectionSide{FIN: frameOf(660), Bytes: 744}
	conn.Sides[rtpflow.Server] = rtpflow.ConnectionSide{Bytes: 2106, RetransmittedBytes: 267}
	s := &rtpflow.Session{ID: "s1", Session: "kkKNtAkOYHj1YN_Z", Connections: []*rtpflow.Connection{conn},
		Client: conn.Client.Addr, Server: conn.Server, URL: url, Mode: "play", Version: "1.0",
		UserAgent: "Lavf59.27.100", ServerAgent: "GStreamer RTSP server",
		Start: sampleAt(0.085), End: sampleAt(6.102), FirstFrame: frameOf(5), EndedBy: "teardown", Timeout: 60,
		SDP: []byte("v=0\r\no=- 1 1 IN IP4 10.77.10.1\r\ns=Session\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"), SDPFrame: frameOf(10)}
	s.Exchanges = []*rtpflow.Exchange{
		exchangeAt(conn, 0.085, 5, request("OPTIONS", url, "CSeq", "1"), answer(200, "OK", "CSeq", "1")),
		exchangeAt(conn, 0.086, 7, request("DESCRIBE", url, "CSeq", "2"), answer(401, "Unauthorized", "WWW-Authenticate", `Digest realm="cam", nonce="ab"`)),
		exchangeAt(conn, 0.087, 9, request("DESCRIBE", url, "CSeq", "3", "Authorization", `Digest username="u", realm="cam", nonce="ab", response="00112233445566778899aabbccddeeff"`), answer(200, "OK")),
		exchangeAt(conn, 0.096, 11, request("SETUP", url+"/stream=0", "Transport", "RTP/AVP/UDP;unicast;client_port=23974-23975"), answer(200, "OK")),
		exchangeAt(conn, 0.098, 13, request("SETUP", url+"/stream=1", "Transport", "RTP/AVP/UDP;unicast;client_port=23976-23977"), answer(200, "OK")),
		exchangeAt(conn, 0.100, 15, request("PLAY", url, "Range", "npt=0.000-"), answer(200, "OK")),
	}
	for i := range 5 {
		s.Exchanges = append(s.Exchanges, exchangeAt(conn, 1+float64(i), int64(100*(i+1)), request("GET_PARAMETER", url), answer(200, "OK")))
	}
	s.Exchanges = append(s.Exchanges, exchangeAt(conn, 6.1, 659, request("TEARDOWN", url), nil))
	s.Media = []*rtpflow.Media{sampleVideo(url), {Index: 1, Type: "audio", Control: url + "/stream=1", Protocol: "RTP/AVP",
		Formats:   []sdpview.Format{{PayloadType: 97, Encoding: "MPEG4-GENERIC", ClockRate: 48000, Channels: 2}},
		Transport: rtpflow.Transport{Lower: "udp", ClientPorts: []uint16{23976, 23977}, ServerPorts: []uint16{41678, 41679}}}}
	s.Described = []*sdpview.Media{{Index: 2, Type: "application", Control: "stream=2", Formats: []sdpview.Format{{PayloadType: 98, Encoding: "VND.ONVIF.METADATA", ClockRate: 90000}}}}
	s.Timeline = []rtpflow.Event{
		{Time: sampleAt(0.104), Frame: frameOf(18), Kind: "rtp-start", Media: ptr(0), Detail: "H264 SSRC 0x2a49edd8, seq 6404, timestamp 2386486659"},
		{Time: sampleAt(3.5), Frame: frameOf(391), Kind: "loss", Media: ptr(0), Detail: "H264 SSRC 0x2a49edd8: 12 missing from seq 6512"},
		{Time: sampleAt(6.0), Frame: frameOf(650), Kind: "rtp-end", Media: ptr(0), Detail: "H264 SSRC 0x2a49edd8, 339 packets, 12 lost"},
	}
	s.Findings = []rtpflow.Finding{
		{ID: 2, Code: "rtp-loss", Severity: rtpflow.SevWarning, Summary: "12 of 351 RTP packets (3.4 %) of media 0 never arrived, in one burst; the picture is damaged until the next key frame.",
			Frames: []capture.Frame{frameOf(391)}, DisplayFilter: "rtp.ssrc == 0x2a49edd8", Subject: rtpflow.Subject{Session: s, Media: &rtpflow.Media{Index: 0}, Stream: &rtpflow.Stream{SSRC: 0x2a49edd8}}, Reference: "RFC 3550, A.3", Time: ptr(sampleAt(3.5)), Until: ptr(sampleAt(3.5)), FrameCount: 1, Count: 12, Value: ptr(3.4), Limit: ptr(5.0), Unit: rtpflow.UnitPercent, Cause: 1},
		{ID: 3, Code: "no-rtp", Severity: rtpflow.SevError, Summary: "Media 1 was set up and played, but no RTP packet of it came.", Subject: rtpflow.Subject{Session: s, Media: &rtpflow.Media{Index: 1}}, Frames: []capture.Frame{frameOf(13), frameOf(15)}},
	}
	return &rtpflow.Report{
		Captures: []*capture.File{{Name: "c01.pcap", Format: "pcap", Compression: "none", LinkTypes: []string{"EN10MB"}, Packets: 666,
			Bytes: 454221, Start: sampleStart, End: sampleAt(6.102), HasTime: true}},
		Connections: []*rtpflow.Connection{conn},
		Sessions:    []*rtpflow.Session{s},
		Unassociated: rtpflow.Unassociated{Streams: []*rtpflow.Stream{{SSRC: 1, Source: sampleEndpoint("[fe80::1]:5000"), Destination: sampleEndpoint("[ff02::1]:5002"),
			PayloadTypes: map[uint8]int64{0: 50}, Encoding: "PCMU", ClockRate: 8000, ClockRateFrom: "static", Packets: 50, Expected: 50,
			Start: sampleAt(1), End: sampleAt(2), FirstFrame: frameOf(40), LastFrame: frameOf(400)}}},
		Findings: []rtpflow.Finding{{ID: 1, Code: "rtp-unexplained", Severity: rtpflow.SevNote, Summary: "An RTP stream without signalling.", Frames: []capture.Frame{frameOf(40)}}},
	}
}

// sampleMeasured adds to a stream what goes beyond counts.
func sampleMeasured(s *rtpflow.Stream) {
	s.Jitter.MaxFrame, s.Jitter.Cause = frameOf(392), "zero-window"
	s.ClockDriftInterval = ptr(2.25)
	s.LossPattern = &rtpflow.LossPattern{MeanRun: 12, Runs: []rtpflow.RunLengths{{Min: 9, Max: 16, Count: 1}, {Min: 1025, Count: 1}}, GilbertP: ptr(0.002959), GilbertR: ptr(0.083333),
		Bursts: &rtpflow.LossBursts{Count: 1, MeanLength: 12, Density: ptr(1.0), GapDensity: ptr(0.0)}}
	s.OutOfOrder, s.Reordering = 1, &rtpflow.Reordering{MaxDepth: 2, MaxExtent: 3, MeanLateMS: 1.5, MaxLateMS: 1.5, MaxLateFrame: frameOf(77)}
	s.Interruptions = []rtpflow.Interruption{{Start: sampleAt(3), End: sampleAt(3.6), Frame: frameOf(391), Kind: rtpflow.Outage, Lost: 12, Media: ptr(int64(600e6)), Cause: "retransmission"},
		{Start: sampleAt(4), End: sampleAt(5), Kind: rtpflow.HeldUp}}
	s.InterruptionsLeftOut, s.DiscontinuitiesLeftOut = 1, 2
	s.PeakBandwidth, s.PeakTime = ptr(566312.0), sampleAt(4.1)
	s.ClockBack, s.MaxClockBackMS, s.TimestampsBack, s.TypeChanges = 1, 0.5, 48, 2
	s.Wireshark = &rtpflow.Wireshark{Lost: -1, LostPercent: -0.29, MaxDeltaMS: 40.99, MeanJitterMS: ptr(1.5), MaxJitterMS: ptr(2.5)}
	s.Series = &rtpflow.Series{Start: sampleAt(0) / 1e8 * 1e8, Width: 1e8, Bins: []rtpflow.Bin{{Packets: 5, Bytes: 5000, Jitter: 0.1, HasJitter: true, MinDelay: -1.25, MaxDelay: 2, HasDelay: true}, {},
		{Packets: 1, Bytes: 1 << 40, Lost: 2, Frames: 1}}}
}

func sampleVideo(url string) *rtpflow.Media {
	m := &rtpflow.Media{Index: 0, Type: "video", Control: url + "/stream=0", Protocol: "RTP/AVP",
		Formats: []sdpview.Format{{PayloadType: 96, Encoding: "H264", ClockRate: 90000,
			Fmtp: []sdpview.Param{{Name: "packetization-mode", Value: "1"}, {Name: "sprop-parameter-sets", Value: "Z01AFA==,aO8="}}}},
		Transport: rtpflow.Transport{Lower: "udp", Requested: "RTP/AVP/UDP;unicast;client_port=23974-23975",
			Agreed:      "RTP/AVP;unicast;client_port=23974-23975;server_port=48548-48549;ssrc=2A49EDD8",
			ClientPorts: []uint16{23974, 23975}, ServerPorts: []uint16{48548, 48549}, SSRC: ptr(uint32(0x2a49edd8))},
		Streams: []*rtpflow.Stream{{SSRC: 0x2a49edd8, Direction: rtpflow.ServerToClient, Source: sampleEndpoint("10.77.10.1:48548"), Destination: sampleEndpoint("10.77.10.2:23974"),
			PayloadTypes: map[uint8]int64{96: 339}, Encoding: "H264", ClockRate: 90000, ClockRateFrom: "sdp", Packets: 339, Expected: 351, Lost: 12,
			LossBursts: 1, MaxBurst: 12, PayloadBytes: 342000, Markers: 145, FirstSeq: 6404, LastSeq: 6754, FirstRTPTime: 2386486659, LastRTPTime: 2387023059,
			Start: sampleAt(0.104), End: sampleAt(6.0), FirstFrame: frameOf(18), LastFrame: frameOf(650), Bitrate: ptr(464000.123456789),
			Jitter: &rtpflow.Jitter{Mean: 2.13, Max: 5.2, Last: 1}, Delta: &rtpflow.Delta{Mean: 17.4, Max: 83.3, MaxFrame: frameOf(391)},
			ClockDriftPPM: ptr(-12.5), MaxSkewMS: ptr(3.25), Evidence: []string{"ports", "ssrc"},
			RTCP: sampleSourceRTCP(), Losses: []rtpflow.Loss{{FirstSeq: 6512, Count: 12, Frame: frameOf(391), Time: sampleAt(3.5)}}}},
		RTCP: []*rtpflow.RTCP{{Direction: rtpflow.ServerToClient, Source: sampleEndpoint("10.77.10.1:48549"), Destination: sampleEndpoint("10.77.10.2:23975"), Packets: 2,
			Types: map[string]int64{"SR": 2, "SDES": 2, "BYE": 1}, SSRCs: []uint32{0x2a49edd8}, Start: sampleAt(1), End: sampleAt(6), FirstFrame: frameOf(90),
			Bytes: 120, XRBlocks: map[string]int64{"VoIP Metrics": 1}, Interval: &rtpflow.RTCPInterval{Mean: 5000, Min: 5000, Max: 5000}, Bitrate: ptr(280.5), Share: ptr(0.0123),
			Apps: []rtpflow.App{{SSRC: 0x2a49edd8, Name: "qtsi", Subtype: 1, Packets: 2, Frame: frameOf(91), Time: sampleAt(1)}}, CaptureDuplicates: 1,
			CNAMEs: []rtpflow.CNAME{{SSRC: 0x2a49edd8, Name: "user@host"}}, Byes: []rtpflow.Bye{{SSRC: 0x2a49edd8, Frame: frameOf(640), Time: sampleAt(5.9), Reason: "end"}},
			Malformed: 1, MalformedFrame: frameOf(92), MalformedReason: "content that does not fit the length",
			Sources: []rtpflow.RTCPSource{{SSRC: 7, SourceRTCP: &rtpflow.SourceRTCP{SR: 1, CNAME: "elsewhere"}}}}},
	}
	sampleMeasured(m.Streams[0])
	return m
}

// sampleSourceRTCP has all that RTCP can say of a source.
func sampleSourceRTCP() *rtpflow.SourceRTCP {
	trip := &rtpflow.RoundTrip{Mean: 2.5, Min: 1.5, Max: 4.25, Last: 2, Count: 3}
	return &rtpflow.SourceRTCP{SR: 2, RR: 3, BYE: 1, NACK: 2, PLI: 1, FIR: 1, CNAME: "user@host", ByeReason: "end",
		Bye:          &rtpflow.Bye{SSRC: 0x2a49edd8, Frame: frameOf(640), Time: sampleAt(5.9), Reason: "end"},
		CNAMEChanges: []rtpflow.CNAMEChange{{From: "old@host", To: "user@host", Time: sampleAt(2), Frame: frameOf(200)}},
		Items:        []rtpflow.SDESItem{{Name: "TOOL", Text: "GStreamer"}},
		ReportedLost: ptr(int64(14)), RTTMS: ptr(2.5), ReceiverTrip: trip, SenderTrip: trip,
		Sent: &rtpflow.SentCounts{LastPackets: 351, LastOctets: 354000, From: sampleAt(1), Until: sampleAt(5.9), SentPackets: 300, SentOctets: 303000, SeenPackets: 288, SeenOctets: 291000, Missing: 12, Resets: 1},
		Receptions: []rtpflow.Reception{{Reporter: 9, Reports: 3, Start: sampleAt(2), End: sampleAt(5), Lost: 14, Fraction: 0.02, WorstFraction: 0.125, HighestSeq: 72290,
			Jitter: &rtpflow.Jitter{Mean: 1.5, Max: 2, Last: 1}, Before: ptr(int64(12)), After: ptr(int64(2)), Behind: ptr(int64(1)), Trip: trip}},
		NACKed:           &rtpflow.NACKed{Requests: 20, Packets: 14, Missing: 12, Seen: 2},
		KeyframeRequests: []rtpflow.KeyframeRequest{{Kind: "PLI", By: 9, Time: sampleAt(3), Frame: frameOf(300)}},
		REMB:             &rtpflow.BitrateLimit{Count: 2, Last: 1e6, Min: 5e5, Max: 1e6}, TMMBR: &rtpflow.BitrateLimit{Count: 1, Last: 1e6, Min: 1e6, Max: 1e6},
		TMMBN: &rtpflow.BitrateLimit{Count: 2, Unlimited: 1, Last: math.Inf(1), Min: 1e6, Max: math.Inf(1)}, TransportCC: &rtpflow.PacketStatus{Reports: 4, Packets: 120, Received: 118},
		CCFB: &rtpflow.PacketStatus{Reports: 1, Packets: 10, Received: 9, CE: 1},
		XR: []rtpflow.XRReport{{Reporter: 9, Block: "VoIP Metrics", Count: 1, FirstTime: sampleAt(3), Time: sampleAt(3), FirstFrame: frameOf(301), Frame: frameOf(301),
			Metrics: []rtpflow.XRMetric{{Name: "loss_pct", Value: 4.6875}, {Name: "mos_lq", Value: 4.2}}}},
	}
}
