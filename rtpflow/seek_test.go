package rtpflow_test

import (
	"fmt"
	"testing"
)

// A jump that PLAY explains is a discontinuity, not loss.
func TestSeek(t *testing.T) {
	for _, c := range []struct {
		name, wrong string
		jump        func(*wire, *dialog, *media)
		lost        int64
		reason      string
	}{
		{"the numbers begin anew", "", func(w *wire, d *dialog, v *media) {
			v.seq, v.ts = 40000, 5
			d.play(fmt.Sprintf("url=%s;seq=40000;rtptime=5", d.track(0)))
		}, 0, "play"},
		{"the numbers go on a little further", "", func(w *wire, d *dialog, v *media) {
			v.skip(50)
			d.play(fmt.Sprintf("url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
		}, 0, "play"},
		{"the numbers go on, the timestamps do not", "", func(w *wire, d *dialog, v *media) {
			v.ts += 90000 * 60
			d.play(fmt.Sprintf("url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
		}, 0, "play"},
		{"the numbers go back", "", func(w *wire, d *dialog, v *media) {
			v.seq, v.ts = v.seq-5000, v.ts-90000*60
			d.play(fmt.Sprintf("url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
		}, 0, "play"},
		{"without RTP-Info", "", func(w *wire, d *dialog, v *media) { v.seq, v.ts = 40000, 5; d.play("") }, 0, "play"},
		{"without PLAY: the sender began anew", "", func(w *wire, d *dialog, v *media) { v.seq, v.ts = 40000, 5; w.wait(20 * second) }, 0, "restart"},
		{"without PLAY: loss", "", func(w *wire, d *dialog, v *media) { v.skip(50); w.wait(50 * 20 * ms) }, 50, ""},
		{"PLAY and loss elsewhere", "", func(w *wire, d *dialog, v *media) {
			v.seq, v.ts = 40000, 5
			d.play(fmt.Sprintf("url=%s;seq=40000;rtptime=5", d.track(0)))
			w.flow(hostS, 5000, hostC, 6000).stream(v, 20)
			v.skip(4)
		}, 4, "play"},
	} {
		t.Run(c.name, func(t *testing.T) {
			known(t, c.wrong)
			w := newWire(t)
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			v := video(1, 10000)
			d.play(fmt.Sprintf("url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
			f := w.flow(hostS, 5000, hostC, 6000)
			f.stream(v, 500)
			c.jump(w, d, v)
			f.stream(v, 100)
			r := w.report()
			invariants(t, r)
			st := r.Sessions[0].Media[0].Streams
			if len(st) != 1 || st[0].Lost != c.lost {
				t.Fatalf("want %d lost, found:\n%s", c.lost, placed(r))
			}
			reason := ""
			if list := st[0].Discontinuities; len(list) > 0 {
				reason = list[0].Reason
			}
			if reason != c.reason || len(st[0].Discontinuities) > 1 {
				t.Errorf("discontinuities %+v, want one by %q", st[0].Discontinuities, c.reason)
			}
		})
	}
}
