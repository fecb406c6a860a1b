package assemble

import (
	"cmp"
	"math"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/associate"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcp"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
)

// rtcpOfStreams builds the report's RTCP, and adds to the streams what it says about them.
func (x *assembler) rtcpOfStreams() {
	known := map[uint32]bool{}
	unassociated := map[route][]*rtpflow.Stream{}
	for _, st := range x.report.Unassociated.Streams {
		known[st.SSRC] = true
		for _, k := range routes(st) {
			observe.AppendBounded(unassociated, k, st)
		}
	}
	sums := rttSums{}
	for _, r := range x.RTCPFlows {
		c := x.Pairs.RTCP[r]
		out := buildRTCP(r, c, known)
		if c == nil {
			if out.Packets-out.Malformed >= 2 || r.Flow.Conn != nil || rtcpstats.AnyOf(known, r.Ssrcs) || rtcpstats.AnyOf(known, r.About) {
				x.report.Unassociated.RTCP = append(x.report.Unassociated.RTCP, out)
				if !out.Encrypted {
					sums.distribute(r, out, streamsAbout(r, unassociated), false)
				}
			}
			continue
		}
		media := x.media[c.Media]
		media.RTCP = append(media.RTCP, out)
		if !out.Encrypted {
			sums.distribute(r, out, media.Streams, !c.Inferred && c.Lower != "multicast")
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
type rttSums map[*rtpflow.SourceRTCP]*struct{ receiver, sender rtcpstats.RoundTrip }

func (sums rttSums) of(t *rtpflow.SourceRTCP) *struct{ receiver, sender rtcpstats.RoundTrip } {
	if sums[t] == nil {
		sums[t] = &struct{ receiver, sender rtcpstats.RoundTrip }{}
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
func routes(st *rtpflow.Stream) []route {
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
func streamsAbout(r *rtcpstats.Flow, streams map[route][]*rtpflow.Stream) (list []*rtpflow.Stream) {
	m := r.Flow
	add := func(ssrc uint32) {
		list = append(list, streams[route{ssrc, m.Src.Addr, m.Dst.Addr}]...)
		list = append(list, streams[route{ssrc, capture.Addr{}, m.Dst.Addr}]...)
	}
	for ssrc := range r.Senders {
		add(ssrc)
	}
	for ssrc := range r.Reportees {
		if r.Senders[ssrc] == nil {
			add(ssrc)
		}
	}
	return list
}

// buildRTCP builds the RTCP of a flow. The known SSRCs are those of streams without a transport.
func buildRTCP(r *rtcpstats.Flow, c *signalling.Transport, known map[uint32]bool) *rtpflow.RTCP {
	m := r.Flow
	agreed, otherwise := c != nil && c.Secure(), c == nil && !r.Encrypted() && r.OtherwiseEncrypted(known)
	out := &rtpflow.RTCP{
		Source: m.Src, Destination: m.Dst, Direction: associate.FlowDirection(m, c), Packets: r.Packets, Bytes: r.Bytes, SSRCs: r.Ssrcs, SSRCsDropped: r.SsrcsDropped,
		FirstFrame: r.First, LastFrame: r.Last, Start: r.Start, End: r.End, Interval: r.Interval.Report(), CaptureDuplicates: r.Copies,
		Encrypted: agreed || otherwise || r.Encrypted(), EncryptionAgreed: agreed, UnknownEncryption: otherwise,
		Types: map[string]int64{}, Feedback: map[string]int64{}, XRBlocks: map[string]int64{},
	}
	if !out.Encrypted { // else only the first header and SSRC of each packet are in the clear (RFC 3711, 3.4)
		out.Feedback, out.XRBlocks, out.Apps, out.Byes = counted(r.Feedback), counted(r.Blocks), r.Apps, r.Byes
		out.Malformed, out.MalformedFrame = r.Malformed, r.BadFrame
		if r.Malformed > 0 {
			out.MalformedReason = r.BadFault.String()
		}
	}
	if m.Conn != nil {
		out.Connection, out.Channel = &m.Conn.Record, m.Channel
	}
	out.WireBits = 8 * (r.Bytes + (r.Packets-r.Copies)*m.Overhead())
	for _, ssrc := range r.Ssrcs {
		if s := r.Senders[ssrc]; s != nil && s.Cname != "" && !out.Encrypted {
			out.CNAMEs = append(out.CNAMEs, rtpflow.CNAME{SSRC: ssrc, Name: s.Cname})
		}
	}
	for i, n := range r.Types {
		if n > 0 {
			out.Types[typeName(rtcp.Type(i+192))] += n
		}
	}
	return out
}

// typeName is the report's name of a packet type: a number for those without a name.
func typeName(t rtcp.Type) string {
	if t >= rtcp.SR && t <= rtcp.XR {
		return t.String()
	}
	return t.Number()
}

func counted(list []rtcpstats.NamedCount) map[string]int64 {
	m := map[string]int64{}
	for _, x := range list {
		m[x.Name] = x.N
	}
	return m
}

// share fills in RTCP's part of a session's bits.
func share(streams []*rtpflow.Stream, flows []*rtpflow.RTCP) {
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
func (sums rttSums) distribute(r *rtcpstats.Flow, x *rtpflow.RTCP, streams []*rtpflow.Stream, whole bool) {
	known := map[uint32]bool{}
	for _, st := range streams {
		known[st.SSRC] = true
		own, heard := r.Senders[st.SSRC], r.Reportees[st.SSRC]
		if own == nil && heard == nil {
			continue
		}
		if st.RTCP == nil {
			st.RTCP = &rtpflow.SourceRTCP{}
		}
		sums.addSender(st.RTCP, own)
		sums.addReportee(st, heard, whole)
	}
	for _, list := range [][]uint32{r.Ssrcs, r.About} {
		for _, ssrc := range list {
			own, heard := r.Senders[ssrc], r.Reportees[ssrc]
			if known[ssrc] || (own == nil || own.Srs == 0) && (heard == nil || heard.Blocks == 0) {
				continue
			}
			known[ssrc] = true
			st := &rtpflow.Stream{SSRC: ssrc, RTCP: &rtpflow.SourceRTCP{}}
			sums.addSender(st.RTCP, own)
			sums.addReportee(st, heard, false)
			sums.finish([]*rtpflow.Stream{st})
			x.Sources = append(x.Sources, rtpflow.RTCPSource{SSRC: ssrc, SourceRTCP: st.RTCP})
		}
	}
}

// addSender adds what a sender reports about itself.
func (sums rttSums) addSender(t *rtpflow.SourceRTCP, s *rtcpstats.Sender) {
	if s == nil {
		return
	}
	t.SR += s.Srs
	t.BYE += s.Byes
	t.Reports = append(t.Reports, s.Reports.List...)
	t.RepeatedSRs += s.Stale
	t.RepeatedSRFrames = append(t.RepeatedSRFrames, s.StaleFrames...)
	t.CNAME = cmp.Or(t.CNAME, s.Cname)
	t.CNAMEChanges = append(t.CNAMEChanges, s.Changes...)
	t.Items = append(t.Items, s.Items...)
	if s.Byes > 0 && t.Bye == nil {
		b := s.Bye
		t.Bye = &b
	}
	t.ByeReason = cmp.Or(t.ByeReason, s.Bye.Reason)
	if x := s.Sent.Report(); x != nil && t.Sent == nil {
		t.Sent = x
	}
	sums.of(t).sender.Merge(&s.RoundTrip)
	t.TMMBN = cmp.Or(t.TMMBN, s.Tmmbn.Report())
}

// addReportee adds what others report about a stream.
func (sums rttSums) addReportee(st *rtpflow.Stream, s *rtcpstats.Reportee, whole bool) {
	if s == nil {
		return
	}
	t := st.RTCP
	t.RR += s.Blocks
	t.NACK += s.Nack
	t.PLI += s.Pli
	t.FIR += s.Fir
	for _, r := range s.Receptions {
		x := buildReception(r, st, whole)
		t.Receptions = append(t.Receptions, x)
		sums.of(t).receiver.Merge(&r.RoundTrip)
	}
	if s.Asked.Requests > 0 {
		n := s.Asked.NACKed
		if t.NACKed != nil {
			n = sumNACKs(n, *t.NACKed)
		}
		t.NACKed = &n
	}
	t.KeyframeRequests = append(t.KeyframeRequests, s.Requests...)
	t.REMB = cmp.Or(t.REMB, s.Remb.Report())
	t.TMMBR = cmp.Or(t.TMMBR, s.Tmmbr.Report())
	t.TransportCC = sumStatus(s.Twcc, t.TransportCC)
	t.CCFB = sumStatus(s.Ccfb, t.CCFB)
	for _, x := range s.Extended {
		t.XR = append(t.XR, *x)
	}
}

func sumNACKs(k, o rtpflow.NACKed) rtpflow.NACKed {
	return rtpflow.NACKed{Requests: k.Requests + o.Requests, Packets: k.Packets + o.Packets, Missing: k.Missing + o.Missing, Seen: k.Seen + o.Seen}
}

// sumStatus adds up two sums, the second of which may be nil; nil where both are empty.
func sumStatus(p rtpflow.PacketStatus, o *rtpflow.PacketStatus) *rtpflow.PacketStatus {
	if p.Reports == 0 {
		return o
	}
	if o != nil {
		p = rtpflow.PacketStatus{Reports: p.Reports + o.Reports, Packets: p.Packets + o.Packets, Received: p.Received + o.Received, CE: p.CE + o.CE}
	}
	return &p
}

// buildReception builds the Reception of a reporter.
func buildReception(r *rtcpstats.Reception, st *rtpflow.Stream, whole bool) rtpflow.Reception {
	x := rtpflow.Reception{
		Reporter: r.Reporter, Reports: r.N, Start: r.Start, End: r.End, Lost: r.Lost,
		Fraction: float64(r.Fraction) / 256, WorstFraction: float64(r.Worst) / 256, HighestSeq: r.Highest, FirstHighestSeq: r.FirstHighest, RTT: r.RoundTrip.Report(),
	}
	if rate := float64(st.ClockRate) / 1000; rate > 0 && r.N > 0 {
		x.Jitter = &rtpflow.Jitter{Mean: r.JitterSum / float64(r.N) / rate, Max: float64(r.JitterMax) / rate, Last: float64(r.JitterEnd) / rate}
	}
	if r.Compared && !r.Broken {
		before, lost := r.Missing, r.Lost
		if !whole {
			before, lost = before-r.FirstMissing, lost-r.FirstLost
		}
		after, behind := lost-before, r.Behind
		x.Before, x.After, x.Lag = &before, &after, &behind
	}
	return x
}

// finish fills in what is summed over several flows.
func (sums rttSums) finish(streams []*rtpflow.Stream) {
	for _, st := range streams {
		t := st.RTCP
		if t == nil {
			continue
		}
		x := sums.of(t)
		t.ReceiverRTT, t.SenderRTT = x.receiver.Report(), x.sender.Report()
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
