package findings

import (
	"fmt"
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/clock"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
)

// clockFindings are those about the wall clock of a stream's sender.
func (d *streamDetector) clockFindings() {
	st, w := d.st, d.st.WallClock
	if w == nil {
		return
	}
	filter, noun := d.filters.SenderReports(st), "sender report"
	if w.From != "sr" {
		filter, noun = d.filters.OfStream(st, nil), "header extension"
	}
	add := func(t *catalog.FindingType, frames []capture.Frame, format string, args ...any) *draft {
		return d.add(t, frames, format, args...).shownBy(filter)
	}
	reports := wording.Count(w.Reports, noun)
	if x := st.RTCP; w.From == "sr" && x != nil && x.SR > int64(w.Reports) { // of many, an evenly spaced part is kept
		reports += fmt.Sprintf(" examined (%d in all)", x.SR)
	}
	switch w.Kind {
	case string(clock.NoClock):
		add(catalog.SenderClockNone, nil, "The NTP timestamps of the %s are 0: the sender has no wall clock, so RTCP cannot synchronize audio and video.", reports).counts(int64(w.Reports))
		return
	case rtpflow.ContradictoryClock:
		if r := w.Rate; r != nil {
			add(catalog.SenderClockContradictory, w.WrongFrames, "The %s do not match the packets: the RTP timestamps of the reports advance by %.0f per second of the sender's clock instead of %d.",
				reports, r.Hz, st.ClockRate).counts(int64(w.Reports)).measures(r.Hz, rtpflow.UnitHertz).against(float64(st.ClockRate))
			return
		}
		add(catalog.SenderClockContradictory, w.WrongFrames, "The %s contradict each other or the packets: their NTP and RTP timestamps do not belong together, or they are encrypted.", reports).
			counts(int64(w.Reports))
		return
	case string(clock.Elapsed):
		add(catalog.SenderClockElapsed, nil, "The NTP timestamps count from the sender's start or from 1970, not the time of day: the capture time of the media is unknown.")
	case string(clock.NotSet):
		if st.End == 0 {
			return // the capture has no times to compare with
		}
		add(catalog.SenderClockElapsed, nil, "The sender's wall clock is more than a year off the capture's: it is not set, and the capture time of the media is unknown.")
	case string(clock.UnixEpoch):
		add(catalog.SenderClockEpoch, nil, "The NTP timestamps count from 1970 instead of 1900: receivers compute a capture time 70 years too early.")
	}
	d.clockMeasurements(w, reports, add)
}

// clockMeasurements compares the sender's wall clock with the capture's and with the RTP clock.
func (d *streamDetector) clockMeasurements(w *rtpflow.WallClock, reports string, add func(*catalog.FindingType, []capture.Frame, string, ...any) *draft) {
	st, limit := d.st, d.limit
	if w.Wrong > 0 {
		add(catalog.SenderReportWrong, w.WrongFrames, "%d of %s %s not fit the others or the packets and %s ignored.", w.Wrong, reports, wording.Plural(w.Wrong, "does", "do"), wording.Plural(w.Wrong, "is", "are")).
			counts(int64(w.Wrong))
	}
	for _, x := range w.Steps {
		if math.Abs(x.MS) >= limit.ClockStep {
			add(catalog.SenderClockStep, one(x.Frame), "The sender's wall clock stepped %s by %s, while its RTP timestamps continued.", wording.ForwardOrBack(x.MS), wording.Millis(x.MS)).
				at(x.Time).measures(x.MS, rtpflow.UnitMilliseconds).against(limit.ClockStep)
		}
	}
	if ms, most := w.OffsetMS, limit.ClockOffset*1e3; ms != nil && w.MaxOffsetMS != nil && (*ms >= most || *w.MaxOffsetMS <= -most) {
		where := "ahead of"
		if *ms > 0 {
			where = "behind"
		}
		add(catalog.SenderClockOffset, nil, "The sender's wall clock is %s %s the capture's.", wording.Millis(*ms), where).measures(*ms/1e3, rtpflow.UnitSeconds).against(limit.ClockOffset)
	}
	if r := w.Rate; r != nil && r.ErrorPPM != nil && r.Span >= minRateSpan && math.Abs(r.PPM)-2**r.ErrorPPM >= limit.ClockRate {
		add(catalog.SenderClockRate, nil, "The RTP clock runs at %.1f Hz instead of %d Hz (%+.0f ppm), measured by the sender's own wall clock.", r.Hz, st.ClockRate, r.PPM).
			measures(r.PPM, rtpflow.UnitPPM).against(limit.ClockRate)
	}
}

const (
	// minRateSpan is how long, in seconds, clocks are compared before a deviation of the rate is reported.
	minRateSpan = 30.0
	// minDriftSpan is how long, in nanoseconds, audio and video are compared before their drift is reported.
	minDriftSpan = 60e9
)

// syncFindings are those about audio and video of the session that do not belong together in time.
func (d *sessionDetector) syncFindings() {
	for i := range d.s.AVOffsets {
		d.offsetFindings(&d.s.AVOffsets[i])
	}
}

func (d *sessionDetector) offsetFindings(x *rtpflow.AVOffset) {
	frames := []capture.Frame{x.Video.FirstFrame, x.Audio.FirstFrame}
	slices.Sort(frames)
	filter := d.filters.OfStreams(x.Video, x.Audio, frames)
	video := d.mediaAt(x.VideoMedia)
	add := func(t *catalog.FindingType, format string, args ...any) *draft {
		return d.add(t, frames, format, args...).in(video).shownBy(filter)
	}
	if gap := x.GapMS; gap != nil && *gap != 0 && x.Judged() && (*gap >= d.limit.AudioEarly || -*gap >= d.limit.AudioLate) {
		how, limit := "later", d.limit.AudioEarly
		if *gap < 0 {
			how, limit = "earlier", -d.limit.AudioLate
		}
		add(catalog.AVSkew, "By the sender's clock, video (media %d) arrives at least %s %s than the audio (media %d) of the same moment: players that follow RTCP delay the other stream, or the timestamps of the sender reports are wrong.",
			x.VideoMedia, wording.Millis(*gap), how, x.AudioMedia).measures(*gap, rtpflow.UnitMilliseconds).against(limit)
	}
	if drift := x.DriftMSPerMinute; drift != nil && x.Judged() && math.Abs(*drift) >= d.limit.AVDrift && min(x.Video.End-x.Video.Start, x.Audio.End-x.Audio.Start) >= minDriftSpan {
		where := "ahead of"
		if *drift > 0 {
			where = "behind"
		}
		add(catalog.AVDrift, "By the sender's clock, video (media %d) falls %s the audio (media %d) by %s per minute.", x.VideoMedia, where, x.AudioMedia, wording.Millis(*drift)).
			measures(*drift, rtpflow.UnitMillisPerMinute).against(d.limit.AVDrift)
	}
	if ms := x.RTPInfoMS; ms != nil && math.Abs(*ms) >= d.limit.RTPInfoSync {
		f := add(catalog.RTPInfoClockMismatch, "RTP-Info and sender reports disagree by %s about the offset between video (media %d) and audio (media %d): lip sync shifts when a player switches to the reports.",
			wording.Millis(*ms), x.VideoMedia, x.AudioMedia).measures(*ms, rtpflow.UnitMilliseconds).against(d.limit.RTPInfoSync)
		if math.Abs(*ms) >= d.limit.RTPInfoApart {
			f.as(rtpflow.SevWarning).against(d.limit.RTPInfoApart)
		}
	}
}

// mediaAt returns the media of an index.
func (d *sessionDetector) mediaAt(index int) *rtpflow.Media {
	i := slices.IndexFunc(d.s.Media, func(m *rtpflow.Media) bool { return m.Index == index })
	if i < 0 {
		return nil
	}
	return d.s.Media[i]
}
