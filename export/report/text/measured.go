package text

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// measured writes, below the table of streams, the loss patterns, the stalls, and the figures of tshark.
func (t *report) measured(s *rtpflow.Session) {
	var loss, stalls, tshark []string
	add := func(lines *[]string, prefix, text string) {
		if text != "" {
			*lines = append(*lines, prefix+text)
		}
	}
	for _, m := range s.Media {
		for _, st := range m.Streams {
			prefix := streamPrefix(m, st)
			add(&loss, prefix, lossPatternText(st))
			add(&stalls, prefix, t.stallsText(st))
			add(&tshark, prefix, wiresharkText(st))
		}
	}
	t.labeledLines("loss", loss)
	t.labeledLines("stalls", stalls)
	t.labeledLines("tshark", tshark)
}

// streamPrefix starts a line on a stream of a media stream.
func streamPrefix(m *rtpflow.Media, st *rtpflow.Stream) string {
	if len(m.Streams) > 1 {
		return fmt.Sprintf("media %d, %s: ", m.Index, view.SSRC(st.SSRC))
	}
	return fmt.Sprintf("media %d: ", m.Index)
}

// lossPatternText writes how many runs of lost packets there are of each length; "" if all are single packets, or if
// there is only one run.
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
			length = fmt.Sprintf("%d or more", r.Min)
		case r.Max > r.Min:
			length = fmt.Sprintf("%d–%d", r.Min, r.Max)
		}
		runs = append(runs, view.Count(r.Count, "run")+" of "+length)
	}
	text := strings.Join(runs, ", ")
	if p.GilbertP != nil && p.GilbertR != nil {
		text += "; Gilbert p " + view.Percent(*p.GilbertP) + ", r " + view.Percent(*p.GilbertR)
	}
	return text
}

// stallsText writes the longest interruptions other than pauses.
func (t *report) stallsText(s *rtpflow.Stream) string {
	const most = 3
	list := slices.DeleteFunc(slices.Clone(s.Interruptions), func(x rtpflow.Interruption) bool { return x.Kind == rtpflow.Paused })
	slices.SortStableFunc(list, func(a, b rtpflow.Interruption) int { return cmp.Compare(b.End-b.Start, a.End-a.Start) })
	var parts []string
	for _, x := range list[:min(len(list), most)] {
		parts = append(parts, fmt.Sprintf("%s at %s (%s)", view.Duration(x.End-x.Start), t.at(x.Start), stallReason(&x)))
	}
	if n := len(list) - most; n > 0 {
		parts = append(parts, fmt.Sprintf("%d shorter", n))
	}
	return strings.Join(parts, ", ")
}

func stallReason(x *rtpflow.Interruption) string {
	reason := ""
	switch x.Kind {
	case rtpflow.Silence:
		reason = "nothing sent"
	case rtpflow.Delayed:
		reason = "delayed"
	case rtpflow.Outage:
		reason = view.Count(x.Lost, "packet") + " lost"
	}
	if x.Cause != "" {
		reason += ", TCP " + strings.ReplaceAll(x.Cause, "-", " ")
	}
	return reason
}

// wiresharkText compares the figures of tshark with ours, and says why they differ.
func wiresharkText(s *rtpflow.Stream) string {
	w := s.Wireshark
	if w == nil {
		return ""
	}
	return wiresharkLoss(s, w) + "; " + wiresharkDelta(s, w) + "; " + wiresharkJitter(s, w)
}

func wiresharkLoss(s *rtpflow.Stream, w *rtpflow.Wireshark) string {
	text := "lost " + view.Thousands(w.Lost) + " (" + view.Percent(w.LostPercent/100) + ")"
	if w.Lost == s.Lost {
		return text
	}
	why := "tshark takes the last packet to arrive as the end of the range"
	switch {
	case s.Duplicates > 0:
		why = "tshark counts duplicates as received"
	case len(s.Discontinuities) > 0:
		why = "tshark counts a seek or restart as loss"
	}
	return text + ", here " + view.Thousands(s.Lost) + ": " + why
}

// differ is the difference in ms from which two figures that should be the same are not.
const differ = 0.005

const markersSkipped = "tshark skips packets with the marker bit"

func wiresharkDelta(s *rtpflow.Stream, w *rtpflow.Wireshark) string {
	text := "max delta " + view.DurationMS(w.MaxDeltaMS)
	if s.Delta != nil && math.Abs(s.Delta.Max-w.MaxDeltaMS) > differ {
		text += ", here " + view.DurationMS(s.Delta.Max) + ": " + markersSkipped
	}
	return text
}

func wiresharkJitter(s *rtpflow.Stream, w *rtpflow.Wireshark) string {
	if w.MeanJitterMS == nil || w.MaxJitterMS == nil {
		return "no jitter: tshark has no clock rate for dynamic payload types"
	}
	text := "jitter mean " + view.DurationMS(*w.MeanJitterMS) + ", max " + view.DurationMS(*w.MaxJitterMS)
	j := s.Jitter
	if j == nil || math.Abs(j.Mean-*w.MeanJitterMS) <= differ && math.Abs(j.Max-*w.MaxJitterMS) <= differ {
		return text
	}
	why := markersSkipped
	switch {
	case s.ClockRate%1000 != 0:
		why = fmt.Sprintf("tshark takes %d Hz for %d Hz", s.ClockRate, s.ClockRate/1000*1000)
	case s.Duplicates > 0:
		why = "tshark includes duplicates"
	case s.Markers == 0:
		why = "tshark divides by one packet more"
	}
	return text + ", here " + view.DurationMS(j.Mean) + ", " + view.DurationMS(j.Max) + ": " + why
}
