package assemble

import (
	"cmp"
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/clock"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
)

// clockSource returns the best pairs of NTP and RTP time, with their origin and kind: those of single packets before those
// of sender reports, except for abs-capture-time, which a mixer may have forwarded; but a clock that is set to the time of
// day before one that is not.
func (b *streamBuilder) clockSource() (pairs []rtpflow.SenderReport, from string, kind clock.Kind) {
	type source struct {
		pairs []rtpflow.SenderReport
		from  string
	}
	var list []source
	if x := b.times; x != nil && x.From != "" {
		list = append(list, source{x.Pairs.List, x.From})
	}
	if b.RTCP != nil && len(b.RTCP.Reports) > 0 {
		reports := slices.Clone(b.RTCP.Reports)
		slices.SortStableFunc(reports, func(p, q rtpflow.SenderReport) int { return cmp.Compare(p.Time, q.Time) })
		reports = slices.CompactFunc(reports, func(p, q rtpflow.SenderReport) bool { return p.NTP == q.NTP && p.RTPTime == q.RTPTime })
		list = append(list, source{reports, "sr"})
	}
	if len(list) == 2 && list[0].from == observe.FromCapture {
		slices.Reverse(list)
	}
	for _, x := range list {
		if k := kindOf(x.pairs, x.from); pairs == nil || k.Absolute() && !kind.Absolute() {
			pairs, from, kind = x.pairs, x.from, k
		}
	}
	return pairs, from, kind
}

// readClock fills in the stream's WallClock. If the clock of the capture is not steady, it is not known whose clock is off.
func (b *streamBuilder) readClock(steady bool) {
	pairs, from, kind := b.clockSource()
	if len(pairs) == 0 {
		if b.RTCP != nil && b.RTCP.SR > 0 {
			b.WallClock = &rtpflow.WallClock{From: "sr", Kind: string(clock.NoClock), Reports: int(b.RTCP.SR)}
		}
		return
	}
	if b.transit == nil || b.transit.Len() == 0 {
		return
	}
	w := &rtpflow.ClockMap{Kind: kind, Transit: b.transit, Sections: map[int][]clock.Line{}}
	sections := place(w, pairs, from)
	out := &rtpflow.WallClock{From: from, Kind: string(kind), Reports: len(pairs), Wrong: len(pairs)}
	b.WallClock = out
	var lines []clock.Line
	for _, n := range sortedKeys(sections) {
		l, wrong := clock.Fit(sections[n], b.transit.Rate)
		out.Wrong -= len(sections[n]) - wrong
		if len(l) > 0 {
			w.Sections[n] = l
			lines = append(lines, l...)
			for _, x := range clock.Steps(l) {
				out.Steps = append(out.Steps, rtpflow.ClockStep{Time: x.Arrival, Frame: capture.Frame(x.Frame), MS: float64(x.By) * 1e-6})
			}
		}
	}
	out.WrongFrames = unused(pairs, lines)
	if len(lines) > 0 {
		b.ClockMap = w
		b.describeClock(lines, steady)
		return
	}
	out.Kind = rtpflow.ContradictoryClock
	for _, n := range sortedKeys(sections) {
		if hz, span, ok := clock.OtherRate(sections[n]); ok {
			out.Rate = &rtpflow.SenderRate{Hz: hz, PPM: (hz/b.transit.Rate - 1) * 1e6, Span: span}
		}
	}
}

// unused lists the frames of the pairs that are on no line.
func unused(pairs []rtpflow.SenderReport, lines []clock.Line) (frames []capture.Frame) {
	used := map[capture.Frame]bool{}
	for _, l := range lines {
		for _, p := range l.Pairs {
			used[capture.Frame(p.Frame)] = true
		}
	}
	for _, p := range pairs {
		if !used[p.Frame] {
			frames = append(frames, p.Frame)
		}
	}
	return frames
}

// kindOf is the kind of clock that most of the pairs come from, the first of them in a tie.
func kindOf(pairs []rtpflow.SenderReport, from string) clock.Kind {
	of := clock.KindOf
	if from == observe.FromReplay {
		of = clock.RecordedKindOf
	}
	count := map[clock.Kind]int{}
	best := clock.Kind("")
	for _, p := range pairs {
		k := of(p.NTP, p.Time)
		if count[k]++; count[k] > count[best] {
			best = k
		}
	}
	return best
}

// place sorts pairs into the sections of the packets, and leaves out reports whose timestamp is far from those of the
// packets. In extensions it is the packet's own.
func place(w *rtpflow.ClockMap, pairs []rtpflow.SenderReport, from string) map[int][]clock.Pair {
	sections := map[int][]clock.Pair{}
	for _, p := range pairs {
		ext, n, ok := w.Transit.Extend(p.Time, p.RTPTime)
		if !ok || from == "sr" && math.Abs(w.Transit.Lead(p.Time, ext)) > clock.Reach {
			continue
		}
		sections[n] = append(sections[n], clock.Pair{Arrival: p.Time, Wall: w.Kind.Time(p.NTP, p.Time), Ext: ext, Frame: int64(p.Frame)})
	}
	return sections
}

// describeClock fills in what the lines through the pairs show.
func (b *streamBuilder) describeClock(lines []clock.Line, steady bool) {
	out := b.WallClock
	if r, ok := clock.MeasureRate(lines, b.transit.Rate); ok {
		out.Rate = &rtpflow.SenderRate{Hz: r.Hz, PPM: r.PPM, Span: r.Span}
		if !math.IsNaN(r.Error) {
			out.Rate.ErrorPPM = &r.Error
		}
	}
	if out.From == "sr" && b.ClockMap.Kind.Absolute() {
		least, most := math.Inf(1), math.Inf(-1)
		for _, l := range lines {
			for _, p := range l.Pairs {
				ms := float64(p.Arrival-p.Wall) * 1e-6
				least, most = min(least, ms), max(most, ms)
			}
		}
		out.OffsetMS = &least
		if steady {
			out.MaxOffsetMS = &most
		}
	}
	if b.ClockMap.Kind.Absolute() {
		out.FirstCapture = captureTime(b.Stream, b.transit.Origin, b.transit.First)
		out.LastCapture = captureTime(b.Stream, b.End, b.LastRTPTime)
	}
	if out.From == observe.FromReplay {
		return
	}
	if t, _ := transitTimes(b.ClockMap, 0); t.N > 0 && b.paced && b.ClockMap.Kind.Absolute() {
		out.Delay = &rtpflow.TransitTimes{Min: t.Least * 1e3, Mean: t.Mean() * 1e3, Max: t.Most * 1e3}
	}
}

// captureTime is the time of day of the sender at a timestamp, nil if not known.
func captureTime(st *rtpflow.Stream, arrival int64, ts uint32) *int64 {
	if ns, ok := st.ClockMap.CaptureTime(arrival, ts); ok {
		return &ns
	}
	return nil
}

// base is the start of the sender's clock. Two streams are compared from the same base, so that large numbers do not lose
// precision.
func base(w *rtpflow.ClockMap) int64 {
	for _, n := range sortedKeys(w.Sections) {
		return w.Sections[n][0].Base - w.Transit.Origin
	}
	return 0
}

// transitTimes returns the transit times (arrival − sender's clock, in seconds, plus base nanoseconds) of all packets whose
// section has a line, together and by segment.
func transitTimes(m *rtpflow.ClockMap, base int64) (all measure.TransitStats, segments []measure.TransitStats) {
	c := m.Transit
	for i := range c.Len() {
		b := c.Segment(i)
		l := m.Line(b.Section, b.Ext)
		if l == nil {
			continue
		}
		wall := float64(l.Base-c.Origin-base)*1e-9 + l.Wall*1e-9
		t := b.Of(&measure.ClockLine{Ext: l.Ext, Wall: wall, PerTick: l.PerTick * 1e-9})
		all.Add(t)
		segments = append(segments, t)
	}
	return all, segments
}

func sortedKeys[V any](m map[int]V) []int {
	var list []int
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

const (
	maxOscillator = 1e-3 // the largest deviation of the rate of a clock that an oscillator has
	minGrowthSpan = 10.0 // seconds
)

// growingDelay fills in by how much the delay grows, where the drift is beyond that of an oscillator and packets arrive
// ever later than their timestamps say.
func (b *streamBuilder) growingDelay() {
	ppm, interval := b.ClockDriftPPM, b.ClockDriftInterval
	if ppm == nil || interval == nil || -*ppm-*interval < maxOscillator*1e6 {
		return
	}
	span := float64(b.End-max(b.Start, b.src.Timing.DriftSince)) * 1e-9
	if span < minGrowthSpan {
		return
	}
	g := &rtpflow.DelayGrowth{Seconds: -*ppm * 1e-6 * span, From: "arrival"}
	if w := b.WallClock; w != nil && w.From == "sr" && w.Rate != nil {
		if math.Abs(w.Rate.PPM) > maxOscillator*1e6 {
			return // by the sender's own clock, its timestamps are wrong
		}
		if b.ClockMap != nil && w.Delay != nil {
			g.From = "sr"
		}
	}
	b.DelayGrowth = g
}
