package csv

import (
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// rtcp returns the columns of what RTCP reports on a stream, and the evidence for its association.
func rtcp() []column {
	all := func(s *rtpflow.Stream) *rtpflow.SourceRTCP { return s.RTCP }
	sent := func(s *rtpflow.Stream) *rtpflow.SentCounts {
		if s.RTCP == nil {
			return nil
		}
		return s.RTCP.Sent
	}
	rtt := func(s *rtpflow.Stream) *rtpflow.RoundTrip {
		if s.RTCP == nil {
			return nil
		}
		return s.RTCP.ReceiverRTT
	}
	return []column{
		countOf("rtcp_sr", all, func(r *rtpflow.SourceRTCP) int64 { return r.SR }),
		countOf("rtcp_rr", all, func(r *rtpflow.SourceRTCP) int64 { return r.RR }),
		countOf("rtcp_bye", all, func(r *rtpflow.SourceRTCP) int64 { return r.BYE }),
		countOf("rtcp_nack", all, func(r *rtpflow.SourceRTCP) int64 { return r.NACK }),
		countOf("rtcp_pli", all, func(r *rtpflow.SourceRTCP) int64 { return r.PLI }),
		countOf("rtcp_fir", all, func(r *rtpflow.SourceRTCP) int64 { return r.FIR }),
		numberOf("rtcp_rtt_ms", all, func(r *rtpflow.SourceRTCP) *float64 { return r.RTTMS }),
		of("rtcp_reported_lost", all, func(r *rtpflow.SourceRTCP) string { return integer(r.ReportedLost) }),
		of("rtcp_lost_after", all, func(r *rtpflow.SourceRTCP) string { return integer(lostAfter(r)) }),
		countOf("rtcp_sent_packets", sent, func(x *rtpflow.SentCounts) int64 { return x.SentPackets }),
		countOf("rtcp_seen_packets", sent, func(x *rtpflow.SentCounts) int64 { return x.SeenPackets }),
		numberOf("rtcp_rtt_min_ms", rtt, func(x *rtpflow.RoundTrip) *float64 { return &x.Min }),
		numberOf("rtcp_rtt_max_ms", rtt, func(x *rtpflow.RoundTrip) *float64 { return &x.Max }),
		{"rtcp_cname", func(t *streams, r view.Row) string {
			if r.Stream.RTCP == nil {
				return ""
			}
			return t.cell(r.Stream.RTCP.CNAME)
		}},
		text("evidence", func(s *rtpflow.Stream) string { return strings.Join(s.Evidence, ";") }),
	}
}

// lostAfter returns the loss between the capture point and the receiver whose report is the last; nil if unknown.
func lostAfter(r *rtpflow.SourceRTCP) (after *int64) {
	end := int64(0)
	for i := range r.Receptions {
		if x := &r.Receptions[i]; x.After != nil && (after == nil || x.End > end) {
			after, end = x.After, x.End
		}
	}
	return after
}
