package mux

import (
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"rtspect/export/media/container"
	"rtspect/export/media/store"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// second is a second in nanoseconds; epoch some time of a capture.
const (
	second = 1_000_000_000
	epoch  = 1_700_000_000 * second
)

// ntp is the NTP timestamp of nanoseconds since 1970.
func ntp(ns int64) uint64 {
	return uint64(ns/second+2208988800)<<32 | uint64(float64(ns%second)/second*(1<<32))
}

// testSegment is a segment of a track of 90 kHz that begins at a stamp and lasts some seconds, with these
// sender reports.
func testSegment(stamp uint32, seconds int64, reports ...rtpflow.SenderReport) *segment {
	s := &Source{Format: &sdpview.Format{ClockRate: 90000}, Stream: &rtpflow.Stream{SSRC: 1, RTCP: &rtpflow.SourceRTCP{Reports: reports}}}
	m := &track{rate: 90000}
	p := &Part{track: m, source: s}
	g := &segment{part: p, stamp: stamp, ticks: 1000, arrival: epoch, last: epoch + seconds*second, kept: true}
	m.parts, m.segments = []*Part{p}, []*segment{g}
	g.alignment.earliest = g.ticks
	return g
}

// report says what the sender's clock, ahead of the capture's by lead, shows at seconds after the beginning of
// a segment, where the RTP clock runs ppm too fast.
func report(stamp uint32, seconds float64, lead int64, ppm float64) rtpflow.SenderReport {
	at := int64(seconds * second)
	return rtpflow.SenderReport{Time: epoch + at + 20e6, NTP: ntp(epoch + at + lead), RTPTime: stamp + uint32(int64(math.Round(seconds*90000*(1+ppm*1e-6))))}
}

func TestAnchorBySenderReports(t *testing.T) {
	stamp := uint32(0xffffff00) // the timestamps wrap at once
	const lead = 5 * 3600 * second
	cases := map[string][]rtpflow.SenderReport{
		"one":        {report(stamp, 2, lead, 0)},
		"before":     {report(stamp, -1, lead, 0)},
		"many":       {report(stamp, 1, lead, 0), report(stamp, 6, lead, 0), report(stamp, 11, lead, 0)},
		"an odd one": {{Time: epoch + second, NTP: 0, RTPTime: stamp + 90000}, report(stamp, 6, lead, 0), report(stamp, 11, lead, 0)},
		"of another": {{Time: epoch + 2*second, NTP: ntp(epoch), RTPTime: stamp + 1<<31}, report(stamp, 6, lead, 0)},
	}
	for name, reports := range cases {
		g := testSegment(stamp, 20, reports...)
		g.anchorBySender()
		if g.alignment.bySender == nil {
			t.Errorf("%s: not tied", name)
			continue
		}
		if off := *g.alignment.bySender - float64(epoch+lead); math.Abs(off) > 20e3 {
			t.Errorf("%s: off by %f ms", name, off/1e6)
		}
		if g.alignment.points != nil {
			t.Errorf("%s: it follows %v", name, g.alignment.points)
		}
		if d := g.at(g.ticks+3600) - g.at(g.ticks); d != 3600 {
			t.Errorf("%s: a picture of 3600 ticks lasts %d", name, d)
		}
	}
	g := testSegment(stamp, 20)
	if g.anchorBySender(); g.alignment.bySender != nil {
		t.Error("tied without a report")
	}
	g = testSegment(stamp, 20, report(stamp, 1, 0, 1e6), report(stamp, 4, 0, 1e6), report(stamp, 8, 0, 1e6), report(stamp, 10, 0, 1e6))
	if g.anchorBySender(); g.alignment.bySender != nil { // sent at twice the speed
		t.Error("tied by reports that contradict one another")
	}
}

// TestFollowsDrift has an RTP clock that runs 100 ppm too fast for an hour: at its end it is 360 ms ahead, and
// the file must not be.
func TestFollowsDrift(t *testing.T) {
	const ppm = 100
	var reports []rtpflow.SenderReport
	for s := 5.0; s < 3600; s += 5 {
		reports = append(reports, report(77, s, 0, ppm))
	}
	g := testSegment(77, 3600, reports...)
	g.anchorBySender()
	g.alignment.base = int64(math.Round((*g.alignment.bySender - epoch) / second * 90000))
	last := int64(math.MinInt64)
	for s := 0.0; s <= 3600; s += 0.5 {
		at := g.at(g.ticks + int64(s*90000*(1+ppm*1e-6)))
		if at <= last {
			t.Fatalf("at %f s the time does not grow", s)
		}
		last = at
		// Before the first report and after the last one nothing tells the drift.
		if off := float64(at)/90000 - s; math.Abs(off) > 0.0006 {
			t.Fatalf("at %f s it is off by %f ms", s, 1000*off)
		}
	}
}

// TestAnchor ties tracks by the best of what each has.
func TestAnchor(t *testing.T) {
	f := &File{env: &Env{}}
	add := func(arrival int64, anchored *float64, byArrival float64) *segment {
		g := testSegment(1, 10)
		g.arrival, g.last = arrival, arrival+10*second
		g.alignment.byArrival = byArrival
		if anchored != nil {
			at := int64(*anchored)
			g.part.source.Stream.RTCP.Reports = []rtpflow.SenderReport{{Time: arrival + second, NTP: ntp(at), RTPTime: 1}}
		}
		f.tracks = append(f.tracks, g.part.track)
		return g
	}
	wall := float64(epoch + 100*second)
	far := float64(epoch + 5000*second)
	picture := add(epoch, &wall, epoch)
	sound := add(epoch+second/10, nil, epoch+second/10)
	other := add(epoch, &far, epoch) // whose clock is another
	f.anchor([]*segment{picture, other, sound})
	for name, x := range map[string]struct {
		g    *segment
		want float64
		tied string
	}{"picture": {picture, wall, bySenderReports}, "sound": {sound, wall + second/10, byArrival}, "other": {other, wall, byArrival}} {
		if math.Abs(x.g.alignment.anchor-x.want) > 1000 || x.g.alignment.by != x.tied {
			t.Errorf("%s: off by %f s, tied by %s", name, (x.g.alignment.anchor-x.want)/second, x.g.alignment.by)
		}
	}
	if len(f.notes) != 1 {
		t.Errorf("notes: %q", f.notes)
	}
}

// TestSeparate has two tracks that begin anew before their ends: both move by as much. A track that alone begins
// anew does not move, or it would leave the others.
func TestSeparate(t *testing.T) {
	newSegment := func(m *track, arrival, anchor, length float64) *segment {
		g := &segment{part: &Part{track: m}, arrival: int64(arrival), last: int64(arrival + length), kept: true, number: uint32(len(m.segments))}
		g.alignment.anchor, g.alignment.end = anchor, int64(length/second*90000)
		if n := len(m.segments); n > 0 {
			g.previous = m.segments[n-1]
		}
		m.segments = append(m.segments, g)
		return g
	}
	a, b := &track{rate: 90000}, &track{rate: 90000}
	f := &File{tracks: []*track{a, b}}
	a1, b1 := newSegment(a, 0, 0, 10*second), newSegment(b, 0, 0, 10.5*second)
	a2, b2 := newSegment(a, 10.6*second, 9*second, 5*second), newSegment(b, 10.7*second, 9.2*second, 5*second)
	f.separate([]*segment{a1, b1, a2, b2})
	if a2.alignment.anchor != 10.3*second || b2.alignment.anchor != 10.5*second {
		t.Errorf("moved to %f and %f s", a2.alignment.anchor/second, b2.alignment.anchor/second)
	}
	a, b = &track{rate: 90000}, &track{rate: 90000}
	f = &File{tracks: []*track{a, b}}
	a1, b1 = newSegment(a, 0, 0, 10*second), newSegment(b, 0, 0, 20*second)
	a2 = newSegment(a, 10*second, 9*second, 5*second)
	f.separate([]*segment{a1, b1, a2})
	if a2.alignment.anchor != 9*second {
		t.Errorf("alone moved to %f s", a2.alignment.anchor/second)
	}
	a, b = &track{rate: 90000}, &track{rate: 90000}
	f = &File{tracks: []*track{a, b}}
	a1, b1 = newSegment(a, 0, 0, 10*second), newSegment(b, 0, 0, 2*second) // the other has ended long ago
	a2 = newSegment(a, 10*second, 9*second, 5*second)
	f.separate([]*segment{a1, b1, a2})
	if a2.alignment.anchor != 10*second {
		t.Errorf("the last that goes on moved to %f s", a2.alignment.anchor/second)
	}
}

// settled writes records of a track and gives the samples that become of them.
func settled(t *testing.T, video bool, records []record) (list []container.Sample, m *track) {
	t.Helper()
	st, err := store.New(t.TempDir(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Discard()
	f := &File{env: &Env{Format: "mp4", Store: st}}
	m = &track{file: f, rate: 90000, video: video, predicted: video, records: st.Create()}
	f.tracks = []*track{m}
	g := &segment{part: &Part{track: m, source: &Source{Stream: &rtpflow.Stream{}}}, ticks: records[0].ticks}
	m.segments = []*segment{g}
	for _, r := range records {
		if r.key {
			m.keys++
		}
		m.records.Write(r.append(nil))
	}
	m.records.Flush()
	if err := m.survey(); err != nil {
		t.Fatal(err)
	}
	f.align()
	if err := m.settle(); err != nil {
		t.Fatal(err)
	}
	in, err := m.timing.final.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	for ; len(b) > 0; b = b[finalSize:] {
		var s container.Sample
		readSample(&s, b)
		list = append(list, s)
	}
	return list, m
}

// TestDecodingTimes shuffles pictures as far as codecs may.
func TestDecodingTimes(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		n := 1 + r.IntN(200)
		shown := make([]int64, n)
		at := int64(0)
		for i := range shown {
			shown[i] = at
			at += 1 + r.Int64N(9000)
		}
		depth := 1 + r.IntN(reorderWindow-1)
		for i := 0; i < n; i += depth { // reordered in groups
			end := min(i+depth, n)
			r.Shuffle(end-i, func(a, b int) { shown[i+a], shown[i+b] = shown[i+b], shown[i+a] })
		}
		var records []record
		for i, s := range shown {
			records = append(records, record{ticks: s, arrival: epoch + s, size: 1, key: i == 0})
		}
		list, m := settled(t, true, records)
		if len(list) != n || m.timing.retimed > 0 {
			t.Fatalf("seed %d: %d samples of %d, %d retimed", seed, len(list), n, m.timing.retimed)
		}
		first := slices.Min(shown)
		tight := false
		for i, s := range list {
			if s.PTS < s.DTS || s.DTS < 0 || i > 0 && (s.DTS <= list[i-1].DTS || list[i-1].Duration != s.DTS-list[i-1].DTS) {
				t.Fatalf("seed %d, sample %d: %+v after %+v", seed, i, s, list[max(0, i-1)])
			}
			if s.PTS-m.timing.origin != shown[i]-first {
				t.Fatalf("seed %d, sample %d is shown at %d, want %d", seed, i, s.PTS-m.timing.origin, shown[i]-first)
			}
			tight = tight || s.PTS == s.DTS
		}
		if !tight {
			t.Errorf("seed %d: everything is decoded too early", seed)
		}
	}
}

// TestSoundInOrder has frames of sound that step back and repeat.
func TestSoundInOrder(t *testing.T) {
	var records []record
	for _, at := range []int64{0, 1800, 1800, 900, 5400, 7200} {
		records = append(records, record{ticks: at, size: 1, duration: 1800, key: true})
	}
	list, m := settled(t, false, records)
	var got []int64
	for _, s := range list {
		got = append(got, s.PTS)
	}
	if want := []int64{0, 1800, 1890, 1980, 5400, 7200}; !slices.Equal(got, want) || m.timing.retimed != 2 {
		t.Errorf("%d, %d retimed", got, m.timing.retimed)
	}
}

// TestBeginsAtKeyframe leaves out what comes before, unless no keyframe comes at all.
func TestBeginsAtKeyframe(t *testing.T) {
	records := []record{{ticks: 0, size: 10}, {ticks: 3600, size: 20}, {ticks: 7200, size: 30, key: true}, {ticks: 10800, size: 40}}
	list, m := settled(t, true, records)
	if len(list) != 2 || !list[0].Key || list[0].PTS != 0 || m.timing.skipped != 2 || m.timing.skippedBytes != 30 {
		t.Errorf("%+v; %d skipped", list, m.timing.skipped)
	}
	records[2].key = false
	if list, _ = settled(t, true, records); len(list) != 4 {
		t.Errorf("%d samples without a keyframe", len(list))
	}
}

// After PAUSE and PLAY a track whose timestamps went on as time did keeps its place, whatever RTP-Info says; one whose
// timestamps restart does not.
func TestAnchorByContinuity(t *testing.T) {
	for _, c := range []struct {
		name  string
		stamp uint32 // of the first sample after the pause, 11 s after the first one of all
		want  float64
		by    string
	}{
		{"goes on", 11*90000 + 3000, 11*second + second/30, byArrival},
		{"restarts", 5_000_000, 20 * second, byArrival},
	} {
		p := testSegment(0, 10)
		p.lastTicks = p.ticks + 10*90000
		p.alignment.anchor, p.alignment.by = epoch+second, byArrival
		g := &segment{part: p.part, stamp: c.stamp, ticks: p.ticks + 11*90000, arrival: epoch + 11*second, last: epoch + 12*second, previous: p, kept: true}
		g.alignment.byArrival = epoch + 21*second
		f := &File{}
		f.anchorOthers([]*segment{g}, 0, map[int64]float64{})
		if off := g.alignment.anchor - (epoch + second + c.want); math.Abs(off) > 1000 || g.alignment.by != c.by {
			t.Errorf("%s: off by %f s, tied by %s", c.name, off/second, g.alignment.by)
		}
	}
}

// What the manifest says of a track of which RTP-Info or sender reports contradict the arrival of its packets.
func TestDoubts(t *testing.T) {
	g := testSegment(1, 10)
	g.alignment.by = byRTPInfo
	f := &File{}
	f.doubts(g, byArrival, 100e6)
	f.doubts(g, byArrival, -431e6)
	if len(f.notes) != 1 || f.notes[0] != "0x00000001 is placed by rtp-info, 431 ms earlier than by arrival: its A/V sync is in doubt" {
		t.Errorf("%q", f.notes)
	}
}
