// Package text writes reports for people: what was captured, what is wrong, the findings, and one section a session, laid
// out for the width of a terminal. Long lists are elided unless Options.All is set. Any text from the capture passes writer.shown.
package text

import (
	"bufio"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// Limits on what is shown without Options.All. What is left out is counted.
const (
	maxCaptures      = 8  // files joined; damaged ones are always shown
	shortReport      = 8  // sessions up to which each has a section
	maxSessions      = 20 // sections of a longer report, whose healthy sessions are rows of the table of sessions
	maxOthers        = 50 // streams, connections and RTCP flows without a session
	maxPlays         = 8
	maxSameEvents    = 8  // timeline events of one kind and media
	maxLines         = 8  // lines of one label
	maxRTCPStreams   = 4  // of a media with RTCP
	maxRTCPReceivers = 3  // of a stream
	timelineHead     = 40 // lines at the start and the end of a long timeline
	timelineTail     = 10
)

// NewReports returns the Writer of whole reports.
func NewReports(out *bufio.Writer, several bool, o view.Options) view.Writer {
	return &reports{writer: newWriter(out, o), several: several}
}

type reports struct {
	*writer
	begun   bool
	several bool
	rows    [][]cell // of the table of captures at the end
}

// Write writes a report.
func (w *reports) Write(r *rtpflow.Report) error {
	if w.begun {
		w.line()
		w.line()
	}
	w.begun = true
	t := newReport(w.writer, r)
	t.write()
	if w.several {
		w.rows = append(w.rows, t.captureRow())
	}
	return w.err()
}

// Close writes the table of captures if there are several.
func (w *reports) Close() error {
	if len(w.rows) < 2 {
		return nil
	}
	w.line()
	w.title("Captures")
	tab := table{columns: []column{{head: "file", min: 20}, {head: "sessions", right: true}, {head: "streams", right: true}, {head: "lost", right: true}, {head: "worst finding"}}}
	tab.rows = w.rows
	tab.print(w.writer, indentWidth)
	return w.err()
}

// captureRow sums up a report.
func (t *report) captureRow() []cell {
	name, _ := t.summary()
	if whole := []rune(name); columns(name) > t.width/2 { // the end of a path says more than its beginning
		name = "…" + string(whole[max(0, len(whole)-t.width/2+1):])
	}
	x := t.totals()
	worst := cell{text: "none"}
	if list := worstFirst(t.judge()); len(list) > 0 {
		v := list[0]
		worst = cell{v.incident.severity().String() + " " + v.incident.worst().finding.Code, severityStyle(v.incident.severity())}
	}
	return []cell{
		{text: name},
		{text: view.Thousands(int64(len(t.model.Sessions)))},
		{text: view.Thousands(x.streams)},
		lossCell(x.datagrams.lost+x.interleaved.lost, x.datagrams.expected+x.interleaved.expected), worst,
	}
}

// report is one report that is being written.
type report struct {
	*writer
	model  *rtpflow.Report
	joined bool  // several files were read as one: frames are written as file:frame
	start  int64 // of the first packet, ns since 1970; 0 if unknown
}

func newReport(w *writer, r *rtpflow.Report) *report {
	t := &report{writer: w, model: r, joined: len(r.Captures) > 1}
	t.start, _ = view.StartTime(r)
	return t
}

func (t *report) write() {
	t.headline()
	t.verdicts()
	t.line()
	t.captures()
	t.findings()
	if len(t.model.Sessions) > 1 {
		t.overview()
	}
	sessions := t.model.Sessions
	if !t.all && len(sessions) > shortReport {
		sessions = t.sickest()
		sessions = sessions[:min(len(sessions), maxSessions)]
	}
	for _, s := range sessions {
		t.session(s)
	}
	if n := len(t.model.Sessions) - len(sessions); n > 0 {
		t.line()
		t.line(t.styled(dim, view.Count(int64(n), "more session")+" not shown in full (use --session ID or --all)"))
	}
	t.unassociated()
	t.unassociatedRTCP()
	t.otherConnections()
	t.otherTraffic()
}

// otherTraffic names what a capture without sessions contains besides RTP.
func (t *report) otherTraffic() {
	if len(t.model.Sessions) > 0 {
		return
	}
	label := "other"
	for _, x := range t.model.OtherTraffic {
		t.labeled(label, x.Protocol+" in UDP, not analyzed: "+view.Count(x.Packets, "packet")+", first frame "+t.frame(x.FirstFrame))
		label = ""
	}
}
