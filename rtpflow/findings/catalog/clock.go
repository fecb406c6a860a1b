package catalog

import "rtspect/rtpflow"

// Findings about clocks, A/V sync and voice quality.
var (
	AVSkew = define(clockArea, FindingType{
		Code: "av-offset", Severity: rtpflow.SevWarning,
		Title:      "Audio/video skew",
		Cause:      "The sender delays one of them, or the NTP and RTP timestamps of its reports do not belong together.",
		Remedy:     "Players that follow the reports delay the other stream; others lose lip sync. Check the sender's timestamps and encoder delays.",
		Reference:  "ITU-R BT.1359; RFC 3550, 6.4.1",
		Thresholds: []string{"sound-early", "sound-late"},
	})
	AVDrift = define(clockArea, FindingType{
		Code: "av-drift", Severity: rtpflow.SevWarning,
		Title:      "Audio/video drift",
		Cause:      "The sampling clock of one stream does not match its timestamps, or its send queue grows.",
		Remedy:     "Compare the clock rates measured by the sender reports with the nominal rates.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"av-drift"},
	})
	RTPInfoClockMismatch = define(clockArea, FindingType{
		Code: "rtp-info-clock-mismatch", Severity: rtpflow.SevNote,
		Title:      "RTP-Info and sender reports disagree about A/V sync",
		Cause:      "RTP-Info gives timestamps of different positions, or a sender report has the timestamp of another moment.",
		Remedy:     "Players shift audio against video when the first reports arrive. Check the sender.",
		Reference:  "RFC 2326, 12.33; RFC 3550, 6.4.1",
		Thresholds: []string{"rtp-info-sync", "rtp-info-apart"},
	})
	SenderClockNone = define(clockArea, FindingType{
		Code: "sender-clock-none", Severity: rtpflow.SevNote,
		Title:     "Sender reports carry no NTP time",
		Cause:     "The sender has no wall clock and sends NTP timestamps of 0.",
		Remedy:    "RTCP cannot synchronize audio and video, and the capture time of the media is unknown.",
		Reference: "RFC 3550, 6.4.1",
	})
	SenderClockElapsed = define(clockArea, FindingType{
		Code: "sender-clock-elapsed", Severity: rtpflow.SevNote,
		Title:     "The sender's clock is not the time of day",
		Cause:     "The sender counts from its start or from 1970, or its clock was never set.",
		Remedy:    "Streams can be synchronized with each other, but their capture time is unknown. Set the sender's clock, for example by NTP.",
		Reference: "RFC 3550, 6.4.1",
	})
	SenderClockEpoch = define(clockArea, FindingType{
		Code: "sender-clock-epoch", Severity: rtpflow.SevNote,
		Title:     "NTP timestamps count from 1970",
		Cause:     "The sender writes Unix time where NTP time, which counts from 1900, is expected.",
		Remedy:    "Receivers compute a capture time 70 years too early. Correct the sender.",
		Reference: "RFC 3550, 4",
	})
	SenderClockContradictory = define(clockArea, FindingType{
		Code: "sender-clock-contradictory", Severity: rtpflow.SevWarning,
		Title:     "Sender reports contradict each other or the packets",
		Cause:     "Their RTP timestamps are of another clock rate or stream, or the RTCP is encrypted.",
		Remedy:    "Players that follow the reports lose sync. Check how the sender computes the RTP timestamps of its reports.",
		Reference: "RFC 3550, 6.4.1",
	})
	SenderReportWrong = define(clockArea, FindingType{
		Code: "sender-report-wrong", Severity: rtpflow.SevNote,
		Title:     "Sender reports that do not fit the others",
		Cause:     "The report was made while the sender's timestamps or clock changed, or has the timestamp of another moment.",
		Remedy:    "Players that rely on it jump.",
		Reference: "RFC 3550, 6.4.1",
	})
	SenderClockStep = define(clockArea, FindingType{
		Code: "sender-clock-step", Severity: rtpflow.SevWarning,
		Title:      "The sender's wall clock stepped",
		Cause:      "The clock was set during the stream, manually or by NTP.",
		Remedy:     "Players that follow the reports jump by this amount; recordings get a gap or an overlap. Slew the clock instead.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"clock-step"},
	})
	SenderClockOffset = define(clockArea, FindingType{
		Code: "sender-clock-offset", Severity: rtpflow.SevNote,
		Title:      "The sender's wall clock differs from the capture's",
		Cause:      "One of the clocks is not synchronized.",
		Remedy:     "Capture times are the sender's. Delays can only be compared with each other.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"clock-offset"},
	})
	SenderClockRate = define(clockArea, FindingType{
		Code: "sender-clock-rate", Severity: rtpflow.SevWarning,
		Title:      "The RTP clock does not run at its nominal rate",
		Cause:      "The sampling clock is off, or the timestamps use a rounded rate.",
		Remedy:     "Receivers that play at the nominal rate overrun or underrun their buffers.",
		Reference:  "RFC 3550, 5.1",
		Thresholds: []string{"clock-rate"},
	})
	VoiceQualityLow = define(clockArea, FindingType{
		Code: "voice-quality-low", Severity: rtpflow.SevWarning,
		Title:      "Low estimated voice quality",
		Cause:      "Packets are lost or too late, or the delay is long.",
		Remedy:     "Check loss, bursts and jitter of the stream. The report lists what the estimate assumes.",
		Reference:  "ITU-T G.107",
		Thresholds: []string{"low-mos"},
	})
)
