package analyze_test

import (
	"strconv"
	"strings"
	"testing"

	"rtspect/internal/dialectfixture"
	"rtspect/internal/wmsfixture"
	"rtspect/rtpflow"
)

// What the payload headers of the made-up Windows Media session hold, against how it was made: two data
// packets of audio share one RTP packet, and one of video takes two.
func TestASFPayloads(t *testing.T) {
	r := analyzeFile(t, captureFile("wms"))
	s := r.Sessions[0]
	var audio, video *rtpflow.ASFPayloads
	for _, m := range s.Media {
		for _, st := range m.Streams {
			switch st.SSRC {
			case wmsfixture.AudioSSRC:
				audio = st.ASF
			case wmsfixture.VideoSSRC:
				video = st.ASF
			}
		}
	}
	if audio.DataPackets != wmsfixture.AudioRTPPackets+1 || audio.Fragments != 0 || audio.Malformed != 0 {
		t.Errorf("audio %+v", audio)
	}
	if video.DataPackets != wmsfixture.VideoRTPPackets-2 || video.Fragments != 2 || video.Malformed != 0 || video.Keyframes == 0 {
		t.Errorf("video %+v", video)
	}
	if len(audio.Streams) != 1 || audio.Streams[0].Number != 1 || len(video.Streams) != 1 || video.Streams[0].Number != 2 {
		t.Errorf("streams %+v, %+v", audio.Streams, video.Streams)
	}
	w := s.WindowsMedia
	if w.Bandwidth == nil || *w.Bandwidth != 1091000 || w.LogValue("c-playerversion") != "9.0.0.2980" || w.LogValue("x-duration") != "" {
		t.Errorf("bandwidth %v, player %q", w.Bandwidth, w.LogValue("c-playerversion"))
	}
}

// A log of what was played, as clients send it.
func TestWindowsMediaLog(t *testing.T) {
	talk := func(body string) []rtpflow.Finding {
		w := newWire(t)
		d := w.connect(hostC)
		d.request("OPTIONS", url, "Supported: com.microsoft.wm.eosmsg")
		d.respond(200)
		d.setup(0, channels(0), "", "A")
		d.play("")
		d.stream(fromServer, 0, video(1, 0), 5)
		d.request("SET_PARAMETER", url, "Content-Type: application/x-wms-Logplaystats;charset=UTF-8", "Content-Length: "+strconv.Itoa(len(body)))
		d.write(fromClient, []byte(body))
		d.respond(200)
		d.teardown()
		return w.report().Sessions[0].Findings
	}
	say := func(list []rtpflow.Finding) string {
		for _, f := range list {
			if f.Code == "wms-log" {
				return f.Summary
			}
		}
		return ""
	}
	lossy := "<XML><x-duration>60</x-duration><c-pkts-received>990</c-pkts-received><c-pkts-lost-net>7</c-pkts-lost-net>" +
		"<c-pkts-recovered-ECC>0</c-pkts-recovered-ECC><c-pkts-recovered-resent>5</c-pkts-recovered-resent><c-quality>99</c-quality></XML>"
	if got := say(talk(lossy)); !strings.Contains(got, "7 packets lost by the network; 0 recovered by error correction; 5 by retransmission; quality 99 %") {
		t.Errorf("%q", got)
	}
	if got := say(talk("<XML><x-duration>60</x-duration><c-pkts-lost-net>0</c-pkts-lost-net><c-pkts-lost-client>-</c-pkts-lost-client></XML>")); got != "" {
		t.Errorf("%q", got)
	}
}

// The control and timing ports of the made-up AirPlay session.
func TestRAOP(t *testing.T) {
	r := analyzeFile(t, captureFile("raop"))
	m := r.Sessions[0].Media[0]
	x := m.RAOP
	if x == nil || x.Syncs != 2 || x.ResendRequests != 1 || x.Requested != 1 || x.Resent != 1 || x.TimingRequests != 2 || x.TimingResponses != 2 || x.Other != 0 {
		t.Fatalf("%+v", x)
	}
	if *x.Latency != 11025 || x.RoundTrip == nil || *x.RoundTrip <= 0 {
		t.Errorf("latency %v, round trip %v", x.Latency, x.RoundTrip)
	}
	if n := m.Streams[0].Packets; n != dialectfixture.RAOPPackets-1 || len(m.RTCP)+len(r.Unassociated.RTCP)+len(r.Unassociated.Streams) != 0 || m.Raw != nil {
		t.Errorf("%d packets, %d RTCP flows, raw %+v", n, len(m.RTCP), m.Raw)
	}
}

// A timing response belongs to the latest request before it, also from senders that leave the NTP time of requests zero.
func TestRAOPRoundTrip(t *testing.T) {
	for _, ntp := range []byte{0, 1} {
		w := newWire(t)
		d := w.connect(hostC)
		d.ask(0, "RTP/AVP/UDP;unicast;mode=record;control_port=6001;timing_port=6002")
		d.answer("RTP/AVP/UDP;unicast;mode=record;control_port=6101;timing_port=6102;server_port=6100", "", "A")
		d.record()
		w.flow(hostC, 6000, hostS, 6100).stream(video(1, 0), 5)
		timing := w.flow(hostS, 6102, hostC, 6002)
		message := func(kind byte, at int, n byte) []byte {
			b := append([]byte{0x80, kind, 0, 7}, make([]byte, 28)...)
			b[at] = n
			return b
		}
		for i, ns := range []int64{5 * ms, 9 * ms, 2 * ms} {
			w.wait(3 * second)
			timing.send(message(0xd2, 24, ntp*byte(1+i)))
			w.wait(ns)
			timing.back().send(message(0xd3, 8, ntp*byte(1+i)))
		}
		x := w.report().Sessions[0].Media[0].RAOP
		if x.TimingRequests != 3 || x.TimingResponses != 3 || x.RoundTrip == nil || *x.RoundTrip < 9*ms || *x.RoundTrip > 11*ms {
			t.Errorf("NTP time %d: %+v", ntp, x)
		}
	}
}

// Requests for packets that never come again, and for the time that nobody tells; broken datagrams.
func TestRAOPWithoutResponse(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.ask(0, "RTP/AVP/UDP;unicast;mode=record;control_port=6001;timing_port=6002")
	d.answer("RTP/AVP/UDP;unicast;mode=record;control_port=6101;timing_port=6102;server_port=6100", "", "A")
	d.record()
	w.flow(hostC, 6000, hostS, 6100).stream(video(1, 0), 5)
	control, timing := w.flow(hostS, 6101, hostC, 6001), w.flow(hostS, 6102, hostC, 6002)
	control.send([]byte{0x80, 0xd5, 0, 1, 0, 9, 0, 3})
	control.send([]byte{0x80, 0xd5})
	control.back().send([]byte{0x80, 0xd6, 0, 1, 0, 9, 0, 3})
	for range 3 {
		timing.send(append([]byte{0x80, 0xd2, 0, 7}, make([]byte, 28)...))
	}
	r := w.report()
	m := r.Sessions[0].Media[0]
	if x := m.RAOP; x.Requested != 3 || x.Resent != 0 || x.Refused != 1 || x.Other != 1 || x.RoundTrip != nil {
		t.Errorf("%+v", x)
	}
	for _, code := range []string{"raop-resend", "raop-timing-unanswered"} {
		if !hasFinding(r.Sessions[0].Findings, code) {
			t.Errorf("no %s", code)
		}
	}
}
