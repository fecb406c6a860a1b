package report

import (
	"bufio"
	"fmt"
	"strings"

	"rtspect/rtpflow"
)

// streamColumns are the columns of every table of streams; the first two differ.
func streamColumns(first ...column) []column {
	return append(first, []column{
		{head: "SSRC"}, {head: "sent by", drop: 5}, {head: "codec", least: 8}, {head: "packets", right: true},
		{head: "lost", right: true}, {head: "max burst", right: true, drop: 6}, {head: "dup", right: true, drop: 7},
		{head: "reord", right: true, drop: 7}, {head: "late ms", right: true, drop: 8}, {head: "jitter ms", right: true, drop: 4}, {head: "jitter max", right: true, drop: 8},
		{head: "max delta ms", right: true, drop: 9}, {head: "rate", right: true, drop: 3}, {head: "peak", right: true, drop: 11},
		{head: "length", right: true, drop: 10}, {head: "drift ppm", right: true, drop: 11}, {head: "from → to", drop: 12},
	}...)
}

// streamCells are the cells under streamColumns.
func (p *page) streamCells(s *rtpflow.Stream) []tableCell {
	lost, late, jitter, jitterMax, delta, bitrate, peak, drift := plain, "", "", "", "", "", "", ""
	if s.Lost > 0 {
		lost = notice
	}
	if s.Jitter != nil {
		jitter, jitterMax = milliseconds(s.Jitter.Mean), milliseconds(s.Jitter.Max)
	}
	if s.Delta != nil {
		delta = milliseconds(s.Delta.Max)
	}
	if s.Bitrate != nil {
		bitrate = rate(*s.Bitrate)
	}
	if s.Reordering != nil {
		late = milliseconds(s.Reordering.MaxLateMS)
	}
	if s.PeakBandwidth != nil && s.End-s.Start >= 1e9 { // of less than a second it would be below the rate
		peak = rate(*s.PeakBandwidth)
	}
	if s.ClockDriftPPM != nil && s.ClockDriftInterval != nil && s.End-s.Start >= driftTakes {
		drift = fmt.Sprintf("%.0f ±%.0f", *s.ClockDriftPPM, *s.ClockDriftInterval)
	}
	return []tableCell{
		{text: ssrcText(s.SSRC)}, {text: senderText(s.Direction)}, {text: p.shown(codec(s))}, {text: grouped(s.Packets)},
		{lossText(s.Lost, s.Expected), lost}, {text: unlessZero(s.MaxBurst)}, {text: unlessZero(s.Duplicates)},
		{text: unlessZero(s.OutOfOrder)}, {text: late}, {text: jitter}, {text: jitterMax}, {text: delta}, {text: bitrate}, {text: peak},
		{text: length(s.End - s.Start)}, {text: drift}, {text: endpoint(s.Source) + " → " + endpoint(s.Destination) + channelText(s)},
	}
}

// driftTakes is how long a stream must last before its drift is more than chance.
const driftTakes = 60e9

func channelText(s *rtpflow.Stream) string {
	if s.Connection == nil {
		return ""
	}
	return fmt.Sprintf(" (%s channel %d)", s.Connection.ID, s.Channel)
}

func unlessZero(n int64) string {
	if n == 0 {
		return ""
	}
	return grouped(n)
}

// codec names what a stream carries; a clock rate that was only estimated is marked so.
func codec(s *rtpflow.Stream) string {
	name := s.Encoding
	if r := s.Repair; name == "" && r != nil {
		return repairWord[r.Kind]
	}
	if name == "" {
		var types []string
		for _, pt := range sortedTypes(s.PayloadTypes) {
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

// streamTable lists the streams of a session.
func (t *textReport) streamTable(s *rtpflow.Session) {
	tab := table{columns: streamColumns(column{head: "media", right: true})}
	for _, m := range s.Media {
		for _, st := range m.Streams {
			tab.rows = append(tab.rows, append([]tableCell{{text: fmt.Sprint(m.Index)}}, t.streamCells(st)...))
		}
	}
	if len(tab.rows) > 0 {
		t.line()
		tab.print(t.page, indentWidth)
	}
	for _, m := range s.Media {
		t.repairs(m.Streams)
	}
}

// unassociated lists what no signalling explains.
func (t *textReport) unassociated() {
	u := &t.report.Unassociated
	if len(u.Streams) == 0 {
		return
	}
	t.line()
	t.line(t.styled(bold, "RTP streams without RTSP signalling"))
	tab := table{columns: streamColumns(column{head: "start", right: true}, column{head: "frame", right: true, drop: 2}, column{head: "from → to", least: 20})}
	tab.columns = tab.columns[:len(tab.columns)-1] // the endpoints stand at the front here
	for i, st := range u.Streams {
		if i == maxOthers && !t.all {
			break
		}
		cells := t.streamCells(st)
		where := cells[len(cells)-1]
		tab.rows = append(tab.rows, append([]tableCell{{text: t.at(st.Start)}, {text: t.frameText(st.FirstFrame)}, where}, cells[:len(cells)-1]...))
	}
	tab.print(t.page, indentWidth)
	t.looseFrames(u.Streams[:len(tab.rows)])
	t.repairs(u.Streams[:len(tab.rows)])
	if n := len(u.Streams) - len(tab.rows); n > 0 {
		t.line(strings.Repeat(" ", indentWidth), t.styled(dim, grouped(int64(n))+" more; --all lists them."))
	}
}

// textStreams writes one table of all RTP streams of each report.
type textStreams struct {
	*page
	several bool
	begun   bool
}

func newTextStreams(out *bufio.Writer, o Options, several bool) *textStreams {
	return &textStreams{page: newPage(out, o), several: several}
}

func (t *textStreams) report(r *rtpflow.Report) error {
	if t.several {
		if t.begun {
			t.line()
		}
		for _, f := range r.Captures {
			t.line(t.styled(bold, t.shown(f.Name)))
		}
	}
	t.begun = true
	tab := table{columns: streamColumns(column{head: "session"}, column{head: "media", right: true})}
	for row := range rows(r) {
		first := []tableCell{{text: "-"}, {}}
		if row.session != nil {
			first[0].text, first[1].text = row.session.ID, fmt.Sprint(row.media.Index)
		}
		tab.rows = append(tab.rows, append(first, t.streamCells(row.stream)...))
	}
	if len(tab.rows) == 0 {
		t.line("no RTP streams")
	} else {
		tab.print(t.page, 0)
		t.wireshark(r)
	}
	_, err := t.out.Write(nil)
	return err
}

func (t *textStreams) end() error { return nil }
