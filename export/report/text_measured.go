package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rtspect/rtpflow"
)

// measured tells, below the table of a session's streams, how loss lay, what stood still, and what tshark
// says where that was asked for.
func (t *textReport) measured(s *rtpflow.Session) {
	var loss, still, tshark []string
	for _, m := range s.Media {
		for _, st := range m.Streams {
			whose := aboutStream(m, st)
			for list, text := range map[*[]string]string{&loss: lossPatternText(st), &still: t.stillText(st), &tshark: wiresharkText(st)} {
				if text != "" {
					*list = append(*list, whose+text)
				}
			}
		}
	}
	t.some("loss", loss)
	t.some("stood still", still)
	t.some("tshark", tshark)
}

// aboutStream begins a line about a stream of a media.
func aboutStream(m *rtpflow.Media, st *rtpflow.Stream) string {
	if len(m.Streams) > 1 {
		return fmt.Sprintf("media %d, %s: ", m.Index, ssrcText(st.SSRC))
	}
	return fmt.Sprintf("media %d: ", m.Index)
}

// some writes lines beside one label, the first few of them.
func (t *textReport) some(label string, lines []string) {
	const most = 8
	for i, line := range lines {
		if i == most && !t.all {
			t.labelled("", grouped(int64(len(lines)-most))+" more; --all tells them.")
			return
		}
		t.labelled(label, line)
		label = ""
	}
}

// lossPatternText says how loss lay, where not only single packets are lost nor all at once.
func lossPatternText(s *rtpflow.Stream) string {
	p := s.LossPattern
	if p == nil || s.MaxBurst < 2 || len(p.Runs) == 1 && p.Runs[0].Count == 1 {
		return ""
	}
	var runs []string
	for _, r := range p.Runs {
		length := fmt.Sprint(r.Min)
		switch {
		case r.Max == 0:
			length = fmt.Sprintf("%d and more", r.Min)
		case r.Max > r.Min:
			length = fmt.Sprintf("%d–%d", r.Min, r.Max)
		}
		runs = append(runs, fmt.Sprintf("%s of %s", counted(r.Count, "run"), length))
	}
	text := strings.Join(runs, ", ")
	if p.GilbertP != nil && p.GilbertR != nil {
		text += fmt.Sprintf("; Gilbert p %.2g %%, r %.2g %%", 100**p.GilbertP, 100**p.GilbertR)
	}
	return text
}

// stillText names the longest times without packets, but for pauses.
func (t *textReport) stillText(s *rtpflow.Stream) string {
	const most = 3
	list := slices.DeleteFunc(slices.Clone(s.Interruptions), func(x rtpflow.Interruption) bool { return x.Kind == rtpflow.Paused })
	slices.SortStableFunc(list, func(a, b rtpflow.Interruption) int { return cmp.Compare(b.End-b.Start, a.End-a.Start) })
	var parts []string
	for _, x := range list[:min(len(list), most)] {
		what := map[rtpflow.InterruptionKind]string{rtpflow.Silence: "nothing sent", rtpflow.HeldUp: "held up", rtpflow.Outage: fmt.Sprintf("%s lost", grouped(x.Lost))}[x.Kind]
		if x.Cause != "" {
			what += ", TCP: " + strings.ReplaceAll(x.Cause, "-", " ")
		}
		parts = append(parts, fmt.Sprintf("%s from %s (%s)", briefly(x.End-x.Start), t.at(x.Start), what))
	}
	if n := len(list) - most; n > 0 {
		parts = append(parts, fmt.Sprintf("%d shorter ones", n))
	}
	return strings.Join(parts, ", ")
}

// wiresharkText sets tshark's numbers beside ours and says why they differ.
func wiresharkText(s *rtpflow.Stream) string {
	w := s.Wireshark
	if w == nil {
		return ""
	}
	parts := []string{fmt.Sprintf("lost %s (%.1f %%)", grouped(w.Lost), w.LostPercent)}
	if w.Lost != s.Lost {
		why := "the last number to arrive ends the range"
		switch {
		case s.Duplicates > 0:
			why = "duplicates count as packets"
		case len(s.Discontinuities) > 0:
			why = "a seek or restart counts as loss"
		}
		parts[0] += fmt.Sprintf(" instead of %s: %s", grouped(s.Lost), why)
	}
	delta := "longest delta " + milliseconds(w.MaxDeltaMS) + " ms"
	if s.Delta != nil && math.Abs(s.Delta.Max-w.MaxDeltaMS) > 0.005 {
		delta += " instead of " + milliseconds(s.Delta.Max) + ": packets with the marker are left out"
	}
	parts = append(parts, delta)
	if w.MeanJitterMS == nil {
		return strings.Join(append(parts, "no jitter: no clock rate of dynamic payload types"), "; ")
	}
	jitter := fmt.Sprintf("jitter %s ms, at most %s", milliseconds(*w.MeanJitterMS), milliseconds(*w.MaxJitterMS))
	if j := s.Jitter; j != nil && (math.Abs(j.Mean-*w.MeanJitterMS) > 0.005 || math.Abs(j.Max-*w.MaxJitterMS) > 0.005) {
		why := "packets with the marker are left out"
		switch {
		case s.ClockRate%1000 != 0:
			why = fmt.Sprintf("%d Hz are taken for %d", s.ClockRate, s.ClockRate/1000*1000)
		case s.Duplicates > 0:
			why = "duplicates are measured too"
		case s.Markers == 0:
			why = "the mean is taken over one packet more"
		}
		jitter += fmt.Sprintf(" instead of %s, %s: %s", milliseconds(j.Mean), milliseconds(j.Max), why)
	}
	return strings.Join(append(parts, jitter), "; ")
}

// wireshark writes tshark's numbers below a table of streams.
func (t *textStreams) wireshark(r *rtpflow.Report) {
	for row := range rows(r) {
		text := wiresharkText(row.stream)
		if text == "" {
			continue
		}
		whose := ssrcText(row.stream.SSRC)
		if row.session != nil {
			whose = fmt.Sprintf("%s %d %s", row.session.ID, row.media.Index, whose)
		}
		for i, line := range wrap("tshark on "+whose+": "+text, t.width-indentWidth) {
			t.line(strings.Repeat(" ", min(i, 1)*indentWidth), line)
		}
	}
}
