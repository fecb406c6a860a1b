package analyze

import (
	"slices"

	"rtspect/capture"
	"rtspect/reassembly"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/repairstats"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// limitsExceeded lists what the limits of all stages left out. A new limit needs an entry here, and one in the findings
// about limits.
func (a *Analyzer) limitsExceeded() []rtpflow.LimitExceeded {
	o, g := a.observe, &a.signal.Dropped
	var evicted rtpflow.Excess
	evicted.Add(o.EvictedCandidates())
	gaps, jumps, interruptions, late := a.sourceExcess()
	ssrcs, details := a.rtcpExcess()
	bodies := g.Bodies
	bodies.Add(a.conns.Bodies.Skipped, capture.Frame(a.conns.Bodies.First.Frame))
	list := []rtpflow.LimitExceeded{
		{Limit: rtpflow.SourceLimit, Max: observe.MaxSourcesPerFlow, Excess: o.DroppedSources},
		{Limit: rtpflow.CandidateLimit, Excess: evicted},
		{Limit: rtpflow.FlowLimit, Max: demux.MaxFlows, Excess: o.DroppedFlows},
		{Limit: rtpflow.ConnectionLimit, Max: demux.MaxFlows, Excess: a.conns.Dropped},
		{Limit: rtpflow.TCPGapLimit, Max: demux.MaxGaps, Excess: a.tcpGapExcess()},
		{Limit: rtpflow.ICMPLimit, Max: demux.MaxUnreachable, Excess: a.icmp.Dropped},
		{Limit: rtpflow.MessageLimit, Max: signalling.MaxExchanges, Excess: g.Messages},
		{Limit: rtpflow.HeaderLimit, Max: rtspparse.MaxFields, Excess: g.Fields},
		{Limit: rtpflow.SessionLimit, Max: signalling.MaxSessions, Excess: g.Sessions},
		{Limit: rtpflow.MediaLimit, Max: signalling.MaxMedia, Excess: g.Media},
		{Limit: rtpflow.DescriptionLimit, Max: signalling.MaxDescriptionBytes, Excess: g.Descriptions},
		{Limit: rtpflow.BodyLimit, Max: signalling.MaxBodyBytes, Excess: bodies},
		{Limit: rtpflow.RefusedLimit, Max: demux.MaxRefused, Excess: a.conns.RefusedElsewhere},
		{Limit: rtpflow.SDPMediaLimit, Max: sdpview.MaxMedia, Excess: g.SDPMedia},
		{Limit: rtpflow.SDPAttributeLimit, Max: sdpview.MaxAttributes, Excess: g.Attributes},
		{Limit: rtpflow.DatagramLimit, Max: signalling.MaxDatagramConns, Excess: g.Datagrams},
		{Limit: rtpflow.RTPInfoLimit, Max: signalling.MaxRTPInfo, Excess: g.RTPInfo},
		{Limit: rtpflow.PositionLimit, Max: observe.MaxPositions, Excess: o.DroppedPositions},
		{Limit: rtpflow.RepairLimit, Max: repairstats.MaxHistories, Excess: a.repairs.Dropped},
		{Limit: rtpflow.GapLimit, Max: measure.MaxGaps, Excess: gaps},
		{Limit: rtpflow.DiscontinuityLimit, Max: measure.MaxJumps, Excess: jumps},
		{Limit: rtpflow.InterruptionLimit, Max: measure.MaxInterruptions, Excess: interruptions},
		{Limit: rtpflow.RTCPSourceLimit, Max: rtcpstats.MaxSources, Excess: ssrcs},
		{Limit: rtpflow.RTCPDetailLimit, Excess: details},
		{Limit: rtpflow.ResponseLimit, Max: rtspparse.MaxPending, Excess: g.Responses},
		{Limit: rtpflow.ProvisionalLimit, Max: rtspparse.MaxProvisional, Excess: g.Provisional},
		{Limit: rtpflow.TunnelLimit, Max: signalling.MaxPendingGETs, Excess: g.Tunnels},
		{Limit: rtpflow.StallLimit, Max: reassembly.MaxImpairments, Excess: a.stallExcess()},
		{Limit: rtpflow.VeryLateLimit, Max: measure.MaxVeryLate, Excess: late},
		{Limit: rtpflow.TimingLimit, Max: observe.MaxRAOPTimings, Excess: o.RAOP.TimingsDropped()},
	}
	return slices.DeleteFunc(list, func(x rtpflow.LimitExceeded) bool { return x.Count == 0 })
}

// sourceExcess adds up what the lists of the sources left out.
func (a *Analyzer) sourceExcess() (gaps, jumps, interruptions, late rtpflow.Excess) {
	for _, s := range a.observe.Sources {
		gaps.Add(s.GapsDropped, capture.Frame(s.GapsDroppedFrame))
		jumps.Add(s.JumpCount-int64(len(s.Jumps)), 0)
		interruptions.Add(s.InterruptionsLeftOut(), 0)
		late.Add(s.Seq.VeryLateDropped, 0)
	}
	return gaps, jumps, interruptions, late
}

// rtcpExcess adds up what the tables of the RTCP flows left out.
func (a *Analyzer) rtcpExcess() (ssrcs, details rtpflow.Excess) {
	for _, f := range a.rtcp.List {
		ssrcs.Add(f.Dropped.Count, f.Dropped.Frame)
		details.Add(f.DroppedDetails.Count, f.DroppedDetails.Frame)
	}
	return ssrcs, details
}

func (a *Analyzer) stallExcess() (x rtpflow.Excess) {
	for _, c := range a.conns.Conns {
		x.Add(c.StallsDropped, c.Record.FirstFrame)
	}
	return x
}

func (a *Analyzer) tcpGapExcess() (x rtpflow.Excess) {
	for _, c := range a.conns.Conns {
		x.Add(c.GapsDropped.Count, c.GapsDropped.Frame)
	}
	return x
}
