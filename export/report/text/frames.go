package text

import (
	"fmt"
	"math"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

// accessUnits writes what the streams of a session contain.
func (t *report) accessUnits(s *rtpflow.Session) {
	label := "frames"
	for _, m := range s.Media {
		for _, st := range m.Streams {
			if text := framesText(st); text != "" {
				t.labeled(label, streamPrefix(m, st)+t.shown(text))
				label = ""
			}
		}
		if m.Raw != nil && m.Raw.TS != nil {
			t.labeled(label, fmt.Sprintf("media %d: ", m.Index)+tsText(m.Raw.TS))
			label = ""
		}
	}
}

// unassociatedFrames writes what streams without RTSP signalling contain.
func (t *report) unassociatedFrames(streams []*rtpflow.Stream) {
	label := "frames"
	for _, st := range streams {
		if text := framesText(st); text != "" {
			t.labeled(label, t.shown(view.SSRC(st.SSRC)+": "+text))
			label = ""
		}
	}
}

// framesText sums up the access units of a stream; "" if there are none.
func framesText(st *rtpflow.Stream) string {
	var parts []string
	if st.Encryption != nil {
		parts = append(parts, "encrypted (probably SRTP), not decoded")
	}
	if f := st.Frames; f != nil {
		switch {
		case f.Kind == frames.Video:
			parts = append(parts, videoText(f)+beforeRepair(st))
		case f.Audio != nil:
			parts = append(parts, audioText(f))
		default:
			mean := int64(math.Round(f.MeanBytes))
			parts = append(parts, f.Encoding+", "+view.Count(f.Count, "document")+" of "+view.Count(mean, "byte")+" on average"+damageText(f))
		}
	}
	if st.TS != nil {
		parts = append(parts, tsText(st.TS))
	}
	if len(st.Events) > 0 {
		parts = append(parts, telephoneEventsText(st))
	}
	return strings.Join(parts, "; ")
}

// beforeRepair says that damage was counted without the packets that a repair recovered.
func beforeRepair(st *rtpflow.Stream) string {
	if x := st.Repaired; x != nil && x.Recovered > 0 && st.Frames.Video != nil && st.Frames.Video.Impaired > 0 {
		return " (before repair)"
	}
	return ""
}

// encodingText names the encoding of access units, with what else identifies it.
func encodingText(f *rtpflow.Frames, more ...string) string {
	name := f.Encoding
	if f.Guessed {
		name += " (guessed)"
	}
	return strings.Join(nonEmpty(append([]string{name}, more...)), " ")
}

// videoText writes H264 High@L3.1 1280x720, 25 fps, 750 frames, 15 keyframes, GOP 50 (2.000 s), 3 damaged.
func videoText(f *rtpflow.Frames) string {
	v := f.Video
	var profile, size string
	if p := v.Parameters; v.HasParameters {
		profile = p.ProfileLevel()
		if p.Width > 0 {
			size = fmt.Sprintf("%dx%d", p.Width, p.Height)
		}
	}
	parts := []string{encodingText(f, profile, size)}
	if f.FPS != nil {
		parts = append(parts, fmt.Sprintf("%.4g fps", *f.FPS))
	}
	parts = append(parts, view.Count(f.Count, "frame"))
	if !v.IntraOnly && v.Keyframes != nil {
		parts = append(parts, keyframesText(f))
	}
	if v.Types {
		parts = append(parts, fmt.Sprintf("I %d P %d B %d", v.I, v.P, v.B))
	}
	text := strings.Join(parts, ", ") + damageText(f)
	if v.Impaired > f.Damaged {
		text += ", " + view.Thousands(v.Impaired) + " impaired until the next keyframe"
	}
	if f.ToWholeKeyframe != nil {
		text += ", first keyframe " + view.Duration(*f.ToWholeKeyframe) + " after " + f.Request
	}
	return text
}

func keyframesText(f *rtpflow.Frames) string {
	text := view.Count(*f.Video.Keyframes, "keyframe")
	if f.Video.MeanGOP > 0 {
		text += fmt.Sprintf(", GOP %.4g", f.Video.MeanGOP)
		if f.MeanKeyInterval != nil {
			text += " (" + view.DurationMS(*f.MeanKeyInterval*1e3) + ")"
		}
		if n, x := f.Video.OpenGOP, f.OpenKeyInterval; x != nil && float64(n) > 2*f.Video.MeanGOP && *x >= 1 {
			text += fmt.Sprintf(", none in the last %s frames (%s)", view.Thousands(n), view.DurationMS(*x*1e3))
		}
	}
	return text
}

func damageText(f *rtpflow.Frames) (s string) {
	if f.Damaged > 0 {
		s += ", " + view.Thousands(f.Damaged) + " damaged"
	}
	if f.Missing != nil && *f.Missing > 0 {
		s += ", " + view.Thousands(*f.Missing) + " missing"
	}
	return s
}

// audioText writes MPEG4-GENERIC AAC LC 48000 Hz 2 channels, 281 frames, 21.3 ms per packet.
func audioText(f *rtpflow.Frames) string {
	a := f.Audio
	var rate, channels string
	if a.SampleRate > 0 {
		rate = fmt.Sprintf("%d Hz", a.SampleRate)
	}
	if a.Channels > 0 && !f.Guessed {
		channels = view.Count(int64(a.Channels), "channel")
	}
	parts := []string{encodingText(f, a.Profile, rate, channels), view.Count(f.Count, "frame")}
	if f.PTime != nil {
		parts = append(parts, view.DurationMS(*f.PTime)+" per packet")
	}
	if a.Silences > 0 && f.Silence != nil {
		parts = append(parts, view.Count(a.Silences, "silence")+" ("+view.DurationMS(*f.Silence*1e3)+" total)")
	}
	return strings.Join(parts, ", ") + damageText(f)
}

// tsText writes MPEG-TS 2,040 packets, 0x100 H.264, 0x101 AAC (ADTS), no continuity errors, PCR every 76.9 ms.
func tsText(t *frames.TSSummary) string {
	const most = 6
	parts := []string{"MPEG-TS " + view.Count(t.Packets, "packet")}
	interval := 0.0
	for i := range t.PIDs {
		p := &t.PIDs[i]
		if p.StreamType != 0 && len(parts) <= most {
			parts = append(parts, strings.TrimSpace(fmt.Sprintf("0x%x %s", p.PID, p.Text())))
		}
		if interval == 0 {
			interval = p.PCRMeanInterval
		}
	}
	parts = append(parts, view.CountOrNo(t.ContinuityErrors+t.ContinuityByLoss, "continuity error"))
	if interval > 0 {
		parts = append(parts, "PCR every "+view.DurationMS(interval/1e6))
	}
	return strings.Join(parts, ", ")
}

// telephoneEventsText lists the digits of DTMF in order, then counts the other telephone events.
func telephoneEventsText(st *rtpflow.Stream) string {
	var digits, others []string
	for _, e := range st.Events {
		switch n := frames.EventName(e.Event); {
		case len(n) == 1:
			digits = append(digits, n)
		case n != "":
			others = append(others, n)
		default:
			others = append(others, fmt.Sprintf("<%d>", e.Event))
		}
	}
	var parts []string
	if len(digits) > 0 {
		parts = append(parts, "DTMF: "+strings.Join(digits, " "))
	}
	if n := len(others); n > 0 {
		parts = append(parts, view.Count(int64(n), "other telephone event")+": "+strings.Join(others, " "))
	}
	return strings.Join(parts, ", ")
}
