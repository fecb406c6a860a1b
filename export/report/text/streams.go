package text

import (
	"fmt"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// streamColumns returns the columns of a table of streams. The first ones differ from table to table.
func streamColumns(first ...column) []column {
	return append(first, []column{
		{head: "SSRC"},
		{head: "sent by", drop: 5},
		{head: "codec", min: 8},
		{head: "packets", right: true},
		{head: "lost", right: true},
		{head: "max burst", right: true, drop: 6},
		{head: "dup", right: true, drop: 7},
		{head: "reord", right: true, drop: 7},
		{head: "late ms", right: true, drop: 8},
		{head: "jitter ms", right: true, drop: 4},
		{head: "max jitter", right: true, drop: 8},
		{head: "max delta ms", right: true, drop: 9},
		{head: "bit rate", right: true, drop: 3},
		{head: "peak", right: true, drop: 11},
		{head: "duration", right: true, drop: 10},
		{head: "drift ppm", right: true, drop: 11},
	}...)
}

// minPeakTime is how long (ns) a stream lasts at least to have a peak bit rate, which is that of a second.
const minPeakTime = 1e9

// streamCells returns the cells below streamColumns.
func (w *writer) streamCells(s *rtpflow.Stream) []cell {
	late, jitter, maxJitter, delta, bitRate, peak, drift := "", "", "", "", "", "", ""
	if s.Jitter != nil {
		jitter, maxJitter = jitterText(s), view.MillisecondsText(s.Jitter.Max)
	}
	if s.Delta != nil {
		delta = view.MillisecondsText(s.Delta.Max)
	}
	if s.Bitrate != nil {
		bitRate = view.BitsPerSecond(*s.Bitrate)
	}
	if s.Reordering != nil {
		late = view.MillisecondsText(s.Reordering.MaxLateMS)
	}
	if s.PeakBandwidth != nil && s.End-s.Start >= minPeakTime {
		peak = view.BitsPerSecond(*s.PeakBandwidth)
	}
	if s.ClockDriftPPM != nil && s.ClockDriftInterval != nil && s.End-s.Start >= minDriftTime {
		drift = fmt.Sprintf("%.0f ±%.0f", *s.ClockDriftPPM, *s.ClockDriftInterval)
	}
	return []cell{
		{text: view.SSRC(s.SSRC)},
		{text: view.Sender(s.Direction)},
		{text: w.shown(codec(s))},
		{text: view.Thousands(s.Packets)},
		lossCell(s.Lost, s.Expected),
		{text: nonZero(s.MaxBurst)},
		{text: nonZero(s.Duplicates)},
		{text: nonZero(s.OutOfOrder)},
		{text: late},
		{text: jitter},
		{text: maxJitter},
		{text: delta},
		{text: bitRate},
		{text: peak},
		{text: view.Duration(s.End - s.Start)},
		{text: drift},
	}
}

// codec writes encoding and clock rate of a stream. A tilde marks an estimated clock rate.
func codec(s *rtpflow.Stream) string {
	name := s.Encoding
	if r := s.Repair; name == "" && r != nil {
		return repairNames[r.Kind]
	}
	if name == "" {
		var types []string
		for _, pt := range view.PayloadTypes(s.PayloadTypes) {
			types = append(types, fmt.Sprint(pt))
		}
		name = "PT " + strings.Join(types, ", ")
	}
	switch {
	case s.ClockRate <= 0:
		return name
	case s.ClockRateFrom == "estimated":
		return fmt.Sprintf("%s/~%d", name, s.ClockRate)
	}
	return fmt.Sprintf("%s/%d", name, s.ClockRate)
}

// streamTable writes the streams of a session.
func (t *report) streamTable(s *rtpflow.Session) {
	tab := table{columns: streamColumns(column{head: "media", right: true})}
	marked := false
	for _, m := range s.Media {
		for _, st := range m.Streams {
			tab.rows = append(tab.rows, append([]cell{{text: fmt.Sprint(m.Index)}}, t.streamCells(st)...))
			marked = marked || reordersFrames(st)
		}
	}
	if len(tab.rows) > 0 {
		t.line()
		tab.print(t.writer, indentWidth)
		t.jitterMark(marked, indentWidth)
	}
	for _, m := range s.Media {
		t.repairs(m.Streams)
	}
}

// unassociated writes the streams without RTSP signalling.
func (t *report) unassociated() {
	streams := t.model.Unassociated.Streams
	if len(streams) == 0 {
		return
	}
	if !t.all {
		streams = streams[:min(len(streams), maxOthers)]
	}
	t.title("RTP streams without RTSP signalling")
	tab := table{columns: listColumns(column{head: "start", right: true, drop: 1}, column{head: "frame", right: true, drop: 2}), fixed: true}
	marked := false
	for _, st := range streams {
		tab.rows = append(tab.rows, t.listCells(st, t.at(st.Start), t.frame(st.FirstFrame)))
		marked = marked || reordersFrames(st)
	}
	tab.print(t.writer, indentWidth)
	t.jitterMark(marked, indentWidth)
	t.unassociatedFrames(streams)
	t.repairs(streams)
	if n := len(t.model.Unassociated.Streams) - len(streams); n > 0 {
		t.line(strings.Repeat(" ", indentWidth), t.styled(dim, notShown(n, "stream")))
	}
}
