package analyze_test

import "testing"

// Behind a NAT the client's address and ports on the wire are not those that it named.
func TestAssociateBehindNAT(t *testing.T) {
	runWireCases(t, []wireCase{
		{name: "server_port tells", talk: func(w *wire) {
			d := w.connect(hostN)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000)+";destination=10.0.0.2", serverPorts(5000), "A")
			d.setup(1, udpPorts(6002)+";destination=10.0.0.2", serverPorts(5002), "A")
			d.play("")
			w.flow(hostN, 61000, hostS, 5000).send(rtp{}.bytes())
			w.flow(hostS, 5000, hostN, 61000).stream(video(1, 0), 5)
			w.flow(hostS, 5002, hostN, 62222).stream(audio(2, 0), 5)
			w.flow(hostN, 61777, hostS, 5001).send(rr(9, 1))
		}, want: `
			s1.0 down S:5000>N:61000 1 x5
			s1.0 rtcp up N:61777>S:5001 RR 1
			s1.1 down S:5002>N:62222 2 x5`},

		{name: "the client's address stays, its ports change", talk: func(w *wire) {
			d := w.connect(hostN)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(1, udpPorts(6002), serverPorts(5002), "A")
			d.play("")
			w.flow(hostS, 5000, hostN, 61000).stream(video(1, 0), 5)
			w.flow(hostS, 5002, hostN, 62222).stream(audio(2, 0), 5)
		}, want: `
			s1.0 down S:5000>N:61000 1 x5
			s1.1 down S:5002>N:62222 2 x5`},

		{name: "one server port pair, several clients: ssrc= tells", talk: func(w *wire) {
			for i := range 3 {
				d := w.connect(hostN)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000)+";ssrc=0000000"+"123"[i:i+1], "ABE"[i:i+1])
				d.play("")
			}
			for i := range 3 {
				w.flow(hostS, 5000, hostN, uint16(61000+i)).stream(video(uint32(3-i), 0), 5)
			}
		}, want: `
			s1.0 down S:5000>N:61002 1 x5
			s2.0 down S:5000>N:61001 2 x5
			s3.0 down S:5000>N:61000 3 x5`},

		{name: "ssrc= alone, the server's ports changed too", talk: func(w *wire) {
			d := w.connect(hostN)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000)+";ssrc=2a49edd8", "A")
			d.play("")
			w.flow(hostS, 7000, hostN, 61000).stream(video(0x2a49edd8, 0), 5)
			w.flow(hostS, 7001, hostN, 61001).send(sr(0x2a49edd8))
			w.flow(hostN, 61001, hostS, 7001).send(rr(9, 0x2a49edd8))
		}, want: `
			s1.0 down S:7000>N:61000 2a49edd8 x5
			s1.0 rtcp down S:7001>N:61001 SR 1
			s1.0 rtcp up N:61001>S:7001 RR 1`},

		{name: "one server port pair, several clients: RTP-Info tells", talk: func(w *wire) {
			for i := range 3 {
				d := w.connect(hostN)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "ABE"[i:i+1])
				d.play("url=" + d.track(0) + ";seq=" + []string{"1000", "20000", "40000"}[i] + ";rtptime=0")
			}
			for i, seq := range []uint16{40000, 1000, 20001} {
				w.flow(hostS, 5000, hostN, uint16(61000+i)).stream(video(uint32(1+i), seq), 5)
			}
		}, want: `
			s1.0 down S:5000>N:61001 2 x5
			s2.0 down S:5000>N:61002 3 x5
			s3.0 down S:5000>N:61000 1 x5`},

		{
			name: "RTP-Info alone",
			talk: func(w *wire) {
				for i := range 2 {
					d := w.connect(hostN)
					d.describe(twoMedia)
					d.setup(0, udpPorts(6000), "", "AB"[i:i+1])
					d.play("url=" + d.track(0) + ";seq=" + []string{"1000", "20000"}[i] + ";rtptime=0")
				}
				w.flow(hostS, 7000, hostN, 61000).stream(video(1, 20000), 5)
				w.flow(hostS, 7010, hostN, 61010).stream(video(2, 1000), 5)
			}, want: `
			s1.0 down S:7010>N:61010 2 x5
			s2.0 down S:7000>N:61000 1 x5`,
		},

		{name: "RTP-Info alone, of another session's time", talk: func(w *wire) {
			d := w.connect(hostN)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), "", "A")
			d.play("url=" + d.track(0) + ";seq=1000;rtptime=0")
			d.teardown()
			w.wait(20 * second)
			w.flow(hostS, 7000, hostN, 61000).stream(video(1, 1000), 5)
		}, want: `
			s1.0 -
			loose ? S:7000>N:61000 1 x5`},

		{
			name: "two sessions in turn through one mapping, of one live source",
			talk: func(w *wire) {
				v := video(1, 0)
				for i := range 2 {
					d := w.connect(hostN)
					d.describe(twoMedia)
					d.setup(0, udpPorts(6000), serverPorts(5000), "AB"[i:i+1])
					d.play("")
					w.flow(hostS, 5000, hostN, 61000).stream(v, 5)
					d.teardown()
					w.wait(10 * second)
				}
			}, want: `
			s1.0 down S:5000>N:61000 1 x5
			s2.0 down S:5000>N:61000 1 x5`,
		},

		{name: "address and payload type alone", talk: func(w *wire) {
			d := w.connect(hostN)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), "", "A")
			d.setup(1, udpPorts(6002), "", "A")
			d.play("")
			w.flow(hostS, 7000, hostN, 61000).stream(video(1, 0), 5)
			w.flow(hostS, 7002, hostN, 61002).stream(audio(2, 0), 5)
		}, want: `
			s1.0 down S:7000>N:61000 1 x5
			s1.1 down S:7002>N:61002 2 x5`},

		{name: "address and payload type of two sessions: nothing tells", talk: func(w *wire) {
			for i := range 2 {
				d := w.connect(hostN)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), "", "AB"[i:i+1])
				d.play("")
			}
			w.flow(hostS, 7000, hostN, 61000).stream(video(1, 0), 5)
			w.flow(hostS, 7002, hostN, 61002).stream(video(2, 0), 5)
		}, want: `
			s1.0 -
			s2.0 -
			loose ? S:7000>N:61000 1 x5
			loose ? S:7002>N:61002 2 x5`},
	})
}

// Streams that the signalling in the capture does not explain are not to be given to a session that
// merely resembles theirs.
func TestAssociateIgnoresUnrelatedFlows(t *testing.T) {
	runWireCases(t, []wireCase{
		{
			name: "another client of the same live source, whose RTSP is not in the capture",
			talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000)+";ssrc=00000001", "A")
				d.play("")
				v := video(1, 0)
				for range 10 {
					v2 := *v
					w.flow(hostS, 5000, hostC, 6000).stream(v, 1)
					w.flow(hostS, 5000, hostD, 6500).stream(&v2, 1)
				}
			}, want: `
			s1.0 down S:5000>C:6000 1 x10
			loose ? S:5000>D:6500 1 x10`,
		},

		{
			name: "another session of the same client, whose RTSP is not in the capture",
			talk: func(w *wire) {
				w.watch()
				a, b := video(1, 0), video(2, 500)
				together(10, func() { w.flow(hostS, 5000, hostC, 6000).stream(a, 1) }, func() { w.flow(hostS, 5000, hostC, 6500).stream(b, 1) })
			}, want: `
			s1.0 down S:5000>C:6000 1 x10
			loose ? S:5000>C:6500 2 x10`,
		},

		{
			name: "the same SSRC between other hosts",
			talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000)+";ssrc=00000001", "A")
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 10)
				w.flow(hostT, 7000, hostD, 6500).stream(video(1, 0), 10)
			}, want: `
			s1.0 down S:5000>C:6000 1 x10
			loose ? T:7000>D:6500 1 x10`,
		},

		{
			name: "other streams of the server, while nothing came of the session's",
			talk: func(w *wire) {
				w.watch()
				a, b := video(1, 0), video(2, 500)
				together(10, func() { w.flow(hostS, 8000, hostD, 6500).stream(a, 1) }, func() { w.flow(hostS, 8002, hostT, 6502).stream(b, 1) })
			}, want: `
			s1.0 -
			loose ? S:8000>D:6500 1 x10
			loose ? S:8002>T:6502 2 x10`,
		},

		{name: "the ports of the client, at another host", talk: func(w *wire) {
			w.watch()
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			w.flow(hostT, 7000, hostD, 6000).stream(video(2, 0), 5)
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			loose ? T:7000>D:6000 2 x5`},
	})
}
