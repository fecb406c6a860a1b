package main

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"
)

// records are the packets of a capture (pcap, without its header).
func records(pcap []byte) (list [][]byte) {
	for b := pcap[24:]; len(b) > 0; {
		n := 16 + int(binary.LittleEndian.Uint32(b[8:]))
		list = append(list, b[:n:n])
		b = b[n:]
	}
	return list
}

// An interface's packets may be written in batches: a response that is captured up to half a second before its request
// is still its response.
func TestResponseCapturedBeforeItsRequest(t *testing.T) {
	for _, c := range []struct {
		name    string
		between int // packets between response and request, 20 ms apart
		found   bool
	}{{"at once", 0, true}, {"300 ms", 15, true}, {"2 s", 100, false}} {
		s := newScenario(t)
		s.exchange("DESCRIBE", scenarioURL)
		s.setup(0, "RTP/AVP;unicast;client_port=5000-5001", "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001")
		before := len(records(s.PCAP()))
		s.play("") // request, acknowledgment, response, acknowledgment
		s.stream(endpoint(serverAddr, 6000), endpoint(clientAddr, 5000), video(0x11, 100), 150)
		list := records(s.PCAP())
		request := list[before]
		list = slices.Insert(slices.Delete(list, before, before+1), before+3+c.between, request)
		r := reportOfCapture(t, append(slices.Clone(s.PCAP()[:24]), slices.Concat(list...)...))
		found := slices.ContainsFunc(r.Sessions[0].Exchanges, func(e reportedExchange) bool {
			return e.Method == "PLAY" && e.Status == 200 && e.RequestFrame > e.ResponseFrame && e.RequestTime.Before(e.ResponseTime)
		})
		if found != c.found {
			t.Errorf("%s: %+v", c.name, r.Sessions[0].Exchanges)
		}
	}
}

// A capture clock that is set back is not jitter.
func TestClockSetBackIsNoJitter(t *testing.T) {
	for _, step := range []time.Duration{0, 50 * time.Millisecond, time.Second, 2500 * time.Millisecond, time.Hour} {
		s := newScenario(t)
		s.exchange("DESCRIBE", scenarioURL)
		s.setup(0, "RTP/AVP;unicast;client_port=5000-5001", "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001")
		s.play("")
		p := video(0x11, 100)
		s.stream(endpoint(serverAddr, 6000), endpoint(clientAddr, 5000), p, 200)
		s.Wait(-step)
		s.stream(endpoint(serverAddr, 6000), endpoint(clientAddr, 5000), p, 200)
		j := s.report().Sessions[0].Media[0].Streams[0].fields.Jitter
		if j == nil || j.Max > 0.1 {
			t.Errorf("set back by %s: jitter %+v ms", step, j)
		}
	}
}

// RTSP over UDP stays one connection, however long it is silent and whatever else is captured meanwhile.
func TestSilentRTSPOverUDPIsNotForgotten(t *testing.T) {
	s := newScenario(t)
	client, server := endpoint(clientAddr, 41000), endpoint(serverAddr, 554)
	say := func(method string, lines ...string) {
		request, response := s.messages(method, scenarioURL, lines...)
		s.UDP(client, server, request)
		s.UDP(server, client, response)
	}
	say("DESCRIBE")
	say("SETUP", "Transport: RTP/AVP;unicast;client_port=5000-5001", "", "Session: 1", "Transport: RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001")
	say("PLAY", "Session: 1", "", "Session: 1")
	s.Wait(5 * time.Minute)
	for i := range 3000 { // more flows than the table has room for without dropping what is idle
		s.Connect(endpoint(otherAddr, uint16(10000+i)), endpoint(serverAddr, 80)).Close(true)
	}
	say("TEARDOWN", "Session: 1", "", "Session: 1")
	r := s.report()
	var kinds, methods []string
	for _, c := range r.Connections {
		kinds = append(kinds, c.Kind)
	}
	for _, x := range r.Sessions {
		for _, e := range x.Exchanges {
			methods = append(methods, e.Method)
		}
	}
	if !slices.Equal(kinds, []string{"udp"}) || strings.Join(methods, " ") != "DESCRIBE SETUP PLAY TEARDOWN" || len(r.Sessions) != 1 {
		t.Errorf("connections %q, %d sessions, requests %q", kinds, len(r.Sessions), methods)
	}
}

// AirPlay's round trip is that of a timing request and the response that repeats its time, no other.
func TestAirPlayTimingPairs(t *testing.T) {
	for _, c := range []struct {
		name     string
		repeated uint64 // the time that the response repeats
		rtt      bool
	}{{"its request's", 1000, true}, {"another's", 999, false}} {
		s := newScenario(t)
		url := "rtsp://10.0.0.1/1"
		transport := "Transport: RTP/AVP/UDP;unicast;interleaved=0-1;mode=record;control_port="
		s.exchange("SETUP", url, transport+"6001;timing_port=6002", "", "Session: 1", transport+"7001;timing_port=7002;server_port=7000")
		s.exchange("RECORD", url, "Session: 1", "", "Session: 1")
		s.UDP(endpoint(serverAddr, 7002), endpoint(clientAddr, 6002), airplayTiming(0xd2, 0, 1000))
		s.Wait(30 * time.Millisecond)
		s.UDP(endpoint(clientAddr, 6002), endpoint(serverAddr, 7002), airplayTiming(0xd3, c.repeated, 5000))
		s.stream(endpoint(clientAddr, 6000), endpoint(serverAddr, 7000), video(0x11, 100), 50)
		x := s.report().Sessions[0].Media[0].RAOP
		if x == nil || x.Requests != 1 || x.Responses != 1 || (x.RoundTrip != nil) != c.rtt {
			t.Errorf("%s: %+v", c.name, x)
		} else if c.rtt && (*x.RoundTrip < 30 || *x.RoundTrip > 31) {
			t.Errorf("%s: %g ms", c.name, *x.RoundTrip)
		}
	}
}

// airplayTiming is a packet of the timing port: the time of the request that it responds to, when that arrived, and its
// own.
func airplayTiming(kind byte, reference, own uint64) []byte {
	b := []byte{0x80, kind, 0, 7, 0, 0, 0, 0}
	for _, t := range []uint64{reference, own, own} {
		b = binary.BigEndian.AppendUint64(b, t)
	}
	return b
}
