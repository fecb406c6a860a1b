package findings

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rtspect/bitstream"
	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/wording"
	"rtspect/sdpview"
)

// frameFindings are those about the access units of the stream.
func (d *streamDetector) frameFindings() {
	if d.st.TS != nil {
		d.transportStreamFindings(d.st.TS, d.addFrames)
	}
	f := d.st.Frames
	if f == nil {
		return
	}
	if f.Kind == frames.Video {
		d.damageFindings()
		d.keyframeFindings()
		d.freezeFinding()
		d.parameterFindings()
	}
	if f.Audio != nil {
		d.accessUnitFindings()
	}
	d.markerFinding()
	if d.m != nil && d.m.SDP != nil {
		if format := d.m.SDP.Format(f.PayloadType); format != nil {
			d.descriptionFindings(format)
		}
	}
}

// damageFindings are those about damaged and missing video frames.
func (d *streamDetector) damageFindings() {
	st, f, v := d.st, d.st.Frames, d.st.Frames.Video
	missing := int64(0)
	if f.Missing != nil {
		missing = *f.Missing
	}
	if f.Damaged+missing > 0 {
		text := fmt.Sprintf("%d of %s damaged", f.Damaged, wording.Count(f.Count, "frame"))
		switch {
		case f.Damaged == 0:
			text = wording.Count(missing, "frame") + " missing"
		case missing > 0:
			text += fmt.Sprintf(", %d missing", missing)
		}
		if v.Impaired > f.Damaged {
			text += fmt.Sprintf("; %d (%.1f %%) impaired until the next keyframe", v.Impaired, 100*float64(v.Impaired)/float64(f.Count))
		}
		x := d.addFrames(catalog.FramesDamaged, captureFrames(v.DamagedFrames), "%s.", text).counts(f.Damaged+missing).
			measures(100*float64(f.Damaged+missing)/float64(max(f.Count+missing, 1)), rtpflow.UnitPercent).because(catalog.RTPNotCaptured, catalog.RTPLoss)
		if c := st.Connection; c != nil && c.Sides[st.Sender()].GapBytes > 0 || c == nil && d.receivedAll() != nil {
			x.as(rtpflow.SevNote).extend(": an artifact of gaps in the capture; the receiver has complete frames.")
		}
		x.afterRepair(st)
	}
	played := slices.ContainsFunc(st.Discontinuities, func(d rtpflow.Discontinuity) bool { return d.Reason == "play" })
	if n := v.SameTimestamp; n > 0 && 100*n >= f.Count && !played && !v.Parameters.Interlaced {
		d.addFrames(catalog.TimestampRepeated, nil, "%d of %s %s the timestamp of the previous frame.", n, wording.Count(f.Count, "frame"), wording.Plural(n, "repeats", "repeat")).counts(n)
	}
}

// afterRepair qualifies damage where lost packets are retransmitted or protected: frames are inspected as received,
// before repair.
func (x *draft) afterRepair(st *rtpflow.Stream) {
	r := st.Repaired
	if r == nil || r.Residual >= st.Lost {
		return
	}
	if r.Residual == 0 {
		x.as(rtpflow.SevNote).extend(": before repair, which recovers all lost packets.")
		return
	}
	x.extend(": before repair, after which %d of %s %s lost.", r.Residual, wording.Count(st.Lost, "lost packet"), wording.Plural(r.Residual, "remains", "remain"))
}

// keyframeFindings are those about keyframes that are late, rare or missing.
func (d *streamDetector) keyframeFindings() {
	st, f, v := d.st, d.st.Frames, d.st.Frames.Video
	if v.Keyframes == nil || v.IntraOnly {
		return
	}
	length := float64(st.End-st.Start) * 1e-9
	switch {
	case *v.Keyframes == 0 && v.Recovery == 0 && (length >= d.limit.KeyInterval || f.ToPacket != nil && length >= d.limit.FirstVideoFrame):
		d.addFrames(catalog.KeyframeMissing, one(st.FirstFrame), "None of %s in %.1f s is a keyframe: a receiver that joins here cannot show video.", wording.Count(f.Count, "frame"), length).
			lasts(st.End - st.Start).against(d.limit.KeyInterval)
		return
	case f.ToWholeKeyframe != nil && float64(*f.ToWholeKeyframe) > d.limit.FirstVideoFrame*1e9:
		d.addFrames(catalog.KeyframeLate, one(capture.Frame(v.FirstWhole.Frame)), "The first complete keyframe arrived %s after the PLAY request; %s before it cannot be shown.", wording.Duration(*f.ToWholeKeyframe), wording.Count(v.BeforeKeyframe, "frame")).
			counts(v.BeforeKeyframe).lasts(*f.ToWholeKeyframe).against(d.limit.FirstVideoFrame)
	}
	if x := f.OpenKeyInterval; x != nil && *x > d.limit.KeyInterval && (f.MaxKeyInterval == nil || *x > *f.MaxKeyInterval) {
		d.addFrames(catalog.KeyframeInterval, nil, "No keyframe follows in the last %.3g s of the stream (%s): after joining or packet loss a viewer may wait this long for a complete frame.", *x, wording.Count(v.OpenGOP, "frame")).
			measures(*x, rtpflow.UnitSeconds).against(d.limit.KeyInterval)
		return
	}
	if x := f.MaxKeyInterval; x != nil && *x > d.limit.KeyInterval && v.MaxGOP > 1 {
		d.addFrames(catalog.KeyframeInterval, nil, "The keyframe interval is up to %.3g s (%d frames): after joining or packet loss a viewer may wait this long for a complete frame.", *x, v.MaxGOP).
			measures(*x, rtpflow.UnitSeconds).against(d.limit.KeyInterval)
	}
}

// freezeFinding reports times without a complete video frame, unless no packet arrived at all: that is a stall.
func (d *streamDetector) freezeFinding() {
	st := d.st
	var worst frames.Pause
	n, total := 0, int64(0)
	for _, p := range st.Frames.Freezes {
		length := p.To - p.From
		if x := st.Delta; x != nil && x.Max >= d.limit.Stall*1e3 && int64(x.MaxFrame) <= p.ToFrame && int64(x.MaxFrame) > p.FromFrame && x.Max*1e6 > 0.8*float64(length) {
			continue
		}
		n++
		total += length
		if length > worst.To-worst.From {
			worst = p
		}
	}
	if n == 0 {
		return
	}
	text := fmt.Sprintf("Video froze for %s before frame %d", wording.Duration(worst.To-worst.From), capture.Frame(worst.ToFrame).Number())
	if worst.Damaged > 0 {
		text += fmt.Sprintf(", with %s in between", wording.Count(worst.Damaged, "damaged frame"))
	}
	if n > 1 {
		text += fmt.Sprintf(" (%d freezes, %s total)", n, wording.Duration(total))
	}
	d.addFrames(catalog.VideoFreeze, one(capture.Frame(worst.ToFrame)), "%s.", text).at(worst.From).counts(int64(n)).lasts(worst.To-worst.From).against(d.limit.Freeze).
		because(catalog.RTPNotCaptured, catalog.RTPLoss)
}

// parameterFindings are those about parameter sets: missing, other than the SDP's, changed.
func (d *streamDetector) parameterFindings() {
	st, f, v, m := d.st, d.st.Frames, d.st.Frames.Video, d.m
	if m != nil && m.SDP != nil && f.ParameterSets() == "none" && !f.Guessed && !m.SDP.Truncated && codec.Of(f.Encoding).ParameterSets == codec.SetsAnywhere && f.Count >= 10 {
		d.addFrames(catalog.ParameterSetsMissing, one(st.FirstFrame), "Neither the SDP nor the stream contains the parameter sets of %s.", f.Encoding)
	}
	if n := v.DescribedForeign; n > 0 && !f.Guessed {
		d.addFrames(catalog.ParameterSetsInvalid, nil, "The SDP gives %s as parameter sets of %s that %s none.", wording.Count(n, "NAL unit"), f.Encoding, wording.Plural(n, "is", "are")).counts(n)
	}
	if v.DescribedByteStream && !f.Guessed {
		d.addFrames(catalog.ParameterSetsInvalid, nil, "The parameter sets of %s in the SDP contain start codes (Annex B).", f.Encoding)
	}
	if v.HasDescribed && v.InBand > 0 && differ(&v.Described, &v.FirstInBand) {
		d.addFrames(catalog.ParameterSetsDiffer, nil, "The SDP announces %s, the stream starts with %s.", wording.VideoFormat(&v.Described), wording.VideoFormat(&v.FirstInBand))
	}
	if n := v.Undecodable; n > 0 {
		d.addFrames(catalog.FramesUndecodable, captureFrames(v.UndecodableFrames), "Receivers cannot rebuild %d of %s of %s: %s.", n, wording.Count(f.Count, "frame"), f.Encoding, v.UndecodableWhy).counts(n)
	}
	if n := v.ByteStream; n > 0 {
		d.addFrames(catalog.ByteStreamInPayload, captureFrames(v.ByteStreamFrames), "%s of %s %s NAL units in Annex B form, with start codes between them.", wording.Count(n, "packet"), f.Encoding, wording.Plural(n, "carries", "carry")).counts(n)
	}
	if v.ParameterChanges > 0 {
		var where []capture.Frame
		for _, c := range v.Changes {
			where = append(where, capture.Frame(c.Frame))
		}
		c, more := v.Changes[0], ""
		if v.ParameterChanges > 1 {
			more = fmt.Sprintf(" (first of %d changes)", v.ParameterChanges)
		}
		d.addFrames(catalog.ResolutionChange, where, "The video changes from %s to %s%s.", wording.VideoFormat(&c.From), wording.VideoFormat(&c.To), more).at(c.Time).counts(v.ParameterChanges)
	}
}

// differ reports whether two descriptions of video disagree in what both contain.
func differ(a, b *bitstream.Video) bool {
	return a.Width != b.Width && a.Width > 0 && b.Width > 0 || a.Height != b.Height && a.Height > 0 && b.Height > 0 ||
		a.ProfileIDC != b.ProfileIDC && a.ProfileIDC > 0 && b.ProfileIDC > 0 || a.LevelIDC != b.LevelIDC && a.LevelIDC > 0 && b.LevelIDC > 0
}

// accessUnitFindings are those about access units of MPEG-4 audio that are not as the payload format wants them.
func (d *streamDetector) accessUnitFindings() {
	a := d.st.Frames.Audio
	if n := a.ADTS; n > 0 {
		how := "behind AU headers"
		if a.Framed > 0 {
			how = "in place of AU headers"
		}
		d.addFrames(catalog.ADTSInPayload, captureFrames(a.ADTSFrames), "%s ADTS frames %s.", wording.Count(n, "packet")+wording.Plural(n, " contains", " contain"), how).counts(n)
	}
	if n := a.EmptyUnits; n > 0 {
		d.addFrames(catalog.EmptyAccessUnits, nil, "%s no data.", wording.Count(n, "access unit")+wording.Plural(n, " has", " have")).counts(n)
	}
}

// markerFinding reports misplaced marker bits.
func (d *streamDetector) markerFinding() {
	f := d.st.Frames
	if v := f.Video; v != nil && v.MarkersMissing+v.MarkersEarly > 0 {
		var parts []string
		if n := v.MarkersMissing; n > 0 {
			parts = append(parts, fmt.Sprintf("%d of %s end without a marker bit, though no packet is missing", n, wording.Count(f.Count, "access unit")))
		}
		if n := v.MarkersEarly; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s the marker bit, though the access unit continues in the next packet", wording.Count(n, "packet"), wording.Plural(n, "has", "have")))
		}
		d.addFrames(catalog.MarkerFaults, captureFrames(v.MarkerFrames), "%s.", wording.Capital(strings.Join(parts, "; "))).counts(v.MarkersMissing + v.MarkersEarly)
		return
	}
	a := f.Audio
	switch {
	case a == nil:
	case a.MarkersEarly > 0:
		d.addFrames(catalog.MarkerFaults, captureFrames(a.MarkerFrames), "%d of %s have the marker bit, which marks the first packet after a silence, without a silence before.", a.MarkersEarly, wording.Count(a.Packets, "packet")).
			counts(a.MarkersEarly)
	case a.MarkersMissing > 0:
		d.addFrames(catalog.MarkerFaults, captureFrames(a.MarkerFrames), "%d of %s are not followed by a marker bit.", a.MarkersMissing, wording.Count(a.Silences, "silence")).counts(a.MarkersMissing)
	}
}

// descriptionFindings compares the stream with its format in the SDP.
func (d *streamDetector) descriptionFindings(format *sdpview.Format) {
	f, m := d.st.Frames, d.m
	if from := format.FmtpFrom; from != nil {
		d.addFrames(catalog.FmtpPayloadType, nil, "The SDP has no fmtp line for payload type %d (%s); its only one, for payload type %d, is used.", format.PayloadType, format.Encoding, *from)
	}
	if text, ok := m.SDP.Attribute("framerate"); ok && f.Kind == frames.Video && f.FPS != nil && f.Count >= 30 {
		want, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err == nil && want > 0 && math.Abs(*f.FPS-want) > want*d.limit.FrameRate/100 {
			d.addFrames(catalog.FrameRateMismatch, nil, "The SDP announces %.4g frames per second, the timestamps show %.4g.", want, *f.FPS).measures(*f.FPS, rtpflow.UnitFPS).against(want)
		}
	}
	if v := f.Video; v != nil && v.HasParameters {
		d.profileFinding(format)
	}
	if v := f.Video; v != nil && format.Encoding == "H264" && !f.Guessed && !m.SDP.Truncated {
		switch {
		case v.Mode < 1 && v.Aggregates+v.Fragments > 0:
			d.addFrames(catalog.PacketizationModeMismatch, nil, "%s are aggregates or fragments, which the single NAL unit mode of the SDP excludes.", wording.Count(v.Aggregates+v.Fragments, "packet")).
				counts(v.Aggregates + v.Fragments)
		case v.Mode == 1 && v.OtherStructures > 0:
			d.addFrames(catalog.PacketizationModeMismatch, nil, "%s have a structure that packetization-mode=1 excludes.", wording.Count(v.OtherStructures, "packet")).counts(v.OtherStructures)
		}
	}
	if f.Audio != nil && f.PTime != nil {
		d.ptimeFinding()
	}
}

// profileFinding compares the active parameter sets with profile-level-id (RFC 6184, 8.1) or profile-id and level-id
// (RFC 7798, 7.1).
func (d *streamDetector) profileFinding(format *sdpview.Format) {
	now := &d.st.Frames.Video.Parameters
	var profile, level uint64
	var name, levelName string
	switch format.Encoding {
	case "H264":
		text := strings.TrimSpace(format.Param("profile-level-id"))
		n, err := strconv.ParseUint(text, 16, 24)
		if err != nil || len(text) != 6 {
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
	const extended = 88 // H.264 profile that is no superset of those below it
	higher := profile > 0 && now.ProfileIDC > int(profile) && profile != extended && now.ProfileIDC != extended
	if higher || level > 0 && now.LevelIDC > int(level) {
		d.addFrames(catalog.ProfileMismatch, nil, "The SDP announces %s, the parameter sets %s.", bitstream.ProfileLevel(name, levelName), now.ProfileLevel())
	}
}

// ptimeFinding compares the duration of packets with a=ptime and a=maxptime (RFC 8866, 6.4).
func (d *streamDetector) ptimeFinding() {
	f := d.st.Frames
	value := func(name string) float64 {
		text, _ := d.m.SDP.Attribute(name)
		n, _ := strconv.ParseFloat(strings.TrimSpace(text), 64)
		return n
	}
	if most := value("maxptime"); most > 0 && f.MaxPTime != nil && *f.MaxPTime > most+1 {
		d.addFrames(catalog.PTimeMismatch, nil, "Packets contain up to %.4g ms of audio; a=maxptime allows %.4g ms.", *f.MaxPTime, most).measures(*f.MaxPTime, rtpflow.UnitMilliseconds).against(most)
	} else if want := value("ptime"); want > 0 && math.Abs(*f.PTime-want) > 1 {
		d.addFrames(catalog.PTimeMismatch, nil, "Packets usually contain %.4g ms of audio; a=ptime announces %.4g ms.", *f.PTime, want).measures(*f.PTime, rtpflow.UnitMilliseconds).against(want)
	}
}
