package analyze_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
)

// script plays packets from bytes: each operation is a byte, followed by its arguments.
type script struct {
	*wire
	data  []byte
	conns [4]*dialog
	c     *dialog
}

// The operations of a script.
const (
	opWait = iota
	opBack
	opSwitch // to another connection
	opShake
	opClient
	opServer
	opBytes
	opFrame
	opFlags
	opMiss // the capture misses bytes
	opRepeat
	opRTP
	opRTCP
	opUDP
	opDatagram
	opUnreachable
	opSnap
	ops
)

func (s *script) byte() byte {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return b
}

// some takes up to n bytes as they are.
func (s *script) some(n int) []byte {
	n = min(n, len(s.data))
	b := s.data[:n:n]
	s.data = s.data[n:]
	return b
}

// requests and answers of a script; %[1]d is a small number, %[2]c a letter.
var requests = []string{
	"OPTIONS * RTSP/1.0\r\nCSeq: %[1]d\r\n\r\n",
	"DESCRIBE rtsp://s/av RTSP/1.0\r\nCSeq: %[1]d\r\n\r\n",
	"SETUP rtsp://s/av/track%[1]d RTSP/1.0\r\nCSeq: %[1]d\r\nTransport: RTP/AVP;unicast;client_port=600%[1]d-6009\r\n\r\n",
	"SETUP rtsp://s/av/track%[1]d RTSP/1.0\r\nCSeq: %[1]d\r\nSession: %[2]c\r\nTransport: RTP/AVP/TCP;interleaved=%[1]d-5\r\n\r\n",
	"SETUP rtsp://s/av/track%[1]d RTSP/1.0\r\nCSeq: %[1]d\r\nTransport: RTP/AVP;multicast;destination=239.1.1.1;port=6000-6001\r\n\r\n",
	"PLAY rtsp://s/av RTSP/1.0\r\nCSeq: %[1]d\r\nSession: %[2]c\r\n\r\n",
	"RECORD rtsp://s/av RTSP/1.0\r\nCSeq: %[1]d\r\nSession: %[2]c\r\n\r\n",
	"PAUSE rtsp://s/av RTSP/1.0\r\nCSeq: %[1]d\r\nSession: %[2]c\r\n\r\n",
	"TEARDOWN rtsp://s/av RTSP/1.0\r\nCSeq: %[1]d\r\nSession: %[2]c\r\n\r\n",
	"TEARDOWN rtsp://s/av/track%[1]d RTSP/1.0\r\nCSeq: %[1]d\r\nSession: %[2]c\r\n\r\n",
	"GET /av HTTP/1.1\r\nx-sessioncookie: %[2]c\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n",
	"POST /av HTTP/1.1\r\nx-sessioncookie: %[2]c\r\nContent-Length: 32767\r\n\r\n",
}

var answers = []string{
	"RTSP/1.0 200 OK\r\nCSeq: %[1]d\r\n\r\n",
	"RTSP/1.0 200 OK\r\nCSeq: %[1]d\r\nSession: %[2]c;timeout=5\r\n\r\n",
	"RTSP/1.0 200 OK\r\nCSeq: %[1]d\r\nSession: %[2]c\r\nTransport: RTP/AVP;unicast;client_port=600%[1]d-6009;server_port=500%[1]d-5009;ssrc=0000000%[1]d\r\n\r\n",
	"RTSP/1.0 200 OK\r\nCSeq: %[1]d\r\nSession: %[2]c\r\nTransport: RTP/SAVP/TCP;interleaved=%[1]d-3\r\n\r\n",
	"RTSP/1.0 200 OK\r\nCSeq: %[1]d\r\nSession: %[2]c\r\nRTP-Info: url=rtsp://s/av/track%[1]d;seq=%[1]d;rtptime=0\r\n\r\n",
	"RTSP/1.0 401 No\r\nCSeq: %[1]d\r\n\r\n",
	"RTSP/1.0 302 There\r\nCSeq: %[1]d\r\nLocation: rtsp://t/\r\n\r\n",
	"RTSP/1.0 454 No\r\nCSeq: %[1]d\r\nSession: %[2]c\r\n\r\n",
	"RTSP/1.0 100 Wait\r\nCSeq: %[1]d\r\n\r\n",
	"ANNOUNCE rtsp://s/av RTSP/1.0\r\nCSeq: %[1]d\r\nContent-Type: application/sdp\r\nContent-Length: 40\r\n\r\nv=0\r\nm=audio 0 RTP/AVP 97 0\r\na=control:x\r\n",
	fmt.Sprintf("RTSP/1.0 200 OK\r\nCSeq: %%[1]d\r\nContent-Type: application/sdp\r\nContent-Base: rtsp://s/av/\r\nContent-Length: %d\r\n\r\n%s", len(twoMedia), twoMedia),
}

func (s *script) text(list []string) string {
	b, x := s.byte(), s.byte()
	text := fmt.Sprintf(list[int(b)%len(list)], x&7, 'A'+rune(x>>3&3))
	if x&0x80 != 0 {
		text = text[:len(text)*int(x>>3&15)/16]
	}
	return text
}

// step plays one operation.
func (s *script) step() {
	switch s.byte() % ops {
	case opWait:
		s.wait(int64(s.byte()) * int64(s.byte()) * ms)
	case opBack:
		s.wait(-int64(s.byte()) * ms)
	case opSwitch:
		s.c = s.conns[s.byte()&3]
	case opShake:
		s.c.next[0] += uint32(s.byte()) << 20
		s.c.shake()
	case opClient:
		s.c.write(fromClient, []byte(s.text(requests)))
	case opServer:
		s.c.write(fromServer, []byte(s.text(answers)))
	case opBytes:
		s.c.segment(int(s.byte()&1), capture.ACK, s.some(int(s.byte())))
	case opFrame:
		b := s.byte()
		s.c.write(int(b&1), framed(b>>1&7, s.rtp()))
	case opFlags:
		b := s.byte()
		s.c.segment(int(b&1), b>>1&0x1f, nil)
	case opMiss:
		b := s.byte()
		s.c.next[b&1] += uint32(b) * uint32(s.byte())
	case opRepeat:
		if n := len(s.packets); n > 0 {
			s.put(s.packets[n-1-int(s.byte())%n])
		}
	case opRTP:
		s.flow().send(s.rtp())
	case opRTCP:
		x := uint32(s.byte() & 7)
		list := [][]byte{
			sr(x), rr(9, x), sdes(x, "c"), bye(x, "why"), feedback(205, 1, 9, x, 0, 1, 0, 0), feedback(206, 4, 9, x, 0, 0, 0, 1, 0, 0, 0, 0), s.some(12),
			srOf(x, uint64(s.byte())<<33|ntpOne, 0, x*20, block(9, 0, 0, 0, 0, 0x1234, 9)), rrOf(9, block(x, 255, -1, x, 7, 0x1234|uint32(s.byte())<<17, x<<9)),
			xrOf(x, words(0x05000003, 9, 0x1234, 7), words(0x04000002, uint32(ntpOne>>32), uint32(ntpOne&0xffffffff)), words(0x18000002, x, 7)), feedback(205, 15, 9, x, words(5<<16|10, 1, 0x2007<<16|0x0003)...),
			feedback(206, 15, 9, 0, append([]byte("REMB"), words(1<<24|1<<18|250_000, x)...)...),
		}
		s.flow().send(join(list[int(s.byte())%len(list)], list[int(s.byte())%len(list)]))
	case opUDP:
		s.flow().send(s.some(int(s.byte())))
	case opDatagram:
		b := s.byte()
		text := s.text([][]string{requests, answers}[b&1])
		s.udp(s.c.end[b&1], s.c.end[1-b&1], []byte(text))
	case opUnreachable:
		f := s.flow()
		s.unreachable(f.src, f.dst)
	case opSnap:
		if n := len(s.packets); n > 0 {
			p := &s.packets[n-1]
			p.Payload = p.Payload[:min(len(p.Payload), int(s.byte()))]
		}
	}
}

func (s *script) rtp() []byte {
	b, seq := s.byte(), s.byte()
	r := rtp{pt: []uint8{96, 97, 0, 33, 127, 14, 96, 96}[b&7], ssrc: uint32(b >> 3 & 7), seq: uint16(seq), ts: uint32(seq) * 1800, payload: 10}
	if b&0x40 != 0 {
		r.seq, r.ts = uint16(seq)<<8, uint32(seq)<<24
	}
	if b&0x80 != 0 {
		r.ext, r.padding, r.csrc = make([]byte, 4*int(seq&3)), int(seq>>2&7), make([]uint32, seq>>5)
	}
	return r.bytes()
}

func (s *script) flow() flow {
	b := s.byte()
	f := s.wire.flow([]capture.Addr{hostS, hostT}[b&1], 5000+uint16(b>>1&3), []capture.Addr{hostC, hostD, hostG}[(b>>3&3)%3], 6000+uint16(b>>5&3))
	if b&0x80 != 0 {
		return f.back()
	}
	return f
}

func play(t testing.TB, data []byte) *wire {
	s := &script{wire: newWire(t), data: data}
	for i := range s.conns {
		host := []capture.Addr{hostC, hostD}[i&1]
		s.conns[i] = &dialog{tcpPipe: s.pipe(at(host, uint16(40000+i)), at(hostS, rtspPort)), url: url}
	}
	s.c = s.conns[0]
	for len(s.data) > 0 {
		s.step()
	}
	return s.wire
}

// scripts are conversations to begin with.
var scripts = [][]byte{
	{
		opShake, 0, opClient, 1, 1, opServer, 10, 1, opClient, 2, 0, opServer, 2, 0, opClient, 5, 0, opServer, 4, 0,
		opRTP, 0, 8, 0, opRTP, 0, 8, 1, opRTP, 0, 8, 2, opRTP, 0, 8, 4, opRTCP, 1, 0x22, 0, 2, opClient, 8, 0, opServer, 1, 0, opFlags, 0x22, opFlags, 0x23,
	},
	{
		opShake, 0, opClient, 3, 0, opServer, 3, 0, opClient, 5, 0, opServer, 1, 0, opFrame, 1, 8, 0, opFrame, 1, 8, 1, opMiss, 1, 9, opFrame, 1, 8, 3, opFrame, 1, 8, 4,
		opRepeat, 2, opServer, 9, 1, opFlags, 9,
	},
	{opRTP, 0, 8, 0, opRTP, 0, 8, 1, opRTP, 0, 8, 1, opRTP, 0, 0x48, 90, opRTP, 0, 0x48, 91, opWait, 255, 255, opRTP, 0, 8, 2, opSnap, 12, opRTCP, 1, 0x22, 1, 3, opUnreachable, 0},
	{opDatagram, 0, 2, 0, opDatagram, 1, 2, 0, opRTP, 0, 8, 0, opBack, 9, opRTP, 0x80, 8, 0, opUDP, 0, 3, 1, 2, 3, opSwitch, 1, opClient, 10, 8, opSwitch, 3, opClient, 11, 8},
	{opClient, 8, 0, opFrame, 1, 8, 0, opFrame, 1, 8, 1, opFrame, 3, 8, 2, opBytes, 1, 5, '$', 0, 0, 1, 'x', opServer, 7, 0x90, opClient, 4, 0, opServer, 1, 0},
	{opShake, 0, opClient, 2, 0, opServer, 2, 0, opRTP, 0, 8, 0, opRTP, 0, 8, 1, opClient, 8, 0, opServer, 1, 0, opSwitch, 1, opShake, 1, opClient, 2, 0, opServer, 2, 8, opRTP, 0, 8, 0, opRTP, 0, 8, 1},
}

// Whatever comes in whatever order: no panic, a report that does not contradict itself, and the same
// one again.
func FuzzAnalyzer(f *testing.F) {
	for _, s := range scripts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		w := play(t, data[:min(len(data), 4096)])
		r := w.report()
		invariants(t, r)
		if len(data) < 512 {
			if diff := cmp.Diff(text(t, r), text(t, w.report())); diff != "" {
				t.Errorf("another report of the same packets: %s", diff)
			}
		}
	})
}
