package analyze_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
	"rtspect/rtpflow/findings/catalog"
)

// boundaries are scenes with a finding that a threshold decides on, and the value, in the threshold's unit, at which
// it does: as the scene was made, or as the report measures it.
var boundaries = []struct {
	threshold, code string
	severity        []rtpflow.Severity // those at stake, where the finding is there anyway
	at              func(st *rtpflow.Stream) float64
	talk            func(w *wire, d *dialog, f flow)
}{
	{threshold: "loss-burst", code: "rtp-loss-burst", at: is(12), talk: func(w *wire, _ *dialog, f flow) { hole(f, 12) }},
	{threshold: "severe-loss", code: "rtp-loss", severity: []rtpflow.Severity{rtpflow.SevError}, at: is(100 * 12. / 212), talk: func(w *wire, _ *dialog, f flow) { hole(f, 12) }},
	{threshold: "jitter", code: "rtp-jitter", at: func(st *rtpflow.Stream) float64 { return max(st.Jitter.Mean, st.Jitter.Max/5) }, talk: func(w *wire, _ *dialog, f flow) {
		v := video(1, 0)
		for i := range 200 {
			v.gap, v.step = []int64{75 * ms, 5 * ms}[i%2], 3600
			f.stream(v, 1)
		}
	}},
	{threshold: "stall", code: "rtp-stall", at: is(3), talk: func(w *wire, _ *dialog, f flow) {
		v := video(1, 0)
		f.stream(v, 50)
		w.wait(2980 * ms)
		f.stream(v, 50)
	}},
	{threshold: "stall", code: "rtp-silence", at: is(3), talk: func(w *wire, _ *dialog, f flow) {
		v := video(1, 0)
		f.stream(v, 50)
		w.wait(2980 * ms)
		v.ts += 149 * v.step
		f.stream(v, 50)
	}},
	{threshold: "drift", code: "clock-drift", at: func(st *rtpflow.Stream) float64 { return -*st.ClockDriftPPM - *st.ClockDriftInterval }, talk: func(w *wire, _ *dialog, f flow) {
		v := video(1, 0)
		v.gap += 10_000
		f.stream(v, 3200)
	}},
	{threshold: "freeze", code: "picture-freeze", at: is(2), talk: func(w *wire, _ *dialog, f flow) {
		v := video(1, 0)
		pictures(f, v, 50, 25)
		w.wait(1960 * ms)
		pictures(f, v, 50, 25)
	}},
	{threshold: "keyframe-interval", code: "keyframe-interval", at: is(12), talk: func(w *wire, _ *dialog, f flow) { pictures(f, video(1, 0), 700, 300) }},
	{threshold: "first-picture", code: "keyframe-late", at: func(st *rtpflow.Stream) float64 { return float64(*st.Frames.ToWholeKeyframe) * 1e-9 }, talk: func(w *wire, _ *dialog, f flow) {
		w.wait(7 * second)
		pictures(f, video(1, 0), 50, 25)
	}},
	{threshold: "round-trip", code: "round-trip-long", at: is(401), talk: func(w *wire, _ *dialog, f flow) {
		f.stream(video(1, 0), 100)
		w.flow(hostS, 5001, hostC, 6001).send(srOf(1, ntpOne, 0, 100))
		w.wait(400 * ms)
		w.flow(hostC, 6001, hostS, 5001).send(rrOf(9, block(1, 0, 0, 99, 0, 0x1234, 0)))
	}},
	{threshold: "after-bye", code: "bye-early", at: is(1.981), talk: func(w *wire, _ *dialog, f flow) {
		v := video(1, 0)
		f.stream(v, 50)
		w.flow(hostS, 5001, hostC, 6001).send(join(srOf(1, ntpOne, 0, 50), []byte{0x81, 203, 0, 1, 0, 0, 0, 1}))
		f.stream(v, 100)
	}},
	{threshold: "no-reports", code: "sr-missing", at: func(st *rtpflow.Stream) float64 { return float64(st.End-st.Start) * 1e-9 }, talk: func(w *wire, _ *dialog, f flow) {
		f.stream(video(1, 0), 2000)
		w.flow(hostC, 6001, hostS, 5001).send(rrOf(9, block(1, 0, 0, 1999, 0, 0, 0)))
	}},
	{threshold: "over-bandwidth", code: "bandwidth-exceeded", at: func(st *rtpflow.Stream) float64 {
		mean := 8 * 140 * float64(st.Packets) / (float64(st.End-st.Start) * 1e-9) // RTP, UDP and IP headers with 100 bytes
		return 100 * (mean/20000 - 1)
	}, talk: func(w *wire, _ *dialog, f flow) { f.stream(video(1, 0), 500) }},
	{threshold: "late-rtp-pause", code: "rtp-after-pause", at: is(0.982), talk: func(w *wire, d *dialog, f flow) {
		v := video(1, 0)
		f.stream(v, 50)
		d.request("PAUSE", d.url)
		d.respond(200)
		f.stream(v, 50)
		w.wait(20 * second)
		d.play("")
		f.stream(v, 50)
	}},
	{threshold: "slow-answer", code: "slow-answer", at: is(3), talk: slowAnswer},
	{threshold: "very-slow-answer", code: "slow-answer", severity: []rtpflow.Severity{rtpflow.SevWarning}, at: is(3), talk: slowAnswer},
}

func slowAnswer(w *wire, d *dialog, f flow) {
	f.stream(video(1, 0), 50)
	d.request("GET_PARAMETER", d.url)
	asked := w.packets[len(w.packets)-1].Time
	w.wait(asked + 3*second - w.now - ms) // the next packet comes a millisecond later
	d.respond(200)
}

func is(x float64) func(*rtpflow.Stream) float64 {
	return func(*rtpflow.Stream) float64 { return x }
}

// hole is a stream of which n packets in a row are lost.
func hole(f flow, n int) {
	v := video(1, 0)
	f.stream(v, 100)
	v.skip(n)
	f.wait(int64(n) * v.gap)
	f.stream(v, 100)
}

// pictures goes on with a stream of 25 pictures a second, a keyframe every so many.
func pictures(f flow, v *media, n, every int) {
	v.step = 3600
	for range n {
		payload := inter
		if int(v.seq)%every == 0 {
			payload = idr
		}
		v.payload = 0
		f.put(capture.Packet{Proto: capture.UDP, Src: f.src, Dst: f.dst, Payload: append(v.next(), payload...), Time: f.now})
		f.now += 40 * ms
	}
}

// A finding that depends on a limit is there a little below it and not a little above.
func TestBoundaries(t *testing.T) {
	sdp := strings.Replace(twoMedia, "m=video 0 RTP/AVP 96\r\n", "m=video 0 RTP/AVP 96\r\nb=AS:20\r\n", 1)
	for _, c := range boundaries {
		t.Run(c.threshold+" "+c.code, func(t *testing.T) {
			w := newWire(t)
			d := w.connect(hostC)
			d.describe(sdp)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			c.talk(w, d, w.flow(hostS, 5000, hostC, 6000))
			r := w.report()
			limit := c.at(r.Sessions[0].Media[0].Streams[0])
			if limit <= 0 {
				t.Fatalf("the scene has %v", limit)
			}
			for _, factor := range []float64{0.5, 1 - 1e-6, 1 + 1e-6, 2} {
				th := catalog.DefaultThresholds()
				if c.threshold == "freeze" || c.threshold == "very-slow-answer" {
					th.Stall, th.SlowResponse = 100, 1 // another finding reports the same
				}
				if err := th.Set(fmt.Sprintf("%s=%s", c.threshold, strconv.FormatFloat(limit*factor, 'f', -1, 64))); err != nil {
					t.Fatal(err)
				}
				list := observeBy(w.packets, analyze.Options{Thresholds: &th}).Sessions[0].Findings
				found := slices.ContainsFunc(list, func(f rtpflow.Finding) bool {
					return f.Code == c.code && (c.severity == nil || slices.Contains(c.severity, f.Severity))
				})
				if found != (factor < 1) {
					t.Errorf("%s=%v, where it is %v: found is %t", c.threshold, limit*factor, limit, found)
				}
			}
		})
	}
}
