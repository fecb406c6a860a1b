package text

import (
	"fmt"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// manySessions is a report on n sessions without findings.
func manySessions(n int) *rtpflow.Report {
	r := &rtpflow.Report{Captures: []*capture.File{{Name: "x.pcap", Packets: 1}}}
	for i := range n {
		r.Sessions = append(r.Sessions, &rtpflow.Session{ID: fmt.Sprintf("s%d", i+1), URL: "rtsp://cam/"})
	}
	return r
}

func lossOf(s *rtpflow.Session, id int, percent float64) rtpflow.Finding {
	m := &rtpflow.Media{Index: 1}
	return rtpflow.Finding{
		ID: id, Code: "rtp-loss", Severity: rtpflow.SevWarning, Summary: "Loss.", Value: &percent, Unit: rtpflow.UnitPercent,
		Subject: rtpflow.Subject{Session: s, Media: m, Stream: &rtpflow.Stream{}},
	}
}

// The first lines name the sick session, and cause before effect, even if the effect is graver and of no session.
func TestVerdictComesFirst(t *testing.T) {
	r := manySessions(40)
	s := r.Sessions[36]
	late := int64(5e9)
	s.Findings = []rtpflow.Finding{{ID: 2, Code: "server-closed", Severity: rtpflow.SevWarning, Summary: "The server closed.", Time: &late, Subject: rtpflow.Subject{Session: s}}}
	r.Findings = []rtpflow.Finding{{ID: 1, Code: "connection-refused", Severity: rtpflow.SevError, Summary: "Refused.", Cause: 2}}
	lines := strings.Split(write(t, NewReports, view.Options{}, r), "\n")
	verdict := ""
	for _, l := range lines[:4] {
		if strings.HasPrefix(l, "  s37 ") {
			verdict = strings.Join(strings.Fields(l), " ")
		}
	}
	if want := "s37 error server-closed → connection-refused: The server closed."; verdict != want {
		t.Errorf("verdict %q, want %q in %q", verdict, want, lines[:4])
	}
	out := strings.Join(lines, "\n")
	cause, effect := strings.Index(out, "warning     The server closed."), strings.Index(out, "error       → Refused.")
	if cause < 0 || effect < cause || strings.Index(out, "\nSessions\n") < effect {
		t.Errorf("cause at %d, effect at %d", cause, effect)
	}
	if !strings.Contains(out, "at 5.000 s") || strings.Count(out, "\nSession s") != 1 || !strings.Contains(out, "\nSession s37") {
		t.Error("no time of the finding, or not the sick session alone in full")
	}
}

// Findings alike are one entry with their number, range and worst.
func TestFindingsAlikeAreOneEntry(t *testing.T) {
	r := manySessions(75)
	for i, s := range r.Sessions {
		percent := 0.25
		if i == 60 {
			percent = 2.4
		}
		s.Findings = []rtpflow.Finding{lossOf(s, i+1, percent)}
	}
	out := write(t, NewReports, view.Options{}, r)
	if !strings.Contains(out, "rtp-loss: 75 streams, 0.25–2.4 %, worst s61 media 1: Loss.") {
		t.Errorf("no entry of all findings in:\n%s", out)
	}
	if !strings.Contains(out, "75 sessions  warning  rtp-loss in s1, s2, s3 and 72 more; worst s61 media 1: Loss.") {
		t.Errorf("no verdict of all sessions in:\n%s", out)
	}
	if all := write(t, NewReports, view.Options{All: true}, r); strings.Count(all, "warning     Loss.") != 75 {
		t.Error("--all does not show every finding")
	}
}

// Findings that name one another as cause are shown once each.
func TestCircularCauses(t *testing.T) {
	r := manySessions(1)
	s := r.Sessions[0]
	s.Findings = []rtpflow.Finding{lossOf(s, 1, 1), lossOf(s, 2, 2)}
	s.Findings[0].Cause, s.Findings[1].Cause = 2, 1
	if out := write(t, NewReports, view.Options{}, r); strings.Count(out, "Loss.\n") != 3 { // and the verdict
		t.Error(out)
	}
}

func TestRangesOfMOSHaveTheLowestAsWorst(t *testing.T) {
	low, high := 1.5, 3.5
	a := &rtpflow.Finding{Value: &low, Unit: rtpflow.UnitMOS}
	b := &rtpflow.Finding{Value: &high, Unit: rtpflow.UnitMOS}
	if compareValues(a, b) <= 0 {
		t.Error("a MOS of 3.5 is worse than 1.5")
	}
}
