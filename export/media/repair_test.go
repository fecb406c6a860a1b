package media

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"rtspect/export/media/container"
	"rtspect/internal/capturebuilder"
)

// wav is the file of PCMU packets.
func wavOf(samples []byte) []byte {
	return append(container.WAV{Format: 7, Channels: 1, SampleRate: 8000, BitsPerSample: 8, Bytes: int64(len(samples))}.AppendHeader(nil), samples...)
}

// What RIST sends again stands in the file where it was lost.
func TestExportRIST(t *testing.T) {
	var c testCapture
	var want []byte
	lost := []int{20, 50, 51, 80}
	packet := func(i int, ssrc uint32) rtp {
		return rtp{port: 5000, ssrc: ssrc, seq: uint16(65500 + i), stamp: uint32(160 * i), data: bytes.Repeat([]byte{byte(i)}, 160)}
	}
	for i := range 120 {
		if i != 80 {
			want = append(want, packet(i, 0).data...)
		}
		if !slices.Contains(lost, i) {
			c.add(packet(i, 0x1234))
		}
		if again := i - 7; slices.Contains(lost, again) && again != 80 { // 80 is never sent again
			c.add(packet(again, 0x1235))
			c.add(packet(again, 0x1235))
		}
	}
	dir := t.TempDir()
	m, err := c.export(t, Options{Dir: dir, CloseGaps: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != 1 || m.Files[0].Repaired != 3 || m.Files[0].Lost != 1 || len(m.NotWritten) != 1 {
		t.Errorf("%+v", m)
	}
	if !bytes.Equal(read(t, dir, m.Files[0].File), wavOf(want)) {
		t.Error("the file holds something else than what was sent")
	}
}

// redCapture is a session whose packets hold the payload of the one before as well (RFC 2198).
func redCapture(n int, lost func(int) bool) []byte {
	end := func(host byte, port uint16) netip.AddrPort {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, host}), port)
	}
	const url = "rtsp://10.0.0.1/a"
	tp := capturebuilder.New(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	c := tp.Connect(end(2, 40000), end(1, 554))
	cseq := 0
	ask := func(request, body string, headers ...string) {
		cseq++
		c.Client(capturebuilder.Message("", fmt.Sprintf("%s RTSP/1.0", request), fmt.Sprintf("CSeq: %d", cseq), "Transport: RTP/AVP;unicast;client_port=6000-6001"))
		c.Server(capturebuilder.Message(body, append([]string{"RTSP/1.0 200 OK", fmt.Sprintf("CSeq: %d", cseq)}, headers...)...))
	}
	ask("DESCRIBE "+url, capturebuilder.Lines("v=0", "o=- 1 1 IN IP4 10.0.0.1", "s=-", "t=0 0", "m=audio 0 RTP/AVP 98 0", "a=rtpmap:98 red/8000", "a=fmtp:98 0/0"), "Content-Type: application/sdp")
	ask("SETUP "+url, "", "Session: 1", "Transport: RTP/AVP;unicast;client_port=6000-6001;server_port=5000-5001")
	ask("PLAY "+url, "", "Session: 1")
	h := capturebuilder.RTP{Type: 98, Seq: 65500, Timestamp: 0, SSRC: 0x1234}
	for i := range n {
		payload := []byte{0}
		if i > 0 { // F, PT 0, offset 160, length 160
			payload = []byte{0x80, 160 >> 6, 160<<2&0xff | 160>>8, 160, 0}
			payload = append(payload, bytes.Repeat([]byte{byte(i - 1)}, 160)...)
		}
		if !lost(i) {
			tp.UDP(end(1, 5000), end(2, 6000), h.Packet(append(payload, bytes.Repeat([]byte{byte(i)}, 160)...)))
		}
		h.Seq++
		h.Timestamp += 160
		tp.Wait(20 * time.Millisecond)
	}
	return tp.PCAP()
}

// Redundant blocks stand for lost packets, and the blocks of one format make one file.
func TestExportRED(t *testing.T) {
	c := testCapture{b: redCapture(100, func(i int) bool { return i == 30 || i == 60 || i == 61 })}
	dir := t.TempDir()
	m, err := c.export(t, Options{Dir: dir, CloseGaps: true})
	if err != nil {
		t.Fatal(err)
	}
	var want []byte
	for i := range 100 {
		if i != 60 { // 61 came with 62, but not 60
			want = append(want, bytes.Repeat([]byte{byte(i)}, 160)...)
		}
	}
	if len(m.Files) != 1 || m.Files[0].Encoding != "PCMU" || m.Files[0].Repaired != 2 || m.Files[0].Lost != 1 {
		t.Fatalf("%+v", m)
	}
	if !bytes.Equal(read(t, dir, m.Files[0].File), wavOf(want)) {
		t.Error("the file holds something else than what was sent")
	}
}
