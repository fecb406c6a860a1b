package main

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
)

// receiverReport is an RTCP packet of a receiver without reception reports (RFC 3550, 6.4.2), and its CNAME.
func receiverReport(ssrc uint32) []byte {
	b := binary.BigEndian.AppendUint32([]byte{0x80, 201, 0, 1}, ssrc)
	b = binary.BigEndian.AppendUint32(append(b, 0x81, 202, 0, 3), ssrc)
	return append(b, 1, 4, 'h', 'o', 's', 't', 0, 0)
}

func (m *reportedMedia) rtcpFrom(source string) bool {
	return slices.ContainsFunc(m.RTCP, func(x reportedRTCP) bool { return x.Source == source })
}

// A server port alone does not make RTCP a session's if it comes from a port of the client that the session does not
// have: a client has several sessions with one server.
func TestRTCPOfAnotherClientPortIsNotTheSessions(t *testing.T) {
	s := newScenario(t)
	s.exchange("DESCRIBE", scenarioURL)
	s.setup(0, "RTP/AVP;unicast;client_port=5000-5001", "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001")
	s.play("")
	s.stream(endpoint(serverAddr, 6000), endpoint(clientAddr, 5000), video(0x11, 100), 50)
	s.UDP(endpoint(clientAddr, 5001), endpoint(serverAddr, 6001), receiverReport(0x21))
	for range 2 { // one alone might be chance
		s.UDP(endpoint(clientAddr, 5009), endpoint(serverAddr, 6001), receiverReport(0x22))
	}
	s.stream(endpoint(serverAddr, 6000), endpoint(clientAddr, 5000), video(0x11, 150), 50)
	r := s.report()
	media := r.Sessions[0].Media[0]
	if !media.rtcpFrom("10.0.0.2:5001") || media.rtcpFrom("10.0.0.2:5009") {
		t.Errorf("RTCP of the media: %+v", media.RTCP)
	}
	if list := r.Unassociated.RTCP; len(list) != 1 || list[0].Source != "10.0.0.2:5009" {
		t.Errorf("RTCP without media: %+v", list)
	}
}

// The first packet of a stream may differ by up to 8 from the number that RTP-Info announces, before it or after it.
func TestRTPInfoIsEvidenceNearItsNumber(t *testing.T) {
	const announced = 3 // so that the tolerance reaches across the wrap
	for _, c := range []struct {
		off  int
		near bool
	}{{-9, false}, {-8, true}, {-1, true}, {0, true}, {5, true}, {8, true}, {9, false}} {
		s := newScenario(t)
		s.exchange("DESCRIBE", scenarioURL)
		s.setup(0, "RTP/AVP;unicast;client_port=5000-5001", "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001")
		s.play(fmt.Sprintf("url=%s/track0;seq=%d", scenarioURL, announced))
		s.stream(endpoint(serverAddr, 6000), endpoint(clientAddr, 5000), video(0x11, uint16(announced+c.off)), 50)
		evidence := s.report().Sessions[0].Media[0].Streams[0].fields.Evidence
		if slices.Contains(evidence, "rtp-info-seq") != c.near || !slices.Contains(evidence, "ports") {
			t.Errorf("%+d from RTP-Info: evidence %q", c.off, evidence)
		}
	}
}

// A stream from a port that nobody negotiated is a session's if its first number is near the one of RTP-Info.
func TestRTPInfoFindsStreamsFromOtherPorts(t *testing.T) {
	s := newScenario(t)
	s.exchange("DESCRIBE", scenarioURL)
	s.setup(0, "RTP/AVP;unicast;client_port=5000-5001", "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001")
	s.setup(1, "RTP/AVP;unicast;client_port=5002-5003", "RTP/AVP;unicast;client_port=5002-5003;server_port=6002-6003")
	s.play(fmt.Sprintf("url=%[1]s/track0;seq=1000,url=%[1]s/track1;seq=2000", scenarioURL))
	// A NAT changed the ports of both ends, and the client's address.
	s.stream(endpoint(serverAddr, 7000), endpoint(otherAddr, 61000), video(0x11, 1005), 50)
	s.stream(endpoint(serverAddr, 7002), endpoint(otherAddr, 61002), audio(0x12, 1993), 50)
	r := s.report()
	for i, ssrc := range []string{"0x00000011", "0x00000012"} {
		streams := r.Sessions[0].Media[i].Streams
		if len(streams) != 1 || streams[0].text("ssrc") != ssrc || !slices.Contains(streams[0].fields.Evidence, "rtp-info-seq") {
			t.Errorf("media %d: %v", i, streams)
		}
	}
}

// RTCP belongs to the media whose second channel carries it, even if the channel is the first one of another.
func TestRTCPBelongsToTheMediaOfItsChannel(t *testing.T) {
	for _, c := range []struct{ first, second string }{{"0-1", "1-2"}, {"2-3", "1-2"}, {"0-1", "2-3"}} {
		s := newScenario(t)
		s.exchange("DESCRIBE", scenarioURL)
		var channels [2][2]byte // RTP, RTCP
		for i, pair := range []string{c.first, c.second} {
			channels[i] = [2]byte{pair[0] - '0', pair[2] - '0'}
			s.setup(i, "RTP/AVP/TCP;unicast;interleaved="+pair, "RTP/AVP/TCP;unicast;interleaved="+pair)
		}
		s.play("")
		s.interleaved(channels[0][0], video(0x11, 100), 50)
		s.interleaved(channels[1][0], audio(0x12, 200), 50)
		for i := range channels {
			s.conn.Client(interleave(channels[i][1], receiverReport(uint32(0x21+i))))
		}
		r := s.report()
		for i := range channels {
			rtcp := r.Sessions[0].Media[i].RTCP
			if len(rtcp) != 1 || rtcp[0].Channel == nil || *rtcp[0].Channel != int64(channels[i][1]) {
				t.Errorf("interleaved=%s and %s: RTCP of media %d: %+v", c.first, c.second, i, rtcp)
			}
		}
	}
}

// Traffic that looks like RTP for two packets is no stream: most of its numbers are out of range.
func TestLookalikesAreNoStreams(t *testing.T) {
	s := newScenario(t)
	stream, fake := video(0x11, 100), video(0x12, 7000)
	for i := range 60 {
		s.stream(endpoint(serverAddr, 6000), endpoint(otherAddr, 5000), stream, 1)
		if i >= 2 {
			fake.Seq = uint16(i*i*1009 + 7000)
		}
		s.stream(endpoint(serverAddr, 6002), endpoint(otherAddr, 5002), fake, 1)
	}
	streams := s.report().Unassociated.Streams
	if len(streams) != 1 || streams[0].text("ssrc") != "0x00000011" {
		t.Errorf("streams: %v", streams)
	}
}

// What a session's server port sends to another port of its client is another session's, which is not in the capture,
// unless the SSRC or RTP-Info say otherwise.
func TestStreamToAnotherClientPortIsNotTheSessions(t *testing.T) {
	for _, c := range []struct {
		name, transport, rtpInfo string
		ours                     bool
	}{
		{"nothing else", "", "", false},
		{"the SSRC", ";ssrc=00000012", "", true},
		{"RTP-Info", "", "url=" + scenarioURL + "/track0;seq=700", true},
	} {
		s := newScenario(t)
		s.exchange("DESCRIBE", scenarioURL)
		s.setup(0, "RTP/AVP;unicast;client_port=5000-5001", "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001"+c.transport)
		s.play(c.rtpInfo)
		s.stream(endpoint(serverAddr, 6000), endpoint(clientAddr, 5000), video(0x11, 100), 50)
		s.stream(endpoint(serverAddr, 6000), endpoint(clientAddr, 5010), video(0x12, 700), 50)
		r := s.report()
		is := func(x reportedStream) bool { return x.text("ssrc") == "0x00000012" }
		ours, nobodys := slices.ContainsFunc(r.Sessions[0].Media[0].Streams, is), slices.ContainsFunc(r.Unassociated.Streams, is)
		if ours != c.ours || ours == nobodys {
			t.Errorf("%s: of the session %t, of none %t", c.name, ours, nobodys)
		}
	}
}
