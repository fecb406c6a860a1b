//home: rtpflow/findings/catalog

package rtpflow

// captureKinds are what can be wrong with the capture file itself.
var captureKinds = []Kind{
	{"capture-cut-short", SevWarning, "The capture file ends inside a record", "The capturing tool was stopped hard, the disk ran full, or the file was still being written or copied.", "Analyse what is there; for the rest capture again and stop the tool before copying.", ""},
	{"capture-bad-length", SevError, "A record's length makes no sense", "The file was damaged in storage or transfer, or two files were put together with cat.", "Get the file again; join files with mergecap or with --join.", ""},
	{"capture-bad-block", SevError, "A pcapng block is damaged", "The file was damaged in storage or transfer, or written by a faulty tool.", "Get the file again.", ""},
	{"capture-bad-interface", SevError, "A packet names an interface that the file does not describe", "The file was cut at its beginning, or written by a faulty tool.", "Get the whole file.", ""},
	{"capture-bad-time-resolution", SevWarning, "An interface has an impossible time resolution", "The file was written by a faulty tool.", "Do not trust times; microseconds were assumed.", ""},
	{"capture-compression", SevWarning, "The compressed data is damaged", "The download was cut, or the file was damaged.", "Get the file again; what could be unpacked was analysed.", ""},
	{"capture-trailing-data", SevNote, "Something follows the end of the compressed data", "Padding by a storage tool, or files put together.", "Usually harmless.", ""},
	{"capture-limit", SevWarning, "A record or block exceeds a limit", "A damaged length, or a file made to exhaust memory.", "Check where the file comes from.", ""},
	{"capture-comments", SevNote, "The file has more comments than are kept", "A tool that comments on packets, or a file made to exhaust memory.", "Usually harmless.", ""},
	{"capture-no-times", SevWarning, "The packets have no times", "A pcapng file of simple packet blocks, or a tool that writes zeros.", "Capture with times; jitter, rates and delays cannot be told without.", ""},
	{"capture-empty", SevWarning, "The capture holds no packets", "A capture filter that matches nothing, the wrong interface, or a capture stopped at once.", "Check interface and capture filter.", ""},
	{"capture-snapped", SevWarning, "Packets were cut by the snaplen", "The capture was taken with a snaplen (tcpdump -s) below the packets' length.", "Capture again with -s 0. RTP statistics need only the headers and are right; messages and payloads are incomplete.", ""},
	{"capture-dropped", SevWarning, "The capturing tool dropped packets", "The capturing host could not keep up: buffer too small, disk too slow.", "Capture to a fast disk with a larger buffer (-B) or a capture filter. Holes in streams may be the capture's.", ""},
	{"capture-time-backwards", SevWarning, "Capture time runs backwards", "The host's clock was set during the capture, or packets of several interfaces were merged.", "Do not trust jitter, rates and delays around it.", ""},
	{"capture-duplicates", SevNote, "Packets are in the capture more than once", "A mirror port that copies both ports of a path, or a capture on \"any\" with a bridge.", "Capture at one point; the copies were told apart and spoil no statistics but the packet count.", ""},
	{"ip-fragments-incomplete", SevWarning, "Fragmented IP datagrams never became whole", "A fragment was lost, filtered (firewalls often drop fragments), or not captured.", "Make the sender's packets fit the path MTU.", "RFC 791, 3.2"},
}

// connectionKinds are what can be wrong with a TCP connection.
var connectionKinds = []Kind{
	{"capture-gap", SevWarning, "The capture missed bytes that were delivered", "The receiver acknowledged bytes that the capture does not hold: the capturing host dropped packets, or traffic took a second path.", "Do not blame the network for RTP missing here; capture with a larger buffer.", ""},
	{"tcp-gap", SevWarning, "Bytes of a TCP stream are missing", "Lost on the way and not sent again before the capture ended, or one direction only was captured.", "Look for retransmissions after the end; capture both directions.", ""},
	{"tcp-retransmission", SevNote, "TCP sent bytes again", "Loss or long delay on the path; with interleaved media every one of them delays all streams.", "Check the path for loss; RTP over UDP does not suffer from it.", "RFC 9293, 3.8"},
	{"tcp-overlap-conflict", SevWarning, "Bytes sent again differ from the first ones", "A faulty middlebox or stack, or somebody who wants analysers to see other bytes than the receiver.", "Compare both versions; the first was taken.", "RFC 9293, 3.8"},
	{"tcp-zero-window", SevWarning, "A receiver closed its TCP window", "The application does not read fast enough: a slow decoder, a blocked thread, a slow disk.", "Look at the receiver's load; the sender's media stalls meanwhile.", "RFC 9293, 3.8.6"},
	{"half-closed", SevNote, "One side closed, the other went on", "The peer did not notice the FIN, or keeps the connection for its last data.", "Check that the peer handles the end of the stream.", "RFC 9293, 3.6"},
	{"connection-reset", SevError, "A connection was reset", "The process crashed or was killed, closed its socket with data unread, or a firewall or load balancer cut the connection.", "Look at the resetting side's log at that time; for idle connections, at timeouts of middleboxes.", "RFC 9293, 3.10.7"},
	{"connection-refused", SevError, "A connection was refused", "Nothing listens at that port, or a firewall answers with a reset.", "Check address and port, and that the server runs.", "RFC 9293, 3.10.7"},
	{"connection-unanswered", SevError, "A connection attempt got no answer", "The server is down or unreachable, or a firewall drops the packets silently.", "Check address, route and firewalls.", "RFC 9293, 3.8.1"},
	{"junk-bytes", SevWarning, "Bytes that are neither RTSP nor interleaved data", "A server that writes from two threads without a lock, a wrong interleaved length, or bytes that the capture missed.", "If no gap is reported beside it, the sender corrupts its stream.", "RFC 2326, 10.12"},
	{"interleaved-length", SevWarning, "Interleaved frames with a wrong length", "A sender that counts the four bytes of the frame's header, leaves out bytes that it adds later, or sends packets above 65535 bytes.", "Compare the length behind the $ with the packet; strict clients close the connection.", "RFC 2326, 10.12"},
	{"channel-not-set-up", SevWarning, "Interleaved data on a channel that no SETUP agreed", "The server mixes up channels, or the SETUP is not in the capture.", "Compare the Transport of the answers with the channels used.", "RFC 2326, 10.12"},
	{"tunnel-refused", SevError, "An HTTP tunnel or WebSocket was refused", "The server has no tunnelling on this port or URL, wants credentials first, or a proxy in between answers for it.", "Look at the status; try another port, or RTSP without the tunnel.", ""},
	{"tunnel-half", SevNote, "Half an HTTP tunnel is missing", "The other connection is not in the capture, or was refused by a proxy.", "Capture both connections of the tunnel.", ""},
}

// limitKinds are what bounds on state left out.
var limitKinds = []Kind{
	{"limit-sources", SevWarning, "More RTP sources than are followed", "A flood of SSRCs: encrypted or random data on a media port, or an attack.", "Look at the flow's payload.", ""},
	{"limit-flows", SevWarning, "More UDP flows than are followed", "A scan or a flood.", "Cut the capture with a filter.", ""},
	{"limit-connections", SevWarning, "More TCP connections than are followed", "A scan or a flood.", "Cut the capture with a filter.", ""},
	{"limit-messages", SevWarning, "More RTSP messages than are kept", "A client or server in a loop.", "Cut the capture to a shorter time.", ""},
	{"limit-sessions", SevWarning, "More RTSP sessions than are kept", "A client or server in a loop, or a very busy server.", "Cut the capture to a shorter time.", ""},
	{"limit-rtcp", SevWarning, "More RTCP sources than are kept", "A flood of SSRCs in RTCP.", "Look at the flow's payload.", ""},
}
