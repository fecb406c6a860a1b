// Package selection reduces a report to the sessions, streams, findings and the time that are of interest. All formats
// and commands that report share it.
package selection

import (
	"math"
	"slices"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// Selection says what of a report is of interest. The zero value selects everything.
type Selection struct {
	Sessions []string // IDs
	SSRCs    []uint32
	// Severity is the least severity of findings; nil for all.
	Severity *rtpflow.Severity
	// Only and Mute are codes of findings to show and to leave out. The code of a kind includes its sub-codes.
	Only, Mute []string
	Time       *Range
}

// Range is a time in ns: since 1970, or after the first packet if Relative.
type Range struct {
	From, To int64
	Relative bool
}

// Empty reports whether s selects everything.
func (s *Selection) Empty() bool {
	return len(s.Sessions)+len(s.SSRCs)+len(s.Only)+len(s.Mute) == 0 && s.Severity == nil && s.Time == nil
}

// Parts reports whether some sessions or streams are selected, which leaves out what belongs to none of them.
func (s *Selection) Parts() bool { return len(s.Sessions)+len(s.SSRCs) > 0 }

// Apply returns a copy of a report that contains what is selected. It does not change r, with which the copy shares data.
func (s *Selection) Apply(r *rtpflow.Report) *rtpflow.Report {
	if s.Empty() {
		return r
	}
	f := filter{Selection: s, from: math.MinInt64, to: math.MaxInt64}
	if s.Time != nil {
		f.from, f.to = s.Time.From, s.Time.To
		if start, known := view.StartTime(r); s.Time.Relative && known {
			f.from, f.to = add(start, f.from), add(start, f.to)
		}
	}
	return f.report(r)
}

// add avoids an overflow of open ranges.
func add(start, ns int64) int64 {
	if ns == math.MaxInt64 || ns == math.MinInt64 {
		return ns
	}
	return start + ns
}

// filter is a Selection with absolute times.
type filter struct {
	*Selection
	from, to int64
}

func (f *filter) report(r *rtpflow.Report) *rtpflow.Report {
	out := *r
	out.Sessions, out.Connections = nil, nil
	for _, s := range r.Sessions {
		if kept := f.session(s); kept != nil {
			out.Sessions = append(out.Sessions, kept)
		}
	}
	for _, c := range r.Connections {
		if f.connection(out.Sessions, c) {
			out.Connections = append(out.Connections, c)
		}
	}
	out.Unassociated = f.unassociated(&r.Unassociated)
	out.Findings = f.findings(r.Findings, func(x *rtpflow.Finding) bool {
		return !f.Parts() || f.stream(x.Subject.Stream) && len(f.SSRCs) > 0 ||
			x.Subject.Connection != nil && slices.Contains(out.Connections, x.Subject.Connection)
	})
	keepCauses(&out)
	if f.Parts() {
		out.Unreachable, out.Attempts = nil, nil
	}
	return &out
}

// connection reports whether a connection is kept: one of a session that is kept, or if no parts are selected, any of the time.
func (f *filter) connection(kept []*rtpflow.Session, c *rtpflow.Connection) bool {
	for _, s := range kept {
		if slices.Contains(s.Connections, c) {
			return true
		}
	}
	return !f.Parts() && f.overlaps(c.Start, c.End)
}

// session returns a copy of a session with what is selected, nil if that is nothing.
func (f *filter) session(s *rtpflow.Session) *rtpflow.Session {
	if len(f.Sessions) > 0 && !slices.Contains(f.Sessions, s.ID) || !f.overlaps(s.Start, max(s.End, s.LastMedia())) {
		return nil
	}
	out := *s
	out.Media = nil
	for _, m := range s.Media {
		media := *m
		media.Streams = f.streams(m.Streams)
		if len(f.SSRCs) == 0 || len(media.Streams) > 0 {
			out.Media = append(out.Media, &media)
		}
	}
	if len(f.SSRCs) > 0 && len(out.Media) == 0 {
		return nil
	}
	if f.Time != nil {
		out.Exchanges = where(s.Exchanges, func(x *rtpflow.Exchange) bool { return f.contains(x.Time()) })
		out.Timeline = where(s.Timeline, func(x rtpflow.Event) bool { return f.contains(x.Time) })
	}
	out.Findings = f.findings(s.Findings, func(x *rtpflow.Finding) bool {
		return len(f.SSRCs) == 0 || x.Subject.Stream != nil && f.stream(x.Subject.Stream)
	})
	return &out
}

func (f *filter) unassociated(u *rtpflow.Unassociated) rtpflow.Unassociated {
	switch {
	case len(f.Sessions) > 0:
		return rtpflow.Unassociated{}
	case len(f.SSRCs) > 0:
		return rtpflow.Unassociated{Streams: f.streams(u.Streams)}
	case f.Time == nil:
		return *u
	}
	return rtpflow.Unassociated{
		Streams: f.streams(u.Streams), OtherClients: u.OtherClients,
		RTCP: where(u.RTCP, func(x *rtpflow.RTCP) bool { return f.overlaps(x.Start, x.End) }),
	}
}

func (f *filter) streams(list []*rtpflow.Stream) []*rtpflow.Stream { return where(list, f.stream) }

func (f *filter) stream(s *rtpflow.Stream) bool {
	return s != nil && (len(f.SSRCs) == 0 || slices.Contains(f.SSRCs, s.SSRC)) && f.overlaps(s.Start, s.End)
}

// findings returns the findings that are selected by code, severity and time, and about what is kept. A finding without
// time is about all of its subject's.
func (f *filter) findings(list []rtpflow.Finding, about func(*rtpflow.Finding) bool) []rtpflow.Finding {
	return where(list, func(x rtpflow.Finding) bool {
		switch {
		case f.Severity != nil && x.Severity > *f.Severity,
			len(f.Only) > 0 && !matches(f.Only, x.Code), matches(f.Mute, x.Code), !about(&x):
			return false
		case x.Time == nil:
			return true
		case x.Until == nil:
			return f.contains(*x.Time)
		}
		return f.overlaps(*x.Time, *x.Until)
	})
}

// matches reports whether a code is in a list, or a sub-code of one in it: sdp-violation-line-order of sdp-violation.
func matches(list []string, code string) bool {
	return slices.ContainsFunc(list, func(c string) bool { return code == c || strings.HasPrefix(code, c+"-") })
}

func (f *filter) contains(ns int64) bool         { return f.overlaps(ns, ns) }
func (f *filter) overlaps(start, end int64) bool { return start <= f.to && end >= f.from }

// keepCauses removes the causes that the copy does not contain.
func keepCauses(out *rtpflow.Report) {
	ids := map[int]bool{}
	each(out, func(x *rtpflow.Finding) { ids[x.ID] = true })
	each(out, func(x *rtpflow.Finding) {
		if !ids[x.Cause] {
			x.Cause = 0
		}
	})
}

func each(r *rtpflow.Report, f func(*rtpflow.Finding)) {
	for i := range r.Findings {
		f(&r.Findings[i])
	}
	for _, s := range r.Sessions {
		for i := range s.Findings {
			f(&s.Findings[i])
		}
	}
}

// where returns a new list of the elements that match.
func where[T any](list []T, match func(T) bool) []T {
	out := make([]T, 0, len(list))
	for _, x := range list {
		if match(x) {
			out = append(out, x)
		}
	}
	return out
}
