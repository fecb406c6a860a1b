package rtpflow_test

import (
	"encoding/binary"
	"testing"

	"rtspect/capture"
)

const (
	client = "10.0.0.1:40000"
	server = "10.0.0.9:554"
	asked  = "RTP/AVP;unicast;client_port=5000-5001"
	agreed = "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001"
)

// steady is traffic in its steady state: next makes the following packet in w.p.
func steady(kind string) (w *talk, next func()) {
	w = newTalk()
	seq := uint16(0)
	switch kind {
	case "udp":
		w.play(client, server, "A", asked, agreed, "")
		b := rtpPacket(7, 0, 96)
		src, dst := end("10.0.0.9:6000"), end("10.0.0.1:5000")
		return w, func() {
			seq++
			binary.BigEndian.PutUint16(b[2:], seq)
			binary.BigEndian.PutUint32(b[4:], uint32(seq)*3600)
			w.packet(capture.UDP, src, dst, b)
		}
	case "interleaved":
		w.play(client, server, "A", "RTP/AVP/TCP;interleaved=0-1", "RTP/AVP/TCP;interleaved=0-1", "")
		frame := dollar(0, append(rtpPacket(7, 0, 96), make([]byte, 1300)...))
		var stream []byte // frames of 1404 bytes in segments of 1460
		segment := make([]byte, 1460)
		src, dst, n := end(server), end(client), w.conns[client+" "+server]
		stream = make([]byte, 0, 1<<16)
		return w, func() {
			for len(stream) < len(segment) {
				seq++
				binary.BigEndian.PutUint16(frame[6:], seq)
				binary.BigEndian.PutUint32(frame[8:], uint32(seq)*3600)
				stream = append(stream, frame...)
			}
			copy(segment, stream)
			stream = stream[:copy(stream, stream[len(segment):])]
			w.packet(capture.TCP, src, dst, segment)
			w.p.Seq, w.p.Ack, w.p.Flags, w.p.Window = n[1], n[0], capture.ACK, 65535
			n[1] += uint32(len(segment))
		}
	case "other udp":
		b, dns := make([]byte, 200), end("10.0.0.2:53")
		return w, func() { // a third looks like RTP
			seq++
			binary.BigEndian.PutUint16(b, seq)
			w.packet(capture.UDP, end2(seq), dns, b)
		}
	default: // other tcp
		w.tcp(client, "10.0.0.9:80", false, 0, []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
		w.tcp(client, "10.0.0.9:80", true, 0, []byte("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"))
		b := make([]byte, 1460)
		src, dst, n := end("10.0.0.9:80"), end(client), w.conns[client+" 10.0.0.9:80"]
		return w, func() {
			w.packet(capture.TCP, src, dst, b)
			w.p.Seq, w.p.Flags, w.p.Window = n[1], capture.ACK, 65535
			n[1] += uint32(len(b))
		}
	}
}

// end2 is one of many clients.
func end2(n uint16) capture.Endpoint {
	return capture.Endpoint{Addr: capture.AddrFrom4(10, 1, byte(n>>8), byte(n)), Port: 1024 + n}
}

var kinds = []string{"udp", "interleaved", "other udp", "other tcp"}

func TestPacketAllocatesNothing(t *testing.T) {
	for _, kind := range kinds {
		w, next := steady(kind)
		for range 1000 {
			next()
			w.a.Packet(&w.p)
		}
		if n := testing.AllocsPerRun(5000, func() { next(); w.a.Packet(&w.p) }); n != 0 {
			t.Errorf("%s: %v allocations a packet", kind, n)
		}
	}
}

func BenchmarkPacket(b *testing.B) {
	for _, kind := range kinds {
		b.Run(kind, func(b *testing.B) {
			w, next := steady(kind)
			b.ReportAllocs()
			for b.Loop() {
				next()
				w.a.Packet(&w.p)
			}
		})
	}
}
