package catalog

import "rtspect/rtpflow"

// Findings about the capture file.
var (
	CaptureCutShort = define(captureArea, FindingType{
		Code: "capture-cut-short", Severity: rtpflow.SevWarning,
		Title:  "The capture file ends inside a record",
		Cause:  "The capturing tool was killed, the disk was full, or the file was copied while it was still being written.",
		Remedy: "Analyze what is there. Capture again, and stop the tool before copying the file.",
	})
	CaptureBadLength = define(captureArea, FindingType{
		Code: "capture-bad-length", Severity: rtpflow.SevError,
		Title:  "Invalid record length",
		Cause:  "The file was damaged in storage or transfer, or two files were concatenated with cat.",
		Remedy: "Re-copy the capture file; merge files with mergecap or --join.",
	})
	CaptureBadBlock = define(captureArea, FindingType{
		Code: "capture-bad-block", Severity: rtpflow.SevError,
		Title:  "Damaged pcapng block",
		Cause:  "The file was damaged in storage or transfer, or written by a faulty tool.",
		Remedy: "Re-copy the capture file.",
	})
	CaptureBadInterface = define(captureArea, FindingType{
		Code: "capture-bad-interface", Severity: rtpflow.SevError,
		Title:  "Packet of an undescribed interface",
		Cause:  "The beginning of the file is missing, or a faulty tool wrote it.",
		Remedy: "Get the complete file.",
	})
	CaptureBadTimeResolution = define(captureArea, FindingType{
		Code: "capture-bad-time-resolution", Severity: rtpflow.SevWarning,
		Title:  "Invalid timestamp resolution of an interface",
		Cause:  "A faulty tool wrote the file.",
		Remedy: "Timestamps are read as microseconds; do not rely on them.",
	})
	CaptureCompression = define(captureArea, FindingType{
		Code: "capture-compression", Severity: rtpflow.SevWarning,
		Title:  "Damaged compressed data",
		Cause:  "The download was interrupted, or the file was damaged.",
		Remedy: "Re-copy the file. What could be decompressed was analyzed.",
	})
	CaptureReadError = define(captureArea, FindingType{
		Code: "capture-read-error", Severity: rtpflow.SevError,
		Title:  "The capture file cannot be read to its end",
		Cause:  "A bad sector, or a network file system that failed.",
		Remedy: "Copy the file from a good medium and analyze it again. What was read was analyzed.",
	})
	CaptureTrailingData = define(captureArea, FindingType{
		Code: "capture-trailing-data", Severity: rtpflow.SevNote,
		Title:  "Data after the end of the compressed stream",
		Cause:  "Padding by a storage tool, or concatenated files.",
		Remedy: "Usually harmless.",
	})
	CaptureLimit = define(captureArea, FindingType{
		Code: "capture-limit", Severity: rtpflow.SevWarning,
		Title:  "A record or block exceeds a limit",
		Cause:  "A damaged length, or a file crafted to exhaust memory.",
		Remedy: "Check the origin of the file.",
	})
	CaptureComments = define(captureArea, FindingType{
		Code: "capture-comments", Severity: rtpflow.SevNote,
		Title:  "More comments than are kept",
		Cause:  "A tool that comments on packets, or a file crafted to exhaust memory.",
		Remedy: "Usually harmless.",
	})
	CaptureNoTimes = define(captureArea, FindingType{
		Code: "capture-no-times", Severity: rtpflow.SevWarning,
		Title:  "Packets have no timestamps",
		Cause:  "A pcapng file of Simple Packet Blocks, or a tool that writes zeros.",
		Remedy: "Capture with timestamps: jitter, rates and delays cannot be measured without them.",
	})
	CaptureEmpty = define(captureArea, FindingType{
		Code: "capture-empty", Severity: rtpflow.SevWarning,
		Title:  "The capture is empty",
		Cause:  "The capture filter matches nothing, the interface is the wrong one, or the capture was stopped at once.",
		Remedy: "Check the interface and the capture filter.",
	})
	CaptureSnapped = define(captureArea, FindingType{
		Code: "capture-snapped", Severity: rtpflow.SevWarning,
		Title:  "Packets truncated by the snaplen",
		Cause:  "The snaplen of the capture (tcpdump -s) is below the packet length.",
		Remedy: "Capture with -s 0. RTP statistics need headers only and are valid; messages and payloads are incomplete.",
	})
	CaptureDropped = define(captureArea, FindingType{
		Code: "capture-dropped", Severity: rtpflow.SevWarning,
		Title:  "The capturing tool dropped packets",
		Cause:  "The capturing host was too slow: small buffer, slow disk.",
		Remedy: "Capture to a fast disk, with a larger buffer (-B) or a capture filter. Gaps may be capture drops, not network loss.",
	})
	CaptureTimeBackwards = define(captureArea, FindingType{
		Code: "capture-time-backwards", Severity: rtpflow.SevWarning,
		Title:  "Capture time runs backwards",
		Cause:  "The clock of the host was set during the capture, or packets of several interfaces were merged.",
		Remedy: "Do not rely on jitter, rates and delays around these packets.",
	})
	CaptureDuplicates = define(captureArea, FindingType{
		Code: "capture-duplicates", Severity: rtpflow.SevNote,
		Title:  "Duplicate packets in the capture",
		Cause:  "A SPAN port mirrors both ports of a path, or the capture is on \"any\" with a bridge.",
		Remedy: "Capture at one point. Duplicates are excluded from all statistics except the packet count.",
	})
	IPFragmentsIncomplete = define(captureArea, FindingType{
		Code: "ip-fragments-incomplete", Severity: rtpflow.SevWarning,
		Title:     "Incomplete fragmented IP datagrams",
		Cause:     "A fragment was lost, dropped by a firewall, or not captured.",
		Remedy:    "Keep the sender's packets below the path MTU.",
		Reference: "RFC 791, 3.2",
	})
)

// Findings about TCP connections.
var (
	CaptureGap = define(connectionArea, FindingType{
		Code: "capture-gap", Severity: rtpflow.SevWarning,
		Title:  "The capture lacks bytes that were delivered",
		Cause:  "The receiver acknowledged bytes that are not in the capture: the capturing host dropped packets, or traffic took a second path.",
		Remedy: "Missing RTP on this connection is no network loss. Capture with a larger buffer.",
	})
	TCPBytesMissing = define(connectionArea, FindingType{
		Code: "tcp-gap", Severity: rtpflow.SevWarning,
		Title:  "Missing bytes in a TCP stream",
		Cause:  "Lost and not retransmitted before the capture ends, or only one direction was captured.",
		Remedy: "Capture longer, and both directions.",
	})
	TCPRetransmission = define(connectionArea, FindingType{
		Code: "tcp-retransmission", Severity: rtpflow.SevNote,
		Title:     "TCP retransmissions",
		Cause:     "Packet loss or long delay on the path. Each retransmission delays all interleaved streams.",
		Remedy:    "Check the path for loss. RTP over UDP is not delayed by it.",
		Reference: "RFC 9293, 3.8",
	})
	TCPOverlapConflict = define(connectionArea, FindingType{
		Code: "tcp-overlap-conflict", Severity: rtpflow.SevWarning,
		Title:     "Retransmitted data differs (overlap conflict)",
		Cause:     "A faulty middlebox or TCP stack, or a deliberate evasion attempt.",
		Remedy:    "Compare both versions; the first one was analyzed.",
		Reference: "RFC 9293, 3.8",
	})
	TCPZeroWindow = define(connectionArea, FindingType{
		Code: "tcp-zero-window", Severity: rtpflow.SevWarning,
		Title:      "TCP zero window",
		Cause:      "The application reads too slowly: slow decoder, blocked thread, slow disk.",
		Remedy:     "Check the load of the receiver. The sender cannot send media meanwhile.",
		Reference:  "RFC 9293, 3.8.6",
		Thresholds: []string{"zero-window"},
	})
	HalfClosed = define(connectionArea, FindingType{
		Code: "half-closed", Severity: rtpflow.SevNote,
		Title:     "Half-closed connection",
		Cause:     "The peer ignores the FIN, or sends its last data.",
		Remedy:    "Check that the peer handles the end of the stream.",
		Reference: "RFC 9293, 3.6",
	})
	ConnectionReset = define(connectionArea, FindingType{
		Code: "connection-reset", Severity: rtpflow.SevError,
		Title:      "Connection reset",
		Cause:      "A process crashed or was killed, closed its socket with unread data, or a firewall or load balancer cut the connection.",
		Remedy:     "Check the log of the side that sent the reset; for idle connections, the timeouts of middleboxes.",
		Reference:  "RFC 9293, 3.10.7",
		Thresholds: []string{"idle-reset"},
	})
	ConnectionRefused = define(connectionArea, FindingType{
		Code: "connection-refused", Severity: rtpflow.SevError,
		Title:     "Connection refused",
		Cause:     "Nothing listens on the port, or a firewall rejects the connection.",
		Remedy:    "Check the address and the port, and that the server is running.",
		Reference: "RFC 9293, 3.10.7",
	})
	ConnectionUnanswered = define(connectionArea, FindingType{
		Code: "connection-unanswered", Severity: rtpflow.SevError,
		Title:     "Connection attempt without response",
		Cause:     "The server is down or unreachable, or a firewall drops the packets.",
		Remedy:    "Check the address, the route and firewalls.",
		Reference: "RFC 9293, 3.8.1",
	})
	UnparsedBytes = define(connectionArea, FindingType{
		Code: "junk-bytes", Severity: rtpflow.SevWarning,
		Title:     "Bytes that are neither RTSP nor interleaved data",
		Cause:     "The server writes from two threads without a lock, an interleaved length is wrong, or the capture lacks bytes.",
		Remedy:    "Where no gap is reported, the sender corrupts its stream.",
		Reference: "RFC 2326, 10.12",
	})
	InterleavedLength = define(connectionArea, FindingType{
		Code: "interleaved-length", Severity: rtpflow.SevWarning,
		Title:     "Interleaved frames with a wrong length",
		Cause:     "The sender includes the four-byte header in the length, computes the length before padding is added, or sends packets above 65535 bytes.",
		Remedy:    "Compare the length field with the packet. Strict clients close the connection.",
		Reference: "RFC 2326, 10.12",
	})
	ChannelNotSetUp = define(connectionArea, FindingType{
		Code: "channel-not-set-up", Severity: rtpflow.SevWarning,
		Title:     "Interleaved data on a channel that was not negotiated",
		Cause:     "The server confuses channels, or the SETUP is not in the capture.",
		Remedy:    "Compare the Transport of the SETUP responses with the channels in use.",
		Reference: "RFC 2326, 10.12",
	})
	TunnelRefused = define(connectionArea, FindingType{
		Code: "tunnel-refused", Severity: rtpflow.SevError,
		Title:  "HTTP tunnel or WebSocket refused",
		Cause:  "The server offers no tunneling on this port or URL, requires credentials, or a proxy responds.",
		Remedy: "Check the status code; try another port, or RTSP without a tunnel.",
	})
	TunnelHalf = define(connectionArea, FindingType{
		Code: "tunnel-half", Severity: rtpflow.SevNote,
		Title:  "One half of an HTTP tunnel is missing",
		Cause:  "The other connection is not in the capture, or a proxy refused it.",
		Remedy: "Capture both connections of the tunnel.",
	})
)
