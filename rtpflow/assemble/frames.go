package assemble

import (
	"slices"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtpflow"
	"rtspect/rtpflow/associate"
	"rtspect/rtpflow/frames"
)

// frames fills in the access units, with the formats that the transport's description names. first says that the
// media has no earlier stream.
func (b *streamBuilder) frames(first bool, freeze float64) {
	s, c := b.src, b.transport
	if c != nil && c.Secure() {
		return
	}
	defer b.hideEncrypted()
	if c != nil {
		for pt := range b.PayloadTypes {
			if f, _, ok := c.Format(pt); ok && f.Encoding != "" && !s.Units.Knows(pt) {
				f.PayloadType = pt
				s.Units.Know(&f, codec.Tracker(&f))
			}
		}
	}
	main := associate.TypesByCount(s)
	for _, found := range s.Units.Finish() {
		switch {
		case b.tagged(&found):
			return
		case found.Kind == frames.Event:
			b.Events = append(b.Events, found.Events...)
		case b.repairs != "": // no media
		case len(main) == 0 || found.PayloadType != main[0] || found.Count == 0:
		case b.Encoding != "" && b.Encoding != found.Encoding:
			// Counted as an encoding that it turned out not to be: no numbers are better than wrong ones.
		case found.Kind == frames.TS:
			b.TS = found.TS
		default:
			b.Frames = newFrames(found, b.Stream)
			if first && b.session != nil {
				b.startup()
			}
			b.freezes(freeze)
		}
	}
}

// newFrames converts counts of RTP clock ticks.
func newFrames(f frames.Found, st *rtpflow.Stream) *rtpflow.Frames {
	out := &rtpflow.Frames{Found: f}
	if out.Missing != nil && *out.Missing > st.Lost {
		out.Missing = &st.Lost // the rest is part of a seek
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
		sought := slices.ContainsFunc(st.Discontinuities, func(d rtpflow.Discontinuity) bool { return d.Reason == "play" })
		if v.Span > 0 && !sought {
			out.MeanFPS = positive(float64(v.Steps) * rate / float64(v.Span))
		}
		if v.UsualStep > 0 {
			out.FPS = positive(rate / v.UsualStep)
		}
		if v.Keyframes != nil && !v.IntraOnly {
			longest, mean, gop := keyframeIntervals(v, st)
			video := *v
			video.MeanGOP, out.Video = gop, &video
			out.MaxKeyInterval, out.MeanKeyInterval = positive(longest/rate), positive(mean/rate)
			out.OpenKeyInterval = positive(openInterval(v, st) / rate)
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

// keyframeIntervals returns the longest and the mean interval between keyframes in ticks, and the mean number of video frames
// from one to the next; 0 if not known. Intervals with a discontinuity, as from a seek, do not count.
func keyframeIntervals(v *frames.VideoSummary, st *rtpflow.Stream) (longest, mean, gop float64) {
	if len(st.Discontinuities) == 0 && st.DiscontinuitiesLeftOut == 0 {
		return float64(v.MaxGOPTicks), v.MeanTicks, v.MeanGOP
	}
	if st.DiscontinuitiesLeftOut > 0 || int64(len(v.KeyframeList)) < *v.Keyframes {
		return 0, 0, 0
	}
	units, ticks, n := 0., 0., 0.
	for i := 1; i < len(v.KeyframeList); i++ {
		a, b := &v.KeyframeList[i-1], &v.KeyframeList[i]
		if b.Frames == 0 || b.Ticks == 0 || slices.ContainsFunc(st.Discontinuities, func(d rtpflow.Discontinuity) bool {
			return int64(d.Frame) > a.Frame && int64(d.Frame) <= b.Frame
		}) {
			continue
		}
		longest = max(longest, float64(b.Ticks))
		units, ticks, n = units+float64(b.Frames), ticks+float64(b.Ticks), n+1
	}
	if n == 0 {
		return 0, 0, 0
	}
	return longest, ticks / n, units / n
}

// openInterval is the time from the last keyframe to the end in ticks; 0 if it is not known.
func openInterval(v *frames.VideoSummary, st *rtpflow.Stream) float64 {
	if len(st.Discontinuities) == 0 && st.DiscontinuitiesLeftOut == 0 {
		return float64(v.OpenTicks)
	}
	n := len(v.KeyframeList)
	if n == 0 || st.DiscontinuitiesLeftOut > 0 || int64(n) < *v.Keyframes || slices.ContainsFunc(st.Discontinuities, func(d rtpflow.Discontinuity) bool {
		return int64(d.Frame) > v.KeyframeList[n-1].Frame
	}) {
		return 0
	}
	return float64(v.OpenTicks)
}

// startup measures the times from the request that started the stream to its first packet and access units.
func (b *streamBuilder) startup() {
	var play *rtpflow.Exchange
	for _, e := range b.session.Exchanges {
		if (e.Method == "PLAY" || e.Method == "RECORD") && e.Status()/100 == 2 && e.Request != nil && e.RequestTime <= b.Start {
			play = e
		}
	}
	if play == nil {
		return
	}
	since := func(t int64) *int64 {
		if t < play.RequestTime {
			return nil
		}
		t -= play.RequestTime
		return &t
	}
	f := b.Frames
	f.ToPacket, f.Request = since(b.Start), play.Method
	if v := f.Video; v != nil {
		f.ToKeyframe, f.ToWholeKeyframe = since(v.First.Time), since(v.FirstWhole.End)
	}
}

// matchKeyframes finds the keyframes that followed requests for one.
func matchKeyframes(st *rtpflow.Stream) {
	if st.Frames == nil || st.RTCP == nil || st.Frames.Video == nil {
		return
	}
	for _, r := range st.RTCP.KeyframeRequests {
		for _, k := range st.Frames.Video.KeyframeList {
			if k.Time >= r.Time {
				st.Frames.KeyframeResponses = append(st.Frames.KeyframeResponses, rtpflow.KeyframeResponse{Request: r, After: k.Time - r.Time, Frame: capture.Frame(k.Frame)})
				break
			}
		}
	}
}

// freezeSteps is how many usual frame intervals a video frame must be shown to count as a freeze, however slow the stream.
const freezeSteps = 5

// freezes picks the pauses of at least that many seconds that no PLAY explains.
func (b *streamBuilder) freezes(freeze float64) {
	f := b.Frames
	if f.Kind != frames.Video {
		return
	}
	least := freeze * 1e9
	if f.FPS != nil {
		least = max(least, freezeSteps*1e9 / *f.FPS)
	}
	for _, p := range f.Video.Pauses {
		if float64(p.To-p.From) < least {
			continue
		}
		if b.session != nil && slices.ContainsFunc(b.session.in.PlayResponses, func(t int64) bool { return t > p.From && t <= p.To }) {
			continue // playback was stopped and resumed
		}
		f.Freezes = append(f.Freezes, p)
	}
}
