package findings

import (
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
)

// limitType is how a limit is reported: what is counted beyond it, and what that means.
type limitType struct {
	t              *catalog.FindingType
	singular, many string
	text           string
	per            string // what the limit applies to, "" for the capture
}

// limitTypes are the finding types of the limits.
var limitTypes = map[string]limitType{
	rtpflow.SourceLimit:        {catalog.LimitSources, "RTP packet", "RTP packets", "not measured: too many SSRCs", "flow"},
	rtpflow.CandidateLimit:     {catalog.LimitCandidates, "packet", "packets", "not measured: too many possible RTP sources at once", ""},
	rtpflow.FlowLimit:          {catalog.LimitFlows, "packet", "packets", "not analyzed: too many UDP flows", ""},
	rtpflow.ConnectionLimit:    {catalog.LimitConnections, "packet", "packets", "not analyzed: too many TCP connections", ""},
	rtpflow.TCPGapLimit:        {catalog.LimitTCPGaps, "gap", "gaps", "in TCP connections counted, but not compared with the media", "connection"},
	rtpflow.ICMPLimit:          {catalog.LimitICMP, "ICMP message", "ICMP messages", "not listed: too many unreachable endpoints", ""},
	rtpflow.MessageLimit:       {catalog.LimitMessages, "RTSP message", "RTSP messages", "not kept: too many messages on one connection", "connection"},
	rtpflow.HeaderLimit:        {catalog.LimitHeaderFields, "header field", "header fields", "not kept: too many header fields in one message", "message"},
	rtpflow.SessionLimit:       {catalog.LimitSessions, "RTSP session", "RTSP sessions", "not analyzed: too many sessions", ""},
	rtpflow.MediaLimit:         {catalog.LimitMedia, "SETUP", "SETUPs", "not analyzed: too many media in one session", "session"},
	rtpflow.DescriptionLimit:   {catalog.LimitDescriptions, "session description", "session descriptions", "used for the session that follows alone: too many different descriptions", "capture, in bytes"},
	rtpflow.BodyLimit:          {catalog.LimitBodies, "body", "bodies", "of RTSP messages not kept: too many bytes in the bodies", "capture, in bytes"},
	rtpflow.RefusedLimit:       {catalog.LimitRefused, "refused connection", "refused connections", "not listed: too many servers that refuse connections", ""},
	rtpflow.SDPMediaLimit:      {catalog.LimitSDP, "media section", "media sections", "in session descriptions not read", "description"},
	rtpflow.SDPAttributeLimit:  {catalog.LimitSDPAttributes, "attribute", "attributes", "in session descriptions not read", "media section"},
	rtpflow.DatagramLimit:      {catalog.LimitUDPClients, "RTSP message", "RTSP messages", "over UDP not analyzed: too many clients", ""},
	rtpflow.RTPInfoLimit:       {catalog.LimitRTPInfo, "RTP-Info entry", "RTP-Info entries", "not kept: they belong to no media that was set up", "session"},
	rtpflow.PositionLimit:      {catalog.LimitPositions, "playback position", "playback positions", "not kept: too many PLAY and PAUSE requests in one session", "session"},
	rtpflow.RepairLimit:        {catalog.LimitRepairs, "stream", "streams", "not compared with their repairs: too many repaired streams", ""},
	rtpflow.GapLimit:           {catalog.LimitLosses, "gap", "gaps", "in sequence numbers counted as lost without a check whether a PLAY explains them", "stream"},
	rtpflow.DiscontinuityLimit: {catalog.LimitDiscontinuities, "discontinuity", "discontinuities", "counted, but not listed", "stream"},
	rtpflow.InterruptionLimit:  {catalog.LimitInterruptions, "interruption", "interruptions", "counted, but not listed", "stream"},
	rtpflow.RTCPSourceLimit:    {catalog.LimitRTCP, "RTCP report", "RTCP reports", "not analyzed: too many SSRCs in one flow", "flow"},
	rtpflow.RTCPDetailLimit:    {catalog.LimitRTCPDetails, "RTCP packet or block", "RTCP packets or blocks", "(BYE, APP, XR, SDES, keyframe requests, reports of further receivers) counted, but not listed", ""},
	rtpflow.ResponseLimit:      {catalog.LimitPendingRequests, "response", "responses", "not paired: too many requests were pending", "connection"},
	rtpflow.ProvisionalLimit:   {catalog.LimitProvisional, "provisional response", "provisional responses", "not kept: too many to one request", "request"},
	rtpflow.TunnelLimit:        {catalog.LimitTunnels, "HTTP tunnel connection", "HTTP tunnel connections", "not compared with all RTSP connections to find the other half", ""},
	rtpflow.StallLimit:         {catalog.LimitTCPStalls, "TCP segment or zero window", "TCP segments or zero windows", "counted, but not compared with the media", "direction of a connection"},
	rtpflow.VeryLateLimit:      {catalog.LimitVeryLate, "RTP packet", "RTP packets", "that arrived very late still counted as lost in the time series", "stream"},
	rtpflow.TimingLimit:        {catalog.LimitRAOPTiming, "AirPlay timing message", "AirPlay timing messages", "counted, but not used for the round-trip time", "flow"},
	rtpflow.OffsetLimit:        {catalog.LimitAVOffsets, "pair of video and audio streams", "pairs of video and audio streams", "not compared", "session"},
	rtpflow.TimelineLimit:      {catalog.LimitTimeline, "event", "events", "not listed in the timelines", "session"},
}

// limitFindings are those about limits of the analysis, one for each limit.
func (in *inputs) limitFindings(d *detector) {
	for _, l := range in.report.Limits {
		x := limitTypes[l.Limit]
		limit := ""
		switch {
		case l.Max > 0 && x.per != "":
			limit = " (limit per " + x.per + ": " + wording.Quantity(float64(l.Max), "") + ")"
		case l.Max > 0:
			limit = " (limit: " + wording.Quantity(float64(l.Max), "") + ")"
		}
		d.add(x.t, one(l.Frame), "%d %s %s%s.", l.Count, wording.Plural(l.Count, x.singular, x.many), x.text, limit).counts(l.Count)
	}
}
