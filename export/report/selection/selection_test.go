package selection

import (
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

func ns(seconds float64) int64 { return int64(seconds * 1e9) }

func at(seconds float64) *int64 { t := ns(seconds); return &t }

// testReport has two sessions with a stream each, and a stream without a session. Its first packet is at 100 s.
func testReport() *rtpflow.Report {
	r := &rtpflow.Report{Captures: []*capture.File{{HasTime: true, Start: ns(100)}}}
	for i, id := range []string{"s1", "s2"} {
		c := &rtpflow.Connection{ID: "c" + id[1:], Start: ns(100 + 10*float64(i)), End: ns(105 + 10*float64(i))}
		st := &rtpflow.Stream{SSRC: uint32(i + 1), Start: c.Start, End: c.End}
		s := &rtpflow.Session{ID: id, Connections: []*rtpflow.Connection{c}, Start: c.Start, End: c.End, Media: []*rtpflow.Media{{Streams: []*rtpflow.Stream{st}}}}
		s.Exchanges = []*rtpflow.Exchange{{ResponseTime: c.Start}, {ResponseTime: c.End}}
		s.Findings = []rtpflow.Finding{
			{ID: 10*i + 1, Code: "rtp-loss", Severity: rtpflow.SevError, Time: at(float64(102 + 10*i)), Subject: rtpflow.Subject{Session: s, Stream: st}},
			{ID: 10*i + 2, Code: "sdp-violation-line-order", Severity: rtpflow.SevNote, Cause: 10*i + 1, Subject: rtpflow.Subject{Session: s}},
		}
		r.Sessions, r.Connections = append(r.Sessions, s), append(r.Connections, c)
	}
	r.Unassociated.Streams = []*rtpflow.Stream{{SSRC: 3, Start: ns(100), End: ns(115)}}
	r.Findings = []rtpflow.Finding{
		{ID: 30, Code: "cut-short", Severity: rtpflow.SevWarning},
		{ID: 31, Code: "connection-reset", Severity: rtpflow.SevWarning, Subject: rtpflow.Subject{Connection: r.Connections[1]}},
	}
	return r
}

// content lists sessions, streams, connections and findings.
func content(r *rtpflow.Report) (sessions, connections []string, streams, findings []int) {
	for i := range r.Findings {
		findings = append(findings, r.Findings[i].ID)
	}
	for _, s := range r.Sessions {
		sessions = append(sessions, s.ID)
		for _, m := range s.Media {
			for _, st := range m.Streams {
				streams = append(streams, int(st.SSRC))
			}
		}
		for i := range s.Findings {
			findings = append(findings, s.Findings[i].ID)
		}
	}
	for _, c := range r.Connections {
		connections = append(connections, c.ID)
	}
	for _, st := range r.Unassociated.Streams {
		streams = append(streams, int(st.SSRC))
	}
	return sessions, connections, streams, findings
}

func same[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestSelection(t *testing.T) {
	warning := rtpflow.SevWarning
	both, connections, all := []string{"s1", "s2"}, []string{"c1", "c2"}, []int{1, 2, 3}
	for name, x := range map[string]struct {
		selection             Selection
		sessions, connections []string
		streams, findings     []int
	}{
		"everything":  {Selection{}, both, connections, all, []int{30, 31, 1, 2, 11, 12}},
		"session":     {Selection{Sessions: []string{"s2"}}, []string{"s2"}, []string{"c2"}, []int{2}, []int{31, 11, 12}},
		"no session":  {Selection{Sessions: []string{"s9"}}, nil, nil, nil, nil},
		"stream":      {Selection{SSRCs: []uint32{1}}, []string{"s1"}, []string{"c1"}, []int{1}, []int{1}},
		"unsignalled": {Selection{SSRCs: []uint32{3}}, nil, nil, []int{3}, nil},
		"severity":    {Selection{Severity: &warning}, both, connections, all, []int{30, 31, 1, 11}},
		"only":        {Selection{Only: []string{"sdp-violation"}}, both, connections, all, []int{2, 12}},
		"mute":        {Selection{Mute: []string{"rtp-loss", "cut-short"}}, both, connections, all, []int{31, 2, 12}},
		"time":        {Selection{Time: &Range{From: 0, To: ns(3), Relative: true}}, []string{"s1"}, []string{"c1"}, []int{1, 3}, []int{30, 31, 1, 2}},
		"clock time":  {Selection{Time: &Range{From: ns(113), To: ns(120)}}, []string{"s2"}, []string{"c2"}, []int{2, 3}, []int{30, 31, 12}},
	} {
		r := testReport()
		sessions, conns, streams, findings := content(x.selection.Apply(r))
		if !same(sessions, x.sessions) || !same(conns, x.connections) || !same(streams, x.streams) || !same(findings, x.findings) {
			t.Errorf("%s: sessions %v, connections %v, streams %v, findings %v", name, sessions, conns, streams, findings)
		}
		if s, _, _, f := content(r); len(s) != 2 || len(f) != 6 || r.Sessions[0].Findings[1].Cause != 1 {
			t.Errorf("%s: the report has changed", name)
		}
	}
}

func TestExchangesOfTheTime(t *testing.T) {
	s := Selection{Time: &Range{From: ns(103), To: ns(106)}}
	if r := s.Apply(testReport()); len(r.Sessions[0].Exchanges) != 1 || r.Sessions[0].Exchanges[0].ResponseTime != ns(105) {
		t.Errorf("%d exchanges", len(r.Sessions[0].Exchanges))
	}
}

// A cause that is left out is no cause.
func TestCausesLeftOut(t *testing.T) {
	s := Selection{Mute: []string{"rtp-loss"}}
	if r := s.Apply(testReport()); r.Sessions[0].Findings[0].Cause != 0 {
		t.Error("the cause of a finding is not in the report")
	}
}
