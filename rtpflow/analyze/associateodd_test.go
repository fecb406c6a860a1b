package analyze_test

import (
	"net/netip"
	"testing"

	"rtspect/capture"
)

// What should not be, and is.
func TestAssociateOddAgreements(t *testing.T) {
	runWireCases(t, []wireCase{
		{name: "both media on one port pair", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(1, udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			v, a := video(1, 0), audio(2, 0)
			f := w.flow(hostS, 5000, hostC, 6000)
			together(5, func() { f.stream(v, 1) }, func() { f.stream(a, 1) })
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.1 down S:5000>C:6000 2 x5`},

		{name: "both media on one pair of channels", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, channels(0), "", "A")
			d.setup(1, channels(0), "", "A")
			d.play("")
			v, a := video(1, 0), audio(2, 0)
			together(5, func() { d.stream(fromServer, 0, v, 1) }, func() { d.stream(fromServer, 0, a, 1) })
		}, want: `
			s1.0 down c1#0 S 1 x5
			s1.1 down c1#0 S 2 x5`},

		{name: "two clients behind one address ask for the same ports", talk: func(w *wire) {
			f, v := w.flow(hostS, 5000, hostN, 6000), video(1, 0)
			for i := range 2 {
				d := w.connect(hostN)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000+10*i), "AB"[i:i+1])
				d.play("")
				f.stream(v, 5)
			}
			w.flow(hostS, 5010, hostN, 61000).stream(video(2, 0), 5)
		}, want: `
			s1.0 down S:5000>N:6000 1 x10
			s2.0 down S:5010>N:61000 2 x5`},

		{name: "the old session goes on when its client comes back to the same ports", talk: func(w *wire) {
			old, fresh := video(1, 0), video(2, 0)
			for i := range 2 {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000+10*i), "AB"[i:i+1])
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(old, 5)
				w.wait(10 * second)
			}
			w.flow(hostS, 5010, hostC, 6000).stream(fresh, 5)
		}, want: `
			s1.0 down S:5000>C:6000 1 x10
			s2.0 down S:5010>C:6000 2 x5`},

		{name: "one client, the same ports, two servers at once", talk: func(w *wire) {
			a, b := video(1, 0), video(2, 0)
			for _, s := range []capture.Addr{hostS, hostT} {
				d := w.connectTo(hostC, at(s, rtspPort))
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(a, 5)
			}
			w.flow(hostT, 5000, hostC, 6000).stream(b, 5)
		}, want: `
			s1.0 down S:5000>C:6000 1 x10
			s2.0 down T:5000>C:6000 2 x5`},

		{name: "two groups, one port", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			other := capture.AddrFrom(netip.AddrFrom4([4]byte{239, 1, 1, 2}))
			d.setup(0, "RTP/AVP;multicast", "RTP/AVP;multicast;destination=239.1.1.1;port=7000-7001", "A")
			d.setup(1, "RTP/AVP;multicast", "RTP/AVP;multicast;destination=239.1.1.2;port=7000-7001", "A")
			d.play("")
			w.flow(hostS, 5000, hostG, 7000).stream(video(1, 0), 5)
			w.flow(hostS, 5002, other, 7000).stream(audio(2, 0), 5)
		}, want: `
			s1.0 down S:5000>G:7000 1 x5
			s1.1 down S:5002>239.1.1.2:7000 2 x5`},

		{name: "the SSRC changes midway, and another joins", talk: func(w *wire) {
			w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			a, b, rtx := video(1, 100), video(2, 7), video(3, 900)
			rtx.pt = 98
			f.stream(a, 5)
			together(5, func() { f.stream(b, 1) }, func() { f.stream(rtx, 1) })
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 down S:5000>C:6000 2 x5
			s1.0 down S:5000>C:6000 3 x5`},

		{name: "an SSRC of which one packet was captured, at the very end", talk: func(w *wire) {
			w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			f.stream(video(1, 100), 5)
			f.stream(video(2, 7), 1)
		}, want: `s1.0 down S:5000>C:6000 1 x5`},

		{name: "a single packet came of a media", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(1, udpPorts(6002), serverPorts(5002), "A")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 100), 5)
			w.flow(hostS, 5002, hostC, 6002).stream(audio(2, 100), 1)
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.1 down S:5002>C:6002 2 x1`},

		{name: "the second SETUP is refused", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.ask(1, udpPorts(6002))
			d.respond(404)
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 100), 5)
		}, want: `s1.0 down S:5000>C:6000 1 x5`},
	})
}

func TestSessionsMixedUp(t *testing.T) {
	runStoryCases(t, []storyCase{
		{name: "two presentations described before either is set up", talk: func(w *wire) {
			d := w.connect(hostC)
			a, b := "rtsp://10.0.0.1/a", "rtsp://10.0.0.1/b"
			d.url = a
			d.describe(twoMedia)
			d.url = b
			d.describe(twoMedia)
			d.url = a
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.session, d.url = "", b
			d.setup(0, udpPorts(6002), serverPorts(5000), "B")
		}, want: `
			s1 A c1 none capture-end: DESCRIBE 200, SETUP 200
			s2 B c1 none capture-end: DESCRIBE 200, SETUP 200`},

		{name: "two presentations in turn without a Session header or TEARDOWN", talk: func(w *wire) {
			d := w.connect(hostC)
			for i, u := range []string{"rtsp://10.0.0.1/a", "rtsp://10.0.0.1/b"} {
				d.url = u
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000+2*i), serverPorts(5000), "")
				d.play("")
			}
		}, want: `
			s1 - c1 play capture-end: DESCRIBE 200, SETUP 200, PLAY 200
			s2 - c1 play capture-end: DESCRIBE 200, SETUP 200, PLAY 200`},

		{name: "answers alone, one session id, two clients", talk: func(w *wire) {
			w.sameID(hostC, hostD)
			w.drop(func(p *capture.Packet) bool { return p.Src.Addr != hostS })
		}, want: `
			s1 A c1 none capture-end: !DESCRIBE 200, !SETUP 200, ! 200, ! 200
			s2 A c2 none capture-end: !DESCRIBE 200, !SETUP 200, ! 200, ! 200`},

		{name: "the other client's end of the same session id, midway", talk: func(w *wire) {
			d := w.watch()
			e := w.joined(hostD)
			e.session = "A"
			e.teardown()
			d.options()
		}, want: `
			s1 A c1 play capture-end: DESCRIBE 200, SETUP 200, PLAY 200, OPTIONS 200
			s2 A c2 none teardown: TEARDOWN 200`},
	})
}
