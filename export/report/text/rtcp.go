package text

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// rtcp writes the RTCP of each side for the media of a session, and what it reports on the streams.
func (t *report) rtcp(s *rtpflow.Session) {
	label := "RTCP"
	for _, m := range s.Media {
		if len(m.RTCP) > 0 {
			t.labeled(label, fmt.Sprintf("media %d: ", m.Index)+t.shown(rtcpText(m.RTCP)))
			label = ""
			t.reportedStreams(slices.Concat(m.Streams, withoutRTP(m.RTCP)))
		}
	}
}

// unassociatedRTCP writes RTCP without RTSP signalling.
func (t *report) unassociatedRTCP() {
	flows := t.model.Unassociated.RTCP
	if len(flows) == 0 {
		return
	}
	t.title("RTCP without RTSP signalling")
	for i, f := range flows {
		if i == maxOthers && !t.all {
			t.labeledIn(dim, "", notShown(len(flows)-i, "flow"))
			break
		}
		t.labeled("RTCP", fmt.Sprintf("%s → %s, from %s s, frame %s: %s", view.Endpoint(f.Source), view.Endpoint(f.Destination), t.at(f.Start),
			t.frame(f.FirstFrame), t.shown(rtcpText(flows[i:i+1]))))
	}
	t.reportedStreams(slices.Concat(t.model.Unassociated.Streams, withoutRTP(flows)))
}

// withoutRTP returns the sources that only RTCP mentions, as streams without anything else.
func withoutRTP(flows []*rtpflow.RTCP) (list []*rtpflow.Stream) {
	for _, f := range flows {
		for _, x := range f.Sources {
			list = append(list, &rtpflow.Stream{SSRC: x.SSRC, RTCP: x.SourceRTCP})
		}
	}
	return list
}

// reportedStreams writes what RTCP reports on streams.
func (t *report) reportedStreams(streams []*rtpflow.Stream) {
	shown, hidden := 0, 0
	for _, st := range streams {
		lines := t.streamRTCP(st)
		switch {
		case len(lines) == 0:
		case shown == maxRTCPStreams && !t.all:
			hidden++
		default:
			shown++
			for _, l := range lines {
				t.nested(l)
			}
		}
	}
	if hidden > 0 {
		t.nested("… " + notShown(hidden, "stream"))
	}
}

// rtcpText sums up by sender: server SDES 2, SR 2, every 4.900 s, 0.06 % of bandwidth; client RR 1.
func rtcpText(flows []*rtpflow.RTCP) string {
	var parts []string
	for _, d := range []rtpflow.Direction{rtpflow.ServerToClient, rtpflow.ClientToServer, rtpflow.UnknownDirection} {
		var same []*rtpflow.RTCP
		for _, f := range flows {
			if f.Direction == d {
				same = append(same, f)
			}
		}
		if text := rtcpCounts(same); text != "" {
			parts = append(parts, strings.TrimSpace(view.Sender(d)+" "+text))
		}
	}
	return strings.Join(parts, "; ")
}

// rtcpCounts counts the packets of one direction by type, and those of feedback and extended reports by what they
// contain.
func rtcpCounts(flows []*rtpflow.RTCP) string {
	types, share := map[string]int64{}, 0.0
	for _, f := range flows {
		for name, n := range f.Types {
			if x := packetType(name); f.Encrypted || x != "RTPFB" && x != "PSFB" && x != "XR" { // else counted by content
				types[x] += n
			}
		}
		for _, contents := range []map[string]int64{f.Feedback, f.XRBlocks} {
			for name, n := range contents {
				types[name] += n
			}
		}
		if f.Share != nil {
			share += *f.Share
		}
	}
	if len(types) == 0 {
		return ""
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(types)) {
		parts = append(parts, name+" "+view.Thousands(types[name]))
	}
	if len(flows) == 1 && flows[0].Interval != nil {
		parts = append(parts, "every "+view.DurationMS(flows[0].Interval.Mean))
	}
	if share > 0 {
		parts = append(parts, view.Percent(share)+" of bandwidth")
	}
	return strings.Join(parts, ", ")
}

// packetTypes are the names of packet types that the report has by number.
var packetTypes = map[string]string{
	"192": "FIR (RFC 2032)", "193": "NACK (RFC 2032)", "194": "SMPTE time code", "195": "IJ", "208": "AVB", "209": "RSI", "210": "TOKEN",
	"211": "IDMS", "212": "RGRS", "213": "SNM",
}

func packetType(name string) string {
	if n := packetTypes[name]; n != "" {
		return n
	}
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		return "type " + name
	}
	return name
}

// streamRTCP returns what RTCP reports on a stream, in a few lines.
func (t *report) streamRTCP(st *rtpflow.Stream) []string {
	r := st.RTCP
	if r == nil {
		return nil
	}
	lines := []string{t.senderText(st)}
	for i := range r.Receptions {
		if i == maxRTCPReceivers && !t.all {
			lines = append(lines, "… "+notShown(len(r.Receptions)-i, "receiver"))
			break
		}
		lines = append(lines, receptionText(st, &r.Receptions[i]))
	}
	lines = append(lines, feedbackText(r))
	for _, x := range r.XR {
		lines = append(lines, xrText(&x))
	}
	return nonEmpty(lines)
}

// senderText writes what a source reports on itself.
func (t *report) senderText(st *rtpflow.Stream) string {
	r := st.RTCP
	var parts []string
	if r.CNAME != "" {
		parts = append(parts, "CNAME "+t.shown(r.CNAME))
	}
	if t.all {
		for _, x := range r.Items {
			parts = append(parts, x.Name+" "+t.shown(x.Text))
		}
	}
	if s := r.Sent; s != nil && s.SentPackets > 0 {
		parts = append(parts, view.Count(s.SentPackets, "packet")+" by SR, "+view.Thousands(s.SeenPackets)+" captured")
	}
	if x := r.SenderRTT; x != nil {
		parts = append(parts, "RTT to the sender "+rttText(x))
	}
	if len(parts) == 0 {
		return ""
	}
	return view.SSRC(st.SSRC) + ": " + strings.Join(parts, ", ")
}

// receptionText writes what a receiver reports, and where the losses occurred.
func receptionText(st *rtpflow.Stream, x *rtpflow.Reception) string {
	parts := []string{view.Thousands(x.Lost) + " lost" + lossLocation(x)}
	if x.WorstFraction > 0 {
		parts = append(parts, "worst "+view.Percent(x.WorstFraction))
	}
	if j := x.Jitter; j != nil {
		parts = append(parts, "jitter "+view.DurationMS(j.Mean))
	}
	if x.RTT != nil {
		parts = append(parts, "RTT "+rttText(x.RTT))
	}
	return fmt.Sprintf("receiver %s of %s: %s", view.SSRC(x.Reporter), view.SSRC(st.SSRC), strings.Join(parts, ", "))
}

// lossLocation compares a receiver's loss count with the packets that are missing from the capture. The count is
// negative if duplicates or retransmissions were received (RFC 3550, 6.4.1), or if the receiver joined late.
func lossLocation(x *rtpflow.Reception) string {
	switch {
	case x.Lost < 0:
		return " (more received than expected)"
	case x.Before == nil || x.Lost == 0 && *x.Before == 0:
		return ""
	case *x.After > 0:
		return " (" + view.Thousands(*x.Before) + " before the capture point, " + view.Thousands(*x.After) + " after it)"
	case *x.After == 0:
		return " (before the capture point)"
	}
	return " (" + view.Thousands(*x.Before) + " missing from the capture)"
}

// rttText writes round-trip times: 2.31 ms (1.98–4.02 ms, 5 samples).
func rttText(x *rtpflow.RoundTrip) string {
	s := view.DurationMS(x.Mean)
	if x.Count > 1 {
		s += fmt.Sprintf(" (%s–%s ms, %s)", view.MillisecondsText(x.Min), view.MillisecondsText(x.Max), view.Count(x.Count, "sample"))
	}
	return s
}

// feedbackText writes what receivers request.
func feedbackText(r *rtpflow.SourceRTCP) string {
	var parts []string
	if k := r.NACKed; k != nil && k.Packets > 0 {
		parts = append(parts, nackText(k))
	}
	if n := r.PLI + r.FIR; n > 0 {
		parts = append(parts, view.Count(n, "keyframe request"))
	}
	parts = append(parts, limitText("REMB", r.REMB), limitText("TMMBR", r.TMMBR), limitText("TMMBN", r.TMMBN),
		packetStatusText("transport-cc", r.TransportCC), packetStatusText("CCFB", r.CCFB))
	return strings.Join(nonEmpty(parts), "; ")
}

// nackText compares the packets that NACKs request with the capture.
func nackText(k *rtpflow.NACKed) string {
	text := view.Count(k.Packets, "packet") + " requested by NACK"
	if k.Seen+k.Missing == 0 {
		return text
	}
	text += " (" + view.Thousands(k.Missing) + " missing from the capture, " + view.Thousands(k.Seen) + " captured before"
	if unknown := k.Packets - k.Seen - k.Missing; unknown > 0 {
		text += ", " + view.Thousands(unknown) + " unknown"
	}
	return text + ")"
}

// limitText writes the bit rate that a receiver asks for.
func limitText(name string, l *rtpflow.BitrateLimit) string {
	if l == nil {
		return ""
	}
	rate := func(bps float64) string { return cmp.Or(view.BitsPerSecond(bps), "no limit") }
	text := name + " " + rate(l.Last)
	if l.Min != l.Max {
		text += " (" + rate(l.Min) + " to " + rate(l.Max) + ")"
	}
	return text
}

func packetStatusText(name string, p *rtpflow.PacketStatus) string {
	if p == nil {
		return ""
	}
	return name + " reports on " + view.Count(p.Packets, "packet") + ", " + view.Thousands(p.Received) + " received"
}

// xrText writes the last extended report of a kind: XR Statistics Summary by 0x00000002: lost 3, …
func xrText(x *rtpflow.XRReport) string {
	if len(x.Metrics) == 0 {
		return ""
	}
	var parts []string
	for _, m := range x.Metrics {
		parts = append(parts, metricText(m))
	}
	return fmt.Sprintf("XR %s by %s: %s", x.Block, view.SSRC(x.Reporter), strings.Join(parts, ", "))
}

// metricText writes a metric with the unit in which its name ends.
func metricText(m rtpflow.XRMetric) string {
	name, unit := m.Name, ""
	for _, u := range [][2]string{{"_pct", " %"}, {"_ms", " ms"}, {"_s", " s"}, {"_db", " dB"}, {"_dbm0", " dBm0"}} {
		if s, ok := strings.CutSuffix(name, u[0]); ok {
			name, unit = s, u[1]
			break
		}
	}
	value := fmt.Sprintf("%.2f", m.Value)
	value = strings.TrimRight(strings.TrimRight(value, "0"), ".")
	return strings.ReplaceAll(name, "_", " ") + " " + value + unit
}
