package text

import (
	"cmp"
	"slices"

	"rtspect/rtpflow"
)

// found is a finding with the session that it belongs to, nil for those about the capture.
type found struct {
	session *rtpflow.Session
	finding *rtpflow.Finding
}

// incident is a finding, or several alike, with those that it caused.
type incident struct {
	alike   []found // the worst first
	effects []*incident
	cause   *incident
}

// maxAlike is the number of findings of one code and severity up to which each is shown.
const maxAlike = 3

// incidents arranges findings by cause and effect: the most severe first, then the earliest. Grouped says that many of one
// code and severity become one incident.
func incidents(list []found, grouped bool) []*incident {
	type kind struct {
		code     string
		severity rtpflow.Severity
	}
	total := map[kind]int{}
	for _, x := range list {
		total[kind{x.finding.Code, x.finding.Severity}]++
	}
	var all []*incident
	groups, byID := map[kind]*incident{}, map[int]*incident{}
	for _, x := range list {
		k := kind{x.finding.Code, x.finding.Severity}
		in := groups[k]
		if in == nil {
			in = &incident{}
			all = append(all, in)
			if grouped && total[k] > maxAlike {
				groups[k] = in
			}
		}
		in.alike = append(in.alike, x)
		if x.finding.ID != 0 {
			byID[x.finding.ID] = in
		}
	}
	var roots []*incident
	for _, in := range all {
		in.findCause(byID)
		slices.SortStableFunc(in.alike, func(a, b found) int { return compareValues(b.finding, a.finding) })
		if in.cause == nil {
			roots = append(roots, in)
		} else {
			in.cause.effects = append(in.cause.effects, in)
		}
	}
	sortIncidents(roots)
	for _, in := range all {
		sortIncidents(in.effects)
	}
	return roots
}

func (in *incident) findCause(byID map[int]*incident) {
	for _, x := range in.alike {
		cause := byID[x.finding.Cause]
		circular := false
		for c := cause; c != nil; c = c.cause {
			circular = circular || c == in
		}
		if cause != nil && !circular {
			in.cause = cause
			return
		}
	}
}

// compareValues compares how bad two findings of one code are.
func compareValues(a, b *rtpflow.Finding) int {
	if a.Value == nil || b.Value == nil {
		return cmp.Compare(a.Count, b.Count)
	}
	x, y := *a.Value, *b.Value
	if a.Unit == rtpflow.UnitMOS { // low is bad
		x, y = -x, -y
	}
	return cmp.Compare(x, y)
}

func sortIncidents(list []*incident) {
	slices.SortStableFunc(list, func(a, b *incident) int {
		return cmp.Or(cmp.Compare(a.severity(), b.severity()), compareTimes(a.time(), b.time()))
	})
}

// severity is the gravest one of the findings and of their effects.
func (in *incident) severity() rtpflow.Severity {
	worst := in.worst().finding.Severity
	for _, e := range in.effects {
		worst = min(worst, e.severity())
	}
	return worst
}

func (in *incident) worst() found { return in.alike[0] }

// time is that of the earliest finding, nil if none has one.
func (in *incident) time() *int64 {
	var first *int64
	for _, x := range in.alike {
		if t := x.finding.Time; t != nil && (first == nil || *t < *first) {
			first = t
		}
	}
	return first
}

// until is when the last of the findings happened last, nil if none has a time.
func (in *incident) until() *int64 {
	var last *int64
	for _, x := range in.alike {
		for _, t := range []*int64{x.finding.Time, x.finding.Until} {
			if t != nil && (last == nil || *t > *last) {
				last = t
			}
		}
	}
	return last
}

// compareTimes puts an unknown time last.
func compareTimes(a, b *int64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*a, *b)
}

// sessions returns the sessions of an incident and its effects; a nil session is the capture, if no session has a part.
func (in *incident) sessions() []*rtpflow.Session {
	list := in.ownSessions()
	for _, e := range in.effects {
		for _, s := range e.sessions() {
			if s != nil && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	if list == nil {
		list = []*rtpflow.Session{nil}
	}
	return list
}

// ownSessions returns the sessions of the incident without those of its effects.
func (in *incident) ownSessions() (list []*rtpflow.Session) {
	for _, x := range in.alike {
		if x.session != nil && !slices.Contains(list, x.session) {
			list = append(list, x.session)
		}
	}
	return list
}
