package catalog

import "rtspect/rtpflow"

// Findings about loss, jitter, timing and bit rate of a stream.
var (
	RTPLossBurst = define(measuredArea, FindingType{
		Code: "rtp-loss-burst", Severity: rtpflow.SevWarning,
		Title:      "Burst of packet loss",
		Cause:      "A queue overflow, a link outage, a handover, or a sender whose bursts exceed the path's capacity.",
		Remedy:     "Check the network at that time. Retransmission and FEC repair short bursts only.",
		Reference:  "RFC 3357, 5",
		Thresholds: []string{"loss-burst"},
	})
	RTPJitter = define(measuredArea, FindingType{
		Code: "rtp-jitter", Severity: rtpflow.SevWarning,
		Title:      "High jitter",
		Cause:      "Queueing on the path, a sender that does not pace its packets, or TCP that waits for retransmissions.",
		Remedy:     "Compare the delay over time (--series) with the load of the path. The jitter buffer must cover it.",
		Reference:  "RFC 3550, 6.4.1",
		Thresholds: []string{"jitter"},
	})
	RTPStall = define(measuredArea, FindingType{
		Code: "rtp-stall", Severity: rtpflow.SevWarning,
		Title:      "Stream stalled",
		Cause:      "Packets were delayed or lost on the path, or TCP waited for a retransmission or an open window.",
		Remedy:     "Check TCP findings of the same time, and the path.",
		Thresholds: []string{"stall"},
	})
	RTPSilence = define(measuredArea, FindingType{
		Code: "rtp-silence", Severity: rtpflow.SevNote,
		Title:      "The sender paused",
		Cause:      "Silence suppression, a source without data, or a busy sender: the timestamps advance with time and no packet is missing.",
		Remedy:     "Normal for audio. For video, check the sender and its source.",
		Reference:  "RFC 3550, 5.1",
		Thresholds: []string{"stall"},
	})
	ClockDrift = define(measuredArea, FindingType{
		Code: "clock-drift", Severity: rtpflow.SevWarning,
		Title:      "Clock drift between sender and capture",
		Cause:      "The sender's timestamps do not follow the announced clock rate, or the clock of the capturing host is being adjusted.",
		Remedy:     "Receivers without clock recovery overrun or underrun their buffers. Compare several streams to find the clock that is off.",
		Reference:  "RFC 3550, 5.1",
		Thresholds: []string{"drift"},
	})
	ClockRateMismatch = define(measuredArea, FindingType{
		Code: "clock-rate-mismatch", Severity: rtpflow.SevWarning,
		Title:     "The timestamps have another clock rate than announced",
		Cause:     "The SDP gives the wrong clock rate, the sender counts in other units, or it plays faster than real time. No oscillator is so far off.",
		Remedy:    "Receivers play too fast or too slow. Correct the rate in the SDP or the timestamps of the sender.",
		Reference: "RFC 3550, 5.1",
	})
	DelayGrowing = define(measuredArea, FindingType{
		Code: "delay-growing", Severity: rtpflow.SevWarning,
		Title:     "The stream falls behind live",
		Cause:     "The link is slower than the stream, so that data waits in TCP or in a queue, or the sender delivers less media than its timestamps say.",
		Remedy:    "Reduce the bit rate, or find the bottleneck. If other streams of the path are on time, check the load of the sender.",
		Reference: "RFC 3550, 6.4.1",
	})
	TimestampOutlier = define(measuredArea, FindingType{
		Code: "timestamp-outlier", Severity: rtpflow.SevWarning,
		Title:     "Single timestamps far from the others",
		Cause:     "The sender computes the timestamp of some frames from another clock, or its clock is set while it runs.",
		Remedy:    "Players jump or freeze at such frames. Correct the sender.",
		Reference: "RFC 3550, 5.1",
	})
	TimestampJump = define(measuredArea, FindingType{
		Code: "timestamp-jump", Severity: rtpflow.SevWarning,
		Title:     "Unexplained jump of the RTP timestamps",
		Cause:     "The source was switched or its clock set, or the sender restarted without changing its sequence numbers.",
		Remedy:    "Audio and video may freeze or lose sync. Check the sender.",
		Reference: "RFC 3550, 5.1",
	})
	TimestampBackwards = define(measuredArea, FindingType{
		Code: "timestamp-backwards", Severity: rtpflow.SevNote,
		Title:     "RTP timestamps of audio run backwards",
		Cause:     "The sender corrects its clock, or takes timestamps from the wrong clock.",
		Remedy:    "Audio is never reordered: receivers drop or repeat what overlaps.",
		Reference: "RFC 3550, 5.1",
	})
	RTPRestart = define(measuredArea, FindingType{
		Code: "rtp-restart", Severity: rtpflow.SevNote,
		Title:     "Sequence numbers restarted",
		Cause:     "The sender restarted or switched its source and kept the SSRC.",
		Remedy:    "Receivers see a long loss, or drop packets until they resynchronize.",
		Reference: "RFC 3550, A.1",
	})
	PayloadTypeChanged = define(measuredArea, FindingType{
		Code: "payload-type-changed", Severity: rtpflow.SevNote,
		Title:     "The payload type changed within a stream",
		Cause:     "The sender changed its codec or its settings.",
		Remedy:    "Receivers need both formats from the SDP.",
		Reference: "RFC 3550, 5.1",
	})
	BandwidthExceeded = define(measuredArea, FindingType{
		Code: "bandwidth-exceeded", Severity: rtpflow.SevNote,
		Title:      "Bit rate exceeds b=AS",
		Cause:      "The encoder exceeds its configured rate, or the SDP is hand-written.",
		Remedy:     "Networks that reserve or limit by b= drop or delay packets.",
		Reference:  "RFC 8866, 5.8",
		Thresholds: []string{"over-bandwidth"},
	})
)
