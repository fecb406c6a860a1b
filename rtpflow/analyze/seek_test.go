package analyze_test

import (
	"fmt"
	"testing"

	"rtspect/capture"
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

// What a PLAY moves by less than a jump is not the clock's: drift and skew are not known then. Where nothing moves,
// and where the timestamps jump so far that they are measured anew, they are.
func TestClockAfterPlay(t *testing.T) {
	for _, c := range []struct {
		name        string
		move        uint32 // of the timestamps
		pause       bool
		ask         string
		drift, skew bool
	}{
		{"PLAY as a sign of life", 0, false, "", true, true},
		{"after PAUSE", 0, true, "", false, false},
		{"a second on", 90000, false, "Range: npt=11-", false, false},
		{"a minute on", 90000 * 60, false, "Range: npt=70-", true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			v := video(1, 10000)
			d.play(fmt.Sprintf("url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
			f := w.flow(hostS, 5000, hostC, 6000)
			f.stream(v, 500)
			if c.pause {
				d.request("PAUSE", d.url)
				d.respond(200)
				w.wait(second)
			}
			v.ts += c.move
			d.request("PLAY", d.url, c.ask)
			d.respond(200, fmt.Sprintf("RTP-Info: url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
			f.stream(v, 500)
			st := w.report().Sessions[0].Media[0].Streams[0]
			if (st.ClockDriftPPM != nil) != c.drift || (st.ClockDriftInterval != nil) != c.drift || (st.MaxSkewMS != nil) != c.skew {
				t.Errorf("drift %v, skew %v", st.ClockDriftPPM, st.MaxSkewMS)
			}
			for _, d := range st.Discontinuities {
				if d.ToTime-d.FromTime < c.move {
					t.Errorf("from timestamp %d to %d", d.FromTime, d.ToTime)
				}
			}
		})
	}
}

// A seek in a session that began before the capture is none the less what RTP-Info says, not loss.
func TestSeekMidStream(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.describe(twoMedia)
	d.setup(0, channels(0), channels(0), "A")
	v := video(1, 10000)
	d.play(fmt.Sprintf("url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
	d.stream(fromServer, 0, v, 50)
	before := len(w.packets)
	d.stream(fromServer, 0, v, 50)
	v.skip(7)
	v.ts += 90000 * 60
	d.request("PLAY", d.url, "Range: npt=70-")
	d.respond(200, fmt.Sprintf("RTP-Info: url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
	d.stream(fromServer, 0, v, 50)
	n := 0
	w.drop(func(*capture.Packet) bool { n++; return n <= before })
	s := w.report().Sessions[0]
	st := s.Media[0].Streams[0]
	if len(st.Discontinuities) != 1 || st.Discontinuities[0].Reason != "play" || st.Lost != 0 || hasFinding(s.Findings, "rtp-loss") || hasFinding(s.Findings, "timestamp-jump") {
		t.Errorf("%+v, %d lost: %v", st.Discontinuities, st.Lost, s.Findings)
	}
}
