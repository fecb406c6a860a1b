package analyze_test

import (
	"testing"

	"rtspect/capture"
)

// Packets that come twice: by the capture (same IP identification) or by the network.
func TestDuplicates(t *testing.T) {
	for _, c := range []struct {
		name, wrong        string
		send               func(*wire, flow, *media)
		packets, dup, made int64
	}{
		{"each captured twice at once", "", func(w *wire, f flow, v *media) {
			for range 10 {
				f.stream(v, 1)
				w.again(30_000)
			}
		}, 20, 10, 10},
		{"each captured three times at once", "", func(w *wire, f flow, v *media) {
			for range 10 {
				f.stream(v, 1)
				w.again(1000)
				w.again(1000)
			}
		}, 30, 20, 20},
		{
			"a burst of three, then its three copies", "",
			func(w *wire, f flow, v *media) {
				v.gap = 10_000
				for range 10 {
					f.stream(v, 3)
					for range 3 {
						p := w.packets[len(w.packets)-3]
						p.Time = w.now
						w.now += 10_000
						w.put(p)
					}
					w.wait(20 * ms)
				}
			}, 60, 30, 30,
		},
		{"sent twice", "", func(w *wire, f flow, v *media) {
			for range 10 {
				again := *v
				f.stream(v, 1)
				f.stream(&again, 1)
			}
		}, 20, 10, 0},
		{"the same identification an hour later", "", func(w *wire, f flow, v *media) {
			f.stream(v, 5)
			w.again(3600 * second)
		}, 6, 1, 0},
		{"no identification: cannot be told", "", func(w *wire, f flow, v *media) {
			for range 5 {
				f.stream(v, 1)
				w.packets[len(w.packets)-1].IPID = 0
				p := w.packets[len(w.packets)-1]
				w.put(p)
				w.packets[len(w.packets)-1].IPID = 0
			}
		}, 10, 5, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			known(t, c.wrong)
			w := newWire(t)
			w.watch()
			c.send(w, w.flow(hostS, 5000, hostC, 6000), video(1, 65530))
			r := w.report()
			invariants(t, r)
			st := r.Sessions[0].Media[0].Streams
			if len(st) != 1 || st[0].Packets != c.packets || st[0].Duplicates != c.dup || st[0].CaptureDuplicates != c.made || st[0].Lost != 0 || st[0].OutOfOrder != 0 {
				t.Errorf("want %d packets, %d duplicates, %d by the capture; found\n%s %+v", c.packets, c.dup, c.made, placed(r), st)
			}
		})
	}
}

// Every packet of a whole conversation twice: one session, one connection, nothing retransmitted.
func TestEverythingCapturedTwice(t *testing.T) {
	w := newWire(t)
	d := w.overTCP()
	d.stream(fromServer, 0, video(1, 0), 20)
	d.teardown()
	d.close(fromClient)
	once := w.packets
	w.packets = nil
	w.frames[0] = 0
	for _, p := range once {
		w.put(p)
		p.Time += 5000
		w.put(p)
	}
	r := w.report()
	invariants(t, r)
	if got, want := placed(r), "s1.0 down c1#0 S 1 x20\ns1.1 -"; got != want {
		t.Errorf("found:\n%s\nwant:\n%s", got, want)
	}
	for i, s := range r.Connections[0].Sides {
		if s.RetransmittedBytes != 0 || s.GapBytes != 0 || s.DuplicateSegments == 0 {
			t.Errorf("side %d: %+v", i, s)
		}
	}
}

// twoThousandBehind leaves out n packets, and sends one of them when 2000 others have come.
func twoThousandBehind(_ *wire, f flow, v *media, n, which int) {
	late := *v
	late.skip(which)
	v.skip(n)
	f.stream(v, 2000)
	f.stream(&late, 1)
	f.stream(v, 10)
}

// What is lost, late and wrapped is told apart.
func TestLossAndOrder(t *testing.T) {
	for _, c := range []struct {
		name, wrong                 string
		send                        func(*wire, flow, *media)
		lost, late, bursts, longest int64
	}{
		{"nothing", "", func(w *wire, f flow, v *media) { f.stream(v, 20) }, 0, 0, 0, 0},
		{"one", "", func(w *wire, f flow, v *media) { f.stream(v, 5); v.skip(1); f.stream(v, 5) }, 1, 0, 1, 1},
		{"two runs", "", func(w *wire, f flow, v *media) {
			f.stream(v, 5)
			v.skip(3)
			f.stream(v, 5)
			v.skip(7)
			f.stream(v, 5)
		}, 10, 0, 2, 7},
		{"across the wrap", "", func(w *wire, f flow, v *media) { v.seq = 65533; f.stream(v, 2); v.skip(4); f.stream(v, 5) }, 4, 0, 1, 4},
		{"swapped", "", func(w *wire, f flow, v *media) { f.stream(v, 5); w.swapLast(1); f.stream(v, 5) }, 0, 1, 0, 0},
		{"one comes five places early", "", func(w *wire, f flow, v *media) { f.stream(v, 10); w.swapLast(5); f.stream(v, 5) }, 0, 5, 0, 0},
		{"the first comes second", "", func(w *wire, f flow, v *media) { f.stream(v, 2); w.swapLast(1); f.stream(v, 5) }, 0, 1, 0, 0},
		{"a thousand at once", "", func(w *wire, f flow, v *media) { f.stream(v, 50); v.skip(1000); f.stream(v, 50) }, 1000, 0, 1, 1000},
		{"a second of silence explains a thousand", "", func(w *wire, f flow, v *media) {
			f.stream(v, 50)
			v.skip(1000)
			w.wait(20 * second)
			f.stream(v, 50)
		}, 1000, 0, 1, 1000},
		{"two thousand behind", "", func(w *wire, f flow, v *media) { f.stream(v, 10); twoThousandBehind(w, f, v, 1, 0) }, 0, 1, 0, 0},
		{"the middle of three two thousand behind", "", func(w *wire, f flow, v *media) {
			f.stream(v, 10)
			twoThousandBehind(w, f, v, 3, 1)
		}, 2, 1, 2, 1},
		{"the last of three two thousand behind", "", func(w *wire, f flow, v *media) {
			f.stream(v, 10)
			twoThousandBehind(w, f, v, 3, 2)
		}, 2, 1, 1, 2},
		{"behind a run that is still open", "", func(w *wire, f flow, v *media) {
			f.stream(v, 10)
			late := *v
			late.skip(4)
			v.skip(1100)
			f.stream(v, 10)
			f.stream(&late, 1)
			f.stream(v, 1200)
		}, 1099, 1, 2, 1095},
	} {
		t.Run(c.name, func(t *testing.T) {
			known(t, c.wrong)
			w := newWire(t)
			w.watch()
			c.send(w, w.flow(hostS, 5000, hostC, 6000), video(1, 1000))
			r := w.report()
			invariants(t, r)
			if list := r.Sessions[0].Media[0].Streams; len(list) != 1 {
				t.Fatalf("found:\n%s", placed(r))
			}
			st := r.Sessions[0].Media[0].Streams[0]
			listed := int64(0)
			for _, l := range st.Losses {
				listed += l.Count
			}
			if st.Lost != c.lost || st.OutOfOrder != c.late || st.LossBursts != c.bursts || st.MaxBurst != c.longest || listed != c.lost {
				t.Errorf("lost %d (%d listed), late %d, %d bursts up to %d; want %d, %d, %d up to %d", st.Lost, listed, st.OutOfOrder, st.LossBursts, st.MaxBurst, c.lost, c.late, c.bursts, c.longest)
			}
		})
	}
}

// Headers with CSRCs, extension and padding: the payload is what is left. Cut ones are counted as
// the wire had them.
func TestPayloadBytes(t *testing.T) {
	for _, c := range []struct {
		name                    string
		pk                      rtp
		snap                    int
		bytes, snapped, badHead int64
	}{
		{"plain", rtp{payload: 50}, 0, 50, 0, 0},
		{"CSRCs", rtp{payload: 50, csrc: []uint32{1, 2, 3}}, 0, 50, 0, 0},
		{"extension", rtp{payload: 50, ext: make([]byte, 12)}, 0, 50, 0, 0},
		{"empty extension", rtp{payload: 50, ext: []byte{}}, 0, 50, 0, 0},
		{"padding", rtp{payload: 50, padding: 7}, 0, 50, 0, 0},
		{"all of them", rtp{payload: 50, padding: 4, ext: make([]byte, 4), csrc: make([]uint32, 15)}, 0, 50, 0, 0},
		{"nothing but padding", rtp{padding: 200}, 0, 0, 0, 0},
		{"cut behind the header", rtp{payload: 50}, 12, 50, 1, 0},
		{"cut in the extension: counted as announced", rtp{payload: 50, ext: make([]byte, 12)}, 20, 50, 1, 0},
	} {
		w := newWire(t)
		w.watch()
		f := w.flow(hostS, 5000, hostC, 6000)
		for i := range 3 {
			p := c.pk
			p.pt, p.ssrc, p.seq = 96, 1, uint16(i)
			b := p.bytes()
			x := capture.Packet{Proto: capture.UDP, Src: f.src, Dst: f.dst, Payload: b, PayloadLen: len(b)}
			if c.snap > 0 {
				x.Payload = b[:c.snap]
			}
			w.put(x)
		}
		r := w.report()
		st := r.Sessions[0].Media[0].Streams[0]
		if st.PayloadBytes != 3*c.bytes || st.Truncated != 3*c.snapped || st.Malformed != 3*c.badHead || st.Packets != 3 {
			t.Errorf("%s: %d bytes, %d cut, %d malformed", c.name, st.PayloadBytes, st.Truncated, st.Malformed)
		}
	}
}

// What the capture doubled takes no bandwidth, what the sender sent twice does.
func TestBitrateOfDuplicates(t *testing.T) {
	for _, doubled := range []bool{true, false} {
		w := newWire(t)
		w.watch()
		f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
		for range 50 {
			again := *v
			f.stream(v, 1)
			if doubled {
				w.again(30_000)
			} else {
				f.stream(&again, 1)
			}
		}
		st := w.report().Sessions[0].Media[0].Streams[0]
		sent := float64(st.PayloadBytes)
		if doubled {
			sent /= 2
		}
		approx(t, "bit rate", *st.Bitrate, 8*sent/(float64(st.End-st.Start)*1e-9))
		if st.Packets != 100 || st.Duplicates != 50 {
			t.Errorf("%d packets, %d duplicates", st.Packets, st.Duplicates)
		}
	}
}
