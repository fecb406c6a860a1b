package rtpflow

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/internal/ordered"
)

// maxEvidence bounds the frames that a finding names.
const maxEvidence = 20

// findings says what is worth telling, of the capture and of every session.
func (a *Analyzer) findings(r *Report) {
	for _, f := range r.Captures {
		r.Findings = append(r.Findings, captureFindings(f)...)
	}
	r.Findings = append(r.Findings, a.limits.findings()...)
	a.seen(r)
	told := map[*Connection]bool{}
	for _, s := range a.signal.sessions {
		if s.ID == "" {
			continue
		}
		for _, c := range s.Connections {
			if !told[c] {
				told[c] = true
				s.Findings = append(s.Findings, connectionFindings(c, &a.thresholds)...)
			}
		}
	}
	a.findingsOfSessions()
	for _, c := range r.Connections {
		if !told[c] {
			r.Findings = append(r.Findings, connectionFindings(c, &a.thresholds)...)
		}
	}
	r.Findings = append(r.Findings, a.channelFindings()...)
	r.Findings = append(r.Findings, a.attemptFindings(r)...)
	for _, st := range r.Unassociated.Streams {
		r.Findings = append(r.Findings, streamFindings(st, &a.thresholds)...)
		r.Findings = append(r.Findings, rtcpStreamFindings(st, &a.thresholds)...)
		r.Findings = append(r.Findings, framesFindings(st, nil, &a.thresholds)...)
		r.Findings = append(r.Findings, st.measuredFindings(nil, &a.thresholds)...)
	}
	for _, x := range r.Unassociated.RTCP {
		r.Findings = append(r.Findings, rtcpFindings(x)...)
	}
	sortFindings(r.Findings)
}

// onceEach leaves out what was said of a sender's clock or name before in the same words: its streams share them.
func onceEach(list []Finding) []Finding {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(f Finding) bool {
		again := seen[f.Summary] && (strings.HasPrefix(f.Code, "sender-clock-") || f.Code == "cname-shared")
		seen[f.Summary] = true
		return again
	})
}

// findingsOfSessions completes the findings of every session, on all processors: they look at what was
// observed and change nothing but their session.
func (a *Analyzer) findingsOfSessions() {
	a.sessionsOf(capture.Addr{}) // made here, not by several at once
	list := a.signal.sessions
	ordered.Each(len(list), runtime.GOMAXPROCS(0), func(i int) {
		s := list[i]
		if s.ID == "" {
			return
		}
		all := append(s.Findings, a.sessionFindings(s)...)
		for _, m := range s.Media {
			all = append(all, a.mediaFindings(s, m)...)
		}
		s.Findings = s.unusual(onceEach(all))
		sortFindings(s.Findings)
	})
}

// sortFindings puts the gravest first, then the earliest.
func sortFindings(list []Finding) {
	first := func(f Finding) capture.Frame {
		if len(f.Frames) == 0 {
			return 0
		}
		return f.Frames[0]
	}
	slices.SortStableFunc(list, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Severity, y.Severity), cmp.Compare(first(x), first(y)), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Summary, y.Summary))
	})
}

// mixedUp is how far (ns) capture time may run backwards where packets of several interfaces or queues
// are written in turn; a clock that is set moves further as a rule.
const mixedUp = 10e6

// stands tells how many packets stand where they do not belong.
func stands(n int64) string { return packets(n) + verb(n, " stands", " stand") }

// captureFindings tells what is wrong with a file.
func captureFindings(f *capture.File) (list []Finding) {
	add := func(code string, frame capture.Frame, format string, args ...any) {
		list = append(list, find(code, one(frame), format, args...))
	}
	for _, d := range f.Damage {
		where := "before any packet"
		if n := d.Frame.Number(); n > 0 {
			where = fmt.Sprintf("after frame %d", n)
		}
		frame := d.Frame
		if frame.Number() == 0 {
			frame = 0
		}
		if d.Kind == "cut-short" {
			add("capture-cut-short", frame, "The capture file is cut short %s, at byte %d: %s. What came before was analysed.", where, d.Offset, d.Detail)
			continue
		}
		if d.Kind == "comments" {
			add("capture-comments", frame, "The capture file has more comments than are kept: %s %s left out, the first %s.", count(d.Count, "comment"), isAre(d.Count), where)
			continue
		}
		add("capture-"+d.Kind, frame, "The capture file is damaged %s, at byte %d: %s.", where, d.Offset, d.Detail)
		if d.Skipped > 0 {
			list[len(list)-1].Summary += fmt.Sprintf(" %d bytes were skipped to find the next records (%s); packets in them are lost.", d.Skipped, count(d.Count, "place"))
		}
		if !d.Fatal && list[len(list)-1].Severity == SevError {
			list[len(list)-1].Severity = SevWarning
		}
	}
	if f.Packets == 0 {
		add("capture-empty", 0, "The capture holds no packets.")
	}
	if f.Snapped > 0 {
		add("capture-snapped", 0, "%d of %s %s cut by the snaplen (truncated): RTSP messages, SDP and payloads may be incomplete, and interleaved frames may be missing.", f.Snapped, packets(f.Packets), verb(f.Snapped, "was", "were"))
		list[len(list)-1].DisplayFilter = "frame.cap_len < frame.len"
	}
	if f.Dropped > 0 {
		add("capture-dropped", 0, "The capturing tool says that it dropped %s: holes may be the capture's own.", packets(f.Dropped))
	}
	if f.Packets > 0 && (!f.HasTime || f.Start == 0 && f.End == 0) {
		add("capture-no-times", 0, "The packets of the capture have no times: what counts packets and their order holds; durations, rates, jitter and delays mean nothing.")
	}
	if f.Backward > 0 && f.MaxBackward < mixedUp {
		add("capture-time-backwards", f.FirstBackward, "%s behind one with a later time, by up to %.3f ms (first at frame %d): packets of several interfaces or queues were put together; the order of packets so close is not known.",
			stands(f.Backward), float64(f.MaxBackward)*1e-6, f.FirstBackward.Number())
		list[len(list)-1].Severity = SevNote
	} else if f.Backward > 0 {
		add("capture-time-backwards", f.FirstBackward, "Capture time runs backwards at %s (by up to %s, first at frame %d): times and rates around it are not to be trusted.",
			packets(f.Backward), seconds(f.MaxBackward), f.FirstBackward.Number())
	}
	if f.FragmentsLost > 0 {
		add("ip-fragments-incomplete", f.FirstFragmentLost, "%d fragmented IP datagrams never became whole: a fragment was lost or not captured, and what they carried is missing.", f.FragmentsLost)
	}
	return list
}

func packets(n int64) string { return count(n, "packet") }

// count gives a number with its noun.
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// have gives a number with its noun and the verb that goes with it.
func have(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun + " has"
	}
	return count(n, noun) + " have"
}

func isAre[N int | int64](n N) string { return verb(n, "is", "are") }

// verb is the form of a verb that goes with a number.
func verb[N int | int64](n N, single, plural string) string {
	if n == 1 {
		return single
	}
	return plural
}

// frameFilter is a Wireshark display filter for frames.
func frameFilter(frames []capture.Frame) string {
	parts := make([]string, 0, len(frames))
	for _, f := range frames {
		parts = append(parts, fmt.Sprint(f.Number()))
	}
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return "frame.number == " + parts[0]
	}
	return "frame.number in {" + strings.Join(parts, ", ") + "}"
}

// hostsFilter is a Wireshark display filter for what runs between two hosts.
func hostsFilter(a, b capture.Addr) string {
	if a == b { // on one host: the address need not be said twice
		return addrFilter(a)
	}
	return addrFilter(a) + " && " + addrFilter(b)
}

// addrFilter is a Wireshark display filter for an address.
func addrFilter(a capture.Addr) string {
	if a.Is4() {
		return "ip.addr == " + a.String()
	}
	return "ipv6.addr == " + a.String()
}

// findings tells what the bounds on state left out.
func (l *limits) findings() (list []Finding) {
	add := func(code string, n int64, frame capture.Frame, what string) {
		if n > 0 {
			list = append(list, find(code, one(frame), "%d %s", n, what))
		}
	}
	add("limit-sources", l.sources, l.sourceFrame, "RTP packets were not measured: their SSRCs exceed the limit of streams per flow or in all.")
	add("limit-flows", l.flows, l.flowFrame, "packets belong to UDP flows beyond the limit of flows that are followed.")
	add("limit-connections", l.conns, 0, "packets belong to TCP connections beyond the limit of connections that are followed.")
	add("limit-messages", l.exchanges, l.exchFrame, "RTSP messages exceed the limit kept of one connection.")
	add("limit-repairs", l.repairs, 0, "streams have repairs that were not weighed against their losses: more are repaired than are followed.")
	add("limit-sessions", l.sessions, 0, "RTSP sessions or media exceed the limit.")
	return list
}
