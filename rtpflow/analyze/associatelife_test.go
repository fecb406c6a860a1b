package analyze_test

import "testing"

func TestAssociateByLife(t *testing.T) {
	runWireCases(t, []wireCase{
		{name: "RTP before the PLAY answer", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			v := video(1, 0)
			f := w.flow(hostS, 5000, hostC, 6000)
			d.request("PLAY", url)
			f.stream(v, 3)
			d.respond(200)
			f.stream(v, 3)
		}, want: `s1.0 down S:5000>C:6000 1 x6`},

		{name: "RTP before the SETUP answer", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			v := video(1, 0)
			f := w.flow(hostS, 5000, hostC, 6000)
			d.ask(0, udpPorts(6000))
			f.stream(v, 3)
			d.answer(udpPorts(6000), serverPorts(5000), "A")
			f.stream(v, 3)
		}, want: `s1.0 down S:5000>C:6000 1 x6`},

		{
			name: "one RTP packet before the SETUP answer",
			talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				v := video(1, 0)
				f := w.flow(hostS, 5000, hostC, 6000)
				d.ask(0, udpPorts(6000))
				f.stream(v, 1)
				d.answer(udpPorts(6000), serverPorts(5000), "A")
				f.stream(v, 3)
			}, want: `s1.0 down S:5000>C:6000 1 x4`,
		},

		{name: "RTCP before the SETUP answer", talk: func(w *wire) {
			d := w.connect(hostC)
			d.ask(0, udpPorts(6000))
			w.flow(hostS, 5001, hostC, 6001).send(join(sr(1), sdes(1, "x")))
			d.answer(udpPorts(6000), serverPorts(5000), "A")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 3)
		}, want: `
			s1.0 down S:5000>C:6000 1 x3
			s1.0 rtcp down S:5001>C:6001 SDES 1 SR 1`},

		{name: "RTP and RTCP after TEARDOWN", talk: func(w *wire) {
			d := w.watch()
			v := video(1, 0)
			f := w.flow(hostS, 5000, hostC, 6000)
			f.stream(v, 5)
			d.teardown()
			f.stream(v, 5)
			f.next().send(join(sr(1), bye(1, "")))
		}, want: `
			s1.0 down S:5000>C:6000 1 x10
			s1.0 rtcp down S:5001>C:6001 BYE 1 SR 1`},

		{name: "the same ports an hour after TEARDOWN", talk: func(w *wire) {
			w.watch().teardown()
			w.wait(3600 * second)
			w.flow(hostT, 7000, hostC, 6000).stream(video(77, 0), 50)
		}, want: `
			s1.0 -
			loose ? T:7000>C:6000 4d x50`},

		{name: "the same ports used again by a later session", talk: func(w *wire) {
			w.inTurn(10*second, video(1, 100), video(2, 200))
		}, want: `
			s1.0 down S:5000>C:6000 1 x10
			s2.0 down S:5000>C:6000 2 x10`},

		{name: "the same ports and the same SSRC", talk: func(w *wire) {
			w.inTurn(10*second, video(1, 100), video(1, 110)) // even the sequence goes on
		}, want: `
			s1.0 down S:5000>C:6000 1 x10
			s2.0 down S:5000>C:6000 1 x10`},

		{name: "the same ports and the same SSRC, begun anew", talk: func(w *wire) {
			w.inTurn(10*second, video(1, 30000), video(1, 0))
		}, want: `
			s1.0 down S:5000>C:6000 1 x10
			s2.0 down S:5000>C:6000 1 x10`},

		{name: "the same ports used again within two seconds", talk: func(w *wire) {
			w.inTurn(second/2, video(1, 100), video(2, 200))
		}, want: `
			s1.0 down S:5000>C:6000 1 x10
			s2.0 down S:5000>C:6000 2 x10`},

		{
			name: "RTCP of the same ports used again",
			talk: func(w *wire) {
				for i := range 2 {
					d := w.watch()
					f := w.flow(hostS, 5000, hostC, 6000)
					f.stream(video(uint32(1+i), 0), 5)
					f.next().send(sr(uint32(1 + i)))
					f.next().back().send(rr(9, uint32(1+i)))
					d.teardown()
					d.close(fromClient)
					w.wait(10 * second)
				}
			}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 rtcp down S:5001>C:6001 SR 1
			s1.0 rtcp up C:6001>S:5001 RR 1
			s2.0 down S:5000>C:6000 2 x5
			s2.0 rtcp down S:5001>C:6001 SR 1
			s2.0 rtcp up C:6001>S:5001 RR 1`,
		},

		{
			name: "the same ports used again, RTP before the second SETUP answer",
			talk: func(w *wire) {
				d := w.watch()
				f := w.flow(hostS, 5000, hostC, 6000)
				f.stream(video(1, 0), 5)
				d.teardown()
				d.close(fromClient)
				w.wait(10 * second)
				d = w.connect(hostC)
				d.describe(twoMedia)
				d.ask(0, udpPorts(6000))
				v := video(2, 0)
				f.stream(v, 3)
				d.answer(udpPorts(6000), serverPorts(5000), "B")
				f.stream(v, 3)
			}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s2.0 down S:5000>C:6000 2 x6`,
		},

		{name: "SETUP of the same URL again with other ports", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(0, udpPorts(6010), serverPorts(5010), "A")
			d.play("")
			w.flow(hostS, 5010, hostC, 6010).stream(video(1, 0), 5)
			w.flow(hostS, 5011, hostC, 6011).send(sr(1))
		}, want: `
			s1.0 down S:5010>C:6010 1 x5
			s1.0 rtcp down S:5011>C:6011 SR 1`},

		{name: "SETUP of the same URL again with the same ports", talk: func(w *wire) {
			d := w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			v := video(1, 0)
			f.stream(v, 5)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			f.stream(v, 5)
		}, want: `s1.0 down S:5000>C:6000 1 x10`},

		{name: "SETUP of the same URL again over TCP: the fallback", talk: func(w *wire) {
			d := w.watch()
			d.setup(0, channels(0), "", "A")
			d.play("")
			d.stream(fromServer, 0, video(1, 0), 5)
		}, want: `s1.0 down c1#0 S 1 x5`},

		{name: "TEARDOWN of one media of two", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(1, udpPorts(6002), serverPorts(5002), "A")
			d.play("")
			v, a := video(1, 0), audio(2, 0)
			both := func() { w.flow(hostS, 5002, hostC, 6002).stream(a, 1) }
			together(5, func() { w.flow(hostS, 5000, hostC, 6000).stream(v, 1) }, both)
			d.request("TEARDOWN", d.track(0))
			d.respond(200)
			together(5, both)
			d.teardown()
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.1 down S:5002>C:6002 2 x10`},
	})
}

// inTurn holds two sessions one after the other from the same client ports, ten packets each.
func (w *wire) inTurn(pause int64, first, then *media) {
	for i, m := range []*media{first, then} {
		d := w.connect(hostC)
		d.describe(twoMedia)
		d.setup(0, udpPorts(6000), serverPorts(5000), "AB"[i:i+1])
		d.play("")
		w.flow(hostS, 5000, hostC, 6000).stream(m, 10)
		d.teardown()
		d.close(fromClient)
		w.wait(pause)
	}
}

// The statistics of two sessions on the same ports are apart: nothing of the first is lost or
// repeated in the second.
func TestReusedPortsDoNotMerge(t *testing.T) {
	w := newWire(t)
	w.inTurn(10*second, video(1, 100), video(1, 105)) // five numbers a second time
	r := w.report()
	if len(r.Sessions) != 2 {
		t.Fatalf("%d sessions", len(r.Sessions))
	}
	for i, s := range r.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				if st.Packets != 10 || st.Duplicates != 0 || st.Lost != 0 || st.End-st.Start != 9*20*ms {
					t.Errorf("session %d: %+v", i, st)
				}
			}
		}
	}
}
