package text

import (
	"strconv"
	"strings"

	"rtspect/export/report/view"
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

// findings lists the findings, the most severe first; of many with one code, the first ones.
func (t *report) findings() {
	type found struct {
		session *rtpflow.Session
		finding *rtpflow.Finding
	}
	var bySeverity [rtpflow.SevNote + 1][]found
	total := map[string]int{}
	t.eachFinding(func(s *rtpflow.Session, f *rtpflow.Finding) {
		if total[f.Code]++; t.all || total[f.Code] <= maxSameFindings {
			bySeverity[f.Severity] = append(bySeverity[f.Severity], found{s, f})
		}
	})
	if len(total) == 0 {
		return
	}
	t.title("Findings")
	count := map[string]int{}
	for sev, list := range bySeverity {
		for _, x := range list {
			t.finding(rtpflow.Severity(sev), x.session, x.finding)
			code := x.finding.Code
			if count[code]++; !t.all && count[code] == maxSameFindings && total[code] > maxSameFindings {
				t.labeledIn(dim, "", notShown(total[code]-maxSameFindings, code+" finding"))
			}
		}
	}
}

func (t *report) finding(sev rtpflow.Severity, s *rtpflow.Session, f *rtpflow.Finding) {
	st := [...]style{red, yellow, plain}[sev]
	indent, noLabel := strings.Repeat(" ", indentWidth), strings.Repeat(" ", labelWidth)
	label := sev.String()
	for _, l := range wrap(t.shown(f.Summary), t.width-indentWidth-labelWidth) {
		t.line(indent, t.styled(st, pad(label, labelWidth)), l)
		label = ""
	}
	for _, l := range wrap(t.findingSubject(s, f), t.width-indentWidth-labelWidth) {
		t.line(indent, noLabel, t.styled(dim, l))
	}
	if f.DisplayFilter != "" {
		// Unbroken on a separate line, to be copied.
		t.line(indent, noLabel, t.styled(dim, "filter: "+t.shown(f.DisplayFilter)))
	}
}

// findingSubject writes code, session, media stream, frames and reference of a finding.
func (t *report) findingSubject(s *rtpflow.Session, f *rtpflow.Finding) string {
	parts := []string{f.Code}
	if s != nil {
		parts = append(parts, s.ID)
	}
	if m := f.MediaIndex(); m != nil {
		parts = append(parts, "media "+strconv.Itoa(*m))
	}
	parts = append(parts, view.OptionalSSRC(f.SSRC()), t.frames(f.Frames, 6), f.Reference)
	return strings.Join(nonEmpty(parts), ", ")
}
