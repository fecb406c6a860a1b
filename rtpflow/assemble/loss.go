package assemble

import (
	"cmp"
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/reassembly"
	"rtspect/rtpflow"
	"rtspect/rtpflow/associate"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
)

// pattern describes the losses of a stream, without the gaps that a PLAY explains.
func (b *streamBuilder) pattern(explained []measure.Gap) {
	s := b.src
	runs := s.Seq.Runs
	if runs == nil {
		return
	}
	lengths, longest := runs.Lengths, slices.Clone(runs.Longest[:])
	count, lost := s.Seq.LossRunCount, s.Seq.Lost
	for _, h := range explained {
		h.Runs(func(_, n int64) {
			lengths[measure.RunClass(n)]--
			count--
		})
		lost -= h.Missing
		longest = slices.DeleteFunc(longest, func(r measure.Run) bool { return r.First >= h.First && r.First < h.First+h.Count })
	}
	b.LossBursts, b.MaxBurst = max(0, count), 0
	if count <= 0 || lost <= 0 {
		return
	}
	b.MaxBurst = b.longestLoss // the longest runs may all be those that a PLAY explains
	if len(longest) > 0 && longest[0].Count > 0 {
		b.MaxBurst = longest[0].Count
	}
	p := &rtpflow.LossPattern{MeanRun: float64(lost) / float64(count)}
	for class, n := range lengths {
		if n > 0 {
			from, to := measure.RunLengths(class)
			p.Runs = append(p.Runs, rtpflow.RunLengths{Min: from, Max: to, Count: n})
		}
	}
	if len(explained) == 0 {
		if enter, leave, ok := s.Seq.Gilbert(); ok {
			p.GilbertP, p.GilbertR = &enter, &leave
		}
		p.Bursts = lossBursts(runs, s.Seq.Expected())
	}
	b.LossPattern = p
}

func lossBursts(r *measure.LossRuns, expected int64) *rtpflow.LossBursts {
	b := &rtpflow.LossBursts{Count: r.Bursts}
	if r.Bursts > 0 {
		b.MeanLength = float64(r.BurstLength) / float64(r.Bursts)
		x := float64(r.BurstLost) / float64(r.BurstLength)
		b.Density = &x
	}
	if rest := expected - r.BurstLength; rest > 0 {
		x := float64(r.GapLost) / float64(rest)
		b.GapDensity = &x
	}
	return b
}

// reordering describes how far packets were out of order.
func (b *streamBuilder) reordering() {
	r := b.src.Reordering
	if r == nil || r.Measured == 0 {
		return
	}
	b.Reordering = &rtpflow.Reordering{
		MaxDepth: r.MaxDepth, MaxExtent: r.MaxExtent, MaxLateFrame: capture.Frame(r.MaxLateFrame),
		MeanLateMS: float64(r.SumLate) / float64(r.Measured) * 1e-6, MaxLateMS: float64(r.MaxLate) * 1e-6,
	}
}

// peak fills in the second with the most bits.
func (b *streamBuilder) peak() {
	s := b.src
	if s.Peak.Bytes > 0 {
		bps := float64(s.Peak.Bytes) * 8
		b.PeakBandwidth, b.PeakTime = &bps, s.Peak.End
	}
}

// series fills in the time series, from the losses and access units that count in the end.
func (b *streamBuilder) series() {
	s := b.src
	if s.Series == nil || len(s.Series.Bins()) == 0 {
		return
	}
	bins := slices.Clone(s.Series.Bins())
	start, width := s.Series.Start(), s.Series.Width()
	for _, h := range b.sought {
		if i := (h.Time - start) / width; i >= 0 && i < int64(len(bins)) {
			bins[i].Lost -= min(bins[i].Lost, uint32(h.Missing))
		}
	}
	for i := range bins {
		if start+int64(i+1)*width <= s.Timing.SortedSince {
			bins[i].HasDelay, bins[i].MinDelay, bins[i].MaxDelay = false, 0, 0
		}
	}
	rest := int64(0) // access units that are in no bin yet: only the end of the stream completed them
	if b.Frames != nil {
		rest = b.Frames.Count
	}
	for i := range bins {
		bins[i].Frames = uint32(min(int64(bins[i].Frames), max(rest, 0)))
		rest -= int64(bins[i].Frames)
	}
	bins[len(bins)-1].Frames += uint32(max(rest, 0))
	b.Series = &rtpflow.Series{Start: start, Width: width, Bins: bins}
}

// tshark fills in the numbers by tshark's definitions.
func (b *streamBuilder) tshark() {
	w := b.src.Wireshark
	if w == nil {
		return
	}
	x := &rtpflow.Wireshark{MaxDeltaMS: w.MaxDelta}
	x.Lost, x.LostPercent = w.Lost()
	if mean, high, ok := w.Jitter(); ok {
		x.MeanJitterMS, x.MaxJitterMS = &mean, &high
	}
	b.Wireshark = x
}

// interruptions lists the long times without packets, in order.
func (b *streamBuilder) interruptions() {
	s := b.src
	for _, x := range s.Interruptions {
		if !s.Remarkable(&x) {
			continue
		}
		b.Interruptions = append(b.Interruptions, b.interruption(x))
	}
	b.InterruptionsLeftOut = s.InterruptionsLeftOut()
	slices.SortFunc(b.Interruptions, func(a, b rtpflow.Interruption) int {
		return cmp.Or(cmp.Compare(a.End, b.End), cmp.Compare(a.Frame, b.Frame))
	})
}

// interruption classifies a long time without packets.
func (b *streamBuilder) interruption(x measure.Interruption) rtpflow.Interruption {
	out := rtpflow.Interruption{Start: x.End - x.Length, End: x.End, Frame: capture.Frame(x.Frame), Lost: x.Missing, Kind: rtpflow.Delayed}
	if b.ClockRate > 0 {
		media := int64(float64(x.Step) / float64(b.ClockRate) * 1e9)
		out.Media = &media
	}
	switch {
	case b.playedWithin(out.Start, out.End):
		out.Kind = rtpflow.Paused
		return out
	case x.Missing > 0:
		out.Kind = rtpflow.Outage
	case out.Media == nil && x.Step != 0, out.Media != nil && math.Abs(float64(*out.Media-x.Length)) <= float64(x.Length)/4:
		out.Kind = rtpflow.Silence
	}
	out.Cause = heldUpBy(b.src.Flow, out.Start, out.End)
	return out
}

// playedWithin reports whether the response to a PLAY or RECORD was sent during a time without packets.
func (b *streamBuilder) playedWithin(from, to int64) bool {
	return b.session != nil && slices.ContainsFunc(b.session.in.PlayResponses, func(t int64) bool {
		return t >= from && t <= to+associate.LateTolerance
	})
}

// heldUpBy names what delayed the data of an interleaved flow in TCP between two times.
func heldUpBy(m *observe.Flow, from, to int64) string {
	if m.Conn == nil {
		return ""
	}
	for _, g := range m.Conn.Gaps {
		if g.From == m.From && g.Time >= from && g.Time <= to {
			return "not-captured"
		}
	}
	for _, t := range m.Conn.Stalls[1-m.From] {
		if t.Kind == reassembly.ZeroWindow && t.From <= to && t.To >= from {
			return "zero-window"
		}
	}
	for _, t := range m.Conn.Stalls[m.From] {
		if t.Kind != reassembly.ZeroWindow && t.From <= to && t.To >= from {
			return [...]string{reassembly.Retransmission: "retransmission", reassembly.Reordering: "reordering"}[t.Kind]
		}
	}
	return ""
}
