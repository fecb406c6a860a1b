package rtpflow

import (
	"slices"

	"rtspect/capture"
	"rtspect/codec"
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

// framesOf ends the observation of a source's access units, with what association knows of the formats. first
// says that no stream of its media came before it.
func (a *Analyzer) framesOf(s *source, out *Stream, first bool) {
	c := s.claim
	if c != nil && c.secure() {
		return
	}
	if c != nil {
		for pt := range out.PayloadTypes {
			if f, _, ok := c.format(pt); ok && f.Encoding != "" {
				f.PayloadType = pt
				s.units.Know(&f, codec.Tracker(&f))
			}
		}
	}
	main := s.types()
	for _, found := range s.units.Finish() {
		switch {
		case found.Kind == frames.Event:
			out.Events = append(out.Events, found.Events...)
		case len(main) == 0 || found.PayloadType != main[0] || found.Count == 0:
		case out.Encoding != "" && out.Encoding != found.Encoding:
			// Counted as what it turned out not to be: better nothing than wrong numbers.
		case found.Kind == frames.TS:
			out.TS = found.TS
		default:
			out.Frames = newFrames(found, out)
			if c != nil {
				out.Frames.inSession(c.session, out, first)
			}
			out.Frames.freezes(s, &a.thresholds)
		}
	}
}

// newFrames converts what was counted in ticks of the RTP clock.
func newFrames(f frames.Found, st *Stream) *Frames {
	out := &Frames{Found: f}
	if out.Missing != nil && *out.Missing > st.Lost {
		out.Missing = &st.Lost // the rest was a seek
	}
	if st.ClockRate <= 0 {
		return out
	}
	rate := float64(st.ClockRate)
	positive := func(x float64) *float64 {
		if x <= 0 {
			return nil
		}
		return &x
	}
	if v := f.Video; v != nil && f.Kind == frames.Video {
		sought := slices.ContainsFunc(st.Discontinuities, func(d Discontinuity) bool { return d.Reason == "play" })
		if v.Span > 0 && !sought {
			out.MeanFPS = positive(float64(v.Steps) * rate / float64(v.Span))
		}
		if v.UsualStep > 0 {
			out.FPS = positive(rate / v.UsualStep)
		}
		if v.Keyframes != nil && !v.IntraOnly {
			longest, mean := out.keyframeTicks(st)
			out.MaxKeyInterval, out.MeanKeyInterval = positive(longest/rate), positive(mean/rate)
		}
	}
	if au := f.Audio; au != nil {
		out.PTime, out.MinPTime, out.MaxPTime = positive(float64(au.UsualTicks)/rate*1e3), positive(float64(au.MinTicks)/rate*1e3), positive(float64(au.MaxTicks)/rate*1e3)
		out.Silence = positive(float64(au.Silent) / rate)
		if au.Samples > 0 {
			out.FPS = positive(float64(f.Count) * rate / float64(au.Samples))
		}
	}
	return out
}

// keyframeTicks gives the longest and the mean interval between keyframes in ticks, 0 where they are not known. An
// interval in which the stream was broken off, by a seek, is none, nor is the number of its pictures.
func (f *Frames) keyframeTicks(st *Stream) (longest, mean float64) {
	v := f.Video
	if len(st.Discontinuities) == 0 && st.DiscontinuitiesLeftOut == 0 {
		return float64(v.MaxGOPTicks), v.MeanTicks
	}
	v.MeanGOP = 0
	if st.DiscontinuitiesLeftOut > 0 || int64(len(v.Marks)) < *v.Keyframes {
		return 0, 0
	}
	pictures, ticks, n := 0., 0., 0.
	for i := 1; i < len(v.Marks); i++ {
		a, b := &v.Marks[i-1], &v.Marks[i]
		if b.Pictures == 0 || b.Ticks == 0 || slices.ContainsFunc(st.Discontinuities, func(d Discontinuity) bool {
			return int64(d.Frame) > a.Frame && int64(d.Frame) <= b.Frame
		}) {
			continue
		}
		longest = max(longest, float64(b.Ticks))
		pictures, ticks, n = pictures+float64(b.Pictures), ticks+float64(b.Ticks), n+1
	}
	if n == 0 {
		return 0, 0
	}
	v.MeanGOP = pictures / n
	return longest, ticks / n
}

// inSession ties the first pictures to the request that started them.
func (f *Frames) inSession(s *session, st *Stream, first bool) {
	var play *Exchange
	for _, e := range s.Exchanges {
		if (e.Method == "PLAY" || e.Method == "RECORD") && e.Status()/100 == 2 && e.Request != nil && e.RequestTime <= st.Start {
			play = e
		}
	}
	if play == nil || !first {
		return
	}
	since := func(t int64) *int64 {
		if t < play.RequestTime {
			return nil
		}
		t -= play.RequestTime
		return &t
	}
	f.ToPacket, f.Request = since(st.Start), play.Method
	if v := f.Video; v != nil {
		f.ToKeyframe, f.ToPicture = since(v.First.Time), since(v.FirstWhole.End)
	}
}

// KeyframeAnswer is a request for a keyframe and how long (ns) it took until one began.
type KeyframeAnswer struct {
	Request KeyframeRequest
	After   int64
	Frame   capture.Frame // first packet of the keyframe
}

// answerRequests ties the requests for keyframes to the keyframes.
func (st *Stream) answerRequests() {
	if st.Frames != nil && st.RTCP != nil {
		st.Frames.answer(st.RTCP.KeyframeRequests)
	}
}

// answer finds the keyframes that followed requests for one.
func (f *Frames) answer(requests []KeyframeRequest) {
	if f.Video == nil {
		return
	}
	for _, r := range requests {
		for _, k := range f.Video.Marks {
			if k.Time >= r.Time {
				f.Answers = append(f.Answers, KeyframeAnswer{r, k.Time - r.Time, capture.Frame(k.Frame)})
				break
			}
		}
	}
}

// freezeSteps is how many usual steps a picture must stand for it to be frozen, however slow the stream.
const freezeSteps = 5

// freezes picks the pauses that are worth telling.
func (f *Frames) freezes(s *source, t *Thresholds) {
	if f.Kind != frames.Video {
		return
	}
	least := t.Freeze * 1e9
	if f.FPS != nil {
		least = max(least, freezeSteps*1e9 / *f.FPS)
	}
	for _, p := range f.Video.Pauses {
		if float64(p.To-p.From) < least {
			continue
		}
		if s.claim != nil && slices.ContainsFunc(s.claim.session.playTimes, func(t int64) bool { return t > p.From && t <= p.To }) {
			continue // it was stopped, and played again
		}
		f.Freezes = append(f.Freezes, p)
	}
}

// captured turns numbers of package frames into frames of the capture.
func captured(list []int64) []capture.Frame {
	out := make([]capture.Frame, len(list))
	for i, f := range list {
		out[i] = capture.Frame(f)
	}
	return out
}

// ParameterSets says where the parameter sets of a stream of pictures were given: "sdp", "in-band", "both",
// "none", or "" for codecs without.
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
