//home: rtpflow/findings/catalog

package rtpflow

// clockKinds are what can go wrong with clocks, with picture and sound against one another, and with
// voice.
var clockKinds = []Kind{
	{"av-offset", SevWarning, "Video and audio of the same instant come apart", "The sender sends one of them late, or the NTP and RTP timestamps of its reports do not belong together.", "Players that follow the reports delay one medium by as much; others show audio and video apart. Check the sender's timestamps and encoder delays.", "ITU-R BT.1359; RFC 3550, 6.4.1"},
	{"av-drift", SevWarning, "Video and audio move apart", "The sampling clock of one medium is not the one that its timestamps claim, or its queue grows.", "Compare the clock rates that the sender's reports give with the nominal ones.", "RFC 3550, 6.4.1"},
	{"rtp-info-clock-mismatch", SevNote, "RTP-Info and sender reports disagree about audio and video", "RTP-Info gives timestamps of different positions, or a report gives the timestamp of another moment.", "Players shift audio against video when the first reports come. Check the sender.", "RFC 2326, 12.33; RFC 3550, 6.4.1"},
	{"sender-clock-none", SevNote, "The sender reports tell no wall clock", "The sender has no clock and leaves the NTP timestamps at 0.", "Audio and video cannot be synchronized by RTCP, nor is the time of capture known.", "RFC 3550, 6.4.1"},
	{"sender-clock-elapsed", SevNote, "The sender's clock is no time of day", "The sender counts from its start, from 1970, or was never set.", "Media can be synchronized with one another, but the time of capture is not known. Set the sender's clock, by NTP for instance.", "RFC 3550, 6.4.1"},
	{"sender-clock-epoch", SevNote, "The sender counts its NTP time from 1970", "Unix time was put where NTP time belongs, which counts from 1900.", "Receivers take the time of capture for one 70 years earlier. Correct the sender.", "RFC 3550, 4"},
	{"sender-clock-contradictory", SevWarning, "The sender reports contradict one another or the packets", "The RTP timestamps in them are of another clock rate or stream, or the RTCP is encrypted.", "Players that follow the reports lose synchronization. Check how the sender computes the RTP timestamp of a report.", "RFC 3550, 6.4.1"},
	{"sender-report-wrong", SevNote, "Single sender reports do not fit the others or the packets", "The report was made while the sender's timestamps or clock changed, or has the timestamp of another moment.", "Players that believe it jump.", "RFC 3550, 6.4.1"},
	{"sender-clock-step", SevWarning, "The sender's wall clock stepped", "The clock was set, by hand or by NTP, while media was sent.", "Players that follow the reports jump by as much; recordings get a gap or an overlap. Let the clock be slewed instead.", "RFC 3550, 6.4.1"},
	{"sender-clock-offset", SevNote, "The sender's wall clock and the capture's differ", "One of them is not synchronized.", "Times of capture are the sender's; delays can be compared with one another only.", "RFC 3550, 6.4.1"},
	{"sender-clock-rate", SevWarning, "The RTP clock does not run at its rate by the sender's own wall clock", "The sampling clock is off, or the timestamps are made with a rounded rate.", "Receivers that play at the nominal rate run their buffers full or empty.", "RFC 3550, 5.1"},
	{"voice-quality-low", SevWarning, "The estimated voice quality is low", "Packets are lost or come too late, or the delay is long.", "Look at loss, bursts and jitter of the stream; the estimate names what it assumes.", "ITU-T G.107"},
}
