package report

import (
	"strings"

	"rtspect/rtpflow"
)

// maxSameFindings is the number of findings of one code that are shown; the others are counted.
const maxSameFindings = 10

// eachFinding gives the findings about the capture, then those of each session (nil for the
// former).
func (t *textReport) eachFinding(f func(*rtpflow.Session, *rtpflow.Finding)) {
	for i := range t.report.Findings {
		f(nil, &t.report.Findings[i])
	}
	for _, s := range t.report.Sessions {
		for i := range s.Findings {
			f(s, &s.Findings[i])
		}
	}
}

// findings lists what is worth telling, the gravest first; of many with one code the first ones.
func (t *textReport) findings() {
	type place struct {
		session *rtpflow.Session
		finding *rtpflow.Finding
	}
	var bySeverity [rtpflow.SevNote + 1][]place
	same := map[string]int{}
	t.eachFinding(func(s *rtpflow.Session, f *rtpflow.Finding) {
		if same[f.Code]++; t.all || same[f.Code] <= maxSameFindings {
			bySeverity[f.Severity] = append(bySeverity[f.Severity], place{s, f})
		}
	})
	if len(same) == 0 {
		return
	}
	t.line()
	t.line(t.styled(bold, "Findings"))
	seen := map[string]int{}
	for sev, list := range bySeverity {
		for _, p := range list {
			t.finding(rtpflow.Severity(sev), p.session, p.finding)
			if seen[p.finding.Code]++; !t.all && seen[p.finding.Code] == maxSameFindings && same[p.finding.Code] > maxSameFindings {
				t.styledLabel("", grouped(int64(same[p.finding.Code]-maxSameFindings))+" more of "+p.finding.Code+"; --all lists them.", dim)
			}
		}
	}
}

func (t *textReport) finding(sev rtpflow.Severity, s *rtpflow.Session, f *rtpflow.Finding) {
	st := [...]style{alarm, notice, plain}[sev]
	indent := strings.Repeat(" ", indentWidth)
	label := sev.String()
	for _, l := range wrap(t.shown(f.Summary), t.width-indentWidth-labelWidth) {
		t.line(indent, t.styled(st, pad(label, labelWidth)), l)
		label = ""
	}
	where := []string{f.Code}
	if s != nil {
		where = append(where, s.ID)
	}
	if m := f.MediaIndex(); m != nil {
		where = append(where, "media "+integer(m))
	}
	if ssrc := f.SSRC(); ssrc != nil {
		where = append(where, ssrcText(*ssrc))
	}
	if frames := t.frameList(f.Frames, 6); frames != "" {
		where = append(where, frames)
	}
	if f.Reference != "" {
		where = append(where, f.Reference)
	}
	for _, l := range wrap(strings.Join(where, ", "), t.width-indentWidth-labelWidth) {
		t.line(indent, pad("", labelWidth), t.styled(dim, l))
	}
	if f.DisplayFilter != "" {
		// On a line of its own and unbroken, to be copied.
		t.line(indent, pad("", labelWidth), t.styled(dim, "filter: "+t.shown(f.DisplayFilter)))
	}
}
