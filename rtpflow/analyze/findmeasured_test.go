package analyze_test

import (
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// measuredCodes are the findings about measurements of a stream.
var measuredCodes = "rtp-loss-burst rtp-jitter rtp-stall rtp-silence clock-drift timestamp-jump timestamp-backwards rtp-restart payload-type-changed bandwidth-exceeded"

// Findings about measurements of a stream appear where they apply, and nowhere else.
func TestMeasuredFindings(t *testing.T) {
	limited := strings.Replace(twoMedia, "m=video 0 RTP/AVP 96\r\n", "m=video 0 RTP/AVP 96 98 99\r\nb=AS:100\r\na=rtpmap:98 H265/90000\r\na=rtpmap:99 telephone-event/90000\r\n", 1)
	watch := func(w *wire) (f flow) {
		d := w.connect(hostC)
		d.describe(limited)
		d.setup(0, udpPorts(6000), serverPorts(5000), "A")
		d.setup(1, udpPorts(6002), serverPorts(5002), "A")
		d.play("")
		w.flow(hostS, 5002, hostC, 6002).stream(audio(2, 7), 3)
		return w.flow(hostS, 5000, hostC, 6000)
	}
	for _, c := range []struct {
		name string
		talk func(*wire)
		want string // code and what its summary holds, one a line
	}{
		{"an even stream", func(w *wire) { watch(w).stream(video(1, 0), 4000) }, ""},
		{"nine lost in turn", func(w *wire) {
			f, v := watch(w), video(1, 0)
			f.stream(v, 50)
			v.skip(9)
			w.wait(9 * v.gap)
			f.stream(v, 50)
		}, ""},
		{"ten lost in turn, and three", func(w *wire) {
			f, v := watch(w), video(1, 0)
			f.stream(v, 50)
			v.skip(10)
			w.wait(10 * v.gap)
			f.stream(v, 50)
			v.skip(3)
			w.wait(3 * v.gap)
			f.stream(v, 50)
		}, "rtp-loss-burst: 10 consecutive RTP packets lost before frame 73."},
		{"by turns 45 ms early and late", func(w *wire) {
			f, v := watch(w), video(1, 0)
			for i := range 200 {
				v.gap = []int64{65 * ms, 15 * ms}[i%2]
				v.step = 3600
				f.stream(v, 1)
			}
		}, "" /* D is 25 ms */},
		{"by turns 35 ms early and late", func(w *wire) {
			f, v := watch(w), video(1, 0)
			for i := range 200 {
				v.gap = []int64{75 * ms, 5 * ms}[i%2]
				v.step = 3600
				f.stream(v, 1)
			}
		}, "rtp-jitter: is 32.4 ms on average and 35.0 ms at most at frame"},
		{"held up for three seconds", func(w *wire) {
			f, v := watch(w), video(1, 0)
			f.stream(v, 50)
			w.wait(2980 * ms)
			f.stream(v, 50)
		}, "rtp-stall: No packet of the stream for 3.0 s before frame 73: the packets were delayed."},
		{"gone for three seconds", func(w *wire) {
			f, v := watch(w), video(1, 0)
			f.stream(v, 50)
			w.wait(2980 * ms)
			v.skip(149)
			f.stream(v, 50)
		}, "rtp-loss-burst: 149 consecutive RTP packets\nrtp-stall: for 3.0 s before frame 73: 149 packets of that time lost."},
		{"silent for three seconds, twice", func(w *wire) {
			f, v := watch(w), video(1, 0)
			for range 2 {
				f.stream(v, 50)
				w.wait(2980 * ms)
				v.ts += 149 * v.step
			}
			f.stream(v, 50)
		}, "rtp-silence: The sender sent nothing for 3.0 s before frame 73 (longest of 2)"},
		{"a slow stream", func(w *wire) {
			f, v := watch(w), video(1, 0)
			v.gap, v.step = 3*second, 3*90000
			f.stream(v, 40)
		}, ""},
		{"paused for ten seconds", func(w *wire) {
			d := w.connect(hostC)
			d.describe(limited)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
			f.stream(v, 50)
			d.request("PAUSE", d.url)
			d.respond(200)
			w.wait(10 * second)
			d.options()
			d.play("")
			f.stream(v, 50)
		}, ""},
		{"a clock that runs 500 ppm slow, for a minute and more", func(w *wire) {
			f, v := watch(w), video(1, 0)
			v.gap += 10_000
			f.stream(v, 3200)
		}, "clock-drift: 500 ppm (±0) slower than the capture's: 30.0 ms per minute."},
		{"the same, of a rate that is only estimated", func(w *wire) {
			v := video(1, 0)
			v.gap += 10_000
			w.flow(hostS, 5000, hostC, 6000).stream(v, 3200)
		}, ""},
		{"uneven arrival, of a rate that is only estimated", func(w *wire) {
			f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
			for i := range 200 {
				v.gap = []int64{75 * ms, 5 * ms}[i%2]
				v.step = 3600
				f.stream(v, 1)
			}
		}, "rtp-jitter: is 32.4 ms on average and 35.0 ms at most, at the estimated clock rate of 90000 Hz."},
		{"the same, for half a minute", func(w *wire) {
			f, v := watch(w), video(1, 0)
			v.gap += 10_000
			f.stream(v, 1600)
		}, ""},
		{"timestamps that jump by a minute", func(w *wire) {
			f, v := watch(w), video(1, 0)
			f.stream(v, 50)
			w.wait(5 * second) // long after PLAY
			v.ts += 5 * 90000
			f.stream(v, 50)
			v.ts += 60 * 90000
			f.stream(v, 50)
		}, "rtp-silence: for 5.0 s before frame 73\ntimestamp-jump: The RTP timestamps jump 1 time, first by 60.020 s at frame 123"},
		{"sound that steps back", func(w *wire) {
			d := w.watch()
			d.setup(1, udpPorts(6002), serverPorts(5002), "A")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 2)
			f, a := w.flow(hostS, 5002, hostC, 6002), audio(2, 0)
			f.stream(a, 50)
			a.ts -= 1000
			f.stream(a, 50)
		}, "timestamp-backwards: step back at 1 packet."},
		{"pictures that step back", func(w *wire) {
			f, v := watch(w), video(1, 0)
			for range 30 {
				v.ts += 2 * v.step
				f.stream(v, 1)
				v.ts -= 3 * v.step
				f.stream(v, 2)
				v.ts += v.step
			}
		}, ""},
		{"a restart under the same SSRC", func(w *wire) {
			f, v := watch(w), video(1, 0)
			f.stream(v, 400)
			v.seq += 30000
			f.stream(v, 400)
		}, "rtp-restart: restart 1 time with the same SSRC, first at frame 423"},
		{"another codec on the way", func(w *wire) {
			f, v := watch(w), video(1, 0)
			f.stream(v, 50)
			v.pt = 98
			f.stream(v, 50)
		}, "payload-type-changed: changes 1 time between 96 H264 and 98 H265, first at frame 73."},
		{"events beside a codec", func(w *wire) {
			f, v := watch(w), video(1, 0)
			for i := range 50 {
				v.pt = 96 + 3*uint8(i%2)
				f.stream(v, 1)
			}
		}, ""},
		// 50 packets of 12 + payload + 28 bytes a second: 335 make 150 kbit/s.
		{"just as much as b=AS and half of it again", func(w *wire) {
			v := video(1, 0)
			v.payload = 334
			watch(w).stream(v, 500)
		}, ""},
		{"more than that", func(w *wire) {
			v := video(1, 0)
			v.payload = 337
			watch(w).stream(v, 500)
		}, "bandwidth-exceeded: takes 151 kbit/s on average and 151 kbit/s in its peak second"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			r := w.report()
			compareFindings(t, r, c.want)
		})
	}
}

// compareFindings compares the findings about measurements with what each must contain.
func compareFindings(t *testing.T, r *rtpflow.Report, want string) {
	t.Helper()
	list := r.Findings
	for _, s := range r.Sessions {
		list = append(list, s.Findings...)
	}
	var got []string
	for _, f := range list {
		if strings.Contains(" "+measuredCodes+" ", " "+f.Code+" ") {
			got = append(got, f.Code+": "+f.Summary)
			if f.SSRC() == nil || f.DisplayFilter == "" {
				t.Errorf("%s: without a filter or an SSRC", f.Code)
			}
		}
	}
	lines := strings.Split(want, "\n")
	if want == "" {
		lines = nil
	}
	if len(got) != len(lines) {
		t.Fatalf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), want)
	}
	for _, line := range lines {
		code, text, _ := strings.Cut(line, ": ")
		ok := false
		for _, g := range got {
			ok = ok || strings.HasPrefix(g, code+": ") && strings.Contains(g, text)
		}
		if !ok {
			t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), line)
		}
	}
}

// Delays that TCP causes in an interleaved stream are attributed to TCP.
func TestStallsOfTCP(t *testing.T) {
	for _, c := range []struct {
		name string
		hold func(*dialog, *media)
		want string
	}{
		{"a segment sent again", func(d *dialog, m *media) {
			lost := d.next[fromServer]
			m.seq++ // this one's segment is lost on the way to the capture
			d.next[fromServer] += uint32(len(framed(0, m.bytes())))
			late := *m
			late.seq, late.ts = m.seq-1, m.ts
			m.ts += m.step
			d.segment(fromServer, capture.ACK|capture.PSH, framed(0, m.next())) // waits behind the hole
			d.segment(fromClient, capture.ACK, nil).Ack = lost
			d.wait(3 * second)
			p := d.segment(fromServer, capture.ACK, framed(0, late.bytes()))
			p.Seq = lost
			d.next[fromServer] -= uint32(len(p.Payload))
			d.segment(fromClient, capture.ACK, nil)
		}, "delayed, while TCP waited for retransmitted segments"},
		{"a closed window", func(d *dialog, m *media) {
			d.segment(fromClient, capture.ACK, nil).Window = 0
			d.wait(3 * second)
			d.segment(fromClient, capture.ACK, nil)
		}, "delayed, while the receiver's TCP window was closed"},
		{"a sender that stopped", func(d *dialog, m *media) { d.wait(3 * second) }, "the packets were delayed."},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, channels(0), "", "A")
			d.play("")
			m := video(1, 0)
			d.stream(fromServer, 0, m, 200)
			c.hold(d, m)
			d.stream(fromServer, 0, m, 200)
			r := w.report()
			for _, f := range r.Sessions[0].Findings {
				if f.Code == "rtp-stall" {
					if !strings.Contains(f.Summary, c.want) {
						t.Errorf("%s", f.Summary)
					}
					return
				}
			}
			t.Errorf("no stall in %+v", r.Sessions[0].Findings)
		})
	}
}

// An interleaved frame in reordered segments arrives with the last of them.
func TestFrameOfSegmentsOutOfOrder(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.describe(twoMedia)
	d.setup(0, channels(0), "", "A")
	d.play("")
	m := video(1, 0)
	d.stream(fromServer, 0, m, 5)
	m.payload = 2000
	data := framed(0, m.next())
	first := d.segment(fromServer, capture.ACK, data[:1000])
	begin := first.Time
	d.wait(10 * ms)
	d.segment(fromServer, capture.ACK, data[1000:])
	w.swapLast(1) // the second half is captured first
	last := w.packets[len(w.packets)-1]
	d.segment(fromClient, capture.ACK, nil)
	st := w.report().Sessions[0].Media[0].Streams[0]
	if st.Packets != 6 || st.End != last.Time || st.LastFrame != last.Frame || last.Time <= begin {
		t.Errorf("%d packets until %d in frame %d, want %d in frame %d", st.Packets, st.End, st.LastFrame, last.Time, last.Frame)
	}
}
