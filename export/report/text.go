package report

import (
	"bufio"
	"slices"
	"strings"

	"rtspect/rtpflow"
)

// textReports writes reports for people.
type textReports struct {
	*page
	begun bool
}

func newTextReports(out *bufio.Writer, o Options) *textReports {
	return &textReports{page: newPage(out, o)}
}

// textReport is one report being written.
type textReport struct {
	*page
	report  *rtpflow.Report
	joined  bool // more than one file: frames are named file:frame
	began   int64
	hasTime bool
}

// maxStories is the number of sessions whose story is told; further ones have their row in the
// table of sessions.
const maxStories = 50

func (t *textReports) report(r *rtpflow.Report) error {
	if t.begun {
		t.line()
		t.line()
	}
	t.begun = true
	one := &textReport{page: t.page, report: r, joined: len(r.Captures) > 1}
	one.began, one.hasTime = began(r)
	one.write()
	_, err := t.out.Write(nil) // the first error of any write
	return err
}

func (t *textReports) end() error { return nil }

func (t *textReport) write() {
	r := t.report
	name, summary := t.headline()
	if columns(name)+columns(summary)+2 <= t.width {
		t.line(t.styled(bold, name+": "+summary))
	} else {
		for _, l := range append(wrap(name+":", t.width), wrap(summary, t.width)...) {
			t.line(t.styled(bold, l))
		}
	}
	t.line()
	t.captures()
	if len(r.Sessions) > 1 {
		t.overview()
	}
	stories := r.Sessions
	if !t.all && len(stories) > maxStories {
		stories = stories[:maxStories]
	}
	for _, s := range stories {
		t.session(s)
	}
	if n := len(r.Sessions) - len(stories); n > 0 {
		t.line()
		t.line(t.styled(dim, "The stories of "+grouped(int64(n))+" more sessions are left out; --all tells them."))
	}
	t.unassociated()
	t.looseRTCP()
	t.otherConnections()
	t.findings()
}

// rawMedia counts the media that came without RTP (a transport stream in UDP, RDT).
func (t *textReport) rawMedia() (n int64) {
	for _, s := range t.report.Sessions {
		for _, m := range s.Media {
			if m.Raw != nil && len(m.Streams) == 0 {
				n++
			}
		}
	}
	return n
}

// headline says in one line what the capture holds and whether something is wrong with it.
func (t *textReport) headline() (name, summary string) {
	r := t.report
	names := make([]string, 0, len(r.Captures))
	var packets int64
	for _, f := range r.Captures {
		names = append(names, t.shown(f.Name))
		packets += f.Packets
	}
	name = strings.Join(names, " + ")
	if n := len(names); n > 3 {
		name = names[0] + " + … + " + names[n-1]
	}
	if packets == 0 {
		return name, "no packets" + t.verdict()
	}
	what := []string{noneOr(int64(len(r.Sessions)), "session")}
	streams, repairs, datagrams, interleaved := t.totals()
	what = append(what, noneOr(streams, "RTP stream"))
	if repairs > 0 {
		what = append(what, counted(repairs, "repair stream"))
	}
	if n := t.rawMedia(); n > 0 {
		what = append(what, counted(n, "stream")+" without RTP")
	}
	if n := datagrams; n.lost > 0 {
		what = append(what, n.text("lost"))
	}
	if n := interleaved; n.lost > 0 {
		what = append(what, n.text("missing"))
	}
	if streams > 0 && datagrams.lost+interleaved.lost == 0 {
		what = append(what, "none lost")
	}
	if n := t.tlsConnections(); n > 0 {
		what = append(what, counted(n, "TLS connection")+" that may carry RTSP")
	}
	return name, strings.Join(what, ", ") + t.verdict()
}

// maxNamed is the number of kinds of finding that the headline names.
const maxNamed = 3

// verdict counts the findings, and names those of the gravest severity where it is more than a note.
func (t *textReport) verdict() string {
	var n [rtpflow.SevNote + 1]int64
	var codes [rtpflow.SevNote + 1][]string
	t.eachFinding(func(_ *rtpflow.Session, f *rtpflow.Finding) {
		n[f.Severity]++
		codes[f.Severity] = appendNew(codes[f.Severity], f.Code)
	})
	if n[rtpflow.SevError]+n[rtpflow.SevWarning]+n[rtpflow.SevNote] == 0 {
		if len(t.report.Sessions)+len(t.report.Unassociated.Streams) == 0 {
			return "" // nothing was found at all
		}
		return "; nothing found amiss"
	}
	var parts []string
	for sev, noun := range []string{"error", "warning", "note"} {
		if n[sev] > 0 {
			part := counted(n[sev], noun)
			if list := codes[sev]; len(parts) == 0 && sev < int(rtpflow.SevNote) {
				part += " (" + strings.Join(list[:min(len(list), maxNamed)], ", ")
				if len(list) > maxNamed {
					part += ", …"
				}
				part += ")"
			}
			parts = append(parts, part)
		}
	}
	return "; " + strings.Join(parts, ", ")
}

// losses sums up what is missing from streams.
type losses struct {
	expected, lost, repaired int64
	parity                   bool // some are repaired only by who makes use of parity
}

func (l losses) text(how string) string {
	text := grouped(l.lost) + " of " + grouped(l.expected) + " packets " + how + " (" + share(l.lost, l.expected) + ")"
	if l.repaired > 0 {
		text += ", " + grouped(l.repaired) + " of them " + repairedText(l.parity)
	}
	return text
}

// totals sums up all RTP streams; those of repairs alone are counted, and their packets are not media. What is missing from an interleaved stream was not lost on the way,
// for TCP loses nothing: the capture or the sender left it out.
func (t *textReport) totals() (streams, repairs int64, datagrams, interleaved losses) {
	for row := range rows(t.report) {
		if row.stream.Repair != nil {
			repairs++
			continue
		}
		streams++
		sum := &datagrams
		if row.stream.Connection != nil {
			sum = &interleaved
		}
		sum.expected += row.stream.Expected
		sum.lost += row.stream.Lost
		if x := row.stream.Repaired; x != nil {
			sum.repaired += x.Recovered
			sum.parity = sum.parity || slices.ContainsFunc(x.By, func(r *rtpflow.Repair) bool { return r.Parity() && r.Recovered > 0 })
		}
	}
	return streams, repairs, datagrams, interleaved
}

// tlsConnections counts the connections whose content cannot be read.
func (t *textReport) tlsConnections() (n int64) {
	for _, c := range t.report.Connections {
		if c.Kind == rtpflow.KindTLS {
			n++
		}
	}
	return n
}
