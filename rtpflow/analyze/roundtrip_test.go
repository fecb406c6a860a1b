package analyze_test

import (
	"testing"

	"rtspect/capture"
)

// A report block 150 ms after the sender report that it answers, held for 6554/65536 s, and another
// after 250 ms, held for 13107/65536 s; a third names a report that was never seen.
func TestRoundTrip(t *testing.T) {
	const first, second = 150 - 6554./65536*1000, 250 - 13107./65536*1000
	check := func(name string, w *wire) {
		x := onlyRTCP(t, w.report())
		if x.ReceiverRTT == nil || x.ReceiverRTT.Count != 2 || x.SenderRTT != nil || x.RTTMS == nil {
			t.Fatalf("%s: %+v", name, x)
		}
		approx(t, name+": shortest", x.ReceiverRTT.Min, first)
		approx(t, name+": longest", x.ReceiverRTT.Max, second)
		approx(t, name+": last", x.ReceiverRTT.Last, second)
		approx(t, name+": mean", *x.RTTMS, (first+second)/2)
		approx(t, name+": of the receiver", x.Receptions[0].RTT.Mean, (first+second)/2)
	}
	middle := uint32(0x1234)
	over := func(name string, media *media, send func(*media), down, up func([]byte), w *wire) {
		w.after(0)
		send(media)
		w.after(1000)
		down(srOf(1, ntpOne, 0, 10))
		w.after(1150)
		up(rrOf(9, block(1, 0, 0, 9, 0, middle, 6554)))
		w.after(1250)
		up(rrOf(9, block(1, 0, 0, 9, 0, middle, 13107)))
		w.after(1300)
		up(rrOf(9, block(1, 0, 0, 9, 0, middle+1, 0)))
		check(name, w)
	}
	w := newWire(t)
	w.watch()
	rtp, down, up := w.stages()
	over("UDP", video(1, 0), func(m *media) { rtp.stream(m, 10) }, down.send, up.send, w)

	w = newWire(t)
	w.watch()
	rtp, down, _ = w.stages()
	elsewhere := w.flow(hostC, 7777, hostS, 5001)
	over("reports from another port", video(1, 0), func(m *media) { rtp.stream(m, 10) }, down.send, elsewhere.send, w)

	w = newWire(t)
	w.watch()
	rtp, _, _ = w.stages()
	over("one port for RTP and RTCP", video(1, 0), func(m *media) { rtp.stream(m, 10) }, rtp.send, rtp.back().send, w)

	w = newWire(t)
	d := w.overTCP()
	over("interleaved", video(1, 0), func(m *media) { d.stream(fromServer, 0, m, 10) }, func(b []byte) { d.frame(fromServer, 1, b) }, func(b []byte) { d.frame(fromClient, 1, b) }, w)
}

// What a receiver holds for longer than the time that passed is a clock's difference where it is small,
// and no round trip where it is not.
func TestRoundTripBelowZero(t *testing.T) {
	for _, c := range []struct {
		dlsr uint32
		want int64
	}{{65536 + 2, 1}, {65536 + 20, 0}, {2 * 65536, 0}} {
		w := newWire(t)
		w.watch()
		media, down, up := w.stages()
		w.after(0)
		media.stream(video(1, 0), 10)
		w.after(1000)
		down.send(srOf(1, ntpOne, 0, 10))
		w.after(2000)
		up.send(rrOf(9, block(1, 0, 0, 9, 0, 0x1234, c.dlsr)))
		x := onlyRTCP(t, w.report())
		n := int64(0)
		if x.ReceiverRTT != nil {
			n = x.ReceiverRTT.Count
			approx(t, "round trip", x.ReceiverRTT.Mean, 0)
		}
		if n != c.want {
			t.Errorf("held for %d: %d round trips", c.dlsr, n)
		}
	}
}

// The way between capture point and sender: by the sender's answer to a receiver's reference time (XR),
// 30 ms after it passed and held for 655/65536 s; and by the report block in its sender report about the
// receiver's own stream.
func TestSenderRoundTrip(t *testing.T) {
	const held = 655. / 65536 * 1000
	w := newWire(t)
	w.watch()
	media, down, up := w.stages()
	w.after(0)
	media.stream(video(1, 0), 10)
	w.after(1000)
	up.send(join(rrOf(9), xrOf(9, words(0x04000002, 0xec000000, 0x56780000)))) // middle 0x00005678
	w.after(1030)
	down.send(join(srOf(1, ntpOne, 0, 10), xrOf(1, words(0x05000003, 9, 0x5678, 655))))
	w.after(1100)
	up.send(srOf(9, 0xec00000177770000, 0, 0, block(1, 0, 0, 9, 0, 0x1234, 655)))
	w.after(1120)
	down.send(srOf(1, ntpOne+1<<40, 0, 10, block(9, 0, 0, 0, 0, 0x00017777, 655)))
	x := onlyRTCP(t, w.report())
	if x.SenderRTT == nil || x.SenderRTT.Count != 2 {
		t.Fatalf("%+v", x.SenderRTT)
	}
	approx(t, "longest to the sender", x.SenderRTT.Max, 30-held)
	approx(t, "shortest to the sender", x.SenderRTT.Min, 20-held)
	approx(t, "to the receiver", x.ReceiverRTT.Mean, 70-held)
}

// A receiver in multicast reports to the group, or to the sender (RFC 5760).
func TestMulticastReports(t *testing.T) {
	for _, to := range []capture.Endpoint{at(hostG, 6001), at(hostS, 5001)} {
		w := newWire(t)
		d := w.connect(hostC)
		d.describe(twoMedia)
		d.setup(0, "RTP/AVP;multicast;port=6000-6001", ";destination=239.1.1.1;port=6000-6001", "A")
		d.play("")
		media := w.flow(hostS, 5000, hostG, 6000)
		w.after(0)
		media.stream(video(1, 0), 10)
		w.after(1000)
		media.next().send(srOf(1, ntpOne, 0, 10))
		w.after(1050)
		w.udp(at(hostC, 6001), to, rrOf(9, block(1, 0, 0, 9, 0, 0x1234, 0)))
		x := onlyRTCP(t, w.report())
		if x.ReceiverRTT == nil || len(x.Receptions) != 1 || x.Receptions[0].Before == nil {
			t.Fatalf("to %s: %+v", to, x)
		}
		approx(t, "round trip", x.ReceiverRTT.Mean, 50)
	}
}
