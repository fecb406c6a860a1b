package text

import (
	"bufio"
	"fmt"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// NewSessions returns the Writer of one table of sessions a report.
func NewSessions(out *bufio.Writer, several bool, o view.Options) view.Writer {
	return &sessions{newListing(out, several, o)}
}

type sessions struct{ *listing }

// Write writes the sessions of a report.
func (w *sessions) Write(r *rtpflow.Report) error {
	w.name(r)
	t := newReport(w.writer, r)
	tab := table{columns: sessionColumns(), fixed: true}
	for _, s := range r.Sessions {
		tab.rows = append(tab.rows, t.sessionCells(s))
	}
	if len(tab.rows) == 0 {
		w.line("no RTSP sessions")
	} else {
		w.print(&tab)
	}
	return w.err()
}

// sessionColumns returns the columns of a list of sessions, the same for every capture. A narrow page leaves out the last ones.
func sessionColumns() []column {
	list := []column{
		{head: "session"},
		{head: "start s", right: true},
		{head: "client"},
		{head: "server"},
		{head: "mode"},
		{head: "over"},
		{head: "packets", right: true},
		{head: "lost", right: true},
		{head: "lost %", right: true},
	}
	for i, head := range []string{"errors", "warnings", "ended by", "duration s", "media", "URL"} {
		list = append(list, column{head: head, right: i < 2 || i == 3, drop: i + 1})
	}
	return list
}

func (t *report) sessionCells(s *rtpflow.Session) []cell {
	var transports, codecs []string
	for _, m := range s.Media {
		transports = appendNew(transports, lowerTransport(m.Transport.Lower))
		codecs = appendNew(codecs, t.shown(mediaName(m)))
	}
	x, n := view.SessionTotals(s), view.Severities(s.Findings)
	st := plain
	if x.Lost > 0 {
		st = yellow
	}
	cells := []cell{
		{text: s.ID},
		{text: t.at(s.Start)},
		{text: s.Client.String()},
		{text: view.Endpoint(s.Server)},
		{text: s.Mode},
		{text: strings.Join(transports, "+")},
		{text: fmt.Sprint(x.Packets)},
		{fmt.Sprint(max(x.Lost, 0)), st},
		{strings.TrimSuffix(view.Share(max(x.Lost, 0), x.Expected), " %"), st},
		{fmt.Sprint(n[rtpflow.SevError]), red},
		{fmt.Sprint(n[rtpflow.SevWarning]), yellow},
		{text: s.EndedBy},
		{text: fmt.Sprintf("%.3f", float64(s.End-s.Start)/1e9)},
		{text: strings.Join(codecs, "+")},
		{text: t.shown(s.URL)},
	}
	for i := range cells {
		switch cells[i].text {
		case "":
			cells[i].text = "-"
		case "0":
			cells[i].style = plain
		}
	}
	return cells
}
