package text

import (
	"bufio"
	"fmt"
	"math"
	"strconv"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// unlimited is a width that no table has.
const unlimited = 1 << 20

// listColumns returns the columns of a list of streams, in the order of Wireshark's RTP Streams. They are the same for
// every capture, and a narrow page leaves out the last ones.
func listColumns(first ...column) []column {
	list := append(first, []column{
		{head: "source"},
		{head: "destination"},
		{head: "SSRC"},
		{head: "codec", min: 8},
		{head: "packets", right: true},
		{head: "lost", right: true},
		{head: "lost %", right: true},
		{head: "jitter ms", right: true},
	}...)
	for i, head := range []string{"max delta ms", "MOS", "kbit/s", "duration s", "max jitter ms", "dup", "reord", "max burst", "late ms", "drift ppm", "channel"} {
		list = append(list, column{head: head, right: true, drop: i + 3})
	}
	return list
}

// listCells returns the cells below listColumns. A value that is not known is "-", so that every row has every column.
func (w *writer) listCells(s *rtpflow.Stream, first ...string) []cell {
	maxJitter, delta, mos, bitRate, late, drift, channel := "", "", "", "", "", "", ""
	if s.Jitter != nil {
		maxJitter = view.MillisecondsText(s.Jitter.Max)
	}
	if s.Delta != nil {
		delta = view.MillisecondsText(s.Delta.Max)
	}
	if s.Voice != nil && s.Voice.MOSCQ != nil {
		mos = decimals(*s.Voice.MOSCQ, 2)
	}
	if s.Bitrate != nil {
		bitRate = decimals(*s.Bitrate/1e3, 1)
	}
	if s.Reordering != nil {
		late = view.MillisecondsText(s.Reordering.MaxLateMS)
	}
	if s.ClockDriftPPM != nil && s.ClockDriftInterval != nil && s.End-s.Start >= minDriftTime {
		drift = decimals(*s.ClockDriftPPM, 0)
	}
	if s.Connection != nil {
		channel = fmt.Sprintf("%s/%d", s.Connection.ID, s.Channel)
	}
	lost, share := lossCell(s.Lost, s.Expected), strings.TrimSuffix(view.Share(max(s.Lost, 0), s.Expected), " %")
	lost.text = fmt.Sprint(max(s.Lost, 0))
	cells := make([]cell, 0, len(first)+19)
	for _, text := range append(first, view.Endpoint(s.Source), view.Endpoint(s.Destination), view.SSRC(s.SSRC), w.shown(codec(s)), fmt.Sprint(s.Packets)) {
		cells = append(cells, cell{text: text})
	}
	cells = append(cells, lost, cell{share, lost.style})
	for _, text := range []string{
		jitterText(s), delta, mos, bitRate, fmt.Sprintf("%.3f", float64(s.End-s.Start)/1e9), maxJitter,
		fmt.Sprint(s.Duplicates), fmt.Sprint(s.OutOfOrder), fmt.Sprint(s.MaxBurst), late, drift, channel,
	} {
		cells = append(cells, cell{text: text})
	}
	for i := range cells {
		if cells[i].text == "" {
			cells[i].text = "-"
		}
	}
	return cells
}

// decimals writes a measured number; "" for what is no number.
func decimals(x float64, n int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', n, 64)
}

// jitterText writes the mean jitter in ms, marked if the sending order of frames is part of it.
func jitterText(s *rtpflow.Stream) string {
	if s.Jitter == nil {
		return ""
	}
	text := view.MillisecondsText(s.Jitter.Mean)
	if text != "" && reordersFrames(s) {
		text += "B"
	}
	return text
}

// reordersFrames reports whether a stream has B frames. They are sent after a frame that is shown later, which RFC 3550
// counts as jitter.
func reordersFrames(s *rtpflow.Stream) bool {
	return s.Jitter != nil && s.Frames != nil && s.Frames.Video != nil && s.Frames.Video.B > 0
}

// jitterMark explains the mark of jitterText.
func (w *writer) jitterMark(marked bool, indent int) {
	if marked {
		w.line(strings.Repeat(" ", indent), w.styled(dim, "B: includes the reordering of B frames, which is not network jitter"))
	}
}

// listing is what the lists of streams and of sessions share.
type listing struct {
	*writer
	several bool // name the captures
	begun   bool
	width   int
}

func newListing(out *bufio.Writer, several bool, o view.Options) *listing {
	w := &listing{writer: newWriter(out, o), several: several}
	w.width = w.writer.width
	if o.Width <= 0 {
		w.width = unlimited // for other programs: grep, awk
	}
	return w
}

// name writes the names of the captures of a report if there are several reports.
func (w *listing) name(r *rtpflow.Report) {
	if w.several {
		if w.begun {
			w.line()
		}
		for _, f := range r.Captures {
			w.line(w.styled(bold, w.shown(f.Name)))
		}
	}
	w.begun = true
}

func (w *listing) print(t *table) {
	page := *w.writer
	page.width = w.width
	t.print(&page, 0)
}

// Close does nothing: text has no end.
func (w *listing) Close() error { return nil }

// NewStreams returns the Writer of one table of streams a report.
func NewStreams(out *bufio.Writer, several bool, o view.Options) view.Writer {
	return &streams{newListing(out, several, o)}
}

type streams struct{ *listing }

// Write writes the streams of a report.
func (w *streams) Write(r *rtpflow.Report) error {
	w.name(r)
	tab := table{columns: listColumns(column{head: "session"}, column{head: "media", right: true}), fixed: true}
	marked := false
	for row := range view.Rows(r) {
		session, media := "", ""
		if row.Session != nil {
			session, media = row.Session.ID, fmt.Sprint(row.Media.Index)
		}
		tab.rows = append(tab.rows, w.listCells(row.Stream, session, media))
		marked = marked || reordersFrames(row.Stream)
	}
	if len(tab.rows) == 0 {
		w.line("no RTP streams")
	} else {
		w.print(&tab)
		w.jitterMark(marked, 0)
		w.wireshark(r)
	}
	return w.err()
}

// wireshark writes the figures of tshark below the table.
func (w *streams) wireshark(r *rtpflow.Report) {
	for row := range view.Rows(r) {
		text := wiresharkText(row.Stream)
		if text == "" {
			continue
		}
		name := view.SSRC(row.Stream.SSRC)
		if row.Session != nil {
			name = fmt.Sprintf("%s %d %s", row.Session.ID, row.Media.Index, name)
		}
		for i, l := range wrap("tshark on "+name+": "+text, w.writer.width-indentWidth) {
			w.line(strings.Repeat(" ", min(i, 1)*indentWidth), l)
		}
	}
}
