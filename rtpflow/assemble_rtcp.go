//home: rtpflow/assemble

package rtpflow

import (
	"cmp"
	"math"

	"rtspect/capture"
	"rtspect/rtpflow/rtcp"
)

// reportRTCP puts RTCP beside the streams that it speaks of.
func (a *Analyzer) reportRTCP(r *Report, found map[*mediaFlow]*claim) {
	known := map[uint32]bool{}
	loose := map[route][]*Stream{}
	for _, s := range r.Unassociated.Streams {
		known[s.SSRC] = true
		for _, k := range s.routes() {
			named(loose, k, s)
		}
	}
	for _, m := range a.rtcpFlows {
		c := found[m]
		x := m.report(c, known)
		if c == nil {
			if x.Packets-x.Malformed >= 2 || m.conn != nil || anyOf(known, m.rtcp.ssrcs) || anyOf(known, m.rtcp.about) {
				r.Unassociated.RTCP = append(r.Unassociated.RTCP, x)
				if !x.Encrypted {
					m.tell(x, m.among(loose), false)
				}
			}
			continue
		}
		c.media.RTCP = append(c.media.RTCP, x)
		if !x.Encrypted {
			m.tell(x, c.media.Streams, !c.implied && c.lower != "multicast")
		}
	}
	for _, s := range a.signal.sessions {
		for _, m := range s.Media {
			finishRTCP(m.Streams)
			share(m.Streams, m.RTCP)
		}
	}
	finishRTCP(r.Unassociated.Streams)
}

func anyOf(set map[uint32]bool, list []uint32) bool {
	for _, x := range list {
		if set[x] {
			return true
		}
	}
	return false
}

// route is where a stream runs, and where RTCP about it does: between two hosts, in either direction, or
// for multicast to a group or its sender, the other host being anybody.
type route struct {
	ssrc     uint32
	from, to capture.Addr
}

// routes are those of RTCP that may be about a stream.
func (st *Stream) routes() []route {
	a, b := st.Source.Addr, st.Destination.Addr
	switch {
	case b.IsMulticast():
		return []route{{st.SSRC, capture.Addr{}, a}, {st.SSRC, capture.Addr{}, b}}
	case a == b:
		return []route{{st.SSRC, a, b}}
	}
	return []route{{st.SSRC, a, b}, {st.SSRC, b, a}}
}

// among lists the streams that a flow's RTCP speaks of, of those on its route.
func (m *mediaFlow) among(streams map[route][]*Stream) (list []*Stream) {
	add := func(ssrc uint32) {
		list = append(list, streams[route{ssrc, m.src.Addr, m.dst.Addr}]...)
		list = append(list, streams[route{ssrc, capture.Addr{}, m.dst.Addr}]...)
	}
	for ssrc := range m.rtcp.speakers {
		add(ssrc)
	}
	for ssrc := range m.rtcp.subjects {
		if m.rtcp.speakers[ssrc] == nil {
			add(ssrc)
		}
	}
	return list
}

// report makes the report's RTCP of a flow.
// The SSRCs known are those of streams that no signalling explains.
func (m *mediaFlow) report(c *claim, known map[uint32]bool) *RTCP {
	r := m.rtcp
	out := &RTCP{Source: m.src, Destination: m.dst, Packets: r.packets, Bytes: r.bytes, Types: map[string]int64{}, Feedback: counted(r.feedback), XRBlocks: counted(r.blocks),
		Apps: r.apps, SSRCs: r.ssrcs, Malformed: r.malformed, MalformedFrame: r.badFrame, SSRCsDropped: r.ssrcsDropped, LastFrame: r.last, Byes: r.byes, FirstFrame: r.first,
		Start: r.start, End: r.end, Direction: m.direction(c), Interval: r.interval.report(), CaptureDuplicates: r.copies}
	if r.malformed > 0 {
		out.MalformedReason = r.badFault.String()
	}
	sealed := c == nil && !r.encrypted() && r.sealed(known)
	if c != nil && c.secure() || r.encrypted() || sealed { // RFC 3711, 3.4: only the first header and SSRC are in the clear
		out.Encrypted, out.agreed, out.sealed = true, c != nil && c.secure(), sealed
		out.Malformed, out.MalformedReason, out.MalformedFrame = 0, "", 0
		out.Feedback, out.XRBlocks, out.Apps, out.Byes = map[string]int64{}, map[string]int64{}, nil, nil
	}
	if m.conn != nil {
		out.Connection, out.Channel = &m.conn.Record, m.channel
	}
	out.wireBits = 8 * (r.bytes + (r.packets-r.copies)*m.overhead())
	for _, ssrc := range r.ssrcs {
		if s := r.speakers[ssrc]; s != nil && s.cname != "" && !out.Encrypted && len(out.CNAMEs) < maxCNAMEs {
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

// maxCNAMEs bounds the names that are reported of a flow.
const maxCNAMEs = 32

// typeName is the contract's name of a packet type: those that it does not list go by number.
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

// overhead is what a packet has below RTP or RTCP that counts to the session's bandwidth (RFC 3550,
// 6.2): UDP and IP headers, or the framing of interleaved data, whose TCP segments carry several.
func (m *mediaFlow) overhead() int64 {
	switch {
	case m.conn != nil:
		return 4
	case m.src.Addr.Is4():
		return 8 + 20
	}
	return 8 + 40
}

// share sets RTCP's part of a session's bits.
func share(streams []*Stream, flows []*RTCP) {
	total, first, last := int64(0), int64(0), int64(0)
	span := func(start, end int64) {
		if first == 0 || start < first {
			first = start
		}
		last = max(last, end)
	}
	for _, st := range streams {
		total += st.wireBits
		span(st.Start, st.End)
	}
	if total == 0 {
		return
	}
	for _, x := range flows {
		total += x.wireBits
		span(x.Start, x.End)
	}
	for _, x := range flows {
		part := float64(x.wireBits) / float64(total)
		x.Share = &part
		if last > first {
			rate := float64(x.wireBits) / (float64(last-first) * 1e-9)
			x.Bitrate = &rate
		}
	}
}

// tell adds to streams, and to x for what is none, what an RTCP flow said of them. whole says that the
// streams' beginnings are in the capture, and that their receivers were there from the beginning.
func (m *mediaFlow) tell(x *RTCP, streams []*Stream, whole bool) {
	known := map[uint32]bool{}
	for _, st := range streams {
		known[st.SSRC] = true
		own, heard := m.rtcp.speakers[st.SSRC], m.rtcp.subjects[st.SSRC]
		if own == nil && heard == nil {
			continue
		}
		if st.RTCP == nil {
			st.RTCP = &SourceRTCP{}
		}
		own.tell(st.RTCP)
		heard.tell(st, whole)
	}
	for _, list := range [][]uint32{m.rtcp.ssrcs, m.rtcp.about} {
		for _, ssrc := range list {
			own, heard := m.rtcp.speakers[ssrc], m.rtcp.subjects[ssrc]
			if known[ssrc] || len(x.Sources) >= maxRTCPOnly || (own == nil || own.srs == 0) && (heard == nil || heard.blocks == 0) {
				continue
			}
			known[ssrc] = true
			st := &Stream{SSRC: ssrc, RTCP: &SourceRTCP{}}
			own.tell(st.RTCP)
			heard.tell(st, false)
			finishRTCP([]*Stream{st})
			x.Sources = append(x.Sources, RTCPSource{ssrc, st.RTCP})
		}
	}
}

// maxRTCPOnly bounds the sources of a flow that are known by RTCP alone.
const maxRTCPOnly = 16

// tell adds what a source said of itself.
func (s *speaker) tell(t *SourceRTCP) {
	if s == nil {
		return
	}
	t.SR += s.srs
	t.BYE += s.byes
	t.Reports = append(t.Reports, s.reports...)
	t.Stale += s.stale
	t.StaleFrames = append(t.StaleFrames, s.staleFrames...)
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
	t.senderTrip.merge(&s.trip)
	t.TMMBN = cmp.Or(t.TMMBN, s.tmmbn.report())
}

// tell adds what others said of a stream.
func (s *subject) tell(st *Stream, whole bool) {
	if s == nil {
		return
	}
	t := st.RTCP
	t.RR += s.blocks
	t.NACK += s.nack
	t.PLI += s.pli
	t.FIR += s.fir
	for _, r := range s.receptions {
		x := r.report(st, whole)
		t.Receptions = append(t.Receptions, x)
		t.receiverTrip.merge(&r.trip)
	}
	if s.asked.Requests > 0 {
		n := s.asked.NACKed
		if t.NACKed != nil {
			n = n.plus(*t.NACKed)
		}
		t.NACKed = &n
	}
	t.KeyframeRequests = append(t.KeyframeRequests, s.requests...)
	t.REMB = cmp.Or(t.REMB, s.remb.report())
	t.TMMBR = cmp.Or(t.TMMBR, s.tmmbr.report())
	t.TransportCC = s.twcc.plus(t.TransportCC)
	t.CCFB = s.ccfb.plus(t.CCFB)
	for _, x := range s.extended {
		t.XR = append(t.XR, *x)
	}
}

func (k NACKed) plus(o NACKed) NACKed {
	return NACKed{k.Requests + o.Requests, k.Packets + o.Packets, k.Missing + o.Missing, k.Seen + o.Seen}
}

// plus adds another sum, which may be nil; nil where both are empty.
func (p PacketStatus) plus(o *PacketStatus) *PacketStatus {
	if p.Reports == 0 {
		return o
	}
	if o != nil {
		p = PacketStatus{p.Reports + o.Reports, p.Packets + o.Packets, p.Received + o.Received, p.CE + o.CE}
	}
	return &p
}

// report makes the report's Reception.
func (r *reception) report(st *Stream, whole bool) Reception {
	x := Reception{Reporter: r.reporter, Reports: r.n, Start: r.start, End: r.end, Lost: r.lost,
		Fraction: float64(r.fraction) / 256, WorstFraction: float64(r.worst) / 256, HighestSeq: r.highest, Trip: r.trip.report()}
	if rate := float64(st.ClockRate) / 1000; rate > 0 && r.n > 0 {
		x.Jitter = &Jitter{Mean: r.jitterSum / float64(r.n) / rate, Max: float64(r.jitterMax) / rate, Last: float64(r.jitterEnd) / rate}
	}
	if r.compared && !r.broken {
		before, lost := r.missing, r.lost
		if !whole {
			before, lost = before-r.firstMissing, lost-r.firstLost
		}
		after, behind := lost-before, r.behind
		x.Before, x.After, x.Behind = &before, &after, &behind
	}
	return x
}

// finishRTCP settles what is summed over several flows.
func finishRTCP(streams []*Stream) {
	for _, st := range streams {
		t := st.RTCP
		if t == nil {
			continue
		}
		t.ReceiverTrip, t.SenderTrip = t.receiverTrip.report(), t.senderTrip.report()
		if t.ReceiverTrip != nil {
			t.RTTMS = &t.ReceiverTrip.Mean
		}
		last := int64(math.MinInt64)
		for i := range t.Receptions {
			if x := &t.Receptions[i]; x.End >= last {
				last, t.ReportedLost = x.End, &x.Lost
			}
		}
	}
}
