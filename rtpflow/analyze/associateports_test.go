package analyze_test

import (
	"net/netip"
	"testing"

	"rtspect/capture"
)

func TestAssociateByPorts(t *testing.T) {
	runWireCases(t, []wireCase{
		{name: "as agreed", talk: func(w *wire) {
			w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			v := video(1, 100)
			f.stream(v, 5)
			f.next().send(join(sr(1), sdes(1, "cam")))
			f.next().back().send(join(rr(9, 1), sdes(9, "me")))
			f.stream(v, 5)
		}, want: `
			s1.0 down S:5000>C:6000 1 x10
			s1.0 rtcp down S:5001>C:6001 SDES 1 SR 1
			s1.0 rtcp up C:6001>S:5001 RR 1 SDES 1`},

		{name: "server_port missing", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), "RTP/AVP;unicast;client_port=6000-6001", "A")
			d.setup(1, udpPorts(6002), "RTP/AVP;unicast;client_port=6002-6003", "A")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			w.flow(hostS, 5002, hostC, 6002).stream(audio(2, 0), 5)
			w.flow(hostS, 5001, hostC, 6001).send(sr(1))
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 rtcp down S:5001>C:6001 SR 1
			s1.1 down S:5002>C:6002 2 x5`},

		{name: "server_port 0-0", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), ";server_port=0-0", "A")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		}, want: `s1.0 down S:5000>C:6000 1 x5`},

		{name: "client_port left out of the answer", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000), "RTP/AVP;unicast", "A")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		}, want: `s1.0 down S:5000>C:6000 1 x5`},

		{name: "no Transport in the answer", talk: func(w *wire) {
			d := w.connect(hostC)
			d.ask(0, udpPorts(6000))
			d.session = "A"
			d.respond(200)
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		}, want: `s1.0 down S:5000>C:6000 1 x5`},

		{name: "server ports not adjacent", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), ";server_port=5000-5010", "A")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			w.flow(hostS, 5010, hostC, 6001).send(sr(1))
			w.flow(hostC, 6001, hostS, 5010).send(rr(9, 1))
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 rtcp down S:5010>C:6001 SR 1
			s1.0 rtcp up C:6001>S:5010 RR 1`},

		{name: "the RTP port is odd", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6001), serverPorts(5001), "A")
			d.play("")
			w.flow(hostS, 5001, hostC, 6001).stream(video(1, 0), 5)
			w.flow(hostS, 5002, hostC, 6002).send(sr(1))
		}, want: `
			s1.0 down S:5001>C:6001 1 x5
			s1.0 rtcp down S:5002>C:6002 SR 1`},

		{name: "a single client_port", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, "RTP/AVP;unicast;client_port=6000", ";server_port=5000", "A")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		}, want: `s1.0 down S:5000>C:6000 1 x5`},

		{name: "one pair of server ports for every session", talk: func(w *wire) {
			for i, host := range []capture.Addr{hostC, hostD, hostC} {
				d := w.connect(host)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000+10*i), serverPorts(5000), "ABE"[i:i+1])
				d.play("")
			}
			a, b, e := video(1, 0), video(2, 0), video(3, 0)
			together(5,
				func() { w.flow(hostS, 5000, hostC, 6000).stream(a, 1) },
				func() { w.flow(hostS, 5000, hostD, 6010).stream(b, 1) },
				func() { w.flow(hostS, 5000, hostC, 6020).stream(e, 1) },
				func() { w.flow(hostD, 6011, hostS, 5001).send(rr(9, 2)) })
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s2.0 down S:5000>D:6010 2 x5
			s2.0 rtcp up D:6011>S:5001 RR 5
			s3.0 down S:5000>C:6020 3 x5`},

		{name: "the same client ports on two hosts", talk: func(w *wire) {
			for i, host := range []capture.Addr{hostC, hostD} {
				d := w.connect(host)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000+10*i), "AB"[i:i+1])
				d.play("")
			}
			a, b := video(1, 0), video(1, 0)
			together(5,
				func() { w.flow(hostS, 5000, hostC, 6000).stream(a, 1) },
				func() { w.flow(hostS, 5010, hostD, 6000).stream(b, 1) })
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s2.0 down S:5010>D:6000 1 x5`},

		{name: "the same ports of two servers", talk: func(w *wire) {
			for i, host := range []capture.Addr{hostS, hostT} {
				d := w.connectTo(hostC, at(host, rtspPort))
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000+10*i), serverPorts(5000), "A")
				d.play("")
			}
			a, b := video(1, 0), video(1, 0)
			together(5,
				func() { w.flow(hostS, 5000, hostC, 6000).stream(a, 1) },
				func() { w.flow(hostT, 5000, hostC, 6010).stream(b, 1) })
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s2.0 down T:5000>C:6010 1 x5`},

		{name: "one SSRC in several sessions", talk: func(w *wire) {
			for i, host := range []capture.Addr{hostC, hostD} {
				d := w.connect(host)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000)+";ssrc=00000001", "AB"[i:i+1])
				d.setup(1, udpPorts(6002), serverPorts(5000)+";ssrc=00000002", "AB"[i:i+1])
				d.play("")
			}
			v, a := video(1, 0), audio(2, 0)
			for range 5 {
				v2, a2 := *v, *a
				w.flow(hostS, 5000, hostC, 6000).stream(v, 1)
				w.flow(hostS, 5000, hostD, 6000).stream(&v2, 1)
				w.flow(hostS, 5000, hostC, 6002).stream(a, 1)
				w.flow(hostS, 5000, hostD, 6002).stream(&a2, 1)
			}
			w.flow(hostS, 5001, hostD, 6001).send(sr(1))
			w.flow(hostS, 5001, hostC, 6003).send(sr(2))
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.1 down S:5000>C:6002 2 x5
			s1.1 rtcp down S:5001>C:6003 SR 1
			s2.0 down S:5000>D:6000 1 x5
			s2.0 rtcp down S:5001>D:6001 SR 1
			s2.1 down S:5000>D:6002 2 x5`},

		{name: "another address than the RTSP server's, announced by source=", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000), serverPorts(5000)+";source=10.0.0.4", "A")
			d.play("")
			w.flow(hostT, 5000, hostC, 6000).stream(video(1, 0), 5)
			w.flow(hostC, 6001, hostT, 5001).send(rr(9, 1))
		}, want: `
			s1.0 down T:5000>C:6000 1 x5
			s1.0 rtcp up C:6001>T:5001 RR 1`},

		{name: "another address and port than announced", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000), serverPorts(5000)+";source=10.0.0.1", "A")
			d.play("")
			w.flow(hostT, 7000, hostC, 6000).stream(video(1, 0), 5)
			w.flow(hostT, 7001, hostC, 6001).send(sr(1))
		}, want: `
			s1.0 down T:7000>C:6000 1 x5
			s1.0 rtcp down T:7001>C:6001 SR 1`},

		{name: "destination= sends the media to another host", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000)+";destination=10.0.0.3", serverPorts(5000), "A")
			d.play("")
			w.flow(hostS, 5000, hostD, 6000).stream(video(1, 0), 5)
		}, want: `s1.0 down S:5000>D:6000 1 x5`},

		{name: "destination= and no server_port", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000)+";destination=10.0.0.3", "", "A")
			d.play("")
			w.flow(hostS, 5000, hostD, 6000).stream(video(1, 0), 5)
		}, want: `s1.0 down S:5000>D:6000 1 x5`},

		{name: "client and server on one host", talk: func(w *wire) {
			d := w.connect(hostS)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			w.flow(hostS, 5000, hostS, 6000).stream(video(1, 0), 5)
			w.flow(hostS, 6001, hostS, 5001).send(rr(9, 1))
		}, want: `
			s1.0 down S:5000>S:6000 1 x5
			s1.0 rtcp up S:6001>S:5001 RR 1`},

		{name: "RTP and RTCP on one port", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, "RTP/AVP;unicast;client_port=6000", ";server_port=5000", "A")
			d.play("")
			f := w.flow(hostS, 5000, hostC, 6000)
			v := video(1, 0)
			together(5, func() { f.stream(v, 1) }, func() { f.send(sr(1)) }, func() { f.back().send(rr(9, 1)) })
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 rtcp down S:5000>C:6000 SR 5
			s1.0 rtcp up C:6000>S:5000 RR 5`},

		{name: "RTP on the RTCP port and back", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(1, udpPorts(6002), serverPorts(5002), "A")
			d.play("")
			w.flow(hostS, 5001, hostC, 6001).stream(video(1, 0), 5)
			w.flow(hostS, 5000, hostC, 6000).send(sr(1))
			w.flow(hostS, 5003, hostC, 6003).stream(audio(2, 0), 5)
		}, want: `
			s1.0 down S:5001>C:6001 1 x5
			s1.0 rtcp down S:5000>C:6000 SR 1
			s1.1 down S:5003>C:6003 2 x5`},

		{
			name: "RTP on the RTCP port, the server's ports not known, no description",
			talk: func(w *wire) {
				d := w.connect(hostC)
				d.setup(0, udpPorts(6000), "", "A")
				d.play("")
				w.flow(hostS, 5001, hostC, 6001).stream(video(1, 0), 5)
			}, want: `s1.0 down S:5001>C:6001 1 x5`,
		},

		{name: "the answer picks the second alternative", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, "RTP/AVP/TCP;unicast;interleaved=0-1,RTP/AVP;unicast;client_port=6000-6001", "RTP/AVP;unicast;server_port=5000-5001", "A")
			d.play("")
			w.flow(hostS, 7000, hostC, 6000).stream(video(1, 0), 5)
		}, want: `s1.0 down S:7000>C:6000 1 x5`},

		{name: "RTSP 2.0 names addresses", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, `RTP/AVP;unicast;dest_addr="10.0.0.2:6000"/"10.0.0.2:6001"`, `;src_addr="10.0.0.4:5000"/"10.0.0.4:5001"`, "A")
			d.play("")
			w.flow(hostT, 5000, hostC, 6000).stream(video(1, 0), 5)
			w.flow(hostC, 6001, hostT, 5001).send(rr(9, 1))
		}, want: `
			s1.0 down T:5000>C:6000 1 x5
			s1.0 rtcp up C:6001>T:5001 RR 1`},
	})
}

// A server serves all clients from one port. Those that began before the capture are other clients: one finding counts them.
func TestOtherClients(t *testing.T) {
	w := newWire(t)
	w.watch()
	other := capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 7, 7}))
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
	w.flow(hostS, 5000, other, 6000).stream(video(2, 0), 5)
	w.flow(hostS, 5000, other, 6010).stream(video(3, 0), 5)
	w.flow(hostS, 9000, other, 6020).stream(video(4, 0), 5)
	r := w.report()
	u := &r.Unassociated
	if len(r.Sessions[0].Media[0].Streams) != 1 || len(u.Streams) != 3 || len(u.OtherClients) != 1 || u.OtherClients[0].Clients != 1 || u.OtherClients[0].Streams != 2 || u.OtherClients[0].Server != at(hostS, 5000) {
		t.Errorf("%s\n%+v", placed(r), u.OtherClients)
	}
	if !hasFinding(r.Findings, "other-clients") {
		t.Errorf("findings: %+v", r.Findings)
	}
}
