package analyze_test

import (
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// A capture without RTSP and RTP reports what it contains.
func TestOtherTraffic(t *testing.T) {
	datagram := func(b []byte) *capture.Packet {
		return &capture.Packet{Proto: capture.UDP, Src: endpoint(10, 1, 5060), Dst: endpoint(10, 2, 5060), Payload: b, PayloadLen: len(b)}
	}
	stun := make([]byte, 28)
	copy(stun, "\x00\x01\x00\x08\x21\x12\xa4\x42")
	ts := make([]byte, 7*188)
	ts[0] = 0x47
	r := reportOf(inTime([]*capture.Packet{
		datagram([]byte("INVITE sip:a@b SIP/2.0\r\nCall-ID: 1\r\n\r\n")), datagram([]byte("SIP/2.0 200 OK\r\n\r\n")),
		datagram(stun), datagram(ts), datagram(ts[:200]), datagram([]byte("other")),
	})...)
	want := []rtpflow.OtherTraffic{{Protocol: "SIP", Packets: 2, FirstFrame: 1}, {Protocol: "STUN", Packets: 1, FirstFrame: 3}, {Protocol: "MPEG-TS without RTP", Packets: 1, FirstFrame: 4}}
	if !slices.Equal(r.OtherTraffic, want) {
		t.Errorf("%v, want %v", r.OtherTraffic, want)
	}
}
