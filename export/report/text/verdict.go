package text

import (
	"cmp"
	"slices"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// verdict is what is wrong with a session, or with several in the same way: the gravest incident.
type verdict struct {
	sessions []*rtpflow.Session // nil for the capture
	incident *incident
	more     int // errors and warnings besides the incident, if there is one session
}

const (
	maxVerdicts      = 10 // entries
	maxNamedSessions = 3  // of an entry
	verdictIndent    = 30 // columns before the text, about
)

// verdicts writes a line for each session with errors or warnings, the worst first. Sessions with the same problem share one.
func (t *report) verdicts() {
	list := t.judge()
	if !t.all {
		list = shared(list)
		t.sortSessions(list)
	}
	tab := table{columns: make([]column, 4)} // the last cell of a row wraps
	for i, v := range worstFirst(list) {
		if i == maxVerdicts && !t.all {
			tab.rows = append(tab.rows, []cell{{}, {}, {notShown(len(list)-i, "line"), dim}})
			break
		}
		sev := v.incident.severity()
		tab.rows = append(tab.rows, []cell{{text: v.name()}, {sev.String(), severityStyle(sev)}, {text: shorten(t.verdictText(v), 2*(t.width-verdictIndent))}})
	}
	if len(tab.rows) > 0 {
		tab.printRows(t.writer, indentWidth)
	}
}

// worstFirst sorts verdicts by severity, problem and value.
func worstFirst(list []*verdict) []*verdict {
	first := map[string]int{} // the order in which problems appear
	for i, v := range list {
		if code := v.incident.worst().finding.Code; first[code] == 0 {
			first[code] = i + 1
		}
	}
	slices.SortStableFunc(list, func(a, b *verdict) int {
		return cmp.Or(cmp.Compare(a.incident.severity(), b.incident.severity()),
			cmp.Compare(first[a.incident.worst().finding.Code], first[b.incident.worst().finding.Code]),
			compareValuesAlike(b.incident, a.incident))
	})
	return list
}

// compareValuesAlike compares incidents of one code by their worst findings; those of different codes are equal.
func compareValuesAlike(a, b *incident) int {
	x, y := a.worst().finding, b.worst().finding
	if x.Code != y.Code {
		return 0
	}
	return compareValues(x, y)
}

// judge returns a verdict for each session that is not healthy, and one for the capture if it is not.
func (t *report) judge() (list []*verdict) {
	bySession := map[*rtpflow.Session]*verdict{}
	for _, in := range incidents(t.allFindings(), false) {
		if in.severity() == rtpflow.SevNote {
			continue
		}
		for _, s := range in.sessions() {
			if v := bySession[s]; v != nil {
				v.more++
				continue
			}
			bySession[s] = &verdict{sessions: []*rtpflow.Session{s}, incident: in}
			list = append(list, bySession[s])
		}
	}
	return list
}

// shared joins the verdicts of more than two sessions that have the same problem.
func shared(list []*verdict) (out []*verdict) {
	type problem struct {
		code     string
		severity rtpflow.Severity
	}
	of := func(v *verdict) problem { return problem{v.incident.worst().finding.Code, v.incident.severity()} }
	total, joint := map[problem]int{}, map[problem]*verdict{}
	for _, v := range list {
		total[of(v)]++
	}
	for _, v := range list {
		p := of(v)
		j := joint[p]
		switch {
		case total[p] <= 2 || v.sessions[0] == nil:
			out = append(out, v)
		case j == nil:
			joint[p] = v
			out = append(out, v)
		default:
			j.sessions = append(j.sessions, v.sessions...)
			if compareValuesAlike(v.incident, j.incident) > 0 {
				j.incident = v.incident
			}
		}
	}
	return out
}

// sortSessions puts the sessions of each verdict in the order of the report.
func (t *report) sortSessions(list []*verdict) {
	order := map[*rtpflow.Session]int{}
	for i, s := range t.model.Sessions {
		order[s] = i
	}
	for _, v := range list {
		slices.SortFunc(v.sessions, func(a, b *rtpflow.Session) int { return cmp.Compare(order[a], order[b]) })
	}
}

func (v *verdict) name() string {
	if v.sessions[0] == nil {
		return "capture"
	}
	if n := len(v.sessions); n > 1 {
		return view.Count(int64(n), "session")
	}
	return v.sessions[0].ID
}

// sessionNames names the first sessions of a list and counts the others.
func sessionNames(list []*rtpflow.Session, most int) string {
	var names []string
	for _, s := range list[:min(len(list), most)] {
		names = append(names, s.ID)
	}
	text := strings.Join(names, ", ")
	if n := len(list) - most; n > 0 {
		text += " and " + view.Thousands(int64(n)) + " more"
	}
	return text
}

// verdictText names the cause, the effects and how many other problems there are, then describes the cause.
func (t *report) verdictText(v *verdict) string {
	worst := v.incident.worst().finding
	text := worst.Code
	var effects []string
	for _, e := range v.incident.effects {
		if code := e.worst().finding.Code; code != worst.Code {
			effects = appendNew(effects, code)
		}
	}
	if len(effects) > 0 {
		text += " → " + strings.Join(effects, ", ")
	}
	if v.more > 0 && len(v.sessions) == 1 {
		text += " (+" + view.Thousands(int64(v.more)) + " more)"
	}
	if len(v.sessions) > 1 {
		text += " in " + sessionNames(v.sessions, maxNamedSessions) + "; worst " + place(v.incident.worst())
	}
	text += ": "
	return text + t.shown(worst.Summary)
}

func severityStyle(s rtpflow.Severity) style { return [...]style{red, yellow, plain}[s] }

// sickest returns the sessions with errors or warnings, the worst first.
func (t *report) sickest() (list []*rtpflow.Session) {
	for _, v := range worstFirst(t.judge()) {
		if v.sessions[0] != nil {
			list = append(list, v.sessions[0])
		}
	}
	return list
}
