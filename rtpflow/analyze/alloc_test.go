package analyze_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow/analyze"
)

// load is traffic in its steady state: each call of next gives one more packet.
type load struct {
	name  string
	allow float64 // allocations per packet
	begin func(*wire)
	next  func() func(*capture.Packet)
}

var loads = []load{
	{"RTP over UDP", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		b := video(1, 0).bytes()
		b = append(b, make([]byte, 1200)...)
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5000), Dst: at(hostC, 6000), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
			advanceRTP(b, 90)
		}
	}},
	{"RTP over UDP, two flows in turn", 0, func(w *wire) {
		d := w.watch()
		d.setup(1, udpPorts(6002), serverPorts(5002), "A")
	}, func() func(*capture.Packet) {
		v, a := video(1, 0).bytes(), audio(2, 0).bytes()
		n := uint16(0)
		return func(p *capture.Packet) {
			b := [2][]byte{v, a}[n]
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5000+2*n), Dst: at(hostC, 6000+2*n), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
			advanceRTP(b, 180)
			n = 1 - n
		}
	}},
	{"RTP over UDP with loss, reordering and duplicates", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		b := video(1, 0).bytes()
		steps := [...]int16{1, 1, 2, -1, 2, 0, 1, 3, 1, 1} // on the whole forward
		i := 0
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5000), Dst: at(hostC, 6000), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
			n := steps[i%len(steps)]
			binary.BigEndian.PutUint16(b[2:], binary.BigEndian.Uint16(b[2:])+uint16(n))
			binary.BigEndian.PutUint32(b[4:], binary.BigEndian.Uint32(b[4:])+uint32(90*int32(n)))
			i++
		}
	}},
	{"RTP over UDP that nothing explains", 0, func(w *wire) {}, func() func(*capture.Packet) {
		b := video(1, 0).bytes()
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5000), Dst: at(hostC, 6000), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
			advanceRTP(b, 90)
		}
	}},
	{"RTP of many flows in turn", 0, func(w *wire) {}, func() func(*capture.Packet) {
		var flows [100][]byte
		for i := range flows {
			flows[i] = audio(uint32(i+1), 0).bytes()
		}
		n := 0
		return func(p *capture.Packet) {
			b := flows[n]
			port := uint16(2 * n)
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms/5, Proto: capture.UDP, Src: at(hostS, 10000+port), Dst: at(hostC, 20000+port), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
			advanceRTP(b, 160)
			n = (n + 1) % len(flows)
		}
	}},
	{"RTCP", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		b := join(sr(1), sdes(1, "camera"), feedback(205, 1, 9, 1, 0, 1, 0, 0))
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5001), Dst: at(hostC, 6001), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
		}
	}},
	{"RTCP both ways, with feedback and XR", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		down := join(srOf(1, ntpOne, 0, 0), sdes(1, "camera"), xrOf(1, words(0x05000003, 9, 0x5678, 655)))
		up := join(rrOf(9, block(1, 0, 0, 0, 0, 0x1234, 655)), feedback(205, 1, 9, 1, 0, 1, 0, 7), feedback(205, 15, 9, 1, words(5<<16|10, 1, 0x2007<<16|0x0003)...),
			feedback(206, 15, 9, 0, append([]byte("REMB"), words(1<<24|1<<18|250_000, 1)...)...), xrOf(9, words(0x04000002, 0xec000000, 0x56780000), words(0x18000002, 1, 7)))
		v := video(1, 0).bytes()
		n := 0
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5001), Dst: at(hostC, 6001), IPID: p.IPID + 1, Payload: down, PayloadLen: len(down)}
			switch n++; n % 3 {
			case 1:
				p.Src, p.Dst, p.Payload, p.PayloadLen = p.Dst, p.Src, up, len(up)
			case 2:
				p.Src.Port, p.Dst.Port, p.Payload, p.PayloadLen = 5000, 6000, v, len(v)
				advanceRTP(v, 90)
			}
		}
	}},
	{"RTP whose losses RTX repairs", 0, func(w *wire) {
		w.playing(sdpOf("", h264+"a=rtpmap:97 rtx/90000|a=fmtp:97 apt=96"), 1)
	}, func() func(*capture.Packet) {
		b, again := video(1, 0).bytes(), packet(97, 0, 0, 2, 0, 0, 1)
		i := 0
		return func(p *capture.Packet) {
			i++
			payload := b
			switch {
			case i%10 == 5: // one is lost
				advanceRTP(b, 90)
			case i%10 == 8:
				binary.BigEndian.PutUint16(again[2:], binary.BigEndian.Uint16(again[2:])+1)
				binary.BigEndian.PutUint32(again[4:], binary.BigEndian.Uint32(b[4:])-90)
				binary.BigEndian.PutUint16(again[12:], binary.BigEndian.Uint16(b[2:])-3)
				payload = again
			}
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5000), Dst: at(hostC, 6000), IPID: p.IPID + 1, Payload: payload, PayloadLen: len(payload)}
			if i%10 != 8 {
				advanceRTP(b, 90)
			}
		}
	}},
	{"RTP with ULPFEC among it", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		b, fec := video(1, 0).bytes(), packet(122, 0, 0, 1, parity(0, 0xf000)...)
		n := uint32(0)
		return func(p *capture.Packet) {
			n++
			payload := b
			if n%5 == 0 {
				payload = fec
				binary.BigEndian.PutUint16(fec[14:], uint16(n-4))
			}
			binary.BigEndian.PutUint16(payload[2:], uint16(n))
			binary.BigEndian.PutUint32(payload[4:], n*90)
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5000), Dst: at(hostC, 6000), IPID: p.IPID + 1, Payload: payload, PayloadLen: len(payload)}
		}
	}},
	{"other UDP", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		b := make([]byte, 1200)
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 443), Dst: at(hostC, 50000+p.IPID%1000), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
		}
	}},
	{"other UDP that looks like RTP", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		b := noise(rand.New(rand.NewPCG(1, 1)), make([]byte, 1200))
		b[0], b[1] = 0x80, 0x60
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 443), Dst: at(hostC, 50000+p.IPID%1000), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
			binary.BigEndian.PutUint16(b[2:], p.IPID*37)
		}
	}},
	{"what is no RTP on a media's port", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		b := make([]byte, 1316)
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.UDP, Src: at(hostS, 5000), Dst: at(hostC, 6000), IPID: p.IPID + 1, Payload: b, PayloadLen: len(b)}
		}
	}},
	{"interleaved RTP", 0, func(w *wire) { w.overTCP() }, interleaved},
	{"other TCP", 0, func(w *wire) {
		p := w.pipe(at(hostC, 39999), at(hostS, 443))
		p.write(fromClient, []byte("\x16\x03\x01\x00\x05hello and so on, no RTSP here at all"))
		p.write(fromServer, []byte("\x16\x03\x01\x00\x05hello and so on, no RTSP here at all"))
	}, func() func(*capture.Packet) {
		b := make([]byte, 1460)
		seq := uint32(0)
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.TCP, Src: at(hostS, 443), Dst: at(hostC, 39999), Seq: seq, Flags: capture.ACK, Payload: b, PayloadLen: len(b)}
			seq += uint32(len(b))
		}
	}},
	{"bare acknowledgments", 0, func(w *wire) { w.watch() }, func() func(*capture.Packet) {
		return func(p *capture.Packet) {
			*p = capture.Packet{Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.TCP, Src: at(hostS, 443), Dst: at(hostC, 39999), Flags: capture.ACK}
		}
	}},
}

// advanceRTP makes the packet the next one of its stream.
func advanceRTP(b []byte, step uint32) {
	binary.BigEndian.PutUint16(b[2:], binary.BigEndian.Uint16(b[2:])+1)
	binary.BigEndian.PutUint32(b[4:], binary.BigEndian.Uint32(b[4:])+step)
}

// interleaved gives segments of 1460 bytes, in which frames of 916 to 1415 bytes lie as they come.
func interleaved() func(*capture.Packet) {
	var pending []byte
	room := make([]byte, 0, 1<<16)
	v := video(1, 0).bytes()
	size := 0
	started := false
	var seq, ack uint32
	return func(p *capture.Packet) {
		if !started { // as overTCP left the connection
			started = true
			seq, ack = p.Ack, p.Seq
		}
		pending = append(room[:0], pending...)
		for len(pending) < 1460 {
			n := 900 + size%500
			size += 77
			pending = append(pending, '$', 0, byte((n+16)>>8), byte(n+16))
			pending = append(pending, v[:16]...)
			pending = append(pending, room[:cap(room)][len(room):n]...)
			advanceRTP(v, 90)
		}
		*p = capture.Packet{
			Frame: p.Frame + 1, Time: p.Time + ms, Proto: capture.TCP, Src: at(hostS, rtspPort), Dst: at(hostC, 40001), IPID: p.IPID + 1, Seq: seq, Ack: ack,
			Flags: capture.ACK, Window: 65000, Payload: pending[:1460], PayloadLen: 1460,
		}
		seq += 1460
		pending = pending[1460:]
	}
}

// steady brings an Analyzer into the steady state of a load. overTCP ends with the client's ACK of
// the answer to PLAY, which is where interleaved goes on.
func (l *load) steady(t testing.TB) (a *analyze.Analyzer, next func(*capture.Packet), p *capture.Packet) {
	w := newWire(t)
	l.begin(w)
	a = analyze.NewAnalyzer(analyze.Options{})
	p = &capture.Packet{Time: beginsAt, IPID: 1}
	for i := range w.packets {
		a.Packet(&w.packets[i])
		*p = w.packets[i]
	}
	next = l.next()
	for range 5000 {
		next(p)
		a.Packet(p)
	}
	return a, next, p
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	for _, l := range loads {
		t.Run(l.name, func(t *testing.T) {
			a, next, p := l.steady(t)
			if n := testing.AllocsPerRun(20_000, func() { next(p); a.Packet(p) }); n > l.allow {
				t.Errorf("%v allocations a packet", n)
			}
		})
	}
}

// The load of the interleaved test is what it says.
func TestInterleavedLoad(t *testing.T) {
	for _, l := range loads {
		if l.name == "interleaved RTP" {
			a, _, _ := l.steady(t)
			st := a.Finish(nil).Sessions[0].Media[0].Streams
			if len(st) != 1 || st[0].Packets < 5000 || st[0].Lost != 0 {
				t.Errorf("%+v", st)
			}
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, l := range loads {
		b.Run(l.name, func(b *testing.B) {
			a, next, p := l.steady(b)
			bytes := int64(0)
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				next(p)
				a.Packet(p)
				bytes += int64(p.PayloadLen)
			}
			b.SetBytes(bytes / int64(b.N))
		})
	}
}
