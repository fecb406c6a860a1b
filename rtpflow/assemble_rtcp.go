//home: rtpflow/assemble

package rtpflow

import (
	"cmp"
	"math"

	"rtspect/capture"
	"rtspect/rtpflow/rtcp"
)

// rtcpOfStreams builds the report's RTCP, and adds to the streams what it says about them.
func (x *assembler) rtcpOfStreams() {
	known := map[uint32]bool{}
	unassociated := map[route][]*Stream{}
	for _, st := range x.report.Unassociated.Streams {
		known[st.SSRC] = true
		for _, k := range routes(st) {
			appendBounded(unassociated, k, st)
		}
	}
	sums := rttSums{}
	for _, r := range x.rtcpFlows {
		c := x.pairs.rtcp[r]
		out := buildRTCP(r, c, known)
		if c == nil {
			if out.Packets-out.Malformed >= 2 || r.flow.conn != nil || anyOf(known, r.ssrcs) || anyOf(known, r.about) {
				x.report.Unassociated.RTCP = append(x.report.Unassociated.RTCP, out)
				if !out.Encrypted {
					sums.distribute(r, out, streamsAbout(r, unassociated), false)
				}
			}
			continue
		}
		media := x.media[c.media]
		media.RTCP = append(media.RTCP, out)
		if !out.Encrypted {
			sums.distribute(r, out, media.Streams, !c.inferred && c.lower != "multicast")
		}
	}
	for _, s := range x.sessions {
		for _, m := range s.Media {
			sums.finish(m.Streams)
			share(m.Streams, m.RTCP)
		}
	}
	sums.finish(x.report.Unassociated.Streams)
}

// rttSums are the round-trip times of sources, summed over the flows that report on them.
type rttSums map[*SourceRTCP]*struct{ receiver, sender roundTrip }

func (sums rttSums) of(t *SourceRTCP) *struct{ receiver, sender roundTrip } {
	if sums[t] == nil {
		sums[t] = &struct{ receiver, sender roundTrip }{}
	}
	return sums[t]
}

// route is the path of RTCP about a stream: between two hosts, in either direction, or for multicast from any host to a group
// or its sender.
type route struct {
	ssrc     uint32
	from, to capture.Addr
}

// routes are the paths of RTCP that may be about a stream.
func routes(st *Stream) []route {
	a, b := st.Source.Addr, st.Destination.Addr
	switch {
	case b.IsMulticast():
		return []route{{st.SSRC, capture.Addr{}, a}, {st.SSRC, capture.Addr{}, b}}
	case a == b:
		return []route{{st.SSRC, a, b}}
	}
	return []route{{st.SSRC, a, b}, {st.SSRC, b, a}}
}

// streamsAbout lists the streams that a flow's RTCP reports on, of those on its route.
func streamsAbout(r *rtcpFlow, streams map[route][]*Stream) (list []*Stream) {
	m := r.flow
	add := func(ssrc uint32) {
		list = append(list, streams[route{ssrc, m.src.Addr, m.dst.Addr}]...)
		list = append(list, streams[route{ssrc, capture.Addr{}, m.dst.Addr}]...)
	}
	for ssrc := range r.senders {
		add(ssrc)
	}
	for ssrc := range r.reportees {
		if r.senders[ssrc] == nil {
			add(ssrc)
		}
	}
	return list
}

// buildRTCP builds the RTCP of a flow. The known SSRCs are those of streams without a transport.
func buildRTCP(r *rtcpFlow, c *transport, known map[uint32]bool) *RTCP {
	m := r.flow
	agreed, otherwise := c != nil && c.secure(), c == nil && !r.encrypted() && r.otherwiseEncrypted(known)
	out := &RTCP{Source: m.src, Destination: m.dst, Direction: flowDirection(m, c), Packets: r.packets, Bytes: r.bytes, SSRCs: r.ssrcs, SSRCsDropped: r.ssrcsDropped,
		FirstFrame: r.first, LastFrame: r.last, Start: r.start, End: r.end, Interval: r.interval.report(), CaptureDuplicates: r.copies,
		Encrypted: agreed || otherwise || r.encrypted(), EncryptionAgreed: agreed, UnknownEncryption: otherwise,
		Types: map[string]int64{}, Feedback: map[string]int64{}, XRBlocks: map[string]int64{}}
	if !out.Encrypted { // else only the first header and SSRC of each packet are in the clear (RFC 3711, 3.4)
		out.Feedback, out.XRBlocks, out.Apps, out.Byes = counted(r.feedback), counted(r.blocks), r.apps, r.byes
		out.Malformed, out.MalformedFrame = r.malformed, r.badFrame
		if r.malformed > 0 {
			out.MalformedReason = r.badFault.String()
		}
	}
	if m.conn != nil {
		out.Connection, out.Channel = &m.conn.Record, m.channel
	}
	out.WireBits = 8 * (r.bytes + (r.packets-r.copies)*m.overhead())
	for _, ssrc := range r.ssrcs {
		if s := r.senders[ssrc]; s != nil && s.cname != "" && !out.Encrypted && len(out.CNAMEs) < maxCNAMEs {
			out.CNAMEs = append(out.CNAMEs, CNAME{ssrc, s.cname})
		}
	}
	for i, n := range r.types {
		if n > 0 {
			out.Types[typeName(rtcp.Type(i+192))] += n
		}
	}
	return out
}

// maxCNAMEs bounds the names in the report of a flow.
const maxCNAMEs = 32

// typeName is the report's name of a packet type: a number for those without a name.
func typeName(t rtcp.Type) string {
	if t >= rtcp.SR && t <= rtcp.XR {
		return t.String()
	}
	return t.Number()
}

func counted(list []namedCount) map[string]int64 {
	m := map[string]int64{}
	for _, x := range list {
		m[x.name] = x.n
	}
	return m
}

// share fills in RTCP's part of a session's bits.
func share(streams []*Stream, flows []*RTCP) {
	total, first, last := int64(0), int64(0), int64(0)
	span := func(start, end int64) {
		if first == 0 || start < first {
			first = start
		}
		last = max(last, end)
	}
	for _, st := range streams {
		total += st.WireBits
		span(st.Start, st.End)
	}
	if total == 0 {
		return
	}
	for _, x := range flows {
		total += x.WireBits
		span(x.Start, x.End)
	}
	for _, x := range flows {
		part := float64(x.WireBits) / float64(total)
		x.Share = &part
		if last > first {
			rate := float64(x.WireBits) / (float64(last-first) * 1e-9)
			x.Bitrate = &rate
		}
	}
}

// distribute adds to streams, and to x for sources that are none of them, what an RTCP flow reports. whole says that the
// streams start in the capture, and that their receivers were present from the start.
func (sums rttSums) distribute(r *rtcpFlow, x *RTCP, streams []*Stream, whole bool) {
	known := map[uint32]bool{}
	for _, st := range streams {
		known[st.SSRC] = true
		own, heard := r.senders[st.SSRC], r.reportees[st.SSRC]
		if own == nil && heard == nil {
			continue
		}
		if st.RTCP == nil {
			st.RTCP = &SourceRTCP{}
		}
		sums.addSender(st.RTCP, own)
		sums.addReportee(st, heard, whole)
	}
	for _, list := range [][]uint32{r.ssrcs, r.about} {
		for _, ssrc := range list {
			own, heard := r.senders[ssrc], r.reportees[ssrc]
			if known[ssrc] || len(x.Sources) >= maxRTCPOnly || (own == nil || own.srs == 0) && (heard == nil || heard.blocks == 0) {
				continue
			}
			known[ssrc] = true
			st := &Stream{SSRC: ssrc, RTCP: &SourceRTCP{}}
			sums.addSender(st.RTCP, own)
			sums.addReportee(st, heard, false)
			sums.finish([]*Stream{st})
			x.Sources = append(x.Sources, RTCPSource{ssrc, st.RTCP})
		}
	}
}

// maxRTCPOnly bounds the sources of a flow that are known by RTCP alone.
const maxRTCPOnly = 16

// addSender adds what a sender reports about itself.
func (sums rttSums) addSender(t *SourceRTCP, s *sender) {
	if s == nil {
		return
	}
	t.SR += s.srs
	t.BYE += s.byes
	t.Reports = append(t.Reports, s.reports.list...)
	t.RepeatedSRs += s.stale
	t.RepeatedSRFrames = append(t.RepeatedSRFrames, s.staleFrames...)
	t.CNAME = cmp.Or(t.CNAME, s.cname)
	t.CNAMEChanges = append(t.CNAMEChanges, s.changes...)
	t.Items = append(t.Items, s.items...)
	if s.byes > 0 && t.Bye == nil {
		b := s.bye
		t.Bye = &b
	}
	t.ByeReason = cmp.Or(t.ByeReason, s.bye.Reason)
	if x := s.sent.report(); x != nil && t.Sent == nil {
		t.Sent = x
	}
	sums.of(t).sender.merge(&s.roundTrip)
	t.TMMBN = cmp.Or(t.TMMBN, s.tmmbn.report())
}

// addReportee adds what others report about a stream.
func (sums rttSums) addReportee(st *Stream, s *reportee, whole bool) {
	if s == nil {
		return
	}
	t := st.RTCP
	t.RR += s.blocks
	t.NACK += s.nack
	t.PLI += s.pli
	t.FIR += s.fir
	for _, r := range s.receptions {
		x := buildReception(r, st, whole)
		t.Receptions = append(t.Receptions, x)
		sums.of(t).receiver.merge(&r.roundTrip)
	}
	if s.asked.Requests > 0 {
		n := s.asked.NACKed
		if t.NACKed != nil {
			n = sumNACKs(n, *t.NACKed)
		}
		t.NACKed = &n
	}
	t.KeyframeRequests = append(t.KeyframeRequests, s.requests...)
	t.REMB = cmp.Or(t.REMB, s.remb.report())
	t.TMMBR = cmp.Or(t.TMMBR, s.tmmbr.report())
	t.TransportCC = sumStatus(s.twcc, t.TransportCC)
	t.CCFB = sumStatus(s.ccfb, t.CCFB)
	for _, x := range s.extended {
		t.XR = append(t.XR, *x)
	}
}

func sumNACKs(k, o NACKed) NACKed {
	return NACKed{k.Requests + o.Requests, k.Packets + o.Packets, k.Missing + o.Missing, k.Seen + o.Seen}
}

// sumStatus adds up two sums, the second of which may be nil; nil where both are empty.
func sumStatus(p PacketStatus, o *PacketStatus) *PacketStatus {
	if p.Reports == 0 {
		return o
	}
	if o != nil {
		p = PacketStatus{p.Reports + o.Reports, p.Packets + o.Packets, p.Received + o.Received, p.CE + o.CE}
	}
	return &p
}

// buildReception builds the Reception of a reporter.
func buildReception(r *reception, st *Stream, whole bool) Reception {
	x := Reception{Reporter: r.reporter, Reports: r.n, Start: r.start, End: r.end, Lost: r.lost,
		Fraction: float64(r.fraction) / 256, WorstFraction: float64(r.worst) / 256, HighestSeq: r.highest, RTT: r.roundTrip.report()}
	if rate := float64(st.ClockRate) / 1000; rate > 0 && r.n > 0 {
		x.Jitter = &Jitter{Mean: r.jitterSum / float64(r.n) / rate, Max: float64(r.jitterMax) / rate, Last: float64(r.jitterEnd) / rate}
	}
	if r.compared && !r.broken {
		before, lost := r.missing, r.lost
		if !whole {
			before, lost = before-r.firstMissing, lost-r.firstLost
		}
		after, behind := lost-before, r.behind
		x.Before, x.After, x.Lag = &before, &after, &behind
	}
	return x
}

// finish fills in what is summed over several flows.
func (sums rttSums) finish(streams []*Stream) {
	for _, st := range streams {
		t := st.RTCP
		if t == nil {
			continue
		}
		x := sums.of(t)
		t.ReceiverRTT, t.SenderRTT = x.receiver.report(), x.sender.report()
		if t.ReceiverRTT != nil {
			t.RTTMS = &t.ReceiverRTT.Mean
		}
		last := int64(math.MinInt64)
		for i := range t.Receptions {
			if x := &t.Receptions[i]; x.End >= last {
				last, t.ReportedLost = x.End, &x.Lost
			}
		}
	}
}
