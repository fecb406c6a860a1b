package rtpflow

import (
	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtpflow/frames"
)

// Frames summarizes the access units of a stream: frames.Found, and what follows from it if the clock rate or the
// session is known. Pointers are nil where a value is not known.
type Frames struct {
	frames.Found
	// FPS is frames per second by the usual step between timestamps in order of presentation: the mean of the
	// steps that are no further than half from the median of the first. MeanFPS is that of all steps,
	// interruptions left out.
	FPS, MeanFPS *float64
	// MaxKeyInterval and MeanKeyInterval are from one keyframe's timestamp to the next, in seconds. Nil where
	// timestamps or sequence numbers jump: a seek is no interval.
	MaxKeyInterval, MeanKeyInterval *float64
	// OpenKeyInterval is from the last keyframe to the end of the stream, in seconds. Nil where timestamps or sequence
	// numbers jump in between.
	OpenKeyInterval *float64
	// ToPacket, ToKeyframe and ToPicture are the times (ns) from the request to PLAY or RECORD to the first
	// packet, to the first packet of the first keyframe, and to the last packet of the first whole keyframe.
	ToPacket, ToKeyframe, ToWholeKeyframe *int64
	Request                               string // the method, "" if these times are not known
	// Freezes are times without a whole video frame that last as long as the threshold, and that no PLAY explains.
	Freezes []frames.Pause
	// KeyframeResponses are the requests for a keyframe (PLI, FIR) with the keyframe that followed (bounded).
	KeyframeResponses []KeyframeResponse
	// PTime is the usual duration of a packet of audio, MinPTime and MaxPTime the extremes, in milliseconds.
	PTime, MinPTime, MaxPTime *float64
	// Silence is the time that silence suppression left out, in seconds.
	Silence *float64
}

// KeyframeResponse is a request for a keyframe, and the time (ns) until one started.
type KeyframeResponse struct {
	Request KeyframeRequest
	After   int64
	Frame   capture.Frame // first packet of the keyframe
}

// ParameterSets returns where the parameter sets of a video stream are: "sdp", "in-band", "both", "none", or "" for codecs
// without.
func (f *Frames) ParameterSets() string {
	v := f.Video
	if v == nil {
		return ""
	}
	if codec.Of(f.Encoding).ParameterSets == codec.SetsNone {
		return ""
	}
	switch {
	case v.HasDescribed && v.InBand > 0:
		return "both"
	case v.HasDescribed:
		return "sdp"
	case v.InBand > 0:
		return "in-band"
	}
	return "none"
}
