//home: rtpflow/findings

package rtpflow

import (
	"fmt"
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow/clock"
)

// clockFindings tells what is wrong with a stream's wall clock.
func (st *Stream) clockFindings(t *Thresholds) (list []Finding) {
	w := st.WallClock
	if w == nil {
		return nil
	}
	filter, told := st.reportFilter(), "sender report"
	if w.From != "sr" {
		filter, told = st.filter(nil), "header extension"
	}
	add := func(code string, frames []capture.Frame, format string, args ...any) *Finding {
		f := find(code, frames, format, args...).shownBy(filter)
		f.SSRC = &st.SSRC
		list = append(list, f)
		return &list[len(list)-1]
	}
	reports := count(int64(w.Reports), told)
	switch w.Kind {
	case string(clock.NoClock):
		add("sender-clock-none", nil, "The NTP timestamps of the %s are 0: the sender has no wall clock, so audio and video cannot be synchronized by it.", reports)
		return list
	case contradictory:
		if r := w.Rate; r != nil {
			add("sender-clock-contradictory", w.WrongFrames, "The %s do not fit the packets: their RTP timestamps count %.0f ticks in a second of the sender's clock instead of %d.", reports, r.Hz, st.ClockRate)
			return list
		}
		add("sender-clock-contradictory", w.WrongFrames, "The %s contradict one another or the packets: their NTP and RTP timestamps do not belong together, or they are encrypted.", reports)
		return list
	case string(clock.Elapsed):
		add("sender-clock-elapsed", nil, "The NTP timestamps count from the sender's start or from 1970, not the time of day: when the media was captured is not known.")
	case string(clock.NotSet):
		if st.End == 0 {
			return list // the capture has no times to compare with
		}
		add("sender-clock-elapsed", nil, "The sender's wall clock is more than a year from the capture's: it was not set, and when the media was captured is not known.")
	case string(clock.UnixEpoch):
		add("sender-clock-epoch", nil, "The NTP timestamps count from 1970 instead of 1900: receivers take the time of capture for one 70 years earlier.")
	}
	if w.Wrong > 0 {
		add("sender-report-wrong", w.WrongFrames, "%d of %s %s the others or the packets and %s left out.", w.Wrong, reports, verb(w.Wrong, "does not fit", "do not fit"), verb(w.Wrong, "was", "were"))
	}
	for _, x := range w.Steps {
		if math.Abs(x.MS) >= t.ClockStep {
			f := add("sender-clock-step", one(x.Frame), "The sender's wall clock was set %s by %s, while its RTP timestamps went on.", forthOrBack(x.MS), span(x.MS))
			*f = f.at(x.Time)
		}
	}
	if o := w.OffsetMS; o != nil && w.apart(t.ClockOffset*1e3) {
		add("sender-clock-offset", nil, "The sender's wall clock is %s %s the capture's.", span(*o), map[bool]string{true: "behind", false: "ahead of"}[*o > 0])
	}
	if r := w.Rate; r != nil && r.ErrorPPM != nil && r.Span >= minFindingSpan && math.Abs(r.PPM)-2**r.ErrorPPM >= t.ClockRate {
		add("sender-clock-rate", nil, "By the sender's own wall clock its RTP clock runs at %.1f Hz instead of %d Hz (%+.0f ppm).", r.Hz, st.ClockRate, r.PPM)
	}
	return list
}

// apart reports whether the sender's clock and the capture's differed by a number of milliseconds
// whenever a report came; a step of the capture's clock is told of by itself.
func (w *WallClock) apart(ms float64) bool {
	return w.MaxOffsetMS != nil && (*w.OffsetMS >= ms || *w.MaxOffsetMS <= -ms)
}

// minFindingSpan is how long, in seconds, clocks are watched before a rate or a drift is worth a finding.
const minFindingSpan = 30.0

// minDriftFinding is how long, in nanoseconds, both media go on before a drift is worth a finding.
const minDriftFinding = 60e9

func forthOrBack(ms float64) string {
	if ms < 0 {
		return "back"
	}
	return "forward"
}

// span writes a time without its sign.
func span(ms float64) string {
	switch ms = math.Abs(ms); {
	case ms < 1e4:
		return fmt.Sprintf("%.0f ms", ms)
	case ms < 3600e3:
		return fmt.Sprintf("%.1f s", ms/1e3)
	case ms < 48*3600e3:
		return fmt.Sprintf("%.1f h", ms/3600e3)
	}
	return fmt.Sprintf("%.1f days", ms/86400e3)
}

// syncFindings tells where picture and sound of a session come or move apart.
func (s *session) syncFindings(t *Thresholds) (list []Finding) {
	for i := range s.AVOffsets {
		x := &s.AVOffsets[i]
		add := func(f Finding) {
			f.DisplayFilter = eitherFilter(x.Video, x.Audio, f.Frames)
			f.Media = &x.VideoMedia
			list = append(list, f)
		}
		frames := []capture.Frame{x.Video.FirstFrame, x.Audio.FirstFrame}
		slices.Sort(frames)
		if x.GapMS != nil && *x.GapMS != 0 && x.judged() && (*x.GapMS >= t.SoundEarly || -*x.GapMS >= t.SoundLate) {
			how := "later"
			if *x.GapMS < 0 {
				how = "earlier"
			}
			add(find("av-offset", frames, "By the sender's clock, video (media %d) comes at least %s %s than the audio (media %d) of the same instant: players that follow RTCP delay the other by as much, or the timestamps of the sender reports are wrong.",
				x.VideoMedia, span(*x.GapMS), how, x.AudioMedia))
		}
		if d := x.DriftMSPerMinute; d != nil && x.judged() && math.Abs(*d) >= t.AVDrift && min(x.Video.End-x.Video.Start, x.Audio.End-x.Audio.Start) >= minDriftFinding {
			add(find("av-drift", frames, "By the sender's clock, video (media %d) falls %s the audio (media %d) by %s a minute.",
				x.VideoMedia, map[bool]string{true: "behind", false: "ahead of"}[*d > 0], x.AudioMedia, span(*d)))
		}
		if ms := x.RTPInfoMS; ms != nil && math.Abs(*ms) >= t.RTPInfoSync {
			f := find("rtp-info-clock-mismatch", frames, "RTP-Info gives video (media %d) and audio (media %d) timestamps of one position that are %s apart by the sender reports: lip-sync shifts by as much when a player goes over to the reports.",
				x.VideoMedia, x.AudioMedia, span(*ms))
			if math.Abs(*ms) >= t.RTPInfoApart {
				f.Severity = SevWarning
			}
			add(f)
		}
	}
	return list
}

// judged reports whether arrivals tell of lip-sync at all.
func (x *AVOffset) judged() bool {
	return x.Verdict == verdictUndetectable || x.Verdict == verdictDetectable || x.Verdict == verdictUnacceptable
}
