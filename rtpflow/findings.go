package rtpflow

import (
	"fmt"
	"strings"

	"rtspect/capture"
)

// maxEvidence bounds the frames that a finding names.
const maxEvidence = 20

// findings says what is worth telling, of the capture and of every session.
func (a *Analyzer) findings(r *Report) {
	for _, f := range r.Captures {
		captureFindings(r, f)
	}
	a.limitFindings(r)
	told := map[*Connection]bool{}
	for _, s := range r.Sessions {
		for _, c := range s.Connections {
			if !told[c] {
				told[c] = true
				s.Findings = append(s.Findings, connectionFindings(c)...)
			}
		}
		sessionFindings(s)
		syntaxFindings(s)
		sdpFindings(s)
		for _, m := range s.Media {
			a.mediaFindings(s, m)
		}
		sortFindings(s.Findings)
	}
	for _, c := range r.Connections {
		if !told[c] {
			r.Findings = append(r.Findings, connectionFindings(c)...)
		}
	}
	for _, st := range r.Unassociated.Streams {
		r.Findings = append(r.Findings, streamFindings(st, nil)...)
	}
	sortFindings(r.Findings)
}

// captureFindings tells what is wrong with a file.
func captureFindings(r *Report, f *capture.File) {
	add := func(code string, sev Severity, frame capture.Frame, format string, args ...any) {
		x := Finding{Code: code, Severity: sev, Summary: fmt.Sprintf(format, args...)}
		if frame.Number() > 0 {
			x.Frames = []capture.Frame{frame}
			x.DisplayFilter = frameFilter(x.Frames)
		}
		r.Findings = append(r.Findings, x)
	}
	for _, d := range f.Damage {
		sev := SevWarning
		if d.Fatal && d.Kind != "cut-short" {
			sev = SevError
		}
		where := "before any packet"
		if n := d.Frame.Number(); n > 0 {
			where = fmt.Sprintf("after frame %d", n)
		}
		if d.Kind == "cut-short" {
			add("capture-cut-short", sev, d.Frame, "The capture file is cut short %s, at byte %d: %s. What came before was analysed.", where, d.Offset, d.Detail)
			continue
		}
		add("capture-"+d.Kind, sev, d.Frame, "The capture file is damaged %s, at byte %d: %s.", where, d.Offset, d.Detail)
	}
	if f.Packets == 0 {
		add("capture-empty", SevWarning, 0, "The capture holds no packets.")
	}
	if f.Snapped > 0 {
		add("capture-snapped", SevWarning, 0, "%s of %d were cut by the snaplen (truncated): RTSP messages, SDP and payloads may be incomplete, and interleaved frames may be missing.",
			packets(f.Snapped), f.Packets)
	}
	if f.Dropped > 0 {
		add("capture-dropped", SevWarning, 0, "The capturing tool says it dropped %s: holes may be the capture's own.", packets(f.Dropped))
	}
	if f.Backward > 0 {
		add("capture-time-backwards", SevWarning, f.FirstBackward, "Capture time runs backwards at %s (by up to %.6f s, first at frame %d): times and rates around it are not to be trusted.",
			packets(f.Backward), float64(f.MaxBackward)*1e-9, f.FirstBackward.Number())
	}
	if f.FragmentsLost > 0 {
		add("ip-fragments-incomplete", SevWarning, f.FirstFragmentLost, "%d fragmented IP datagrams never became whole: a fragment was lost or not captured, and what they carried is missing.", f.FragmentsLost)
	}
}

func packets(n int64) string {
	if n == 1 {
		return "1 packet"
	}
	return fmt.Sprintf("%d packets", n)
}

// frameFilter is a Wireshark display filter for frames.
func frameFilter(frames []capture.Frame) string {
	if len(frames) == 0 {
		return ""
	}
	parts := make([]string, 0, len(frames))
	for i, f := range frames {
		if i == maxEvidence {
			break
		}
		parts = append(parts, fmt.Sprint(f.Number()))
	}
	if len(parts) == 1 {
		return "frame.number == " + parts[0]
	}
	return "frame.number in {" + strings.Join(parts, ", ") + "}"
}

// limitFindings tells what the bounds on state left out.
func (a *Analyzer) limitFindings(r *Report) {
	add := func(code string, n int64, frame capture.Frame, what string) {
		if n == 0 {
			return
		}
		x := Finding{Code: code, Severity: SevWarning, Summary: fmt.Sprintf("%d %s", n, what)}
		if frame != 0 {
			x.Frames = []capture.Frame{frame}
			x.DisplayFilter = frameFilter(x.Frames)
		}
		r.Findings = append(r.Findings, x)
	}
	add("limit-sources", a.limits.sources, a.limits.sourceFrame, "RTP packets were not measured: their SSRCs exceed the limit of streams per flow or in all.")
	add("limit-flows", a.limits.flows, a.limits.flowFrame, "packets belong to UDP flows beyond the limit of flows that are followed.")
	add("limit-connections", a.limits.conns, 0, "packets belong to TCP connections beyond the limit of connections that are followed.")
	add("limit-messages", a.limits.exchanges, a.limits.exchFrame, "RTSP messages exceed the limit kept of one connection.")
	add("limit-sessions", a.limits.sessions, 0, "RTSP sessions or media exceed the limit.")
}
