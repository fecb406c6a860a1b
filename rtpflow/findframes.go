package rtpflow

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rtspect/bitstream"
	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtpflow/frames"
	"rtspect/sdpview"
)

// framesFindings tells what is wrong with the access units of a stream; m is its media, nil without signalling.
func framesFindings(st *Stream, m *Media, t *Thresholds) (list []Finding) {
	add := func(code string, frames []capture.Frame, format string, args ...any) *Finding {
		f := find(code, frames, format, args...)
		if len(frames) == 0 {
			f = f.shownBy(st.filter(nil))
		}
		f.SSRC = &st.SSRC
		list = append(list, f)
		return &list[len(list)-1]
	}
	if st.TS != nil {
		tsFindings(st.TS, t, add)
	}
	f := st.Frames
	if f == nil {
		return list
	}
	if f.Kind == frames.Video {
		st.pictureFindings(add)
		st.keyframeFindings(t, add)
		st.freezeFinding(t, add)
		st.parameterFindings(m, add)
	}
	st.markerFinding(add)
	if format := m.formatOf(f.PayloadType); format != nil {
		st.describedFindings(m, format, t, add)
	}
	return list
}

// formatOf is the format of a payload type in the SDP, nil if there is none.
func (m *Media) formatOf(pt uint8) *sdpview.Format {
	if m == nil || m.SDP == nil {
		return nil
	}
	return m.SDP.Format(pt)
}

// pictureFindings tells what loss did to the pictures.
func (st *Stream) pictureFindings(add addStreamFinding) {
	f, v := st.Frames, st.Frames.Video
	missing := int64(0)
	if f.Missing != nil {
		missing = *f.Missing
	}
	if f.Damaged+missing > 0 {
		text := fmt.Sprintf("%d of %s %s damaged", f.Damaged, count(f.Count, "picture"), isAre(f.Damaged))
		switch {
		case f.Damaged == 0:
			text = count(missing, "picture") + " never came"
		case missing > 0:
			text += fmt.Sprintf(", %d more never came", missing)
		}
		if v.Impaired > f.Damaged {
			text += fmt.Sprintf("; %d (%.1f %%) %s impaired until the next keyframe", v.Impaired, 100*float64(v.Impaired)/float64(f.Count), isAre(v.Impaired))
		}
		x := add("picture-damaged", captured(v.DamagedFrames), "%s.", text)
		if c := st.Connection; c != nil && c.Sides[st.sender()].GapBytes > 0 {
			x.Severity = SevNote
			x.Summary = strings.TrimSuffix(x.Summary, ".") + ": in the capture, which has holes; the receiver had them whole."
		}
		st.pictureRepair(x)
	}
	played := slices.ContainsFunc(st.Discontinuities, func(d Discontinuity) bool { return d.Reason == "play" })
	if n := v.SameTimestamp; n > 0 && 100*n >= f.Count && !played && !v.Parameters.Interlaced {
		add("timestamp-repeated", nil, "%d of %s %s the timestamp of the picture before.", n, count(f.Count, "picture"), verb(n, "repeats", "repeat"))
	}
}

// pictureRepair sets right what is said of damage where packets were sent again or protected: pictures are
// looked at as they came, without what repairs gave back.
func (st *Stream) pictureRepair(x *Finding) {
	r := st.Repaired
	if r == nil || r.Residual >= st.Lost {
		return
	}
	x.Summary = strings.TrimSuffix(x.Summary, ".")
	if r.Residual == 0 {
		x.Severity = SevNote
		x.Summary += ": as they came, before repair, which leaves no packet lost."
		return
	}
	x.Summary += fmt.Sprintf(": as they came, before repair, after which %d of %s %s still missing.", r.Residual, count(st.Lost, "lost packet"), isAre(r.Residual))
}

// keyframeFindings tells of keyframes that are late, rare or missing.
func (st *Stream) keyframeFindings(t *Thresholds, add addStreamFinding) {
	f, v := st.Frames, st.Frames.Video
	if v.Keyframes == nil || v.IntraOnly {
		return
	}
	lasted := float64(st.End-st.Start) * 1e-9
	switch {
	case *v.Keyframes == 0 && v.Recovery == 0 && (lasted >= t.KeyInterval || f.ToPacket != nil && lasted >= t.FirstPicture):
		add("keyframe-missing", one(st.FirstFrame), "None of %s in %.1f s is a keyframe: a receiver that begins here cannot show a picture.", count(f.Count, "picture"), lasted)
		return
	case f.ToPicture != nil && float64(*f.ToPicture) > t.FirstPicture*1e9:
		add("keyframe-late", one(capture.Frame(v.FirstWhole.Frame)), "The first whole keyframe came %s after the request to play; %s before it cannot be shown.", seconds(*f.ToPicture), count(v.BeforeKeyframe, "picture"))
	}
	if f.MaxKeyInterval != nil && *f.MaxKeyInterval > t.KeyInterval && v.MaxGOP > 1 {
		add("keyframe-interval", nil, "Keyframes are up to %.3g s (%d pictures) apart: who joins or loses a packet may wait as long for a whole picture.", *f.MaxKeyInterval, v.MaxGOP)
	}
}

// freezeFinding tells of times without a whole picture, unless nothing came at all, which rtp-stall tells.
func (st *Stream) freezeFinding(t *Thresholds, add addStreamFinding) {
	var worst frames.Pause
	n, sum := 0, int64(0)
	for _, p := range st.Frames.Freezes {
		d := p.To - p.From
		if x := st.Delta; x != nil && x.Max >= t.Stall*1e3 && int64(x.MaxFrame) <= p.ToFrame && int64(x.MaxFrame) > p.FromFrame && x.Max*1e6 > 0.8*float64(d) {
			continue
		}
		n++
		sum += d
		if d > worst.To-worst.From {
			worst = p
		}
	}
	if n == 0 {
		return
	}
	text := fmt.Sprintf("No whole picture came for %s before frame %d", seconds(worst.To-worst.From), capture.Frame(worst.ToFrame).Number())
	if worst.Damaged > 0 {
		text += fmt.Sprintf(", %s in between", count(worst.Damaged, "damaged one"))
	}
	if n > 1 {
		text += fmt.Sprintf("; %d such times of %s in all", n, seconds(sum))
	}
	f := add("picture-freeze", one(capture.Frame(worst.ToFrame)), "%s.", text)
	f.Time = &worst.From
}

// parameterFindings tells of parameter sets: none, others than the SDP's, changes.
func (st *Stream) parameterFindings(m *Media, add addStreamFinding) {
	f, v := st.Frames, st.Frames.Video
	if m != nil && m.SDP != nil && f.ParameterSets() == "none" && !f.Guessed && !m.SDP.Cut && codec.Of(f.Encoding).ParameterSets == codec.SetsAnywhere && f.Count >= 10 {
		add("parameter-sets-missing", one(st.FirstFrame), "Neither the SDP nor the stream gives the parameter sets of %s.", f.Encoding)
	}
	if v.HasDescribed && v.InBand > 0 && differ(&v.Described, &v.FirstInBand) {
		add("parameter-sets-differ", nil, "The SDP describes %s, the stream begins as %s.", videoText(&v.Described), videoText(&v.FirstInBand))
	}
	if v.ParameterChanges > 0 {
		var where []capture.Frame
		for _, c := range v.Changes {
			where = append(where, capture.Frame(c.Frame))
		}
		c := v.Changes[0]
		x := add("resolution-change", where, "The pictures change from %s to %s", videoText(&c.From), videoText(&c.To))
		if v.ParameterChanges > 1 {
			x.Summary += fmt.Sprintf(", the first of %d changes", v.ParameterChanges)
		}
		x.Summary += "."
		x.Time = &c.Time
	}
}

// differ reports whether two descriptions of pictures differ in what both say.
func differ(a, b *bitstream.Video) bool {
	return a.Width != b.Width && a.Width > 0 && b.Width > 0 || a.Height != b.Height && a.Height > 0 && b.Height > 0 ||
		a.ProfileIDC != b.ProfileIDC && a.ProfileIDC > 0 && b.ProfileIDC > 0 || a.LevelIDC != b.LevelIDC && a.LevelIDC > 0 && b.LevelIDC > 0
}

func videoText(v *bitstream.Video) string {
	s := v.ProfileLevel()
	if v.Width > 0 {
		s = strings.TrimSpace(s + " " + fmt.Sprintf("%dx%d", v.Width, v.Height))
	}
	if v.FrameRate > 0 {
		s += fmt.Sprintf(" with %.4g fps", v.FrameRate)
	}
	return s
}

// markerFinding tells of marker bits in the wrong places.
func (st *Stream) markerFinding(add addStreamFinding) {
	f := st.Frames
	if v := f.Video; v != nil && v.MarkersMissing+v.MarkersEarly > 0 {
		var parts []string
		if v.MarkersMissing > 0 {
			parts = append(parts, fmt.Sprintf("%d of %s end without marker bit, though none of their packets is missing", v.MarkersMissing, count(f.Count, "access unit")))
		}
		if v.MarkersEarly > 0 {
			parts = append(parts, fmt.Sprintf("%s the marker bit, though the access unit goes on in the next packet", have(v.MarkersEarly, "packet")))
		}
		add("marker-faults", captured(v.MarkerFrames), "%s.", capital(strings.Join(parts, "; ")))
		return
	}
	a := f.Audio
	if a == nil || a.MarkersMissing+a.MarkersEarly == 0 {
		return
	}
	if a.MarkersEarly > 0 {
		add("marker-faults", captured(a.MarkerFrames), "%d of %s have the marker bit, which stands for the first packet after a silence, though no silence came before.", a.MarkersEarly, packets(a.Packets))
		return
	}
	add("marker-faults", captured(a.MarkerFrames), "%d of %s are not followed by a marker bit.", a.MarkersMissing, count(a.Silences, "silence"))
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// describedFindings compares a stream with what the SDP says of it.
func (st *Stream) describedFindings(m *Media, format *sdpview.Format, t *Thresholds, add addStreamFinding) {
	f := st.Frames
	if text, ok := m.SDP.Attribute("framerate"); ok && f.Kind == frames.Video && f.FPS != nil && f.Count >= 30 {
		want, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err == nil && want > 0 && math.Abs(*f.FPS-want) > want*t.FrameRate/100 {
			add("frame-rate-mismatch", nil, "The SDP announces %.4g frames per second, the timestamps say %.4g.", want, *f.FPS)
		}
	}
	if v := f.Video; v != nil && v.HasParameters {
		st.profileFinding(format, add)
	}
	if v := f.Video; v != nil && format.Encoding == "H264" && !f.Guessed && !m.SDP.Cut {
		switch {
		case v.Mode < 1 && v.Aggregates+v.Fragments > 0:
			add("packetization-mode-mismatch", nil, "%s are aggregates or fragments, which the single NAL unit mode of the SDP excludes.", packets(v.Aggregates+v.Fragments))
		case v.Mode == 1 && v.OtherStructures > 0:
			add("packetization-mode-mismatch", nil, "%s have a structure that packetization mode 1 excludes.", packets(v.OtherStructures))
		}
	}
	if f.Audio != nil && f.PTime != nil {
		st.ptimeFinding(m, add)
	}
}

// profileFinding compares the parameter sets in force with profile-level-id (RFC 6184, 8.1) or profile-id and
// level-id (RFC 7798, 7.1).
func (st *Stream) profileFinding(format *sdpview.Format, add addStreamFinding) {
	now := &st.Frames.Video.Parameters
	var profile, level uint64
	var err error
	name, levelName := "", ""
	switch format.Encoding {
	case "H264":
		text := strings.TrimSpace(format.Param("profile-level-id"))
		if len(text) != 6 {
			return
		}
		var n uint64
		if n, err = strconv.ParseUint(text, 16, 24); err != nil {
			return
		}
		profile, level = n>>16, n&0xff
		name, levelName = bitstream.H264Profile(byte(n>>16), byte(n>>8)), bitstream.H264Level(byte(n>>16), byte(n>>8), byte(n))
	case "H265":
		profile, _ = strconv.ParseUint(format.Param("profile-id"), 10, 8)
		level, _ = strconv.ParseUint(format.Param("level-id"), 10, 8)
		name, levelName = bitstream.H265Profile(int(profile)), strconv.FormatFloat(float64(level)/30, 'f', -1, 64)
	default:
		return
	}
	higher := profile > 0 && now.ProfileIDC > int(profile) && profile != 88 && now.ProfileIDC != 88
	if higher || level > 0 && now.LevelIDC > int(level) {
		add("profile-mismatch", nil, "The SDP announces %s, the parameter sets say %s.", bitstream.ProfileLevel(name, levelName), now.ProfileLevel())
	}
}

// ptimeFinding compares the duration of packets with a=ptime and a=maxptime (RFC 8866, 6.4).
func (st *Stream) ptimeFinding(m *Media, add addStreamFinding) {
	f := st.Frames
	value := func(name string) float64 {
		text, _ := m.SDP.Attribute(name)
		n, _ := strconv.ParseFloat(strings.TrimSpace(text), 64)
		return n
	}
	if most := value("maxptime"); most > 0 && f.MaxPTime != nil && *f.MaxPTime > most+1 {
		add("ptime-mismatch", nil, "Packets hold up to %.4g ms of audio, a=maxptime allows %.4g ms.", *f.MaxPTime, most)
	} else if want := value("ptime"); want > 0 && math.Abs(*f.PTime-want) > 1 {
		add("ptime-mismatch", nil, "Packets usually hold %.4g ms of audio, a=ptime asks for %.4g ms.", *f.PTime, want)
	}
}
