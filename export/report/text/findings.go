package text

import (
	"fmt"
	"strconv"
	"strings"

	"rtspect/export/report/view"
	"rtspect/export/safe"
	"rtspect/rtpflow"
)

// eachFinding calls f with the findings on the capture (session nil), then with those of each session.
func (t *report) eachFinding(f func(*rtpflow.Session, *rtpflow.Finding)) {
	for i := range t.model.Findings {
		f(nil, &t.model.Findings[i])
	}
	for _, s := range t.model.Sessions {
		for i := range s.Findings {
			f(s, &s.Findings[i])
		}
	}
}

func (t *report) allFindings() (list []found) {
	t.eachFinding(func(s *rtpflow.Session, f *rtpflow.Finding) { list = append(list, found{s, f}) })
	return list
}

// findings lists the findings, the most severe first, and effects below their cause. Many of one kind are one entry.
func (t *report) findings() {
	list := incidents(t.allFindings(), !t.all)
	if len(list) == 0 {
		return
	}
	t.title("Findings")
	for _, in := range list {
		t.incident(in, "")
	}
}

// incident writes an incident, then its effects.
func (t *report) incident(in *incident, mark string) {
	x := in.worst()
	summary := t.shown(x.finding.Summary)
	if len(in.alike) > 1 {
		summary = t.alikeText(in) + ": " + summary
	}
	t.finding(x.finding, mark+summary, t.findingSubject(in))
	for _, e := range in.effects {
		t.incident(e, "→ ")
	}
}

func (t *report) finding(f *rtpflow.Finding, summary, subject string) {
	indent, noLabel := strings.Repeat(" ", indentWidth), strings.Repeat(" ", labelWidth)
	label := f.Severity.String()
	for _, l := range wrap(summary, t.width-indentWidth-labelWidth) {
		t.line(indent, t.styled(severityStyle(f.Severity), pad(label, labelWidth)), l)
		label = ""
	}
	for _, l := range wrap(subject, t.width-indentWidth-labelWidth) {
		t.line(indent, noLabel, t.styled(dim, l))
	}
	if f.DisplayFilter != "" {
		// Unbroken on a separate line, to be copied.
		t.line(indent, noLabel, t.styled(dim, t.filterLabel(f)+safe.Line(t.Text(f.DisplayFilter, view.MaxSummary))))
	}
}

// filterLabel names the capture that a filter of frame numbers is for, where several files were joined.
func (t *report) filterLabel(f *rtpflow.Finding) string {
	if len(t.model.Captures) > 1 && len(f.Frames) > 0 && strings.HasPrefix(f.DisplayFilter, "frame.number") {
		return fmt.Sprintf("filter for capture %d: ", f.Frames[0].File()+1)
	}
	return "filter: "
}

// alikeText writes how many findings are alike, between which values, and where the worst is:
// "rtp-loss: 75 streams, 0.2–2.4 %, worst s98 media 1".
func (t *report) alikeText(in *incident) string {
	x := in.worst()
	parts := []string{view.Count(int64(len(in.alike)), nounOf(in))}
	if text := valueRange(in); text != "" {
		parts = append(parts, text)
	}
	if where := place(x); where != "" {
		parts = append(parts, "worst "+where)
	}
	return x.finding.Code + ": " + strings.Join(parts, ", ")
}

// nounOf is what the findings are about, "finding" if they are about different things.
func nounOf(in *incident) string {
	kind := in.worst().finding.Subject.Kind()
	for _, x := range in.alike {
		if x.finding.Subject.Kind() != kind {
			return "finding"
		}
	}
	switch kind {
	case "stream", "connection", "session":
		return kind
	case "media":
		return "media stream"
	}
	return "finding"
}

// valueRange writes the least and the greatest value, "" unless all findings have one.
func valueRange(in *incident) string {
	first := in.worst().finding
	if first.Value == nil {
		return ""
	}
	least, greatest := *first.Value, *first.Value
	for _, x := range in.alike {
		f := x.finding
		if f.Value == nil || f.Unit != first.Unit {
			return ""
		}
		least, greatest = min(least, *f.Value), max(greatest, *f.Value)
	}
	return view.Range(least, greatest, string(first.Unit))
}

// place names session and media of a finding.
func place(x found) string {
	var parts []string
	switch {
	case x.session != nil:
		parts = append(parts, x.session.ID)
	case x.finding.Subject.Connection != nil:
		parts = append(parts, x.finding.Subject.Connection.ID)
	}
	if m := x.finding.MediaIndex(); m != nil {
		parts = append(parts, "media "+strconv.Itoa(*m))
	}
	if x.session == nil {
		parts = append(parts, view.OptionalSSRC(x.finding.SSRC()))
	}
	return strings.Join(nonEmpty(parts), " ")
}

// findingSubject writes code, session, media stream, time, frames and reference of an incident.
func (t *report) findingSubject(in *incident) string {
	x := in.worst()
	if len(in.alike) > 1 {
		parts := []string{sessionNames(in.ownSessions(), 2*maxNamedSessions), t.period(in.time(), in.until()), x.finding.Reference}
		return strings.Join(nonEmpty(parts), ", ")
	}
	parts := []string{x.finding.Code}
	if x.session != nil {
		parts = append(parts, x.session.ID)
	}
	if m := x.finding.MediaIndex(); m != nil {
		parts = append(parts, "media "+strconv.Itoa(*m))
	}
	parts = append(parts, view.OptionalSSRC(x.finding.SSRC()), t.period(in.time(), in.until()), t.frames(x.finding.Frames, 6), x.finding.Reference)
	return strings.Join(nonEmpty(parts), ", ")
}

// period writes a time, or from when to when; "" if it is not known.
func (t *report) period(from, to *int64) string {
	switch {
	case from == nil:
		return ""
	case to == nil || t.at(*from) == t.at(*to):
		return "at " + t.at(*from) + " s"
	}
	return fmt.Sprintf("%s to %s s", t.at(*from), t.at(*to))
}
