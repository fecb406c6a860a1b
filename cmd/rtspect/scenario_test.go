package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rtspect/internal/capturebuilder"
)

// The hosts of made-up captures.
var (
	clientAddr = netip.MustParseAddr("10.0.0.2")
	serverAddr = netip.MustParseAddr("10.0.0.1")
	otherAddr  = netip.MustParseAddr("10.0.0.9")
)

func endpoint(a netip.Addr, port uint16) netip.AddrPort { return netip.AddrPortFrom(a, port) }

// scenario is a made-up capture with one RTSP connection.
type scenario struct {
	*capturebuilder.Builder
	t    *testing.T
	conn *capturebuilder.Conn
	cseq int
}

const (
	scenarioURL = "rtsp://10.0.0.1/av"
	// twoMedia describes video of payload type 96 and audio of 97.
	twoMedia = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=av\r\nt=0 0\r\na=control:*\r\n" +
		"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track0\r\n" +
		"m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/48000/2\r\na=control:track1\r\n"
)

func newScenario(t *testing.T) *scenario {
	t.Helper()
	s := &scenario{Builder: capturebuilder.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)), t: t}
	s.conn = s.Connect(endpoint(clientAddr, 40000), endpoint(serverAddr, 554))
	return s
}

// exchange writes a request and its response, which is 200 OK. Header lines of the two are separated by "".
func (s *scenario) exchange(method, url string, lines ...string) {
	request, response := s.messages(method, url, lines...)
	s.conn.Client(request)
	s.conn.Server(response)
}

func (s *scenario) messages(method, url string, lines ...string) (request, response []byte) {
	s.cseq++
	ask := []string{method + " " + url + " RTSP/1.0", fmt.Sprint("CSeq: ", s.cseq)}
	answer := []string{"RTSP/1.0 200 OK", fmt.Sprint("CSeq: ", s.cseq)}
	body := ""
	if method == "DESCRIBE" {
		answer = append(answer, "Content-Type: application/sdp", "Content-Base: "+scenarioURL+"/")
		body = twoMedia
	}
	to := &ask
	for _, l := range lines {
		if l == "" {
			to = &answer
		} else {
			*to = append(*to, l)
		}
	}
	return capturebuilder.Message("", ask...), capturebuilder.Message(body, answer...)
}

func (s *scenario) setup(track int, request, response string) {
	s.exchange("SETUP", fmt.Sprintf("%s/track%d", scenarioURL, track), "Transport: "+request, "", "Session: 1", "Transport: "+response)
}

func (s *scenario) play(rtpInfo string) {
	lines := []string{"Session: 1", "", "Session: 1"}
	if rtpInfo != "" {
		lines = append(lines, "RTP-Info: "+rtpInfo)
	}
	s.exchange("PLAY", scenarioURL, lines...)
}

// packets are the RTP packets of a stream: 50 a second.
type packets struct {
	capturebuilder.RTP
	step uint32
}

func video(ssrc uint32, seq uint16) *packets {
	return &packets{capturebuilder.RTP{Type: 96, Marker: true, Seq: seq, Timestamp: 1000, SSRC: ssrc}, 1800}
}

func audio(ssrc uint32, seq uint16) *packets {
	return &packets{capturebuilder.RTP{Type: 97, Marker: true, Seq: seq, Timestamp: 1000, SSRC: ssrc}, 960}
}

func (p *packets) next() []byte {
	b := p.Packet(capturebuilder.Noise(uint64(p.Seq), 100))
	p.Seq++
	p.Timestamp += p.step
	return b
}

const packetInterval = 20 * time.Millisecond

// stream sends n packets.
func (s *scenario) stream(from, to netip.AddrPort, p *packets, n int) {
	for range n {
		at := s.Now()
		s.UDP(from, to, p.next())
		s.Wait(packetInterval - s.Now().Sub(at))
	}
}

func (s *scenario) report() *reported {
	s.t.Helper()
	return reportOfCapture(s.t, s.PCAP())
}

func reportOfCapture(t *testing.T, pcap []byte) *reported {
	t.Helper()
	file := filepath.Join(t.TempDir(), "scenario.pcap")
	if err := os.WriteFile(file, pcap, 0o600); err != nil {
		t.Fatal(err)
	}
	return reportOfFiles(t, file)
}

func interleave(channel byte, data []byte) []byte { return capturebuilder.Interleaved(channel, data) }

// interleaved sends n packets in the RTSP connection.
func (s *scenario) interleaved(channel byte, p *packets, n int) {
	for range n {
		at := s.Now()
		s.conn.Server(interleave(channel, p.next()))
		s.Wait(packetInterval - s.Now().Sub(at))
	}
}
