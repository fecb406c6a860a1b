package analyze_test

import (
	"math"
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// Where the clock rate of a stream comes from, and that all of its packets are measured with it.
func TestClockRate(t *testing.T) {
	pcmu := func(ssrc uint32) *media {
		return &media{rtp{pt: 0, ssrc: ssrc, payload: 160}, 160, 20 * ms}
	}
	for _, c := range []struct {
		name       string
		unmeasured bool // the rate became known too late
		talk       func(*wire)
		rate       int
		from       string
	}{
		{"the description", false, func(w *wire) {
			w.watch()
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50)
		}, 90000, "sdp"},
		{"the static table, without a description", false, func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			w.flow(hostS, 5000, hostC, 6000).stream(pcmu(1), 50)
		}, 8000, "static"},
		{"the static table, without signalling", false, func(w *wire) {
			w.flow(hostS, 5000, hostC, 6000).stream(pcmu(1), 50)
		}, 8000, "static"},
		{"an estimate from a few packets", false, func(w *wire) {
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 100)
		}, 90000, "estimated"},
		{"an estimate from many packets", false, func(w *wire) {
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 1000)
		}, 90000, "estimated"},
		{"an estimate across the timestamp's wrap", false, func(w *wire) {
			v := video(1, 0)
			v.ts = math.MaxUint32 - 50*1800
			w.flow(hostS, 5000, hostC, 6000).stream(v, 100)
		}, 90000, "estimated"},
		{"too few packets for an estimate", false, func(w *wire) {
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		}, 0, ""},
		{"another codec on a static number", false, func(w *wire) {
			d := w.connect(hostC)
			d.describe(strings.NewReplacer("AVP 96", "AVP 0", "rtpmap:96", "rtpmap:0").Replace(twoMedia))
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			v := video(1, 0)
			v.pt = 0
			w.flow(hostS, 5000, hostC, 6000).stream(v, 50)
		}, 90000, "sdp"},
		{"another codec on a static number, RTP before the response to SETUP", false, func(w *wire) {
			d := w.connect(hostC)
			d.describe(strings.NewReplacer("AVP 96", "AVP 0", "rtpmap:96", "rtpmap:0").Replace(twoMedia))
			d.ask(0, udpPorts(6000))
			v := video(1, 0)
			v.pt = 0
			f := w.flow(hostS, 5000, hostC, 6000)
			f.stream(v, 5)
			d.answer(udpPorts(6000), serverPorts(5000), "A")
			f.stream(v, 50)
		}, 90000, "sdp"},
		{"the description, of a stream that is associated at the end only: measured with a wrong estimate, so no jitter is reported", true, func(w *wire) {
			d := w.connect(hostN)
			d.describe(twoMedia)
			d.setup(1, udpPorts(6002), "", "A")
			d.play("")
			a := audio(1, 0)
			f := w.flow(hostS, 7000, hostN, 61000)
			a.gap = 10 * ms // twice as fast as it plays: 96000 Hz, it seems
			f.stream(a, 600)
			a.gap = 20 * ms
			f.stream(a, 600)
		}, 48000, "sdp"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			r := w.report()
			list := r.Unassociated.Streams
			for _, s := range r.Sessions {
				for _, m := range s.Media {
					list = append(list, m.Streams...)
				}
			}
			if len(list) != 1 {
				t.Fatalf("found:\n%s", placed(r))
			}
			st := list[0]
			if st.ClockRate != c.rate || st.ClockRateFrom != c.from {
				t.Errorf("%d from %q, want %d from %q", st.ClockRate, st.ClockRateFrom, c.rate, c.from)
			}
			if (st.Jitter != nil) != (c.rate != 0 && !c.unmeasured) {
				t.Errorf("jitter %+v", st.Jitter)
			}
		})
	}
}

// A stream at a constant pace has no jitter and no drift; one that deviates has that much.
func TestTimes(t *testing.T) {
	stream := func(wobble int64, ppm float64) *rtpflow.Stream {
		w := newWire(t)
		w.watch()
		v := video(1, 65000)
		v.ts = math.MaxUint32 - 1000*1800 // wraps midway
		exact := float64(v.ts)
		start := w.now
		f := w.flow(hostS, 5000, hostC, 6000)
		for i := range int64(3000) {
			w.now = start + i*20*ms + wobble*(i%2)
			f.stream(v, 1)
			exact += 1800 * (1 + ppm*1e-6)
			v.ts = uint32(uint64(math.Round(exact)))
		}
		return w.report().Sessions[0].Media[0].Streams[0]
	}
	still := stream(0, 0)
	if still.Jitter.Max > 1e-6 || math.Abs(*still.ClockDriftPPM) > 1e-3 || math.Abs(still.Delta.Mean-20) > 1e-9 || still.Delta.Max != 20 || still.SeqWraps != 1 {
		t.Errorf("%+v, drift %v, %+v, %d wraps", still.Jitter, *still.ClockDriftPPM, still.Delta, still.SeqWraps)
	}
	w := newWire(t)
	w.watch()
	f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
	f.stream(v, 2)
	w.wait(2 * ms)
	f.stream(v, 2)
	short := w.report().Sessions[0].Media[0].Streams[0].Jitter // one difference of 2 ms: J = 0, 2/16, 2/16·15/16
	if math.Abs(short.Max-2./16) > 1e-9 || math.Abs(short.Last-2./16*15/16) > 1e-9 || math.Abs(short.Mean-(2./16+2./16*15/16)/3) > 1e-9 {
		t.Errorf("%+v", short)
	}
	// Each difference of transit times is 2 ms, to which the jitter converges (RFC 3550, A.8).
	if shaky := stream(2*ms, 0); math.Abs(shaky.Jitter.Last-2) > 1e-6 || math.Abs(*shaky.MaxSkewMS-2) > 1e-3 {
		t.Errorf("%+v, skew %v", shaky.Jitter, *shaky.MaxSkewMS)
	}
	for _, ppm := range []float64{50, -200, 5000} {
		if got := *stream(0, ppm).ClockDriftPPM; math.Abs(got-ppm) > 0.5 {
			t.Errorf("drift %v, want %v", got, ppm)
		}
	}
}
