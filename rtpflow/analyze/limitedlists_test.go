package analyze_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// What the lists of one session, stream or connection leave out is counted exactly.
func TestLimitsOfLists(t *testing.T) {
	for _, c := range []struct {
		limit, code string
		count       int64
		talk        func(w *wire)
	}{
		{rtpflow.DatagramLimit, "limit-udp-clients", 5, func(w *wire) {
			for i := range 1<<15 + 5 {
				client := at(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})), 45000)
				w.udp(client, at(hostS, rtspPort), []byte("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"))
			}
		}},
		{rtpflow.RTPInfoLimit, "limit-rtp-info", 44, func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), "", "A")
			d.setup(1, udpPorts(6002), "", "A")
			for range 300 {
				d.play("url=rtsp://other/x;seq=1")
			}
		}},
		{rtpflow.PositionLimit, "limit-positions", 104, func(w *wire) {
			d := w.watch()
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			for range 4200 {
				d.play("")
			}
		}},
		{rtpflow.DiscontinuityLimit, "limit-discontinuities", 2*100 - 64, func(w *wire) {
			w.watch()
			f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
			f.stream(v, 5)
			for range 100 {
				v.skip(20000) // in sequence number and timestamp
				f.stream(v, 5)
			}
		}},
		{rtpflow.InterruptionLimit, "limit-interruptions", 36, func(w *wire) {
			w.watch()
			f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
			f.stream(v, 5)
			for range 100 {
				w.wait(10 * second)
				f.stream(v, 30)
			}
		}},
		{rtpflow.RTCPSourceLimit, "limit-rtcp", 44, func(w *wire) {
			w.watch()
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			for i := range 300 {
				w.flow(hostC, 6001, hostS, 5001).send(rr(uint32(100+i), 0))
			}
		}},
		{rtpflow.RTCPDetailLimit, "limit-rtcp-details", 4 + 4 + 5 + 4, func(w *wire) {
			w.watch()
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			down, up := w.flow(hostS, 5001, hostC, 6001), w.flow(hostC, 6001, hostS, 5001)
			for i := range 20 {
				up.send(rr(uint32(100+i), 1)) // reports of 20 receivers
			}
			for i := range 14 {
				down.send(join(sr(1), sdes(1, fmt.Sprint("host", i)))) // 13 changes
			}
			for i := range 20 {
				b := sdes(1, "x")
				b[8] = byte(20 + i)
				down.send(join(sr(1), b)) // 20 kinds of SDES items
			}
			for range 20 {
				down.send(join(sr(1), bye(1, "")))
			}
		}},
		{rtpflow.ResponseLimit, "limit-pending-requests", 904, func(w *wire) {
			d := w.connect(hostC)
			for range 5000 {
				d.request("OPTIONS", url)
			}
			for i := range 5000 {
				d.say(fromServer, d.message("RTSP/1.0 200 OK", 1+i, nil))
			}
		}},
		{rtpflow.ProvisionalLimit, "limit-provisional-responses", 36, func(w *wire) {
			d := w.connect(hostC)
			d.request("OPTIONS", url)
			for range 100 {
				d.respond(100)
			}
			d.respond(200)
		}},
		{rtpflow.TunnelLimit, "limit-tunnels", 3, func(w *wire) {
			for i := range 300 {
				d := w.connect(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})))
				d.options()
			}
			for i := range 3 {
				post := w.joined(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 8, 0, byte(i)})))
				for range 3 {
					post.write(fromClient, []byte("T1BUSU9OUyAqIFJUU1AvMS4wDQpDU2VxOiAxDQoNCg=="))
				}
			}
		}},
		{rtpflow.StallLimit, "limit-tcp-stalls", 44, func(w *wire) {
			d := w.watch()
			for range 300 {
				w.wait(2 * second)
				d.segment(fromClient, capture.ACK, nil).Window = 0
				w.packets[len(w.packets)-1].Window = 0
				w.wait(second)
				d.segment(fromClient, capture.ACK, nil)
			}
		}},
		{rtpflow.VeryLateLimit, "limit-very-late", 44, func(w *wire) {
			w.watch()
			f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
			f.stream(v, 5)
			var late []media
			for range 30 {
				for range 10 {
					late = append(late, *v)
					v.skip(1)
				}
				f.stream(v, 4)
			}
			f.stream(v, 9000)
			for i := range late {
				f.stream(&late[i], 1)
				f.stream(v, 1)
			}
		}},
		{rtpflow.TimingLimit, "limit-raop-timing", 4 + 4, func(w *wire) {
			d := w.connect(hostC)
			d.ask(0, "RTP/AVP/UDP;unicast;mode=record;control_port=6001;timing_port=6002")
			d.answer("RTP/AVP/UDP;unicast;mode=record;control_port=6101;timing_port=6102;server_port=6100", "", "A")
			d.record()
			timing := w.flow(hostS, 6102, hostC, 6002)
			for range 4100 {
				timing.send(append([]byte{0x80, 0xd2, 0, 7}, make([]byte, 28)...))
				timing.back().send(append([]byte{0x80, 0xd3, 0, 7}, make([]byte, 28)...))
			}
		}},
		{rtpflow.OffsetLimit, "limit-av-offsets", 9, func(w *wire) {
			d := w.connect(hostC)
			sdp := "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=av\r\nt=0 0\r\na=control:*\r\n"
			for i := range 10 {
				kind, rtpmap := "video", "96 H264/90000"
				if i%2 != 0 {
					kind, rtpmap = "audio", "97 MPEG4-GENERIC/48000/2"
				}
				sdp += fmt.Sprintf("m=%s 0 RTP/AVP %.2s\r\na=rtpmap:%s\r\na=control:track%d\r\n", kind, rtpmap, rtpmap, i)
			}
			d.describe(sdp)
			for i := range 10 {
				d.setup(i, udpPorts(6000+2*i), serverPorts(5000+2*i), "A")
			}
			d.play("")
			var list []*media
			for i := range 10 {
				m := video(uint32(1+i), 0)
				if i%2 != 0 {
					m = audio(uint32(1+i), 0)
				}
				m.gap = 2 * ms
				list = append(list, m)
			}
			for n := range 200 {
				for i, m := range list {
					f := w.flow(hostS, uint16(5000+2*i), hostC, uint16(6000+2*i))
					if n%50 == 0 {
						f.next().send(srOf(m.ssrc, ntpOne+uint64(n/50)<<32, m.ts, uint32(n)))
					}
					f.stream(m, 1)
				}
			}
		}},
		{rtpflow.TimelineLimit, "limit-timeline", 2*3000 - 2000, func(w *wire) {
			d := w.connect(hostC)
			for range 3000 {
				d.options()
			}
		}},
	} {
		t.Run(c.limit, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			r := w.report()
			invariants(t, r)
			if c.limit == rtpflow.DatagramLimit { // each client starts a session, and there may be fewer of them
				r.Limits = slices.DeleteFunc(r.Limits, func(x rtpflow.LimitExceeded) bool { return x.Limit == rtpflow.SessionLimit })
			}
			limitIs(t, r, c.limit, c.code, c.count)
		})
	}
}
