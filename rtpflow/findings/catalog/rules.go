package catalog

import "rtspect/rtpflow"

// Findings about header fields and about requests of the server.
var (
	SessionMissing = define(ruleArea, FindingType{
		Code: "session-missing", Severity: rtpflow.SevNote,
		Title:     "Missing Session header",
		Cause:     "A client that expects one session per connection, or a faulty server.",
		Remedy:    "Servers with several sessions on a connection respond 454.",
		Reference: "RFC 2326, 12.37",
	})
	SessionIDChanged = define(ruleArea, FindingType{
		Code: "session-id-changed", Severity: rtpflow.SevWarning,
		Title:     "The server changed the session ID",
		Cause:     "The server creates a session for each SETUP, or a load balancer is on the path.",
		Remedy:    "Check which ID the client uses; requests with the other are refused with 454.",
		Reference: "RFC 2326, 12.37",
	})
	TeardownRepeated = define(ruleArea, FindingType{
		Code: "teardown-repeated", Severity: rtpflow.SevNote,
		Title:     "Repeated TEARDOWN",
		Cause:     "The client tears down stream by stream what the first TEARDOWN ended as a whole, or repeats it when it closes.",
		Remedy:    "Harmless; servers respond 454.",
		Reference: "RFC 2326, 10.7",
	})
	CSeqMismatch = define(ruleArea, FindingType{
		Code: "cseq-mismatch", Severity: rtpflow.SevWarning,
		Title:     "CSeq of the response differs from the request",
		Cause:     "A faulty server or proxy.",
		Remedy:    "Clients that match by CSeq wait for a response that never arrives.",
		Reference: "RFC 2326, 12.17",
	})
	RateRefused = define(ruleArea, FindingType{
		Code: "rate-refused", Severity: rtpflow.SevNote,
		Title:     "Scale or Speed not granted as requested",
		Cause:     "The server or the content does not support the requested rate.",
		Remedy:    "Clients must use the value of the response.",
		Reference: "RFC 2326, 12.34",
	})
	RangeChanged = define(ruleArea, FindingType{
		Code: "range-changed", Severity: rtpflow.SevNote,
		Title:      "PLAY starts at another position than requested",
		Cause:      "Servers start at the keyframe before the position. A large difference means few keyframes, or a server that cannot seek.",
		Remedy:     "Compare Range of request and response.",
		Reference:  "RFC 2326, 12.29",
		Thresholds: []string{"seek-offset"},
	})
	TransportFallback = define(ruleArea, FindingType{
		Code: "transport-fallback", Severity: rtpflow.SevNote,
		Title:     "The client switched from UDP to TCP",
		Cause:     "RTP over UDP did not reach the client in time: a firewall, NAT or a closed port on the path.",
		Remedy:    "Open the path for UDP, or configure clients for TCP; each attempt costs seconds.",
		Reference: "RFC 2326, 10.12",
	})
	BlocksizeExceeded = define(ruleArea, FindingType{
		Code: "blocksize-exceeded", Severity: rtpflow.SevNote,
		Title:     "Packets exceed the client's Blocksize",
		Cause:     "The server does not support Blocksize, which is only a hint, or the content needs larger packets.",
		Remedy:    "Where large packets are lost or fragmented, set the packet size on the server.",
		Reference: "RFC 2326, 12.7",
	})
	BandwidthShort = define(ruleArea, FindingType{
		Code: "bandwidth-short", Severity: rtpflow.SevWarning,
		Title:     "The bit rate exceeds the client's Bandwidth",
		Cause:     "The server ignores the client's Bandwidth, or has no smaller stream.",
		Remedy:    "Expect packet loss or stalls; offer a smaller stream.",
		Reference: "RFC 2326, 12.6",
	})
	ConferenceChanged = define(ruleArea, FindingType{
		Code: "conference-changed", Severity: rtpflow.SevWarning,
		Title:     "The conference of a session changed",
		Cause:     "The client uses one session for two conferences; servers refuse that.",
		Remedy:    "Open a session for each conference.",
		Reference: "RFC 2326, 12.9",
	})
	WMSPlaylistChanged = define(ruleArea, FindingType{
		Code: "wms-playlist-changed", Severity: rtpflow.SevNote,
		Title:     "Client and server disagree on the playlist entry",
		Cause:     "The playlist of the server advanced between description and request.",
		Remedy:    "The client must request the description again.",
		Reference: "[MS-RTSP]",
	})
	ServerRedirect = define(ruleArea, FindingType{
		Code: "server-redirect", Severity: rtpflow.SevNote,
		Title:     "REDIRECT from the server",
		Cause:     "Load balancing, maintenance, or the end of a program.",
		Remedy:    "Check that the client continued at Location.",
		Reference: "RFC 2326, 10.10",
	})
	PlayNotify = define(ruleArea, FindingType{
		Code: "play-notify", Severity: rtpflow.SevNote,
		Title:     "PLAY_NOTIFY from the server",
		Cause:     "The end of the stream, changed media properties, or another scale.",
		Remedy:    "Check that the client understood it.",
		Reference: "RFC 7826, 13.5",
	})
	DescriptionChanged = define(ruleArea, FindingType{
		Code: "description-changed", Severity: rtpflow.SevNote,
		Title:     "The server changed the session description",
		Cause:     "Media streams were added, removed or changed during the session (ANNOUNCE).",
		Remedy:    "Check that the client set up the new streams.",
		Reference: "RFC 2326, 10.3",
	})
	WMSEndOfStream = define(ruleArea, FindingType{
		Code: "wms-end-of-stream", Severity: rtpflow.SevNote,
		Title:     "End of stream from a Windows Media server",
		Cause:     "The server sent everything (SET_PARAMETER with X-Notice 2101).",
		Remedy:    "Packets missing before it are lost at the very end, where no later sequence number reveals them.",
		Reference: "[MS-RTSP], 2.2.7.3",
	})
	WMSLog = define(ruleArea, FindingType{
		Code: "wms-log", Severity: rtpflow.SevNote,
		Title:     "The log of a Windows Media client reports trouble",
		Cause:     "Packet loss, or a path that is too slow for the selected streams, by the client's own counters (Logplaystats).",
		Remedy:    "Compare with the loss measured here: loss behind the capture point appears in the log only.",
		Reference: "[MS-RTSP], 2.2.7.12",
	})
	Authenticated = define(ruleArea, FindingType{
		Code: "authenticated", Severity: rtpflow.SevNote,
		Title:     "The client authenticated",
		Cause:     "The server requested credentials and accepted them.",
		Reference: "RFC 2326, D.1.2",
	})
)
