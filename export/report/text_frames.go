package report

import (
	"fmt"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

// framesLines tells what the streams of a session hold.
func (t *textReport) framesLines(s *rtpflow.Session) {
	label := "frames"
	for _, m := range s.Media {
		for _, st := range m.Streams {
			text := framesText(st)
			if text == "" {
				continue
			}
			t.labelled(label, aboutStream(m, st)+t.shown(text))
			label = ""
		}
		if m.Raw != nil && m.Raw.TS != nil {
			t.labelled(label, fmt.Sprintf("media %d: ", m.Index)+tsText(m.Raw.TS))
			label = ""
		}
	}
}

// framesText sums up the access units of a stream; "" where nothing is known of them.
func framesText(st *rtpflow.Stream) string {
	var parts []string
	if f := st.Frames; f != nil {
		switch {
		case f.Kind == frames.Video:
			parts = append(parts, pictureText(f)+beforeRepair(st))
		case f.Audio != nil:
			parts = append(parts, soundText(f))
		default:
			parts = append(parts, fmt.Sprintf("%s, %s of %s bytes on average%s", f.Encoding, counted(f.Count, "document"), grouped(int64(f.MeanBytes+0.5)), damageText(f)))
		}
	}
	if st.TS != nil {
		parts = append(parts, tsText(st.TS))
	}
	if len(st.Events) > 0 {
		parts = append(parts, tonesText(st))
	}
	return strings.Join(parts, "; ")
}

// beforeRepair says that pictures are looked at without what repairs gave back.
func beforeRepair(st *rtpflow.Stream) string {
	if x := st.Repaired; x != nil && x.Recovered > 0 && st.Frames.Video.Impaired > 0 {
		return " (before repair)"
	}
	return ""
}

// pictureText: H264 High@L3.1 1280x720, 25 fps, 750 frames, 15 keyframes, GOP 50 (2 s), 3 damaged.
func pictureText(f *rtpflow.Frames) string {
	v := f.Video
	name := []string{f.Encoding}
	if f.Guessed {
		name[0] += " (guessed)"
	}
	if p := v.Parameters; v.HasParameters {
		name = append(name, p.ProfileLevel())
		if p.Width > 0 {
			name = append(name, fmt.Sprintf("%dx%d", p.Width, p.Height))
		}
	}
	parts := []string{strings.Join(nonEmpty(name), " ")}
	if f.FPS != nil {
		parts = append(parts, fmt.Sprintf("%.4g fps", *f.FPS))
	}
	parts = append(parts, counted(f.Count, "frame"))
	switch {
	case v.IntraOnly:
	case v.Keyframes != nil:
		keys := counted(*v.Keyframes, "keyframe")
		if v.MeanGOP > 0 {
			keys += fmt.Sprintf(", GOP %.4g", v.MeanGOP)
			if f.MeanKeyInterval != nil {
				keys += fmt.Sprintf(" (%.3g s)", *f.MeanKeyInterval)
			}
		}
		parts = append(parts, keys)
	}
	if v.Types {
		parts = append(parts, fmt.Sprintf("I %d P %d B %d", v.I, v.P, v.B))
	}
	text := strings.Join(parts, ", ") + damageText(f)
	if v.Impaired > f.Damaged {
		text += fmt.Sprintf(", %s impaired until the next keyframe", grouped(v.Impaired))
	}
	if f.ToPicture != nil {
		text += fmt.Sprintf(", first picture %s ms after %s", milliseconds(float64(*f.ToPicture)/1e6), f.Request)
	}
	return text
}

func damageText(f *rtpflow.Frames) (s string) {
	if f.Damaged > 0 {
		s += ", " + grouped(f.Damaged) + " damaged"
	}
	if f.Missing != nil && *f.Missing > 0 {
		s += ", " + grouped(*f.Missing) + " missing"
	}
	return s
}

// soundText: MPEG4-GENERIC AAC LC 48000 Hz 2 channels, 281 frames, 21.3 ms a packet.
func soundText(f *rtpflow.Frames) string {
	a := f.Audio
	name := []string{f.Encoding}
	if f.Guessed {
		name[0] += " (guessed)"
	}
	name = append(name, a.Profile)
	if a.SampleRate > 0 {
		name = append(name, fmt.Sprintf("%d Hz", a.SampleRate))
	}
	if a.Channels > 0 && !f.Guessed {
		name = append(name, counted(int64(a.Channels), "channel"))
	}
	parts := []string{strings.Join(nonEmpty(name), " "), counted(f.Count, "frame")}
	if f.PTime != nil {
		parts = append(parts, milliseconds(*f.PTime)+" ms a packet")
	}
	if a.Silences > 0 && f.Silence != nil {
		parts = append(parts, fmt.Sprintf("%s of %.3g s in all", counted(a.Silences, "silence"), *f.Silence))
	}
	return strings.Join(parts, ", ") + damageText(f)
}

// tsText: MPEG-TS 2,040 packets, 0x100 H.264, 0x101 AAC (ADTS), no continuity errors, PCR every 76.9 ms.
func tsText(t *frames.TSSummary) string {
	parts := []string{"MPEG-TS " + counted(t.Packets, "packet")}
	pcr := 0.0
	for i := range t.PIDs {
		p := &t.PIDs[i]
		if p.StreamType != 0 && len(parts) < 7 {
			parts = append(parts, strings.TrimSpace(fmt.Sprintf("0x%x %s", p.PID, p.Text())))
		}
		if p.PCRMeanInterval > 0 && pcr == 0 {
			pcr = p.PCRMeanInterval
		}
	}
	switch {
	case t.ContinuityErrors+t.ContinuityByLoss > 0:
		parts = append(parts, counted(t.ContinuityErrors+t.ContinuityByLoss, "continuity error"))
	default:
		parts = append(parts, "no continuity errors")
	}
	if pcr > 0 {
		parts = append(parts, "PCR every "+milliseconds(pcr/1e6)+" ms")
	}
	return strings.Join(parts, ", ")
}

// tonesText names the keys that were pressed.
func tonesText(st *rtpflow.Stream) string {
	var keys strings.Builder
	for _, e := range st.Events {
		if n := frames.EventName(e.Event); len(n) == 1 {
			keys.WriteString(n)
		} else {
			fmt.Fprintf(&keys, "<%d>", e.Event)
		}
	}
	return counted(int64(len(st.Events)), "telephone event") + " " + keys.String()
}

// looseFrames tells what the streams hold that no signalling explains.
func (t *textReport) looseFrames(streams []*rtpflow.Stream) {
	label := "frames"
	for _, st := range streams {
		if text := framesText(st); text != "" {
			t.labelled(label, t.shown(ssrcText(st.SSRC)+": "+text))
			label = ""
		}
	}
}
