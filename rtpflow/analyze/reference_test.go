package analyze_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/replay"
)

// arrival is what the slow calculation needs of a packet that is no duplicate.
type arrival struct {
	time int64
	ts   uint32
	seq  uint16
	size int

	frame capture.Frame
}

// slow is jitter, delta and drift by the book, all packets at hand.
type slow struct {
	jitter          rtpflow.Jitter
	jitters         int
	delta           rtpflow.Delta
	deltas          int
	drift, interval float64
	hasDrift        bool
	jumps           int
}

// slowly measures a stream at a clock rate.
func slowly(list []arrival, rate float64) (x slow) {
	// The timestamps without their wraps, and where they jump against the arrivals.
	extended := make([]float64, len(list))
	from := 0
	var j, sum float64
	for i := 1; i < len(list); i++ {
		step := int32(list[i].ts - list[i-1].ts)
		extended[i] = extended[i-1] + float64(step)
		apart := float64(list[i].time-list[i-1].time) * 1e-9
		if apart >= 0 {
			x.delta.Mean += apart * 1e3
			x.delta.Max = max(x.delta.Max, apart*1e3)
			x.deltas++
		}
		if apart < -0.01 && list[i].frame > list[i-1].frame { // the capture's clock was set back
			from = i
			continue
		}
		d := math.Abs(apart - float64(step)/rate)
		if d > measure.MaxTimestampJump {
			from = i
			x.jumps++
			continue
		}
		j += (d - j) / 16
		sum += j
		x.jitter.Max = max(x.jitter.Max, j*1e3)
		x.jitters++
	}
	x.jitter.Last = j * 1e3
	x.jitter.Mean = sum * 1e3 / float64(max(x.jitters, 1))
	x.delta.Mean /= float64(max(x.deltas, 1))
	x.drift, x.interval, x.hasDrift = drift(list[from:], extended[from:], rate)
	return x
}

// drift lays the line of transit time over timestamp through the packets whose timestamp is above all
// before (least squares). If the timestamps step back, it is the first packets of all pictures from the
// first one on that leads after that, but for the last seven, with their timestamps in rising order,
// as far as eight at a time can tell.
func drift(list []arrival, extended []float64, rate float64) (ppm, interval float64, ok bool) {
	var at, ts []float64
	top, highest := math.Inf(-1), list[0].seq
	back, sorted := false, false
	last := list[0].ts
	for i, a := range list {
		late := int16(a.seq-highest) < 0
		if !late {
			highest = a.seq
		}
		leads := extended[i] > top
		if back && leads && !sorted && !late {
			sorted, at, ts = true, nil, nil
		}
		if sorted && !late && (a.ts != last || len(at) == 0) || !back && leads {
			at, ts = append(at, float64(a.time-list[0].time)*1e-9), append(ts, extended[i])
			last = a.ts
		}
		back = back || i > 0 && extended[i] < extended[i-1] && !late
		top = max(top, extended[i])
	}
	if sorted {
		var rising, waiting []float64
		for _, x := range ts {
			if waiting = append(waiting, x); len(waiting) == 8 {
				slices.Sort(waiting)
				rising, waiting = append(rising, waiting[0]), waiting[1:]
			}
		}
		at, ts = at[:len(rising)], rising
	}
	var xs, ys []float64
	for i := range at {
		xs, ys = append(xs, ts[i]/rate), append(ys, at[i]-ts[i]/rate)
	}
	n := float64(len(xs))
	if len(xs) < 3 || xs[len(xs)-1]-xs[0] < measure.MinDriftSpan {
		return 0, 0, false
	}
	var mx, my, up, down, rest float64
	for i := range xs {
		mx, my = mx+xs[i]/n, my+ys[i]/n
	}
	for i := range xs {
		up += (xs[i] - mx) * (ys[i] - my)
		down += (xs[i] - mx) * (xs[i] - mx)
	}
	slope := up / down
	for i := range xs {
		e := ys[i] - my - slope*(xs[i]-mx)
		rest += e * e
	}
	err := math.Sqrt(rest / (n - 2) / down)
	return (1/(1+slope) - 1) * 1e6, 1.959963984540054 * err / (1 + slope) / (1 + slope) * 1e6, true
}

// Jitter, delta and drift of every stream in real captures are those of a slow, obvious calculation
// over its packets.
func TestMeasuresOfRealCaptures(t *testing.T) {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES names no directory")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "made", "*.pcap*"))
	captures, streams, patterns := 0, 0, 0
	for _, file := range files {
		r := analyzeFile(t, file)
		packets := arrivals(t, file, r)
		if len(packets) > 0 {
			captures++
		}
		for st, list := range packets {
			streams++
			if st.ClockRate > 0 {
				want := slowly(list, float64(st.ClockRate))
				want.hasDrift = want.hasDrift && !resumed(r, st)
				compareSlowly(t, filepath.Base(file), st, want)
			}
			if comparePattern(t, filepath.Base(file), st, list) {
				patterns++
			}
			compareSeries(t, filepath.Base(file), st, list)
		}
	}
	if captures < 10 || streams < 20 || patterns < 10 {
		t.Errorf("%d captures with %d streams in %s, %d with loss or reordering", captures, streams, dir, patterns)
	}
	t.Logf("%d streams of %d captures, %d with loss or reordering", streams, captures, patterns)
}

// No report of a real capture contradicts itself, nor do two reports of it differ.
func TestReportsOfRealCaptures(t *testing.T) {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES names no directory")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.pcap*"))
	read := 0
	for _, file := range files {
		c, err := capture.Open(file)
		if err != nil {
			continue // not a capture, or of a link type that is not supported
		}
		r, err := analyze.Analyze(c, analyze.Options{Series: true})
		c.Close()
		if err != nil {
			continue
		}
		read++
		invariants(t, r)
		if t.Failed() {
			t.Fatal(file)
		}
		// Not always: see FuzzAnalyzer.
		if text(t, r) != text(t, analyzeFile(t, file)) {
			t.Errorf("%s: two reports differ", file)
		}
	}
	if read < 10 {
		t.Errorf("%d captures in %s", read, dir)
	}
}

// arrivals collects the packets of each stream in a second pass and checks their number.
func arrivals(t *testing.T, file string, r *rtpflow.Report) map[*rtpflow.Stream][]arrival {
	c, err := capture.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	packets := map[*rtpflow.Stream][]arrival{}
	count := map[*rtpflow.Stream]int64{}
	err = replay.Replay(c, r, replay.Listener{RTP: func(st *rtpflow.Stream, p *replay.RTPPacket) bool {
		count[st]++
		if !p.Duplicate {
			packets[st] = append(packets[st], arrival{p.Time, p.Timestamp, p.Seq, p.PayloadLen, p.Frame})
		}
		return true
	}})
	if err != nil {
		t.Fatal(err)
	}
	for st, n := range count {
		if n != st.Packets || int64(len(packets[st])) != st.Packets-st.Duplicates {
			t.Errorf("%s: stream %08x: %d packets replayed, %d of them new; reported %d − %d", filepath.Base(file), st.SSRC, n, len(packets[st]), st.Packets, st.Duplicates)
		}
	}
	return packets
}

// resumed reports whether a PLAY after a PAUSE was accepted while a stream went on: no drift
// can be told of it.
func resumed(r *rtpflow.Report, st *rtpflow.Stream) bool {
	for _, s := range r.Sessions {
		if !slices.ContainsFunc(s.Media, func(m *rtpflow.Media) bool { return slices.Contains(m.Streams, st) }) {
			continue
		}
		paused := false
		for _, e := range s.Exchanges {
			switch {
			case e.Status()/100 != 2:
			case e.Method == "PAUSE":
				paused = true
			case e.Method == "PLAY" && paused && e.ResponseTime > st.Start && e.ResponseTime < st.End:
				return true
			}
		}
	}
	return false
}

func compareSlowly(t *testing.T, file string, st *rtpflow.Stream, want slow) {
	t.Helper()
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-6*max(math.Abs(got), math.Abs(want))+1e-9 {
			t.Errorf("%s: stream %08x: %s %v, slowly %v", file, st.SSRC, what, got, want)
		}
	}
	if st.Jitter != nil {
		near("mean jitter", st.Jitter.Mean, want.jitter.Mean)
		near("highest jitter", st.Jitter.Max, want.jitter.Max)
		near("last jitter", st.Jitter.Last, want.jitter.Last)
	}
	if st.Delta != nil {
		near("mean delta", st.Delta.Mean, want.delta.Mean)
		near("longest delta", st.Delta.Max, want.delta.Max)
	}
	if (st.Jitter != nil) != (want.jitters > 0) || (st.Delta != nil) != (want.deltas > 0) || (st.ClockDriftPPM != nil) != want.hasDrift {
		t.Errorf("%s: stream %08x: %+v %+v %v, slowly %+v", file, st.SSRC, st.Jitter, st.Delta, st.ClockDriftPPM, want)
	}
	if st.ClockDriftPPM != nil && want.hasDrift {
		// The slope to 1e-6 would be a whole ppm: of the drift itself, then.
		for what, x := range map[string][2]float64{"drift": {*st.ClockDriftPPM, want.drift}, "its interval": {*st.ClockDriftInterval, want.interval}} {
			if math.Abs(x[0]-x[1]) > 1e-6*math.Abs(x[1])+1e-5 {
				t.Errorf("%s: stream %08x: %s %v, slowly %v", file, st.SSRC, what, x[0], x[1])
			}
		}
	}
}
