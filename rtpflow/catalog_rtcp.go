//home: rtpflow/findings/catalog

package rtpflow

// rtcpKinds are what RTCP tells, and what can go wrong with it.
var rtcpKinds = []Kind{
	{"rtcp-malformed", SevWarning, "RTCP packets do not fit their lengths", "A faulty sender, or encrypted RTCP.", "What was readable was counted.", "RFC 3550, 6.1"},
	{"rtcp-encrypted", SevNote, "RTCP is encrypted", "SRTCP was agreed, by the session's description or elsewhere (DTLS).", "Types are those of the first packets; what they say cannot be read without the keys.", "RFC 3711, 3.4"},
	{"sr-mismatch", SevWarning, "Sender reports count other packets than were seen", "Packets took another way or were not captured, or the sender counts wrongly (another stream's packets, or those of a former SSRC).", "Where the sequence numbers seen have no gaps, suspect the sender's counters; else capture nearer to the sender.", "RFC 3550, 6.4.1"},
	{"sr-stale", SevNote, "Sender reports repeat the one before", "The sender fills in the wall clock alone: with the report that goes with its BYE (as VLC does), or while it is paused.", "Harmless at the end; elsewhere receivers that tie streams together by such a report are misled. Nothing is measured with them here.", "RFC 3550, 6.4.1"},
	{"sr-octets-mismatch", SevNote, "Sender reports count other octets than were seen", "The sender counts headers, padding or frames where payload octets are asked for, or a capture that cuts packets.", "Receivers that compute bit rates from sender reports are misled.", "RFC 3550, 6.4.1"},
	{"loss-after-capture", SevWarning, "A receiver reports loss that the capture does not show", "Packets were lost between the capture point and the receiver, or came there too late.", "Look at the path beyond the capture point, and at the receiver's socket buffers and load.", "RFC 3550, 6.4.1"},
	{"loss-not-at-receiver", SevNote, "The receiver has packets that the capture lacks", "The capture lost them: the capturing host dropped packets, or traffic took a second path; or they were repaired.", "Do not blame the network for them; capture with a larger buffer.", "RFC 3550, 6.4.1"},
	{"round-trip-long", SevWarning, "The round trip between capture point and receiver is long", "A long path, full queues (bufferbloat), a radio link, or a receiver that answers late.", "Compare with ping; conversations suffer from 300 ms on, retransmission from less.", "RFC 3550, 6.4.1"},
	{"sr-missing", SevWarning, "A sender sends no sender reports", "The sender does not speak RTCP, or its RTCP is filtered or went another way.", "Receivers cannot align audio and video, nor find the wall-clock time; check the RTCP port in firewalls.", "RFC 3550, 6.4"},
	{"sr-other-ssrc", SevWarning, "Sender reports are of another SSRC than the RTP", "The sender fills in no SSRC (0), or that of a former stream.", "Receivers cannot use the reports: audio and video are not aligned by them.", "RFC 3550, 6.4.1"},
	{"rr-missing", SevNote, "No receiver reports on a stream", "The receiver does not speak RTCP, or its reports are filtered.", "The sender does not learn of loss; servers that take RTCP for a sign of life may end the session.", "RFC 3550, 6.4"},
	{"rtcp-share", SevWarning, "RTCP takes too much of the bandwidth", "Reports or feedback that are sent too often, or media of a very low rate.", "RTCP shall keep to 5 % of the session's bandwidth; look at the reporting interval.", "RFC 3550, 6.2"},
	{"bye-early", SevWarning, "RTP goes on after its source said BYE", "The sender announces its end too early, or its sources got mixed up.", "Receivers drop the source at BYE: picture or sound may stop.", "RFC 3550, 6.6"},
	{"cname-changed", SevNote, "A source changed its CNAME", "The sender was restarted with the same SSRC, or two senders use one SSRC.", "Receivers cannot tell which streams belong together.", "RFC 3550, 6.5.1"},
	{"cname-shared", SevNote, "Two hosts use one CNAME", "CNAMEs made of fixed text, or of a host name that both have.", "Receivers take streams of both for one participant's and may align them.", "RFC 7022, 4"},
	{"ssrc-collision", SevWarning, "Two participants use one SSRC", "SSRCs that are not chosen at random, or a receiver that reports under the sender's SSRC.", "Reports cannot be told apart; one of them has to leave with BYE and choose anew.", "RFC 3550, 8.2"},
}
