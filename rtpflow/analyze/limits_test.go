package analyze_test

import (
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// What exceeds a limit is counted exactly, and reported once.
func TestLimitsCountWhatTheyLeaveOut(t *testing.T) {
	attributes := func(n int) string { return strings.Repeat("a=x:1\r\n", n) }
	for _, c := range []struct {
		limit, code string
		count       int64
		talk        func(w *wire)
	}{
		{rtpflow.MessageLimit, "limit-messages", 1003, func(w *wire) { // of 3 + 21,000 requests
			d := w.watch()
			for range 21_000 {
				d.request("OPTIONS", url)
			}
		}},
		{rtpflow.MediaLimit, "limit-media", 44, func(w *wire) {
			d := w.connect(hostC)
			for i := range 300 {
				d.setup(i, udpPorts(6000+2*i), "", "A")
			}
		}},
		{rtpflow.SessionLimit, "limit-sessions", 100, func(w *wire) {
			for i := range 20_100 {
				d := w.connect(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})))
				d.request("DESCRIBE", url)
				d.respond(404)
				d.close(fromClient)
			}
		}},
		{rtpflow.SDPMediaLimit, "limit-sdp-media", 7, func(w *wire) {
			w.connect(hostC).describe("v=0\r\ns=-\r\nt=0 0\r\n" + strings.Repeat("m=video 0 RTP/AVP 96\r\n", 263))
		}},
		{rtpflow.SDPAttributeLimit, "limit-sdp-attributes", 9, func(w *wire) {
			w.connect(hostC).describe("v=0\r\ns=-\r\nt=0 0\r\n" + attributes(4105) + "m=video 0 RTP/AVP 96\r\n" + attributes(4096))
		}},
		{rtpflow.HeaderLimit, "limit-header-fields", 45, func(w *wire) {
			d := w.connect(hostC)
			d.request("OPTIONS", url, strings.Split(strings.TrimSuffix(strings.Repeat("X: 1\n", 300), "\n"), "\n")...)
		}},
		{rtpflow.SourceLimit, "limit-sources", 4 * 12, func(w *wire) {
			f := w.flow(hostS, 5000, hostC, 6000)
			for i := range 140 {
				f.stream(video(uint32(i), 0), 4)
			}
		}},
	} {
		t.Run(c.limit, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			r := w.report()
			invariants(t, r)
			limitIs(t, r, c.limit, c.code, c.count)
		})
	}
}

// limitIs checks that exactly one limit was exceeded, by a number that the finding repeats. The timeline of a session is
// the last to overflow, and does not count.
func limitIs(t *testing.T, r *rtpflow.Report, limit, code string, count int64) {
	t.Helper()
	limits := slices.DeleteFunc(slices.Clone(r.Limits), func(x rtpflow.LimitExceeded) bool {
		return x.Limit == rtpflow.TimelineLimit && limit != rtpflow.TimelineLimit
	})
	if len(limits) != 1 || limits[0].Limit != limit || limits[0].Count != count || limits[0].Max <= 0 && !withoutMaximum[limit] {
		t.Errorf("limits %+v, want %d beyond %s", r.Limits, count, limit)
	}
	found := 0
	for _, f := range r.Findings {
		if f.Code == code {
			found++
			if f.Count != count || !strings.HasPrefix(f.Summary, fmt.Sprint(count, " ")) {
				t.Errorf("%s: count %d, %q", code, f.Count, f.Summary)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d findings %s", found, code)
	}
}

// withoutMaximum are the limits that have no single number.
var withoutMaximum = map[string]bool{rtpflow.RTCPDetailLimit: true, rtpflow.CandidateLimit: true}

// A session beyond the limit is counted once, whatever it does, and its media enters no other session, though an earlier
// session had the same ports.
func TestSessionsBeyondLimitTouchNoOther(t *testing.T) {
	w := newWire(t)
	one := func(i int) {
		d := w.connect(hostC)
		d.describe(twoMedia)
		d.setup(0, udpPorts(6000), serverPorts(5000), fmt.Sprint("S", i))
		d.play("")
		w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		d.teardown()
		d.close(fromClient)
	}
	one(0)
	for i := range 19_999 {
		d := w.connect(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})))
		d.setup(0, udpPorts(6000), "", fmt.Sprint("T", i))
		d.close(fromClient)
	}
	for i := range 3 {
		one(1 + i)
	}
	r := w.report()
	limitIs(t, r, rtpflow.SessionLimit, "limit-sessions", 3)
	if st := r.Sessions[0].Media[0].Streams; len(st) != 1 || st[0].Packets != 5 || st[0].Duplicates != 0 {
		t.Errorf("first session: %+v", st)
	}
	if n := len(r.Unassociated.Streams); n != 3 {
		t.Errorf("%d streams without a session, want 3", n)
	}
}

// Descriptions do not run out: after thousands of sessions with the same one, and with different ones, the next session
// still has its own.
func TestDescriptionsOfManySessions(t *testing.T) {
	for _, different := range []bool{false, true} {
		w := newWire(t)
		for i := range 4_200 {
			sdp := twoMedia
			if different {
				sdp += fmt.Sprintf("a=x:%d\r\n", i)
			}
			d := w.connect(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})))
			d.describe(sdp)
			d.close(fromClient)
		}
		w.watch()
		w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		r := w.report()
		s := r.Sessions[len(r.Sessions)-1]
		if len(r.Limits) > 0 || s.SDPView == nil || len(s.Media) == 0 || len(s.Media[0].Formats) == 0 || len(s.Media[0].Streams) != 1 {
			t.Errorf("different %v: limits %v, last session %+v", different, r.Limits, s)
		}
	}
}

// Gaps that PLAY explains are no loss, however many gaps there are; the others are, exactly.
func TestSeeksAmongManyLosses(t *testing.T) {
	for _, c := range []struct{ losses, seeks int }{{0, 300}, {300, 1}, {1000, 1}, {5000, 300}} {
		w := newWire(t)
		d := w.connect(hostC)
		d.describe(twoMedia)
		d.setup(0, udpPorts(6000), serverPorts(5000), "A")
		v := video(1, 10000)
		d.play(fmt.Sprintf("url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
		f := w.flow(hostS, 5000, hostC, 6000)
		f.stream(v, 20)
		for range c.losses {
			v.skip(1)
			f.stream(v, 4)
		}
		for range c.seeks {
			v.skip(100)
			d.play(fmt.Sprintf("url=%s;seq=%d;rtptime=%d", d.track(0), v.seq, v.ts))
			f.stream(v, 4)
		}
		r := w.report()
		invariants(t, r)
		st := r.Sessions[0].Media[0].Streams[0]
		burst := min(int64(c.losses), 1)
		if st.Lost != int64(c.losses) || st.LossBursts != int64(c.losses) || st.MaxBurst != burst || len(r.Limits) > 0 {
			t.Errorf("%+v: %d lost in %d bursts of up to %d, limits %v", c, st.Lost, st.LossBursts, st.MaxBurst, r.Limits)
		}
		listed := int64(0)
		for _, l := range st.Losses {
			listed += l.Count
		}
		if listed+st.LossesLeftOut != st.Lost {
			t.Errorf("%+v: %d losses in the list, %d not, %d in all", c, listed, st.LossesLeftOut, st.Lost)
		}
	}
}

// Packets on agreed ports that become no stream are counted, and reported.
func TestUnmeasuredPackets(t *testing.T) {
	for _, c := range []struct {
		name, code string
		raw        bool
		noRTP      bool
	}{
		{"an SSRC for each packet", "rtp-unmeasured", false, false},
		{"data of an unknown format", "data-not-rtp", true, true},
	} {
		w := newWire(t)
		w.watch()
		f := w.flow(hostS, 5000, hostC, 6000)
		for i := range 50 {
			if c.raw {
				f.send([]byte("not RTP at all"))
			} else {
				f.stream(video(uint32(1000+i), uint16(100*i)), 1)
			}
		}
		r := w.report()
		m := r.Sessions[0].Media[0]
		n := m.Unmeasured.Count
		for _, st := range m.Streams {
			n += st.Packets
		}
		if m.Raw != nil {
			n += m.Raw.Packets
		}
		if n != 50 || !hasFinding(r.Sessions[0].Findings, c.code) || hasFinding(r.Sessions[0].Findings, "no-rtp") != c.noRTP {
			t.Errorf("%s: %d packets, findings %+v", c.name, n, r.Sessions[0].Findings)
		}
	}
}

// What follows a session beyond the limit costs little, is counted, and its connections are not in the report.
func TestSessionsBeyondLimitAreCheap(t *testing.T) {
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	a := analyze.NewAnalyzer(analyze.Options{})
	feed := func(from, to int) {
		for i := from; i < to; i++ {
			w := newWire(t)
			d := w.connect(capture.AddrFrom(netip.AddrFrom4([4]byte{10, byte(9 + i>>16), byte(i >> 8), byte(i)})))
			d.setup(0, udpPorts(6000), serverPorts(5000), fmt.Sprint("S", i))
			d.play("")
			for j := range w.packets {
				w.packets[j].Time += int64(i) * second
				a.Packet(&w.packets[j])
			}
		}
	}
	const before, n = 26_000, 10_000
	feed(0, before)
	used := heap()
	feed(before, before+n)
	if used = heap() - used; used > n*1000 {
		t.Errorf("%d bytes a session", used/n)
	}
	r := a.Finish(nil)
	if len(r.Sessions) != 20_000 || len(r.Limits) != 1 || r.Limits[0].Count != before+n-20_000 || len(r.Connections) > 24_096 {
		t.Errorf("%d sessions, %d connections, %+v", len(r.Sessions), len(r.Connections), r.Limits)
	}
}

// Bodies that never end cost what arrived of them, and equal ones are read once.
func TestUnfinishedBodiesAreCheap(t *testing.T) {
	const n, lines = 150, 10_000
	w := newWire(t)
	for i := range n {
		d := w.connect(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})))
		d.say(fromClient, "ANNOUNCE "+url+" RTSP/1.0\r\nCSeq: 1\r\nContent-Type: application/sdp\r\nContent-Length: 600000\r\n\r\n"+strings.Repeat("a=x\r\n", lines))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r := w.report()
	runtime.GC()
	runtime.ReadMemStats(&after)
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > n*20_000 || len(r.Sessions) != n {
		t.Errorf("%d bytes a session, %d sessions", used/n, len(r.Sessions))
	}
	runtime.KeepAlive(w)
}
