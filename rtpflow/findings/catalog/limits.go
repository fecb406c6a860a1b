package catalog

import "rtspect/rtpflow"

// Findings about limits of the analysis.
var (
	LimitSources = define(limitArea, FindingType{
		Code: "limit-sources", Severity: rtpflow.SevWarning,
		Title:  "Too many RTP sources",
		Cause:  "A flood of SSRCs: encrypted or random data on a media port, or an attack.",
		Remedy: "Check the payload of the flow.",
	})
	LimitCandidates = define(limitArea, FindingType{
		Code: "limit-candidates", Severity: rtpflow.SevWarning,
		Title:  "Too many possible RTP sources at once",
		Cause:  "A flood of datagrams that look like the first packet of an RTP source.",
		Remedy: "Split the capture, or filter it.",
	})
	LimitFlows = define(limitArea, FindingType{
		Code: "limit-flows", Severity: rtpflow.SevWarning,
		Title:  "Too many UDP flows",
		Cause:  "A scan or a flood.",
		Remedy: "Split the capture, or filter it.",
	})
	LimitConnections = define(limitArea, FindingType{
		Code: "limit-connections", Severity: rtpflow.SevWarning,
		Title:  "Too many TCP connections",
		Cause:  "A scan or a flood.",
		Remedy: "Split the capture, or filter it.",
	})
	LimitMessages = define(limitArea, FindingType{
		Code: "limit-messages", Severity: rtpflow.SevWarning,
		Title:  "Too many RTSP messages",
		Cause:  "A client or server in a loop.",
		Remedy: "Split the capture by time.",
	})
	LimitSessions = define(limitArea, FindingType{
		Code: "limit-sessions", Severity: rtpflow.SevWarning,
		Title:  "Too many RTSP sessions",
		Cause:  "A client or server in a loop, or a very busy server.",
		Remedy: "Split the capture by time.",
	})
	LimitTCPGaps = define(limitArea, FindingType{
		Code: "limit-tcp-gaps", Severity: rtpflow.SevNote,
		Title:  "Too many gaps in a TCP connection",
		Cause:  "Heavy packet loss at the capture point.",
		Remedy: "Capture with a larger buffer.",
	})
	LimitICMP = define(limitArea, FindingType{
		Code: "limit-icmp", Severity: rtpflow.SevNote,
		Title:  "Too many ICMP errors",
		Cause:  "A scan, or a server that sends to many closed ports.",
		Remedy: "Split the capture, or filter it.",
	})
	LimitBodies = define(limitArea, FindingType{
		Code: "limit-bodies", Severity: rtpflow.SevWarning,
		Title:  "Too many bytes in the bodies of RTSP messages",
		Cause:  "A faulty or malicious peer, or a very busy server.",
		Remedy: "Split the capture, or filter it.",
	})
	LimitRefused = define(limitArea, FindingType{
		Code: "limit-refused", Severity: rtpflow.SevNote,
		Title:  "Too many refused connections",
		Cause:  "A scan of many servers.",
		Remedy: "Split the capture, or filter it.",
	})
	LimitHeaderFields = define(limitArea, FindingType{
		Code: "limit-header-fields", Severity: rtpflow.SevWarning,
		Title:  "Too many header fields",
		Cause:  "A faulty or malicious peer.",
		Remedy: "Check the sender of the message.",
	})
	LimitMedia = define(limitArea, FindingType{
		Code: "limit-media", Severity: rtpflow.SevWarning,
		Title:  "Too many media in one session",
		Cause:  "A client in a loop.",
		Remedy: "Check the SETUP requests.",
	})
	LimitDescriptions = define(limitArea, FindingType{
		Code: "limit-descriptions", Severity: rtpflow.SevNote,
		Title:  "Too many session descriptions",
		Cause:  "Very large descriptions that differ each time.",
		Remedy: "Split the capture by time.",
	})
	LimitSDP = define(limitArea, FindingType{
		Code: "limit-sdp-media", Severity: rtpflow.SevWarning,
		Title:  "Too many media sections in a session description",
		Cause:  "A faulty server, or a crafted description.",
		Remedy: "Check the SDP.",
	})
	LimitSDPAttributes = define(limitArea, FindingType{
		Code: "limit-sdp-attributes", Severity: rtpflow.SevWarning,
		Title:  "Too many attributes in a session description",
		Cause:  "A faulty server, or a crafted description.",
		Remedy: "Check the SDP.",
	})
	LimitUDPClients = define(limitArea, FindingType{
		Code: "limit-udp-clients", Severity: rtpflow.SevWarning,
		Title:  "Too many clients of RTSP over UDP",
		Cause:  "A scan or a flood.",
		Remedy: "Split the capture, or filter it.",
	})
	LimitRTPInfo = define(limitArea, FindingType{
		Code: "limit-rtp-info", Severity: rtpflow.SevNote,
		Title:  "Too many RTP-Info entries without media",
		Cause:  "A session that was set up before the capture, with many PLAY requests.",
		Remedy: "Capture from the start of the session.",
	})
	LimitPositions = define(limitArea, FindingType{
		Code: "limit-positions", Severity: rtpflow.SevNote,
		Title:  "Too many playback positions",
		Cause:  "A client that seeks very often.",
		Remedy: "Split the capture by time.",
	})
	LimitLosses = define(limitArea, FindingType{
		Code: "limit-losses", Severity: rtpflow.SevWarning,
		Title:  "Too many gaps in sequence numbers",
		Cause:  "Very heavy loss on many streams.",
		Remedy: "Split the capture by time; a seek among the losses may be counted as loss.",
	})
	LimitDiscontinuities = define(limitArea, FindingType{
		Code: "limit-discontinuities", Severity: rtpflow.SevNote,
		Title:  "Too many discontinuities",
		Cause:  "A sender that restarts often, or an invalid clock rate.",
		Remedy: "The list is incomplete, the counts are not.",
	})
	LimitInterruptions = define(limitArea, FindingType{
		Code: "limit-interruptions", Severity: rtpflow.SevNote,
		Title:  "Too many interruptions",
		Cause:  "A stream that stops often.",
		Remedy: "The list has the longest ones.",
	})
	LimitRTCPDetails = define(limitArea, FindingType{
		Code: "limit-rtcp-details", Severity: rtpflow.SevNote,
		Title:  "Too many RTCP packets to list",
		Cause:  "A long capture, or a flood.",
		Remedy: "The list is incomplete, the counts are not.",
	})
	LimitRTCP = define(limitArea, FindingType{
		Code: "limit-rtcp", Severity: rtpflow.SevWarning,
		Title:  "Too many RTCP sources",
		Cause:  "A flood of SSRCs in RTCP.",
		Remedy: "Check the payload of the flow.",
	})
	LimitPendingRequests = define(limitArea, FindingType{
		Code: "limit-pending-requests", Severity: rtpflow.SevWarning,
		Title:  "Too many pending requests",
		Cause:  "A client that sends thousands of requests without waiting for responses.",
		Remedy: "The requests are shown without a response, and the responses without a request.",
	})
	LimitProvisional = define(limitArea, FindingType{
		Code: "limit-provisional-responses", Severity: rtpflow.SevNote,
		Title:  "Too many provisional responses to one request",
		Cause:  "A server that repeats 100 Continue.",
		Remedy: "The first ones are kept.",
	})
	LimitTunnels = define(limitArea, FindingType{
		Code: "limit-tunnels", Severity: rtpflow.SevNote,
		Title:  "Too many connections to find the other half of an HTTP tunnel",
		Cause:  "Many HTTP tunnels that started before the capture.",
		Remedy: "Start the capture before the tunnel, or filter by client.",
	})
	LimitTCPStalls = define(limitArea, FindingType{
		Code: "limit-tcp-stalls", Severity: rtpflow.SevNote,
		Title:  "Too many TCP stalls",
		Cause:  "A long connection on a poor network.",
		Remedy: "The counts of retransmissions are complete; the causes of late stalls may be missing.",
	})
	LimitVeryLate = define(limitArea, FindingType{
		Code: "limit-very-late", Severity: rtpflow.SevNote,
		Title:  "Too many very late RTP packets",
		Cause:  "Two paths with very different delays.",
		Remedy: "The totals are right; the time series shows more loss.",
	})
	LimitRAOPTiming = define(limitArea, FindingType{
		Code: "limit-raop-timing", Severity: rtpflow.SevNote,
		Title:  "Too many AirPlay timing messages",
		Cause:  "A long capture, or a flood.",
		Remedy: "The counts are complete; the round-trip time is that of the first messages.",
	})
	LimitAVOffsets = define(limitArea, FindingType{
		Code: "limit-av-offsets", Severity: rtpflow.SevNote,
		Title:  "Too many pairs of video and audio streams",
		Cause:  "A session with many media.",
		Remedy: "The first pairs are compared.",
	})
	LimitTimeline = define(limitArea, FindingType{
		Code: "limit-timeline", Severity: rtpflow.SevNote,
		Title:  "Too many events for the timeline",
		Cause:  "A long session, or one with many faults.",
		Remedy: "All requests, responses, losses and findings are in the other lists of the JSON report.",
	})
)
