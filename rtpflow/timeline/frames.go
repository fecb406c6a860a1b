package timeline

import (
	"fmt"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/wording"
)

// maxKeyframeEvents bounds the keyframes of a stream in a timeline: those that were requested, the first, and the first
// after packet loss.
const maxKeyframeEvents = 50

// frameEvents are keyframes, changes and freezes of a video stream.
func (t *timeline) frameEvents(m *rtpflow.Media, st *rtpflow.Stream, name string) {
	f := st.Frames
	if f == nil || f.Video == nil || f.Video.IntraOnly {
		return
	}
	v := f.Video
	listed := map[int64]bool{}
	keyframe := func(time, frame int64, format string, args ...any) {
		if len(listed) < maxKeyframeEvents && !listed[frame] {
			listed[frame] = true
			t.add(time, capture.Frame(frame), "keyframe", m, "%s: %s", name, fmt.Sprintf(format, args...))
		}
	}
	for _, a := range f.KeyframeResponses {
		keyframe(a.Request.Time+a.After, int64(a.Frame), "keyframe %.1f ms after %s", float64(a.After)*1e-6, a.Request.Kind)
	}
	for i, k := range v.KeyframeList {
		switch {
		case i == 0 && k.Whole:
			keyframe(k.Time, k.Frame, "first keyframe")
		case i == 0:
			keyframe(k.Time, k.Frame, "first keyframe, damaged")
		case k.AfterLoss && k.Whole:
			keyframe(k.Time, k.Frame, "keyframe, video recovers from packet loss")
		}
	}
	for _, c := range v.Changes {
		t.add(c.Time, capture.Frame(c.Frame), "parameters", m, "%s: video changes from %s to %s", name, wording.VideoFormat(&c.From), wording.VideoFormat(&c.To))
	}
	for _, p := range f.Freezes {
		t.add(p.From, capture.Frame(p.FromFrame), "freeze", m, "%s: video freezes for %s", name, wording.Duration(p.To-p.From))
	}
}
