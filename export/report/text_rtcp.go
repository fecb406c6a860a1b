package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rtspect/rtpflow"
)

// Lines of RTCP that are told of a media: streams, and receivers of each.
const (
	maxRTCPStreams   = 4
	maxRTCPReceivers = 3
)

// rtcp tells what RTCP each side sent for the media of a session, and what it says of the streams.
func (t *textReport) rtcp(s *rtpflow.Session) {
	label := "RTCP"
	line := func(text string) {
		t.labelled(label, text)
		label = ""
	}
	for _, m := range s.Media {
		if len(m.RTCP) == 0 {
			continue
		}
		line(fmt.Sprintf("media %d: ", m.Index) + t.shown(rtcpText(m.RTCP)))
		told := 0
		for _, st := range slices.Concat(m.Streams, onlyRTCP(m.RTCP)) {
			if told == maxRTCPStreams && !t.all {
				t.within("… more streams; --all tells of them")
				break
			}
			lines := t.streamRTCP(st)
			for _, l := range lines {
				t.within(l)
			}
			if len(lines) > 0 {
				told++
			}
		}
	}
}

// onlyRTCP lists what is known by RTCP alone, as streams of which nothing else is known.
func onlyRTCP(flows []*rtpflow.RTCP) (list []*rtpflow.Stream) {
	for _, f := range flows {
		for _, x := range f.Sources {
			list = append(list, &rtpflow.Stream{SSRC: x.SSRC, RTCP: x.SourceRTCP})
		}
	}
	return list
}

// within writes a text that belongs to the line above it.
func (t *textReport) within(text string) {
	const deeper = 2
	for _, l := range wrap(text, t.width-indentWidth-labelWidth-deeper) {
		t.line(strings.Repeat(" ", indentWidth+labelWidth+deeper), l)
	}
}

// rtcpText sums up by sender: server SR 2, SDES 2, every 4.9 s, 0.06 % of bandwidth; client RR 1.
func rtcpText(flows []*rtpflow.RTCP) string {
	var parts []string
	for _, d := range []rtpflow.Direction{rtpflow.ServerToClient, rtpflow.ClientToServer, rtpflow.UnknownDirection} {
		types, share := map[string]int64{}, 0.0
		var every *rtpflow.RTCPInterval
		of := 0
		for _, f := range flows {
			if f.Direction != d {
				continue
			}
			of++
			for name, n := range f.Types {
				types[typeText(name)] += n
			}
			for _, m := range []map[string]int64{f.Feedback, f.XRBlocks} {
				for name, n := range m {
					types[name] += n
				}
			}
			every = f.Interval
			if f.Share != nil {
				share += *f.Share
			}
		}
		delete(types, "RTPFB") // its messages are named one by one
		delete(types, "PSFB")
		delete(types, "XR") // and its blocks
		var counts []string
		for _, name := range slices.Sorted(maps.Keys(types)) {
			counts = append(counts, name+" "+grouped(types[name]))
		}
		if len(counts) == 0 {
			continue
		}
		if every != nil && of == 1 {
			counts = append(counts, "every "+briefly(int64(every.Mean*1e6)))
		}
		if share > 0 {
			counts = append(counts, percent(share)+" of bandwidth")
		}
		parts = append(parts, strings.TrimSpace(senderText(d)+" "+strings.Join(counts, ", ")))
	}
	return strings.Join(parts, "; ")
}

// typeNames are the packet types that the report gives by number.
var typeNames = map[string]string{"192": "FIR (RFC 2032)", "193": "NACK (RFC 2032)", "194": "SMPTE time code", "195": "IJ", "208": "AVB", "209": "RSI", "210": "TOKEN",
	"211": "IDMS", "212": "RGRS", "213": "SNM"}

func typeText(name string) string {
	if n := typeNames[name]; n != "" {
		return n
	}
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		return "type " + name
	}
	return name
}

// percent writes a share of 0 to 1, with as many digits as tell.
func percent(x float64) string { return share(int64(x*1e9+0.5), 1e9) }

// streamRTCP tells what RTCP says of a stream, in a few lines.
func (t *textReport) streamRTCP(st *rtpflow.Stream) []string {
	r := st.RTCP
	if r == nil {
		return nil
	}
	var lines []string
	add := func(text string) {
		if text != "" {
			lines = append(lines, text)
		}
	}
	add(t.senderSays(st))
	for i := range r.Receptions {
		if i == maxRTCPReceivers && !t.all {
			add(fmt.Sprintf("… %d more receivers; --all tells of them", len(r.Receptions)-i))
			break
		}
		add(receptionText(st, &r.Receptions[i]))
	}
	add(askedText(r))
	for _, x := range r.XR {
		add(xrText(&x))
	}
	return lines
}

// senderSays tells of a source's own reports.
func (t *textReport) senderSays(st *rtpflow.Stream) string {
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
		parts = append(parts, fmt.Sprintf("%s by its reports, %s seen", counted(s.SentPackets, "packet"), grouped(s.SeenPackets)))
	}
	if x := r.SenderTrip; x != nil {
		parts = append(parts, "round trip to the sender "+tripText(x))
	}
	if len(parts) == 0 {
		return ""
	}
	return ssrcText(st.SSRC) + ": " + strings.Join(parts, ", ")
}

// receptionText tells what a receiver reported, and where its losses were.
func receptionText(st *rtpflow.Stream, x *rtpflow.Reception) string {
	parts := []string{grouped(x.Lost) + " lost" + whereLost(x)}
	if x.WorstFraction > 0 {
		parts = append(parts, "worst "+percent(x.WorstFraction))
	}
	if j := x.Jitter; j != nil {
		parts = append(parts, "jitter "+milliseconds(j.Mean)+" ms")
	}
	if x.Trip != nil {
		parts = append(parts, "round trip "+tripText(x.Trip))
	}
	return fmt.Sprintf("receiver %s of %s: %s", ssrcText(x.Reporter), ssrcText(st.SSRC), strings.Join(parts, ", "))
}

// whereLost compares a receiver's count with what the capture misses. A count below zero is one of packets
// that came more than once (RFC 3550, 6.4.1), of retransmissions, or of a receiver that began to count late.
func whereLost(x *rtpflow.Reception) string {
	switch {
	case x.Lost < 0:
		return " (more received than expected)"
	case x.Before == nil || x.Lost == 0 && *x.Before == 0:
		return ""
	case *x.After > 0:
		return fmt.Sprintf(" (%s before the capture point, %s after it)", grouped(*x.Before), grouped(*x.After))
	case *x.After == 0:
		return " (before the capture point)"
	}
	return fmt.Sprintf(" (%s missing in the capture)", grouped(*x.Before))
}

// tripText writes round trips: 2.31 ms (1.98–4.02, 5 times).
func tripText(x *rtpflow.RoundTrip) string {
	s := milliseconds(x.Mean) + " ms"
	if x.Count > 1 {
		s += fmt.Sprintf(" (%s–%s, %s)", milliseconds(x.Min), milliseconds(x.Max), counted(x.Count, "time"))
	}
	return s
}

// askedText tells what receivers asked for.
func askedText(r *rtpflow.SourceRTCP) string {
	var parts []string
	if k := r.NACKed; k != nil && k.Packets > 0 {
		text := counted(k.Packets, "packet") + " asked for by NACK"
		if k.Seen+k.Missing > 0 {
			text += fmt.Sprintf(" (%s missing in the capture, %s captured before", grouped(k.Missing), grouped(k.Seen))
			if rest := k.Packets - k.Seen - k.Missing; rest > 0 {
				text += fmt.Sprintf(", %s not known", grouped(rest))
			}
			text += ")"
		}
		parts = append(parts, text)
	}
	if r.PLI+r.FIR > 0 {
		parts = append(parts, "keyframe asked for "+counted(r.PLI+r.FIR, "time"))
	}
	limit := func(name string, l *rtpflow.BitrateLimit) {
		if l == nil {
			return
		}
		text := name + " " + limitText(l.Last)
		if l.Min != l.Max {
			text += fmt.Sprintf(" (%s to %s)", limitText(l.Min), limitText(l.Max))
		}
		parts = append(parts, text)
	}
	limit("REMB", r.REMB)
	limit("TMMBR", r.TMMBR)
	limit("TMMBN", r.TMMBN)
	for _, x := range []struct {
		name string
		p    *rtpflow.PacketStatus
	}{{"transport-cc", r.TransportCC}, {"CCFB", r.CCFB}} {
		if x.p != nil {
			parts = append(parts, fmt.Sprintf("%s tells of %s, %s received", x.name, counted(x.p.Packets, "packet"), grouped(x.p.Received)))
		}
	}
	return strings.Join(parts, "; ")
}

func limitText(bps float64) string { return cmp.Or(rate(bps), "no limit") }

// xrText tells what an extended report says last: Statistics Summary of 0x00000002: lost 3, …
func xrText(x *rtpflow.XRReport) string {
	if len(x.Metrics) == 0 {
		return ""
	}
	var parts []string
	for _, m := range x.Metrics {
		parts = append(parts, metricText(m))
	}
	return fmt.Sprintf("XR %s by %s: %s", x.Block, ssrcText(x.Reporter), strings.Join(parts, ", "))
}

// metricText writes a metric with the unit that its name ends in.
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

// looseRTCP lists RTCP that no signalling explains.
func (t *textReport) looseRTCP() {
	flows := t.report.Unassociated.RTCP
	if len(flows) == 0 {
		return
	}
	t.line()
	t.line(t.styled(bold, "RTCP without RTSP signalling"))
	for i, f := range flows {
		if i == maxOthers && !t.all {
			t.styledLabel("", grouped(int64(len(flows)-i))+" more; --all lists them.", dim)
			break
		}
		t.labelled("RTCP", fmt.Sprintf("%s → %s, from %s s, frame %s: %s", endpoint(f.Source), endpoint(f.Destination), t.at(f.Start),
			t.frameText(f.FirstFrame), t.shown(rtcpText(flows[i:i+1]))))
	}
	told := 0
	for _, st := range slices.Concat(t.report.Unassociated.Streams, onlyRTCP(flows)) {
		if told == maxRTCPStreams && !t.all {
			break
		}
		lines := t.streamRTCP(st)
		for _, l := range lines {
			t.within(l)
		}
		if len(lines) > 0 {
			told++
		}
	}
}
