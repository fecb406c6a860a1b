//home: rtpflow/findings/catalog

package rtpflow

// measuredKinds are what the measuring of a stream shows.
var measuredKinds = []Kind{
	{"rtp-loss-burst", SevWarning, "Many RTP packets in a row are lost", "A queue that overflows, a link that drops out, a handover, or a sender whose bursts the path cannot take.", "Look at what the network did at that time; retransmission and FEC repair short runs only.", "RFC 3357, 5"},
	{"rtp-jitter", SevWarning, "RTP packets arrive unevenly", "Queues on the way, a sender that does not pace its packets, or TCP that waits for retransmissions.", "Compare the delay over time (--series) with the load of the path; a jitter buffer must hold as much.", "RFC 3550, 6.4.1"},
	{"rtp-stall", SevWarning, "The media stood still", "Packets were held up or lost on the way, or a TCP connection waited for a retransmission or an open window.", "Look at TCP findings of the same time, and at the path.", ""},
	{"rtp-silence", SevNote, "The sender sent nothing for a while", "Silence suppression, a source that stopped delivering, or a sender that was busy: the timestamps went on as the time did and no packet is missing.", "For sound it is usual; for pictures look at the sender and its source.", "RFC 3550, 5.1"},
	{"clock-drift", SevWarning, "The sender's clock runs at another speed than the capture's", "A sender whose timestamps follow another clock than their rate says, or a capturing machine whose clock is being corrected.", "Receivers without clock recovery run over or dry; compare several streams to see whose clock it is.", "RFC 3550, 5.1"},
	{"timestamp-jump", SevWarning, "RTP timestamps jump and nothing explains it", "The source was switched or its clock set, or the sender was restarted within its numbering.", "Picture and sound may freeze or lose their sync there; look at the sender.", "RFC 3550, 5.1"},
	{"timestamp-backwards", SevNote, "RTP timestamps of audio run backwards", "The sender corrects its clock, or takes timestamps from a wrong one.", "Sound is never sent out of its order: receivers drop or repeat what overlaps.", "RFC 3550, 5.1"},
	{"rtp-restart", SevNote, "Sequence numbers start anew", "The sender was restarted, or its source switched, with the SSRC kept.", "Receivers take it for a long loss or drop packets until they notice.", "RFC 3550, A.1"},
	{"payload-type-changed", SevNote, "The payload type changed within a stream", "The sender changed its codec or its settings.", "Receivers need both formats from the SDP.", "RFC 3550, 5.1"},
	{"bandwidth-exceeded", SevNote, "A media takes more bandwidth than its description says", "An encoder that exceeds its setting, or an SDP that was written by hand.", "Whoever reserves or limits by b= drops or delays packets.", "RFC 8866, 5.8"},
}
