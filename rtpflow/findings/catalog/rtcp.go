package catalog

import "rtspect/rtpflow"

// Findings about RTCP.
var (
	RTCPMalformed = define(rtcpArea, FindingType{
		Code: "rtcp-malformed", Severity: rtpflow.SevWarning,
		Title:     "Malformed RTCP packets",
		Cause:     "A faulty sender, or encrypted RTCP.",
		Remedy:    "Readable parts are counted.",
		Reference: "RFC 3550, 6.1",
	})
	RTCPEncrypted = define(rtcpArea, FindingType{
		Code: "rtcp-encrypted", Severity: rtpflow.SevNote,
		Title:     "Encrypted RTCP",
		Cause:     "SRTCP was negotiated by the session description or by DTLS.",
		Remedy:    "Packet types are those of the first packet of each compound; the contents cannot be read without the keys.",
		Reference: "RFC 3711, 3.4",
	})
	SRMismatch = define(rtcpArea, FindingType{
		Code: "sr-mismatch", Severity: rtpflow.SevWarning,
		Title:      "Packet count of sender reports differs",
		Cause:      "Packets took another path or were not captured, or the sender counts wrongly (another stream, a former SSRC).",
		Remedy:     "If the sequence numbers have no gaps, suspect the sender's counter; else capture closer to the sender.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"sr-difference"},
	})
	SRStale = define(rtcpArea, FindingType{
		Code: "sr-stale", Severity: rtpflow.SevNote,
		Title:     "Repeated sender reports",
		Cause:     "The sender updates the NTP timestamp only: in the report with its BYE (as VLC does), or while it is paused.",
		Remedy:    "Harmless at the end. Elsewhere, such a report misleads receivers that synchronize by it. It is excluded from all measurements here.",
		Reference: "RFC 3550, 6.4.1",
	})
	SROctetsMismatch = define(rtcpArea, FindingType{
		Code: "sr-octets-mismatch", Severity: rtpflow.SevNote,
		Title:      "Octet count of sender reports differs",
		Cause:      "The sender counts headers, padding or frames instead of payload octets, or the capture truncates packets.",
		Remedy:     "Receivers that compute bit rates from sender reports are misled.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"sr-difference"},
	})
	LossAfterCapture = define(rtcpArea, FindingType{
		Code: "loss-after-capture", Severity: rtpflow.SevWarning,
		Title:      "Packet loss behind the capture point",
		Cause:      "Packets were lost between the capture point and the receiver, or arrived there too late.",
		Remedy:     "Check the path behind the capture point, and the receiver's socket buffers and load.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"receiver-loss"},
	})
	LossNotAtReceiver = define(rtcpArea, FindingType{
		Code: "loss-not-at-receiver", Severity: rtpflow.SevNote,
		Title:      "The receiver has packets that the capture lacks",
		Cause:      "The capturing host dropped them, traffic took a second path, or they were repaired.",
		Remedy:     "This is no network loss. Capture with a larger buffer.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"receiver-loss"},
	})
	RoundTripLong = define(rtcpArea, FindingType{
		Code: "round-trip-long", Severity: rtpflow.SevWarning,
		Title:      "Long round-trip time to the receivers",
		Cause:      "A long path, full queues (bufferbloat), a radio link, or a receiver that responds late.",
		Remedy:     "Compare with ping. Conversations suffer above 300 ms, retransmission earlier.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"round-trip"},
	})
	SRMissing = define(rtcpArea, FindingType{
		Code: "sr-missing", Severity: rtpflow.SevWarning,
		Title:      "No sender reports",
		Cause:      "The sender does not send RTCP, or its RTCP is filtered or took another path.",
		Remedy:     "Receivers cannot synchronize audio and video, nor find the wall-clock time. Check the RTCP port in firewalls.",
		Reference:  "RFC 3550, 6.4",
		Thresholds: []string{"no-reports"},
	})
	SROtherSSRC = define(rtcpArea, FindingType{
		Code: "sr-other-ssrc", Severity: rtpflow.SevWarning,
		Title:     "Sender reports of another SSRC",
		Cause:     "The sender writes no SSRC (0), or that of a former stream.",
		Remedy:    "Receivers cannot use the reports to synchronize audio and video.",
		Reference: "RFC 3550, 6.4.1",
	})
	RRMissing = define(rtcpArea, FindingType{
		Code: "rr-missing", Severity: rtpflow.SevNote,
		Title:      "No receiver reports",
		Cause:      "The receiver does not send RTCP, or its reports are filtered.",
		Remedy:     "The sender does not learn about packet loss; servers that use RTCP as keep-alive may end the session.",
		Reference:  "RFC 3550, 6.4",
		Thresholds: []string{"no-reports"},
	})
	RTCPShareExceeded = define(rtcpArea, FindingType{
		Code: "rtcp-share", Severity: rtpflow.SevWarning,
		Title:      "RTCP exceeds its bandwidth share",
		Cause:      "Reports or feedback are sent too often, or the bit rate of the media is very low.",
		Remedy:     "RTCP should stay within 5 % of the session bandwidth. Check the report interval.",
		Reference:  "RFC 3550, 6.2",
		Thresholds: []string{"rtcp-share"},
	})
	ByeEarly = define(rtcpArea, FindingType{
		Code: "bye-early", Severity: rtpflow.SevWarning,
		Title:      "RTP after the BYE of its source",
		Cause:      "The sender announces its end too early, or confuses its sources.",
		Remedy:     "Receivers drop the source at BYE: audio or video may stop.",
		Reference:  "RFC 3550, 6.6",
		Thresholds: []string{"after-bye"},
	})
	CNAMEChanged = define(rtcpArea, FindingType{
		Code: "cname-changed", Severity: rtpflow.SevNote,
		Title:     "A source changed its CNAME",
		Cause:     "The sender restarted with the same SSRC, or two senders share an SSRC.",
		Remedy:    "Receivers cannot determine which streams belong together.",
		Reference: "RFC 3550, 6.5.1",
	})
	CNAMEShared = define(rtcpArea, FindingType{
		Code: "cname-shared", Severity: rtpflow.SevNote,
		Title:     "Two hosts share a CNAME",
		Cause:     "The CNAMEs are fixed text, or both hosts have the same name.",
		Remedy:    "Receivers treat their streams as those of one participant and may synchronize them.",
		Reference: "RFC 7022, 4",
	})
	SSRCCollision = define(rtcpArea, FindingType{
		Code: "ssrc-collision", Severity: rtpflow.SevWarning,
		Title:     "SSRC collision",
		Cause:     "The SSRCs are not random, or a receiver reports under the sender's SSRC.",
		Remedy:    "Reports are ambiguous. One participant must leave with BYE and choose another SSRC.",
		Reference: "RFC 3550, 8.2",
	})
)
