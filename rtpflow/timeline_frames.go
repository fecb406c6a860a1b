//home: rtpflow/timeline

package rtpflow

import (
	"fmt"

	"rtspect/capture"
)

// maxKeyEvents bounds the keyframes of a stream that a timeline tells: the first, those that were asked for,
// and the first after a loss.
const maxKeyEvents = 50

// frameEvents tells of keyframes, changes and freezes of a stream.
func (st *Stream) frameEvents(m *Media, name string, add func(int64, capture.Frame, string, *Media, string)) {
	f := st.Frames
	if f == nil || f.Video == nil || f.Video.IntraOnly {
		return
	}
	v := f.Video
	told := map[int64]bool{}
	tell := func(time, frame int64, format string, args ...any) {
		if len(told) < maxKeyEvents && !told[frame] {
			told[frame] = true
			add(time, capture.Frame(frame), "keyframe", m, name+": "+fmt.Sprintf(format, args...))
		}
	}
	for _, a := range f.Answers {
		tell(a.Request.Time+a.After, int64(a.Frame), "keyframe %.1f ms after %s", float64(a.After)*1e-6, a.Request.Kind)
	}
	for i, k := range v.Marks {
		switch {
		case i == 0 && k.Whole:
			tell(k.Time, k.Frame, "first keyframe")
		case i == 0:
			tell(k.Time, k.Frame, "first keyframe, damaged")
		case k.AfterLoss && k.Whole:
			tell(k.Time, k.Frame, "keyframe, pictures are whole again")
		}
	}
	for _, c := range v.Changes {
		add(c.Time, capture.Frame(c.Frame), "parameters", m, fmt.Sprintf("%s: pictures change from %s to %s", name, videoText(&c.From), videoText(&c.To)))
	}
	for _, p := range f.Freezes {
		add(p.From, capture.Frame(p.FromFrame), "freeze", m, fmt.Sprintf("%s: no whole picture for %s", name, seconds(p.To-p.From)))
	}
}
