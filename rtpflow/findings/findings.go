// Package findings detects what is wrong with captures, connections, sessions and streams. It reads the report alone:
// the same report and thresholds give the same findings.
package findings

import (
	"cmp"
	"runtime"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/internal/ordered"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
)

// Findings detects everything that is worth reporting. Findings about the capture as a whole come first, then those of
// each session, the most severe first. Those of a session have Subject.Session set.
func Findings(r *rtpflow.Report, t *catalog.Thresholds) []rtpflow.Finding {
	in := newInputs(r, t)
	lists := make([][]*draft, 1+len(r.Sessions))
	lists[0] = in.generalFindings()
	// Sessions are independent of one another: a detector reads the report and writes its own list.
	ordered.Each(len(r.Sessions), runtime.GOMAXPROCS(0), func(i int) {
		lists[1+i] = in.sessionFindings(r.Sessions[i])
	})
	var all []*draft
	for _, list := range lists {
		list = aggregate(list)
		sortFindings(list)
		all = append(all, list...)
	}
	for i, d := range all {
		d.ID = i + 1
	}
	linkCauses(all)
	out := make([]rtpflow.Finding, len(all))
	for i, d := range all {
		out[i] = d.Finding
	}
	return out
}

// generalFindings are those of no session: about the files, limits, connections and streams without signalling.
func (in *inputs) generalFindings() []*draft {
	d := in.detector(rtpflow.Subject{})
	for _, f := range in.report.Captures {
		d.take(in.fileFindings(f))
	}
	in.limitFindings(d)
	for _, c := range in.report.Connections {
		if in.owner[c] == nil {
			d.take(in.connectionFindings(c, nil))
		}
	}
	for _, c := range in.report.Connections {
		in.channelFindings(d, c)
	}
	in.attemptFindings(d)
	in.otherClientFindings(d)
	for _, st := range in.report.Unassociated.Streams {
		s := in.streamDetector(nil, nil, st)
		s.streamFindings()
		s.rtcpFindings()
		s.frameFindings()
		s.measuredFindings()
		s.closedPort()
		d.take(s.found)
	}
	for _, x := range in.report.Unassociated.RTCP {
		d.flowFindings(x)
	}
	return d.found
}

// sessionFindings are those of a session, of its connections, media and streams.
func (in *inputs) sessionFindings(s *rtpflow.Session) []*draft {
	d := &sessionDetector{in.detector(rtpflow.Subject{Session: s}), s, indexExchanges(s.Exchanges)}
	for _, c := range s.Connections {
		if in.owner[c] == s {
			d.take(in.connectionFindings(c, s))
		}
	}
	d.signallingFindings()
	for _, m := range s.Media {
		d.take(d.mediaFindings(m))
	}
	return tolerated(s, deduplicate(d.found))
}

// deduplicate leaves out findings about a sender's clock or name that its other streams have in the same words.
func deduplicate(list []*draft) []*draft {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(d *draft) bool {
		again := seen[d.Summary] && (strings.HasPrefix(d.Code, "sender-clock-") || d.Code == catalog.CNAMEShared.Code)
		seen[d.Summary] = true
		return again
	})
}

// sortFindings puts the most severe findings first, and the earliest of those.
func sortFindings(list []*draft) {
	first := func(d *draft) capture.Frame {
		if len(d.Frames) == 0 {
			return 0
		}
		return d.Frames[0]
	}
	slices.SortStableFunc(list, func(x, y *draft) int {
		return cmp.Or(cmp.Compare(x.Severity, y.Severity), cmp.Compare(first(x), first(y)), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Summary, y.Summary))
	})
}

// toleratedByDialect are the codes of findings that are normal in a dialect of RTSP.
var toleratedByDialect = map[string][]string{
	"windows-media": {catalog.SDPViolation.Code + "-line-order"},
	"realmedia":     {catalog.SDPViolation.Code + "-clock-rate", catalog.SyntaxViolation.Code + "-transport-lower-case"},
	"airplay": {
		catalog.SDPViolation.Code + "-clock-rate", catalog.MethodUnknown.Code, catalog.SyntaxViolation.Code + "-rtp-info-without-url",
		catalog.SyntaxViolation.Code + "-transport-interleaved-without-tcp",
	},
}

// tolerated leaves out what is normal in the dialects of a session.
func tolerated(s *rtpflow.Session, list []*draft) []*draft {
	return slices.DeleteFunc(list, func(d *draft) bool {
		return slices.ContainsFunc(s.Dialects, func(dialect string) bool { return slices.Contains(toleratedByDialect[dialect], d.Code) })
	})
}

// linkCauses finds for each draft the finding that explains it: the first of its possible causes about the same stream,
// the same connection, the same session or the capture, in this order.
func linkCauses(all []*draft) {
	type key struct {
		code    string
		subject any
	}
	index := map[key]int{}
	subjects := func(s *rtpflow.Subject) []any {
		list := make([]any, 0, 4)
		if s.Stream != nil {
			list = append(list, s.Stream)
		}
		if s.Connection != nil {
			list = append(list, s.Connection)
		}
		if s.Session != nil {
			list = append(list, s.Session)
		}
		return append(list, nil)
	}
	causes := map[string]bool{}
	for _, d := range all {
		for _, t := range d.causes {
			causes[t.Code] = true
		}
	}
	for _, d := range all {
		if !causes[d.Code] { // as most are
			continue
		}
		list := subjects(&d.Subject)
		for _, s := range list[:max(len(list)-1, 1)] {
			if k := (key{d.Code, s}); index[k] == 0 {
				index[k] = d.ID
			}
		}
	}
	for _, d := range all {
		for _, t := range d.causes {
			for _, s := range subjects(&d.Subject) {
				if id := index[key{t.Code, s}]; id != 0 && id != d.ID && d.Cause == 0 {
					d.Cause = id
				}
			}
		}
	}
}
