//home: rtpflow

package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/frames"
)

// Frames is what was found of the access units of a stream: frames.Summary, and what follows from it where the
// clock rate or the session is known. Pointers are nil where a value cannot be known.
type Frames struct {
	frames.Found
	// FPS is frames per second by the usual step between timestamps in order of presentation: the mean of the
	// steps that are no further than half from the median of the first. MeanFPS is that of all steps,
	// interruptions left out.
	FPS, MeanFPS *float64
	// MaxKeyInterval and MeanKeyInterval are from one keyframe's timestamp to the next, in seconds. Nil where
	// timestamps or numbers jump: a seek is no interval.
	MaxKeyInterval, MeanKeyInterval *float64
	// ToPacket, ToKeyframe and ToPicture are the times (ns) from the request to PLAY or RECORD to the first
	// packet, to the first packet of the first keyframe, and to the last packet of the first whole keyframe.
	ToPacket, ToKeyframe, ToPicture *int64
	Request                         string // its method, "" if these times are not known
	// Freezes are times in which no whole picture came, as long as the threshold says, and no PLAY explains.
	Freezes []frames.Pause
	// Answers are the requests for a keyframe (PLI, FIR) with the keyframe that followed, bounded.
	Answers []KeyframeAnswer
	// PTime is the usual duration of a packet of audio, MinPTime and MaxPTime the extremes, in milliseconds.
	PTime, MinPTime, MaxPTime *float64
	// Silence is the sum of what silence suppression left out, in seconds.
	Silence *float64
}

// KeyframeAnswer is a request for a keyframe and how long (ns) it took until one began.
type KeyframeAnswer struct {
	Request KeyframeRequest
	After   int64
	Frame   capture.Frame // first packet of the keyframe
}

// ParameterSets says where the parameter sets of a stream of pictures were given: "sdp", "in-band", "both",
// "none", or "" for codecs without.
func (f *Frames) ParameterSets() string {
	v := f.Video
	if v == nil {
		return ""
	}
	switch f.Encoding {
	case "H264", "H265", "MP4V-ES", "MPV", "AV1":
	default:
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
