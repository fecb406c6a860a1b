package analyze_test

import (
	"math/rand/v2"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

func TestAssociateDirections(t *testing.T) {
	const multicast = "RTP/AVP;multicast;destination=239.1.1.1;port=7000-7001;ttl=3"
	runWireCases(t, []wireCase{
		{name: "multicast, RTCP of both sides in one group", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, "RTP/AVP;multicast", multicast, "A")
			d.play("")
			w.flow(hostS, 5000, hostG, 7000).stream(video(1, 0), 5)
			w.flow(hostS, 5001, hostG, 7001).send(join(sr(1), sdes(1, "s")))
			w.flow(hostC, 7001, hostG, 7001).send(join(rr(9, 1), sdes(9, "c")))
		}, want: `
			s1.0 down S:5000>G:7000 1 x5
			s1.0 rtcp down S:5001>G:7001 SDES 1 SR 1
			s1.0 rtcp up C:7001>G:7001 RR 1 SDES 1`},

		{
			name: "multicast, the group named by the description alone",
			talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(`v=0
o=- 1 1 IN IP4 10.0.0.1
s=mc
c=IN IP4 239.1.1.1/3
t=0 0
m=video 7000 RTP/AVP 96
a=rtpmap:96 H264/90000
a=control:track0
`)
				d.setup(0, "RTP/AVP;multicast", "RTP/AVP;multicast;port=7000-7001", "A")
				d.play("")
				w.flow(hostS, 5000, hostG, 7000).stream(video(1, 0), 5)
			}, want: `s1.0 down S:5000>G:7000 1 x5`,
		},

		{name: "RECORD turns the direction round", talk: func(w *wire) {
			d := w.connect(hostC)
			d.request("ANNOUNCE", url, "body:"+twoMedia)
			d.respond(200)
			d.setup(0, udpPorts(6000)+";mode=record", serverPorts(5000), "A")
			d.setup(1, udpPorts(6002)+";mode=record", serverPorts(5002), "A")
			d.record()
			v, a := video(1, 0), audio(2, 0)
			together(5, func() { w.flow(hostC, 6000, hostS, 5000).stream(v, 1) }, func() { w.flow(hostC, 6002, hostS, 5002).stream(a, 1) })
			w.flow(hostC, 6001, hostS, 5001).send(sr(1))
			w.flow(hostS, 5001, hostC, 6001).send(rr(9, 1))
		}, want: `
			s1.0 up C:6000>S:5000 1 x5
			s1.0 rtcp up C:6001>S:5001 SR 1
			s1.0 rtcp down S:5001>C:6001 RR 1
			s1.1 up C:6002>S:5002 2 x5`},

		{name: "a back channel against the direction", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(1, udpPorts(6002), serverPorts(5002), "A")
			d.play("")
			v, a := video(1, 0), audio(2, 0)
			together(5, func() { w.flow(hostS, 5000, hostC, 6000).stream(v, 1) }, func() { w.flow(hostC, 6002, hostS, 5002).stream(a, 1) })
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.1 up C:6002>S:5002 2 x5`},

		{name: "both directions on one media", talk: func(w *wire) {
			w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			a, b := video(1, 0), video(2, 0)
			together(5, func() { f.stream(a, 1) }, func() { f.back().stream(b, 1) })
		}, want: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 up C:6000>S:5000 2 x5`},
	})
}

// Two viewers of one group: the stream is one, and neither session is told that nothing came.
func TestMulticastOfTwoSessions(t *testing.T) {
	w := newWire(t)
	for i, host := range []capture.Addr{hostC, hostD} {
		d := w.connect(host)
		d.describe(twoMedia)
		d.setup(0, "RTP/AVP;multicast", "RTP/AVP;multicast;destination=239.1.1.1;port=7000-7001;ttl=3", "AB"[i:i+1])
		d.play("")
	}
	w.flow(hostS, 5000, hostG, 7000).stream(video(1, 0), 5)
	for _, s := range w.report().Sessions {
		if hasFinding(s.Findings, "no-rtp") {
			t.Errorf("session %s: RTP is in the group that it agreed on: %v", s.Session, s.Findings)
		}
	}
}

// What clients send to open a path through a NAT is no media, whether it looks like RTP or not.
func TestNATPunchingIsNoStream(t *testing.T) {
	zeros := rtp{}.bytes()
	random := func(seed uint64) []byte {
		g := rand.New(rand.NewPCG(seed, 1))
		b := make([]byte, 200)
		for i := range b {
			b[i] = byte(g.Uint32())
		}
		b[0] = 0x80 | b[0]&0x3f // those that look like RTP are the ones to fear
		return b
	}
	for _, c := range []struct {
		name string
		send func(flow)
	}{
		{"80 00 and zeros", func(f flow) { f.send(zeros); f.next().send(rr(0, 0)) }},
		{"80 00 and zeros, five times", func(f flow) {
			for range 5 {
				f.send(zeros)
				f.wait(second)
			}
		}},
		{"an RR with SSRC 0 on both ports", func(f flow) { f.send(rr(0, 0)); f.next().send(rr(0, 0)) }},
		{"CE FA ED FE", func(f flow) { f.send([]byte{0xce, 0xfa, 0xed, 0xfe}); f.next().send([]byte{0xce, 0xfa, 0xed, 0xfe}) }},
		{"200 random bytes", func(f flow) {
			for i := range uint64(4) {
				f.send(random(i))
				f.next().send(random(100 + i))
			}
		}},
		{"one byte", func(f flow) { f.send([]byte{0}); f.send([]byte{0x80}) }},
		{"empty datagrams", func(f flow) { f.send(nil); f.next().send(nil) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			f := w.flow(hostS, 5000, hostC, 6000)
			c.send(f.back())
			d.play("")
			f.stream(video(1, 0), 5)
			r := w.report()
			invariants(t, r)
			var streams []*rtpflow.Stream
			for _, m := range r.Sessions[0].Media {
				streams = append(streams, m.Streams...)
			}
			streams = append(streams, r.Unassociated.Streams...)
			if len(streams) != 1 || streams[0].SSRC != 1 || streams[0].Packets != 5 {
				t.Errorf("found:\n%s", placed(r))
			}
		})
	}
}
