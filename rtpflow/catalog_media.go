//home: rtpflow/findings/catalog

package rtpflow

// mediaKinds are what can go wrong with RTP and RTCP.
var mediaKinds = []Kind{
	{"no-rtp", SevError, "PLAY or RECORD was accepted and no RTP came", "Nothing was sent, a firewall or NAT drops it, the port is closed, or it went to another address.", "Check firewalls and NAT for the negotiated ports; try RTP over TCP.", "RFC 2326, 10.5"},
	{"rtp-other-port", SevWarning, "RTP comes from or goes to other ports than agreed", "NAT in between, or a server that does not keep to its own answer.", "Clients that check the source drop such packets.", "RFC 2326, 12.39"},
	{"rtp-other-address", SevWarning, "RTP comes from another address than agreed", "A media server apart from the signalling server that source= does not name, or NAT.", "Clients that check the source drop such packets; firewalls do not expect them.", "RFC 2326, 12.39"},
	{"ssrc-mismatch", SevNote, "The SSRC is another than the one that SETUP announced", "The server makes up ssrc= before its sender has one, or restarted the sender.", "Clients that select by ssrc= see nothing.", "RFC 2326, 12.39"},
	{"payload-type-unlisted", SevWarning, "RTP has a payload type that the SDP does not list", "The server's SDP is wrong or old, or the stream changed its codec.", "Decoders do not know what to do with it.", "RFC 8866, 5.14"},
	{"ssrc-changed", SevNote, "The SSRC changed within a media", "The sender was restarted or the source was switched.", "Receivers start anew; expect a break in picture or sound.", "RFC 3550, 8.2"},
	{"rtp-early", SevNote, "RTP came before PLAY was answered", "The server starts sending before it answers.", "Clients that are not ready yet lose the first packets.", "RFC 2326, 10.5"},
	{"rtp-after-teardown", SevNote, "RTP goes on after TEARDOWN", "The server stops late.", "Packets to a closed port bring ICMP errors.", "RFC 2326, 10.7"},
	{"rtp-after-pause", SevNote, "RTP goes on after PAUSE", "The server stops late or ignores PAUSE.", "Check the server.", "RFC 2326, 10.6"},
	{"rtp-info-mismatch", SevNote, "The first packet is not the one that RTP-Info announced", "The server fills in RTP-Info before it knows, or packets were lost.", "Clients that wait for the announced number start late or at the wrong time.", "RFC 2326, 12.33"},
	{"rtp-loss", SevWarning, "RTP packets are lost", "Congestion, a bad link, or a sender that bursts above the path's capacity.", "Compare with RTCP to tell loss before the capture point from loss after it.", "RFC 3550, 6.4.1"},
	{"rtp-not-captured", SevNote, "RTP packets of an interleaved stream are not in the capture", "The capture missed or cut bytes of the TCP connection that carried them.", "Do not count them as lost; capture with a larger buffer or snaplen.", ""},
	{"rtp-duplicates", SevNote, "RTP packets came more than once", "A network loop, or redundancy by the sender.", "", "RFC 3550, 5.1"},
	{"rtp-reordered", SevNote, "RTP packets came out of order", "Several paths, or queues of different priority.", "Receivers need a jitter buffer deeper than the reordering.", "RFC 3550, 5.1"},
	{"rtp-malformed", SevWarning, "RTP headers do not fit their packets", "A faulty sender, or data that is no RTP.", "Look at the packets named.", "RFC 3550, 5.1"},
	{"rtp-strays", SevNote, "Sequence numbers jump about", "Two senders share an SSRC, or data that is no RTP.", "Look at the packets' source.", "RFC 3550, A.1"},
	{"raop-resend", SevNote, "AirPlay audio was sent again", "Packets were lost on the way to the receiver, which asked for them on the control port.", "Check the wireless path; sound breaks where packets come too late or not at all.", ""},
	{"raop-timing-unanswered", SevWarning, "AirPlay timing requests have no answer", "A firewall that lets audio through but not the sender's timing port, or a sender that stopped.", "Open the timing_port of the Transport.", ""},
	{"port-unreachable", SevWarning, "ICMP says that a media port cannot be reached", "The receiver closed its port, or a firewall rejects the packets.", "Check that the receiver still listens; after TEARDOWN it is harmless.", "RFC 792"},
}
