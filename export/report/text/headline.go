package text

import (
	"slices"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// headline writes what the capture contains and whether there are findings, on one line if that fits.
func (t *report) headline() {
	name, summary := t.summary()
	if columns(name)+columns(summary)+2 <= t.width {
		t.line(t.styled(bold, name+": "+summary))
		return
	}
	for _, l := range append(wrap(name+":", t.width), wrap(summary, t.width)...) {
		t.line(t.styled(bold, l))
	}
}

func (t *report) summary() (name, summary string) {
	names := make([]string, 0, len(t.model.Captures))
	var packets int64
	for _, f := range t.model.Captures {
		names = append(names, t.shown(f.Name))
		packets += f.Packets
	}
	name = strings.Join(names, " + ")
	if n := len(names); n > 3 {
		name = names[0] + " + … + " + names[n-1]
	}
	parts := []string{"no packets"}
	if packets > 0 {
		parts = t.contents()
	}
	summary = strings.Join(parts, ", ")
	if findings := t.findingsSummary(); findings != "" {
		summary += "; " + findings
	}
	return name, summary
}

// contents counts sessions, streams and their losses.
func (t *report) contents() []string {
	x := t.totals()
	parts := []string{view.CountOrNo(int64(len(t.model.Sessions)), "session"), view.CountOrNo(x.streams, "RTP stream")}
	if x.repairs > 0 {
		parts = append(parts, view.Count(x.repairs, "repair stream"))
	}
	if n := t.rawMedia(); n > 0 {
		parts = append(parts, view.Count(n, "non-RTP stream"))
	}
	if x.datagrams.lost > 0 {
		parts = append(parts, x.datagrams.text("lost"))
	}
	if x.interleaved.lost > 0 {
		parts = append(parts, x.interleaved.text("missing"))
	}
	if x.streams > 0 && x.datagrams.lost+x.interleaved.lost == 0 {
		parts = append(parts, "no packet loss")
	}
	if n := t.tlsConnections(); n > 0 {
		parts = append(parts, view.Count(n, "TLS connection")+" (may carry RTSP)")
	}
	return parts
}

// rawMedia counts the media streams without RTP (a transport stream in UDP, RDT).
func (t *report) rawMedia() (n int64) {
	for _, s := range t.model.Sessions {
		for _, m := range s.Media {
			if m.Raw != nil && len(m.Streams) == 0 {
				n++
			}
		}
	}
	return n
}

// maxNamed is the number of finding codes that the headline names.
const maxNamed = 3

// findingsSummary counts the findings by severity, and names the codes of the highest severity unless it is note.
func (t *report) findingsSummary() string {
	var n [rtpflow.SevNote + 1]int64
	var codes [rtpflow.SevNote + 1][]string
	t.eachFinding(func(_ *rtpflow.Session, f *rtpflow.Finding) {
		n[f.Severity]++
		codes[f.Severity] = appendNew(codes[f.Severity], f.Code)
	})
	if n[rtpflow.SevError]+n[rtpflow.SevWarning]+n[rtpflow.SevNote] == 0 {
		if len(t.model.Sessions)+len(t.model.Unassociated.Streams) == 0 {
			return "" // the capture contains nothing to check
		}
		return "no findings"
	}
	var parts []string
	for sev, noun := range []string{"error", "warning", "note"} {
		if n[sev] == 0 {
			continue
		}
		part := view.Count(n[sev], noun)
		if list := codes[sev]; len(parts) == 0 && sev < int(rtpflow.SevNote) {
			part += " (" + strings.Join(list[:min(len(list), maxNamed)], ", ")
			if len(list) > maxNamed {
				part += ", …"
			}
			part += ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// totals sums up all streams of a report. Streams that only carry repairs are counted apart, and their packets are not
// media. A packet that is missing from an interleaved stream was not lost in the network, as TCP retransmits: either the
// capture or the sender dropped it.
type totals struct {
	streams, repairs       int64
	datagrams, interleaved losses
}

func (t *report) totals() (x totals) {
	for row := range view.Rows(t.model) {
		if row.Stream.Repair != nil {
			x.repairs++
			continue
		}
		x.streams++
		if row.Stream.Connection != nil {
			x.interleaved.add(row.Stream)
		} else {
			x.datagrams.add(row.Stream)
		}
	}
	return x
}

// losses sums up packets that are missing from streams.
type losses struct {
	expected, lost, repaired int64
	parity                   bool // some are repaired only if the receiver uses the parity packets
}

func (l *losses) add(s *rtpflow.Stream) {
	l.expected += s.Expected
	l.lost += s.Lost
	if s.Repaired != nil {
		l.repaired += s.Repaired.Recovered
		l.parity = l.parity || slices.ContainsFunc(s.Repaired.By, func(r *rtpflow.Repair) bool { return r.Parity() && r.Recovered > 0 })
	}
}

// text writes "12 of 401 packets lost (3.0 %), 11 repaired".
func (l losses) text(verb string) string {
	text := view.Thousands(l.lost) + " of " + view.Thousands(l.expected) + " packets " + verb + " (" + view.Share(l.lost, l.expected) + ")"
	if l.repaired > 0 {
		text += ", " + view.Thousands(l.repaired) + " " + repairedText(l.parity)
	}
	return text
}

// tlsConnections counts the connections whose content is encrypted.
func (t *report) tlsConnections() (n int64) {
	for _, c := range t.model.Connections {
		if c.Kind == rtpflow.KindTLS {
			n++
		}
	}
	return n
}
