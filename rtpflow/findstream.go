package rtpflow

import (
	"fmt"
	"slices"

	"rtspect/capture"
)

// streamFindings tells what is wrong with a stream by itself.
func streamFindings(st *Stream, t *Thresholds) (list []Finding) {
	add := func(code string, frames []capture.Frame, format string, args ...any) *Finding {
		f := find(code, frames, format, args...).shownBy(st.filter(frames))
		f.SSRC = &st.SSRC
		list = append(list, f)
		return &list[len(list)-1]
	}
	if st.Lost > 0 && st.Repair == nil {
		st.lossFinding(add, t)
	}
	if n := st.CaptureDuplicates; n > 0 {
		add("capture-duplicates", nil, "%s came more than once with the same IP identification: the capture doubled them (mirror port, or several interfaces), not the network.", packets(n))
	}
	if n := st.Duplicates - st.CaptureDuplicates; n > 0 && !st.repeats() {
		add("rtp-duplicates", nil, "%s a sequence number that came before (duplicates).", have(n, "RTP packet"))
	}
	if st.OutOfOrder > 0 {
		how := ""
		if r := st.Reordering; r != nil {
			how = fmt.Sprintf(", with an extent of up to %s (RFC 4737) and up to %.1f ms late", packets(r.MaxExtent), r.MaxLateMS)
		}
		add("rtp-reordered", nil, "%s came out of order%s.", count(st.OutOfOrder, "RTP packet"), how)
	}
	if st.Malformed > 0 {
		add("rtp-malformed", one(st.FirstFrame), "%s a header (CSRCs, extension or padding) that does not fit the length.", have(st.Malformed, "RTP packet"))
	}
	if st.Strays > 0 {
		add("rtp-strays", one(st.FirstFrame), "%s a sequence number far from the others: two senders share the SSRC, or it is no RTP.", have(st.Strays, "packet"))
	}
	st.repairFindings(add, t)
	list = append(list, st.clockFindings(t)...)
	return append(list, st.voiceFinding(t)...)
}

// repeats reports whether a stream may have a number again without a fault: a packet sent again once more.
func (st *Stream) repeats() bool { return st.Repair != nil && st.Repair.Kind == RepairRIST }

// lossFinding tells of lost packets, and whose loss it is: TCP loses nothing, so what is missing there was
// not captured or never sent.
func (st *Stream) lossFinding(add addStreamFinding, t *Thresholds) {
	var frames []capture.Frame
	for _, l := range st.Losses { // several runs may have been shown by one packet
		if n := len(frames); n == 0 || frames[n-1] != l.Frame {
			frames = append(frames, l.Frame)
		}
	}
	share := float64(st.Lost) / float64(st.Expected)
	what := fmt.Sprintf("%d of %d RTP packets (%.2f %%) %s", st.Lost, st.Expected, share*100, isAre(st.Lost))
	runs := st.runsText()
	if c := st.Connection; c != nil {
		if side := &c.Sides[st.sender()]; side.GapBytes > 0 {
			add("rtp-not-captured", frames, "%s missing%s: the connection delivered them, but the capture has holes there.", what, runs)
			return
		}
		add("rtp-loss", frames, "%s missing%s, though TCP loses nothing: the sender left them out%s.", what, runs, st.repairText())
		return
	}
	f := add("rtp-loss", frames, "%s lost%s%s.", what, runs, st.repairText())
	switch left := 100 * float64(st.residual()) / float64(st.Expected); {
	case left == 0:
		f.Severity = SevNote
	case left >= t.SevereLoss && st.residual() >= fewLost:
		f.Severity = SevError
	}
}

// fewLost is how many packets must stay lost for a share of them to break a service: one of the five packets of
// a short stream does not.
const fewLost = 5

// runsText says how the lost packets lie in the sequence.
func (st *Stream) runsText() string {
	switch {
	case st.Lost == 1:
		return ""
	case st.LossBursts == 1:
		return ", all in one run"
	case st.MaxBurst == 1:
		return ", each by itself"
	}
	return fmt.Sprintf(", in %s of up to %d", count(st.LossBursts, "run"), st.MaxBurst)
}

type addStreamFinding func(code string, frames []capture.Frame, format string, args ...any) *Finding

// sender is the side that sends the stream.
func (st *Stream) sender() Side {
	if st.Direction == ClientToServer {
		return Client
	}
	return Server
}

// rtcpFindings tells what is wrong with the RTCP of a flow.
func rtcpFindings(x *RTCP) (list []Finding) {
	if x.Encrypted && !x.agreed {
		how := "(SRTCP): only the first header of each packet can be read"
		if x.sealed {
			how = "by SRTCP or a protocol of its own: behind the first header of each packet nothing reads as RTCP"
		}
		list = append(list, find("rtcp-encrypted", one(x.FirstFrame), "RTCP from %s is encrypted %s.", x.Source, how))
	}
	if x.Malformed > 0 {
		list = append(list, find("rtcp-malformed", one(x.MalformedFrame), "%s from %s did not read as RTCP to the end (the first: %s); what was readable was counted.", count(x.Malformed, "RTCP packet"), x.Source, x.MalformedReason))
	}
	if x.SSRCsDropped > 0 {
		list = append(list, find("limit-rtcp", one(x.FirstFrame), "RTCP from %s names more SSRCs than the limit of %d that are kept.", x.Source, maxRTCPSources))
	}
	return list
}

// transportFindings compares where a stream runs with what SETUP agreed.
func (s *session) transportFindings(m *Media, st *Stream) (list []Finding) {
	add := func(code, format string, args ...any) {
		f := find(code, one(st.FirstFrame), format, args...).at(st.Start).shownBy(st.filter(one(st.FirstFrame)))
		f.SSRC = &st.SSRC
		list = append(list, f)
	}
	if m.SDP != nil && !m.SDP.Cut && m.Control != "" { // else it is not sure that the section is the media's
		for _, pt := range sortedTypes(st.PayloadTypes) {
			if !hasFormat(m.SDP.Formats, pt) {
				add("payload-type-unlisted", "%s payload type %d, which the SDP does not list for this media%s.", have(st.PayloadTypes[pt], "packet"), pt, st.repairOf(pt))
			}
		}
	}
	c := s.claims[m]
	if m.Transport.Lower != "udp" || c == nil || c.implied {
		return list
	}
	client, server := st.Destination, st.Source
	if st.Direction == ClientToServer {
		client, server = server, client
	}
	switch {
	case client.Addr != c.client:
		add("rtp-other-address", "RTP runs between %s and %s; the client's address in the signalling is %s.", st.Source, st.Destination, c.client)
	case len(c.clientPorts) > 0 && !slices.Contains(c.clientPorts, client.Port):
		add("rtp-other-port", "RTP runs between %s and %s, though client_port is %d: most likely NAT in between.", st.Source, st.Destination, c.clientPorts[0])
	}
	switch {
	case server.Addr != c.server && server.Addr != c.source:
		add("rtp-other-address", "RTP runs between %s and %s; the server's address in the signalling is %s.", st.Source, st.Destination, c.server)
	case len(c.serverPorts) > 0 && !slices.Contains(c.serverPorts, server.Port):
		add("rtp-other-port", "RTP runs between %s and %s, though server_port is %d.", st.Source, st.Destination, c.serverPorts[0])
	}
	return list
}

// repairOf names the repair that packets of a payload type are by their content.
func (st *Stream) repairOf(pt uint8) string {
	if st.Repaired != nil {
		for _, r := range st.Repaired.By {
			if r.by == st && r.PayloadType != nil && *r.PayloadType == pt {
				return "; by their content they are " + repairName(r.Kind) + ", of which a receiver is not told"
			}
		}
	}
	return ""
}

func sortedTypes(m map[uint8]int64) []uint8 {
	var list []uint8
	for pt := range m {
		list = append(list, pt)
	}
	slices.Sort(list)
	return list
}

// timingFindings compares when a stream runs with what the signalling says.
func (s *session) timingFindings(m *Media, st *Stream, t *Thresholds) (list []Finding) {
	add := func(code string, frames []capture.Frame, format string, args ...any) {
		f := find(code, frames, format, args...).at(st.Start)
		f.SSRC = &st.SSRC
		list = append(list, f)
	}
	if e := s.started(); e != nil && e.Request != nil && float64(e.ResponseTime-st.Start) >= t.EarlyRTP*1e9 && st.FirstFrame < e.ResponseFrame && s.fromStart() {
		add("rtp-early", []capture.Frame{st.FirstFrame, e.ResponseFrame}, "RTP began %s before %s was answered.", seconds(e.ResponseTime-st.Start), e.Method)
	}
	if c := s.claims[m]; s.torn && s.tornAt > 0 && float64(st.End-s.tornAt) > t.LateRTP*1e9 && st.Start < s.tornAt && (c == nil || !c.replaced) {
		add("rtp-after-teardown", one(st.LastFrame), "RTP went on for %s after TEARDOWN was answered.", seconds(st.End-s.tornAt))
	}
	c := s.claims[m]
	if c == nil || len(c.starts) == 0 || !c.starts[0].hasSeq || len(m.Streams) == 0 || m.Streams[0] != st || !s.fromStart() {
		return list
	}
	if d := int16(st.FirstSeq - c.starts[0].seq); d < -1 || d > 1 {
		add("rtp-info-mismatch", []capture.Frame{c.starts[0].frame, st.FirstFrame}, "RTP-Info announced sequence number %d, the first packet has %d.", c.starts[0].seq, st.FirstSeq)
	}
	return list
}
