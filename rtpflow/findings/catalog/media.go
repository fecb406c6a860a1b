package catalog

import "rtspect/rtpflow"

// Findings about RTP streams and their transport.
var (
	NoRTP = define(mediaArea, FindingType{
		Code: "no-rtp", Severity: rtpflow.SevError,
		Title:     "No RTP after a successful PLAY or RECORD",
		Cause:     "Nothing was sent, a firewall or NAT drops it, the port is closed, or it was sent to another address.",
		Remedy:    "Check firewalls and NAT for the negotiated ports; try RTP over TCP.",
		Reference: "RFC 2326, 10.5",
	})
	RTPUnmeasured = define(mediaArea, FindingType{
		Code: "rtp-unmeasured", Severity: rtpflow.SevWarning,
		Title:     "RTP packets that belong to no stream",
		Cause:     "The sender changes the SSRC with every packet, the payload is encrypted as a whole, or another program sends to the port.",
		Remedy:    "Check the SSRC field of the packets. They are not part of loss and jitter.",
		Reference: "RFC 3550, A.1",
	})
	DataNotRTP = define(mediaArea, FindingType{
		Code: "data-not-rtp", Severity: rtpflow.SevWarning,
		Title:     "Data on a media port or channel that is not RTP",
		Cause:     "The sender uses a proprietary format or encryption, or another program sends to the port.",
		Remedy:    "Check the format that SETUP negotiated, and the first bytes of the packets.",
		Reference: "RFC 3550, 5.1",
	})
	RTPOtherPort = define(mediaArea, FindingType{
		Code: "rtp-other-port", Severity: rtpflow.SevWarning,
		Title:     "RTP uses other ports than negotiated",
		Cause:     "NAT on the path, or a server that does not follow its own response.",
		Remedy:    "Clients that check the source drop such packets.",
		Reference: "RFC 2326, 12.39",
	})
	RTPOtherAddress = define(mediaArea, FindingType{
		Code: "rtp-other-address", Severity: rtpflow.SevWarning,
		Title:     "RTP uses another address than negotiated",
		Cause:     "A media server that source= does not name, or NAT.",
		Remedy:    "Clients that check the source drop such packets; firewalls do not expect them.",
		Reference: "RFC 2326, 12.39",
	})
	OtherClients = define(mediaArea, FindingType{
		Code: "other-clients", Severity: rtpflow.SevNote,
		Title:  "Other clients of a server",
		Cause:  "Their sessions began before the capture, or their RTSP connections are not in it.",
		Remedy: "To see their signalling, start the capture before the clients, at a point that all connections pass.",
	})
	SSRCMismatch = define(mediaArea, FindingType{
		Code: "ssrc-mismatch", Severity: rtpflow.SevNote,
		Title:     "The SSRC differs from the one in SETUP",
		Cause:     "The server invents ssrc= before its sender has one, or restarted the sender.",
		Remedy:    "Clients that select by ssrc= receive nothing.",
		Reference: "RFC 2326, 12.39",
	})
	PayloadTypeUnlisted = define(mediaArea, FindingType{
		Code: "payload-type-unlisted", Severity: rtpflow.SevWarning,
		Title:     "Payload type not listed in the SDP",
		Cause:     "The SDP of the server is wrong or outdated, or the stream changed its codec.",
		Remedy:    "Decoders do not know the format.",
		Reference: "RFC 8866, 5.14",
	})
	FmtpPayloadType = define(mediaArea, FindingType{
		Code: "fmtp-payload-type", Severity: rtpflow.SevWarning,
		Title:     "Format parameters under another payload type",
		Cause:     "The server numbers the a=rtpmap and a=fmtp lines independently.",
		Remedy:    "Strict clients refuse the media, or decode it without configuration. Use one payload type in both lines.",
		Reference: "RFC 8866, 6.15",
	})
	SSRCChanged = define(mediaArea, FindingType{
		Code: "ssrc-changed", Severity: rtpflow.SevNote,
		Title:     "SSRC changed within a media stream",
		Cause:     "The sender restarted, or the source was switched.",
		Remedy:    "Receivers resynchronize: expect an interruption of audio or video.",
		Reference: "RFC 3550, 8.2",
	})
	RTPEarly = define(mediaArea, FindingType{
		Code: "rtp-early", Severity: rtpflow.SevNote,
		Title:      "RTP before the response to PLAY",
		Cause:      "The server starts to send before it responds.",
		Remedy:     "Clients that are not ready lose the first packets.",
		Reference:  "RFC 2326, 10.5",
		Thresholds: []string{"early-rtp"},
	})
	RTPAfterTeardown = define(mediaArea, FindingType{
		Code: "rtp-after-teardown", Severity: rtpflow.SevNote,
		Title:      "RTP after TEARDOWN",
		Cause:      "The server stops late.",
		Remedy:     "Packets to a closed port cause ICMP errors.",
		Reference:  "RFC 2326, 10.7",
		Thresholds: []string{"late-rtp"},
	})
	RTPAfterPause = define(mediaArea, FindingType{
		Code: "rtp-after-pause", Severity: rtpflow.SevNote,
		Title:      "RTP after PAUSE",
		Cause:      "The server stops late, or ignores PAUSE.",
		Remedy:     "Check the server.",
		Reference:  "RFC 2326, 10.6",
		Thresholds: []string{"late-rtp-pause"},
	})
	RTPInfoMismatch = define(mediaArea, FindingType{
		Code: "rtp-info-mismatch", Severity: rtpflow.SevNote,
		Title:     "The first packet differs from RTP-Info",
		Cause:     "The server fills in RTP-Info before it knows the values, or packets were lost.",
		Remedy:    "Clients that wait for the announced sequence number start late or at the wrong time.",
		Reference: "RFC 2326, 12.33",
	})
	RTPLoss = define(mediaArea, FindingType{
		Code: "rtp-loss", Severity: rtpflow.SevWarning,
		Title:      "RTP packet loss",
		Cause:      "Congestion, a bad link, or a sender whose bursts exceed the path's capacity.",
		Remedy:     "Compare with RTCP to separate loss before the capture point from loss behind it.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"severe-loss"},
	})
	RTPNotCaptured = define(mediaArea, FindingType{
		Code: "rtp-not-captured", Severity: rtpflow.SevNote,
		Title:  "RTP packets missing from the capture, not lost",
		Cause:  "The capture lacks or truncates bytes of the TCP connection, or UDP packets that the receiver reports as received.",
		Remedy: "This is no packet loss. Capture with a larger buffer or snaplen.",
	})
	RTPDuplicates = define(mediaArea, FindingType{
		Code: "rtp-duplicates", Severity: rtpflow.SevNote,
		Title:     "Duplicate RTP packets",
		Cause:     "A network loop, or redundancy by the sender.",
		Reference: "RFC 3550, 5.1",
	})
	RTPReordered = define(mediaArea, FindingType{
		Code: "rtp-reordered", Severity: rtpflow.SevNote,
		Title:     "Reordered RTP packets",
		Cause:     "Several paths, or queues of different priority.",
		Remedy:    "Receivers need a jitter buffer deeper than the reordering.",
		Reference: "RFC 3550, 5.1",
	})
	RTPMalformed = define(mediaArea, FindingType{
		Code: "rtp-malformed", Severity: rtpflow.SevWarning,
		Title:     "Malformed RTP packets",
		Cause:     "A faulty sender, or data that is not RTP.",
		Remedy:    "Check the packets.",
		Reference: "RFC 3550, 5.1",
	})
	RTPOutOfRange = define(mediaArea, FindingType{
		Code: "rtp-strays", Severity: rtpflow.SevNote,
		Title:     "Out-of-range sequence numbers",
		Cause:     "Two senders share an SSRC, or the data is not RTP.",
		Remedy:    "Check the source of the packets.",
		Reference: "RFC 3550, A.1",
	})
	RAOPResend = define(mediaArea, FindingType{
		Code: "raop-resend", Severity: rtpflow.SevNote,
		Title:  "AirPlay audio retransmissions",
		Cause:  "Packets were lost, and the receiver requested them on the control port.",
		Remedy: "Check the wireless path. Audio is interrupted where packets arrive too late or not at all.",
	})
	RAOPTimingUnanswered = define(mediaArea, FindingType{
		Code: "raop-timing-unanswered", Severity: rtpflow.SevWarning,
		Title:  "AirPlay timing requests without response",
		Cause:  "A firewall blocks the sender's timing port, or the sender stopped.",
		Remedy: "Open the timing_port of the Transport.",
	})
	PortUnreachable = define(mediaArea, FindingType{
		Code: "port-unreachable", Severity: rtpflow.SevWarning,
		Title:     "ICMP reports a media port as unreachable",
		Cause:     "The receiver closed its port, or a firewall rejects the packets.",
		Remedy:    "Check that the receiver still listens. Harmless after TEARDOWN.",
		Reference: "RFC 792",
	})
)
