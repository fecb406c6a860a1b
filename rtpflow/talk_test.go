package rtpflow_test

import (
	"encoding/binary"
	"fmt"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// talk makes the packets of RTSP conversations and of media, and lets an Analyzer observe them.
type talk struct {
	a     *rtpflow.Analyzer
	p     capture.Packet
	frame int64
	time  int64
	conns map[string]*[2]uint32 // next sequence numbers, by "client server"
	cseq  int
}

func newTalk() *talk {
	return &talk{a: rtpflow.NewAnalyzer(), time: 1.7e18, conns: map[string]*[2]uint32{}}
}

// end parses "10.0.0.1:554".
func end(s string) capture.Endpoint {
	var a, b, c, d byte
	var port uint16
	if _, err := fmt.Sscanf(s, "%d.%d.%d.%d:%d", &a, &b, &c, &d, &port); err != nil {
		panic(s)
	}
	return capture.Endpoint{Addr: capture.AddrFrom4(a, b, c, d), Port: port}
}

func (w *talk) packet(proto capture.Proto, src, dst capture.Endpoint, b []byte) {
	w.frame++
	w.time += 1e6
	w.p = capture.Packet{Frame: capture.Frame(w.frame), Time: w.time, Proto: proto, Src: src, Dst: dst, Payload: b, PayloadLen: len(b), IPID: uint16(w.frame)}
}

func (w *talk) udp(src, dst string, b []byte) {
	w.packet(capture.UDP, end(src), end(dst), b)
	w.a.Packet(&w.p)
}

// tcp sends a segment; flags 0 are PSH and ACK. The first one of a connection is its SYN.
func (w *talk) tcp(client, server string, fromServer bool, flags uint8, b []byte) {
	key := client + " " + server
	seq := w.conns[key]
	if seq == nil {
		seq = &[2]uint32{1000, 9000}
		w.conns[key] = seq
		w.segment(client, server, false, capture.SYN, nil, seq)
		w.segment(client, server, true, capture.SYN|capture.ACK, nil, seq)
	}
	if flags == 0 {
		flags = capture.PSH | capture.ACK
	}
	w.segment(client, server, fromServer, flags, b, seq)
}

func (w *talk) segment(client, server string, fromServer bool, flags uint8, b []byte, seq *[2]uint32) {
	src, dst, me := end(client), end(server), 0
	if fromServer {
		src, dst, me = dst, src, 1
	}
	w.packet(capture.TCP, src, dst, b)
	w.p.Seq, w.p.Ack, w.p.Flags, w.p.Window = seq[me], seq[1-me], flags, 65535
	seq[me] += uint32(len(b))
	if flags&(capture.SYN|capture.FIN) != 0 {
		seq[me]++
	}
	w.a.Packet(&w.p)
}

// ask sends a request and its answer; headers are "Name: value" lines.
func (w *talk) ask(client, server, method, url, headers, answer string) {
	w.cseq++
	w.tcp(client, server, false, 0, []byte(fmt.Sprintf("%s %s RTSP/1.0\r\nCSeq: %d\r\n%s\r\n", method, url, w.cseq, lines(headers))))
	status, rest, _ := strings.Cut(answer, "\n")
	head, body, _ := strings.Cut(rest, "\n\n")
	if body != "" {
		body = strings.ReplaceAll(body, "\n", "\r\n")
		head += fmt.Sprintf("\nContent-Type: application/sdp\nContent-Length: %d", len(body))
	}
	w.tcp(client, server, true, 0, []byte(fmt.Sprintf("RTSP/1.0 %s\r\nCSeq: %d\r\n%s\r\n%s", status, w.cseq, lines(head), body)))
}

func lines(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	return strings.ReplaceAll(s, "\n", "\r\n") + "\r\n"
}

const videoSDP = "v=0\no=- 1 1 IN IP4 10.0.0.9\ns=x\nt=0 0\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:trackID=0\n"

// play goes through DESCRIBE, SETUP and PLAY. asked and agreed are Transport values, info the RTP-Info.
func (w *talk) play(client, server, session, asked, agreed, info string) {
	url := "rtsp://" + server + "/live"
	w.ask(client, server, "DESCRIBE", url, "", "200 OK\nContent-Base: "+url+"/\n\n"+videoSDP)
	w.ask(client, server, "SETUP", url+"/trackID=0", "Transport: "+asked, "200 OK\nSession: "+session+"\nTransport: "+agreed)
	if info != "" {
		info = "\nRTP-Info: url=" + url + "/trackID=0;" + info
	}
	w.ask(client, server, "PLAY", url, "Session: "+session, "200 OK\nSession: "+session+info)
}

func (w *talk) teardown(client, server, session string) {
	w.ask(client, server, "TEARDOWN", "rtsp://"+server+"/live", "Session: "+session, "200 OK")
}

// rtpPacket is a packet of a video stream: 25 frames a second of one packet each.
func rtpPacket(ssrc uint32, seq uint16, pt byte) []byte {
	b := make([]byte, 100)
	b[0], b[1] = 0x80, 0x80|pt
	binary.BigEndian.PutUint16(b[2:], seq)
	binary.BigEndian.PutUint32(b[4:], uint32(seq)*3600)
	binary.BigEndian.PutUint32(b[8:], ssrc)
	return b
}

// stream sends n packets over UDP.
func (w *talk) stream(src, dst string, ssrc uint32, from uint16, n int) {
	for i := range n {
		w.time += 39e6
		w.udp(src, dst, rtpPacket(ssrc, from+uint16(i), 96))
	}
}

// dollar frames a packet for an interleaved channel (RFC 2326, 10.12).
func dollar(channel byte, b []byte) []byte {
	return append([]byte{'$', channel, byte(len(b) >> 8), byte(len(b))}, b...)
}

func (w *talk) report() *rtpflow.Report { return w.a.Finish(nil) }
