package catalog

import "rtspect/rtpflow"

// Findings about video frames, audio frames and transport streams.
var (
	FramesDamaged = define(framesArea, FindingType{
		Code: "picture-damaged", Severity: rtpflow.SevWarning,
		Title:  "Damaged or missing video frames",
		Cause:  "RTP packets that carry parts of them were lost.",
		Remedy: "Fix the packet loss. A shorter keyframe interval, retransmission or FEC limits the damage.",
	})
	VideoFreeze = define(framesArea, FindingType{
		Code: "picture-freeze", Severity: rtpflow.SevWarning,
		Title:      "Video freeze",
		Cause:      "Packets of every video frame were lost, or the sender or the network stopped.",
		Remedy:     "Check packet loss, stalls and TCP findings of the same time.",
		Thresholds: []string{"freeze"},
	})
	KeyframeMissing = define(framesArea, FindingType{
		Code: "keyframe-missing", Severity: rtpflow.SevWarning,
		Title:      "No keyframe",
		Cause:      "The keyframe interval of the encoder is longer than the stream, or keyframes were lost and no receiver requested one.",
		Remedy:     "Receivers show nothing or gray. Shorten the keyframe interval, or let the server start with a keyframe.",
		Thresholds: []string{"keyframe-interval", "first-picture"},
	})
	KeyframeLate = define(framesArea, FindingType{
		Code: "keyframe-late", Severity: rtpflow.SevWarning,
		Title:      "Late first video frame",
		Cause:      "The server does not start with a keyframe, or its first packets were lost.",
		Remedy:     "Viewers wait this long. Shorten the keyframe interval, or let the server start with a keyframe.",
		Thresholds: []string{"first-picture"},
	})
	KeyframeInterval = define(framesArea, FindingType{
		Code: "keyframe-interval", Severity: rtpflow.SevNote,
		Title:      "Long keyframe interval",
		Cause:      "The encoder is configured so, or sends keyframes on request only.",
		Remedy:     "After joining, seeking or packet loss a viewer waits up to this long for a complete video frame.",
		Thresholds: []string{"keyframe-interval"},
	})
	MarkerFaults = define(framesArea, FindingType{
		Code: "marker-faults", Severity: rtpflow.SevNote,
		Title:     "Misplaced marker bits",
		Cause:     "The sender does not follow the payload format.",
		Remedy:    "Receivers that rely on the marker bit show video frames late or incomplete.",
		Reference: "RFC 3551, 4.1",
	})
	TimestampRepeated = define(framesArea, FindingType{
		Code: "timestamp-repeated", Severity: rtpflow.SevNote,
		Title:     "Video frames share a timestamp",
		Cause:     "The sender does not advance its timestamps, or lost its clock.",
		Remedy:    "Players show such video frames at once, or drop them.",
		Reference: "RFC 3550, 5.1",
	})
	ResolutionChange = define(framesArea, FindingType{
		Code: "resolution-change", Severity: rtpflow.SevNote,
		Title:  "Video parameters change mid-stream",
		Cause:  "The encoder was reconfigured, or its source changed.",
		Remedy: "Receivers that rely on the parameter sets of the SDP fail; make them use those in band.",
	})
	ParameterSetsMissing = define(framesArea, FindingType{
		Code: "parameter-sets-missing", Severity: rtpflow.SevWarning,
		Title:     "Parameter sets neither in the SDP nor in band",
		Cause:     "The server omits them, or sent them before the capture starts.",
		Remedy:    "No decoder can start.",
		Reference: "RFC 6184, 8.2.1",
	})
	ParameterSetsInvalid = define(framesArea, FindingType{
		Code: "parameter-sets-invalid", Severity: rtpflow.SevWarning,
		Title:     "Invalid parameter sets in the SDP",
		Cause:     "The server builds the sprop parameters from the wrong bytes, or leaves start codes in them.",
		Remedy:    "Several clients refuse such an SDP. Correct the sprop parameters, or omit them where the sets are in band.",
		Reference: "RFC 6184, 8.1",
	})
	ParameterSetsDiffer = define(framesArea, FindingType{
		Code: "parameter-sets-differ", Severity: rtpflow.SevWarning,
		Title:     "Parameter sets of the SDP differ from those in band",
		Cause:     "The SDP is older than the encoder settings.",
		Remedy:    "Decoders show artifacts until in-band parameter sets arrive.",
		Reference: "RFC 6184, 8.2.1",
	})
	ProfileMismatch = define(framesArea, FindingType{
		Code: "profile-mismatch", Severity: rtpflow.SevWarning,
		Title:     "The stream exceeds the profile or level of the SDP",
		Cause:     "The SDP is hand-written or outdated.",
		Remedy:    "Receivers choose the decoder by the SDP and may fail.",
		Reference: "RFC 6184, 8.1",
	})
	PacketizationModeMismatch = define(framesArea, FindingType{
		Code: "packetization-mode-mismatch", Severity: rtpflow.SevWarning,
		Title:     "The stream violates its packetization mode",
		Cause:     "The SDP lacks packetization-mode=1.",
		Remedy:    "Strict receivers drop such packets.",
		Reference: "RFC 6184, 6.1",
	})
	ByteStreamInPayload = define(framesArea, FindingType{
		Code: "nal-byte-stream", Severity: rtpflow.SevWarning,
		Title:     "NAL units joined by start codes",
		Cause:     "The sender packetizes the byte stream format (Annex B) of a frame as if it were one NAL unit.",
		Remedy:    "Strict receivers see parameter sets in place of keyframes and show nothing. Make the sender split NAL units at start codes.",
		Reference: "RFC 6184, 5.6",
	})
	ADTSInPayload = define(framesArea, FindingType{
		Code: "adts-in-payload", Severity: rtpflow.SevWarning,
		Title:     "ADTS frames in RTP",
		Cause:     "The sender does not remove the ADTS headers of its encoder, or leaves out the AU headers.",
		Remedy:    "Receivers decode noise or nothing. Make the sender packetize access units as RFC 3640 describes.",
		Reference: "RFC 3640, 3.2",
	})
	EmptyAccessUnits = define(framesArea, FindingType{
		Code: "access-unit-empty", Severity: rtpflow.SevNote,
		Title:     "Empty access units",
		Cause:     "The sender packetizes before its encoder has data.",
		Remedy:    "Some receivers stop at an AU size of 0.",
		Reference: "RFC 3640, 3.2.1",
	})
	FramesUndecodable = define(framesArea, FindingType{
		Code: "frames-undecodable", Severity: rtpflow.SevWarning,
		Title:     "Frames that receivers cannot rebuild",
		Cause:     "The payload header has values that the payload format reserves, or lacks what neither the stream nor the SDP gives.",
		Remedy:    "Make the sender give size, type and quantization tables as RFC 2435 describes.",
		Reference: "RFC 2435, 3.1",
	})
	FrameRateMismatch = define(framesArea, FindingType{
		Code: "frame-rate-mismatch", Severity: rtpflow.SevNote,
		Title:      "The frame rate differs from the SDP",
		Cause:      "The SDP is hand-written or outdated, or the encoder drops frames.",
		Reference:  "RFC 8866, 6.11",
		Thresholds: []string{"frame-rate"},
	})
	PTimeMismatch = define(framesArea, FindingType{
		Code: "ptime-mismatch", Severity: rtpflow.SevNote,
		Title:     "The packet duration differs from the SDP",
		Cause:     "The sender ignores a=ptime or a=maxptime.",
		Remedy:    "Receivers with buffers of that size fail.",
		Reference: "RFC 8866, 6.4",
	})
	TSContinuity = define(framesArea, FindingType{
		Code: "ts-continuity", Severity: rtpflow.SevWarning,
		Title:     "Transport stream continuity errors",
		Cause:     "Transport packets were lost before they were put into RTP, or together with RTP packets.",
		Remedy:    "Where no RTP packet is lost, check the path to the sender.",
		Reference: "ISO/IEC 13818-1, 2.4.3.3",
	})
	TSDamaged = define(framesArea, FindingType{
		Code: "ts-damaged", Severity: rtpflow.SevWarning,
		Title:     "Damaged transport packets",
		Cause:     "A demodulator could not correct them, or the payload is truncated.",
		Remedy:    "Check the reception in front of the sender.",
		Reference: "ISO/IEC 13818-1, 2.4.3.3",
	})
	TSScrambled = define(framesArea, FindingType{
		Code: "ts-scrambled", Severity: rtpflow.SevNote,
		Title:     "Scrambled transport stream",
		Cause:     "Conditional access.",
		Reference: "ISO/IEC 13818-1, 2.4.3.3",
	})
	TSPCRInterval = define(framesArea, FindingType{
		Code: "ts-pcr-interval", Severity: rtpflow.SevNote,
		Title:      "Long PCR interval",
		Cause:      "The multiplexer sends PCRs too rarely.",
		Remedy:     "Receivers lose their clock: 100 ms is the maximum, 40 ms is common.",
		Reference:  "ETSI TR 101 290, 5.2.2",
		Thresholds: []string{"pcr-interval"},
	})
	TSPCRJitter = define(framesArea, FindingType{
		Code: "ts-pcr-jitter", Severity: rtpflow.SevNote,
		Title:      "PCR jitter",
		Cause:      "The sender sends in bursts, or the network adds jitter.",
		Remedy:     "Receivers need larger buffers.",
		Reference:  "ETSI TR 101 290, 5.2.2",
		Thresholds: []string{"pcr-jitter"},
	})
)
