package findings

import (
	"fmt"
	"maps"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/findings/displayfilter"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/wording"
)

// streamDetector finds what is wrong with a stream. s and m are its session and media, nil without signalling.
type streamDetector struct {
	*detector
	s  *rtpflow.Session
	m  *rtpflow.Media
	st *rtpflow.Stream
}

// streamDetector returns one whose display filters show the packets of the stream.
func (in *inputs) streamDetector(s *rtpflow.Session, m *rtpflow.Media, st *rtpflow.Stream) *streamDetector {
	d := in.detector(rtpflow.Subject{Session: s, Media: m, Stream: st, Connection: st.Connection})
	d.filter = func(frames []capture.Frame) string { return in.filters.OfStream(st, frames) }
	return &streamDetector{d, s, m, st}
}

// addFrames adds a finding whose display filter shows the evidence, or the packets of the stream where there is none.
func (d *streamDetector) addFrames(t *catalog.FindingType, frames []capture.Frame, format string, args ...any) *draft {
	f := d.add(t, frames, format, args...)
	if len(f.Frames) > 0 {
		f.shownBy(displayfilter.OfFrames(f.Frames))
	}
	return f
}

// streamFindings are those about loss, duplicates, order, repair, clock and voice quality.
func (d *streamDetector) streamFindings() {
	st := d.st
	if st.Lost > 0 && st.Repair == nil {
		d.lossFinding()
	}
	if n := st.CaptureDuplicates; n > 0 {
		d.add(catalog.CaptureDuplicates, nil, "%s captured more than once with the same IP identification: duplicates in the capture (SPAN port or several interfaces), not in the network.", wording.Count(n, "packet")).
			counts(n).measures(float64(n), rtpflow.UnitPackets)
	}
	resent := st.Repair != nil && st.Repair.Kind == rtpflow.RepairRIST // may retransmit a packet more than once
	if n := st.Duplicates - st.CaptureDuplicates; n > 0 && !resent {
		d.add(catalog.RTPDuplicates, nil, "%s.", wording.Count(n, "duplicate RTP packet")).counts(n).measures(float64(n), rtpflow.UnitPackets)
	}
	if n := st.OutOfOrder; n > 0 {
		extent := ""
		if r := st.Reordering; r != nil {
			extent = fmt.Sprintf(", by up to %s (RFC 4737 extent) and %.1f ms", wording.Count(r.MaxExtent, "packet"), r.MaxLateMS)
		}
		d.add(catalog.RTPReordered, nil, "%s out of order%s.", wording.Count(n, "RTP packet"), extent).counts(n).measures(float64(n), rtpflow.UnitPackets)
	}
	d.encryptionFinding()
	if n := st.Malformed; n > 0 && st.Encryption == nil {
		d.add(catalog.RTPMalformed, one(st.FirstFrame), "%s with a header (CSRCs, extension or padding) that does not match the length.", wording.Count(n, "RTP packet")).
			counts(n).measures(float64(n), rtpflow.UnitPackets)
	}
	if n := st.OutOfRange; n > 0 {
		d.add(catalog.RTPOutOfRange, one(st.FirstFrame), "%s with an out-of-range sequence number: two senders share the SSRC, or it is not RTP.", wording.Count(n, "packet")).
			counts(n).measures(float64(n), rtpflow.UnitPackets)
	}
	d.repairFindings()
	d.clockFindings()
	d.voiceFinding()
}

// minSevereLoss is the number of packets that must stay lost for packet loss to be an error, whatever their share: one
// of the five packets of a short stream is none.
const minSevereLoss = 5

// lossFinding reports lost packets. TCP loses nothing: what an interleaved stream lacks was not captured or not sent.
func (d *streamDetector) lossFinding() {
	st := d.st
	var frames []capture.Frame
	for _, l := range st.Losses { // one packet may show several runs
		if n := len(frames); n == 0 || frames[n-1] != l.Frame {
			frames = append(frames, l.Frame)
		}
	}
	share := float64(st.Lost) / float64(st.Expected)
	what := fmt.Sprintf("%d of %d RTP packets (%s)", st.Lost, st.Expected, wording.Percentage(share))
	add := func(t *catalog.FindingType, format string, args ...any) *draft {
		f := d.add(t, frames, format, args...).counts(st.Lost).measures(100*share, rtpflow.UnitPercent)
		f.FrameCount = max(f.FrameCount, st.LossBursts)
		if n := len(st.Losses); n > 0 {
			f.at(st.Losses[0].Time).until(st.Losses[n-1].Time)
		}
		return f
	}
	if c := st.Connection; c != nil {
		if c.Sides[st.Sender()].GapBytes > 0 {
			add(catalog.RTPNotCaptured, "%s missing%s: delivered by TCP, but the capture has gaps there.", what, d.runs()).because(catalog.CaptureGap, catalog.TCPBytesMissing)
			return
		}
		add(catalog.RTPLoss, "%s missing%s: TCP loses nothing, so the sender did not send them%s.", what, d.runs(), d.repairText())
		return
	}
	if x := d.receivedAll(); x != nil {
		add(catalog.RTPNotCaptured, "%s missing%s, but receiver %s reports %d lost: the packets reached it, and the capture misses them.", what, d.runs(), wording.SSRC(x.Reporter), max(x.Lost, 0)).
			because(catalog.LossNotAtReceiver)
		return
	}
	if n := d.sisters(); n > 0 {
		add(catalog.RTPLoss, "%s missing%s: the same packets are missing from %s of the same SSRC, so the server did not send them%s.", what, d.runs(), wording.Count(int64(n), "other session"), d.repairText())
		return
	}
	f := add(catalog.RTPLoss, "%s lost%s%s.", what, d.runs(), d.repairText()).against(d.limit.SevereLoss)
	switch left := 100 * float64(st.Residual()) / float64(st.Expected); {
	case left == 0:
		f.as(rtpflow.SevNote)
	case left >= d.limit.SevereLoss && st.Residual() >= minSevereLoss:
		f.as(rtpflow.SevError)
	}
}

// lostPacket identifies a packet that a server sends to several sessions.
type lostPacket struct {
	server capture.Addr
	ssrc   uint32
	seq    uint16
}

// lostIn is a session in which a packet is missing, and when.
type lostIn struct {
	session *rtpflow.Session
	time    int64
}

// Bounds of the index of lost packets: packets of one burst, and sessions of one packet.
const (
	maxIndexedBurst = 64
	maxSisters      = 16
)

// indexLosses enters the packets that are missing from the streams of a session.
func (in *inputs) indexLosses(s *rtpflow.Session) {
	for _, m := range s.Media {
		for _, st := range m.Streams {
			for _, l := range st.Losses {
				for i := range min(l.Count, maxIndexedBurst) {
					k := lostPacket{st.Source.Addr, st.SSRC, l.FirstSeq + uint16(i)}
					if list := in.losses[k]; len(list) < maxSisters {
						in.losses[k] = append(list, lostIn{s, l.Time})
					}
				}
			}
		}
	}
}

// sisters counts the other sessions that lack nearly all of the packets that the stream lacks, at the same time. What is
// missing on several paths is missing before they part.
func (d *streamDetector) sisters() (n int) {
	const (
		together = 2e9 // ns
		minShare = 0.9
	)
	if d.s == nil {
		return 0
	}
	all, shared := 0, map[*rtpflow.Session]int{}
	for _, l := range d.st.Losses {
		for i := range min(l.Count, maxIndexedBurst) {
			all++
			for _, x := range d.losses[lostPacket{d.st.Source.Addr, d.st.SSRC, l.FirstSeq + uint16(i)}] {
				if x.session != d.s && x.time-l.Time < together && l.Time-x.time < together {
					shared[x.session]++
				}
			}
		}
	}
	for _, k := range shared {
		if all >= minSevereLoss && float64(k) >= minShare*float64(all) {
			n++
		}
	}
	return n
}

// receivedAll returns the reports of a receiver that has nearly all packets that the capture misses, nil if there is none.
// Some receivers start to count at -1, and duplicates hide losses (RFC 3550, A.3): a few packets prove nothing.
func (d *streamDetector) receivedAll() *rtpflow.Reception {
	st := d.st
	if st.RTCP == nil || len(st.Discontinuities) > 0 {
		return nil
	}
	for i := range st.RTCP.Receptions {
		x := &st.RTCP.Receptions[i]
		if x.Before == nil || *x.Before < minSevereLoss || 2**x.Before < st.Lost {
			continue
		}
		if received := -*x.After - st.Duplicates; 10*received >= 9**x.Before {
			return x
		}
	}
	return nil
}

// runs says how the lost packets are distributed.
func (d *streamDetector) runs() string {
	st := d.st
	switch {
	case st.Lost == 1:
		return ""
	case st.LossBursts == 1:
		return " in one burst"
	case st.MaxBurst == 1:
		return ", each a single packet"
	}
	return fmt.Sprintf(" in %s of up to %d", wording.Count(st.LossBursts, "burst"), st.MaxBurst)
}

// voiceFinding reports poor voice quality. A codec that is poor by itself is no fault.
func (d *streamDetector) voiceFinding() {
	const minVoice = 10e9 // ns
	st, v := d.st, d.st.Voice
	if v == nil || v.MOSLQ == nil || *v.MOSLQ >= d.limit.LowMOS || v.LossPct == 0 || st.End-st.Start < minVoice {
		return
	}
	d.add(catalog.VoiceQualityLow, nil, "Estimated MOS %.2f: %.1f %% of the packets are lost or too late for a jitter buffer of %.0f ms.", *v.MOSLQ, v.LossPct, measure.JitterBufferMax*1e3).
		at(st.Start).measures(*v.MOSLQ, rtpflow.UnitMOS).against(d.limit.LowMOS).because(catalog.RTPLoss, catalog.RTPJitter)
}

// flowFindings are those about the RTCP of a flow.
func (d *detector) flowFindings(x *rtpflow.RTCP) {
	add := func(t *catalog.FindingType, frames []capture.Frame, format string, args ...any) *draft {
		f := d.add(t, frames, format, args...)
		f.ends = &rtpflow.Peers{Client: x.Source, Server: x.Destination}
		if x.Direction == rtpflow.ServerToClient {
			f.ends = &rtpflow.Peers{Client: x.Destination, Server: x.Source}
		}
		return f
	}
	if x.Encrypted && !x.EncryptionAgreed {
		how := "(SRTCP): only the first header of each packet is readable"
		if x.UnknownEncryption {
			how = "by SRTCP or a proprietary protocol: nothing behind the first header of each packet is valid RTCP"
		}
		add(catalog.RTCPEncrypted, one(x.FirstFrame), "RTCP from %s is encrypted %s.", x.Source, how)
	}
	if n := x.Malformed; n > 0 {
		add(catalog.RTCPMalformed, one(x.MalformedFrame), "%s from %s (first: %s); readable parts are counted.", wording.Count(n, "malformed RTCP packet"), x.Source, x.MalformedReason).counts(n)
	}
}

// transportFindings compares the endpoints and payload types of the stream with what SETUP and SDP agreed on.
func (d *streamDetector) transportFindings() {
	st, m, t := d.st, d.m, &d.m.Transport
	first := one(st.FirstFrame)
	if m.SDP != nil && !m.SDP.Truncated && m.Control != "" { // otherwise the section of the SDP may be another media's
		for _, pt := range slices.Sorted(maps.Keys(st.ForeignTypes)) {
			n := st.ForeignTypes[pt]
			d.add(catalog.PayloadTypeUnlisted, first, "%s with payload type %d, which the SDP does not list for this media, with the sequence numbers of media packets: they are not part of the media and not counted as its packets.",
				wording.Count(n, "packet"), pt).at(st.Start).counts(n).measures(float64(n), rtpflow.UnitPackets)
		}
		for _, pt := range payloadTypes(st) {
			if m.SDP.Format(pt) == nil {
				n := st.PayloadTypes[pt]
				d.add(catalog.PayloadTypeUnlisted, first, "%s with payload type %d, which the SDP does not list for this media%s.", wording.Count(n, "packet"), pt, d.repairOf(pt)).
					at(st.Start).counts(n).measures(float64(n), rtpflow.UnitPackets)
			}
		}
	}
	if t.Lower != "udp" || t.Inferred {
		return
	}
	client, server := st.Destination, st.Source
	if st.Direction == rtpflow.ClientToServer {
		client, server = server, client
	}
	path := fmt.Sprintf("RTP is sent from %s to %s", st.Source, st.Destination)
	switch {
	case client.Addr != t.ClientAddr:
		d.add(catalog.RTPOtherAddress, first, "%s; the client's address in the signalling is %s.", path, t.ClientAddr).at(st.Start)
	case len(t.ClientPorts) > 0 && !slices.Contains(t.ClientPorts, client.Port):
		d.add(catalog.RTPOtherPort, first, "%s, but client_port is %d: probably NAT on the path.", path, t.ClientPorts[0]).at(st.Start)
	}
	switch {
	case server.Addr != t.ServerAddr && server.Addr != t.SourceAddr:
		d.add(catalog.RTPOtherAddress, first, "%s; the server's address in the signalling is %s.", path, t.ServerAddr).at(st.Start)
	case len(t.ServerPorts) > 0 && !slices.Contains(t.ServerPorts, server.Port):
		d.add(catalog.RTPOtherPort, first, "%s, but server_port is %d.", path, t.ServerPorts[0]).at(st.Start)
	}
}

// repairOf names the repair that the packets of a payload type carry by their content.
func (d *streamDetector) repairOf(pt uint8) string {
	if d.st.Repaired != nil {
		for _, r := range d.st.Repaired.By {
			if r.By == d.st && r.PayloadType != nil && *r.PayloadType == pt {
				return "; their content is " + repairName(r.Kind) + ", which the SDP does not announce"
			}
		}
	}
	return ""
}

// payloadTypes are those of the stream, in ascending order.
func payloadTypes(st *rtpflow.Stream) (list []uint8) {
	for pt := range st.PayloadTypes {
		list = append(list, pt)
	}
	slices.Sort(list)
	return list
}

// timingFindings compares when the stream runs with the signalling.
func (d *streamDetector) timingFindings() {
	st, s, m := d.st, d.s, d.m
	e := s.Started()
	if m.Transport.Lower == "multicast" && e != nil && st.FirstFrame < e.ResponseFrame {
		return // the group runs already, for other receivers
	}
	if e != nil && e.Request != nil && float64(e.ResponseTime-st.Start) >= d.limit.EarlyRTP*1e9 && st.FirstFrame < e.ResponseFrame && capturedFromStart(s) {
		early := e.ResponseTime - st.Start
		d.addFrames(catalog.RTPEarly, []capture.Frame{st.FirstFrame, e.ResponseFrame}, "RTP started %s before the response to %s.", wording.Duration(early), e.Method).
			at(st.Start).lasts(early).against(d.limit.EarlyRTP)
	}
	if t := s.Teardown; t != nil && t.Done > 0 && float64(st.End-t.Done) > d.limit.LateRTP*1e9 && st.Start < t.Done && !m.Transport.Replaced {
		d.addFrames(catalog.RTPAfterTeardown, one(st.LastFrame), "RTP continued for %s after the response to TEARDOWN.", wording.Duration(st.End-t.Done)).
			at(st.Start).until(st.End).lasts(st.End - t.Done).against(d.limit.LateRTP)
	}
	info := m.Transport.RTPInfo
	if len(info) == 0 || info[0].Seq == nil || m.Streams[0] != st || !capturedFromStart(s) {
		return
	}
	if seq := *info[0].Seq; int16(st.FirstSeq-seq) < -1 || int16(st.FirstSeq-seq) > 1 {
		d.addFrames(catalog.RTPInfoMismatch, []capture.Frame{info[0].Frame, st.FirstFrame}, "RTP-Info announces sequence number %d; the first packet has %d.", seq, st.FirstSeq).
			at(st.Start).measures(float64(st.FirstSeq), "").against(float64(seq))
	}
}
