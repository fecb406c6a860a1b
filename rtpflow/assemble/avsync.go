package assemble

import (
	"math"

	"rtspect/rtpflow"
	"rtspect/rtpflow/clock"
	"rtspect/rtpflow/measure"
)

// Limits of A/V sync: by ITU-R BT.1359-1, how many milliseconds audio may lead or lag the video. Up to the first pair of
// limits the offset is not noticeable, up to the second pair it is acceptable.
const (
	audioEarlyDetectable       = 45
	audioLateDetectable        = 125
	audioEarlyAcceptable       = 90
	audioLateAcceptable        = 185
	minSyncSegments            = 3    // segments of each stream below which the usual range of transit times is unknown
	maxAhead                   = 1.0  // seconds before its time that live media may arrive
	maxPace                    = 0.05 // deviation from real time
	maxAVOffsets               = 16   // pairs of streams compared in one session
	maxSamplesInPacket         = 0.5  // seconds of audio in a packet, at most
	announcedNear              = 10.0 // seconds between RTP-Info's timestamp and the first packet's
	discontinuityOfPlay        = 5e9  // nanoseconds after PLAY within which the timestamps jump
	sentBeforeResponse         = 500e6
	maxCompared                = 1e6 // milliseconds: clocks that are farther apart have nothing in common
	tiedByCNAME, tiedBySession = "cname", "session"
)

// measureOffset compares the video and the audio of a session by their senders' clock.
func (s *sessionBuilder) measureOffset() {
	for _, v := range s.Media {
		if v.Type != "video" {
			continue
		}
		for _, a := range s.Media {
			if a.Type != "audio" {
				continue
			}
			video, audio := timed(v), timed(a)
			if video == nil || audio == nil || video.Direction != audio.Direction {
				continue
			}
			if len(s.AVOffsets) == maxAVOffsets {
				s.offsetsDropped.Add(1, max(video.FirstFrame, audio.FirstFrame))
				continue
			}
			if x, ok := compare(video, audio); ok {
				x.VideoMedia, x.AudioMedia = v.Index, a.Index
				x.RTPInfoMS = s.rtpInfoOffset(v, a, video, audio)
				s.AVOffsets = append(s.AVOffsets, x)
			}
		}
	}
}

// timed returns the stream with the most packets of those with a clock.
func timed(m *rtpflow.Media) (best *rtpflow.Stream) {
	for _, st := range m.Streams {
		if st.ClockMap != nil && (best == nil || st.Packets > best.Packets) {
			best = st
		}
	}
	return best
}

// compare measures the offset between a video and an audio stream. It returns false if they have different clocks.
func compare(video, audio *rtpflow.Stream) (x rtpflow.AVOffset, ok bool) {
	x = rtpflow.AVOffset{Video: video, Audio: audio, TiedBy: tiedBySession}
	if video.RTCP != nil && audio.RTCP != nil && video.RTCP.CNAME != "" && audio.RTCP.CNAME != "" {
		if video.RTCP.CNAME != audio.RTCP.CNAME {
			return x, false
		}
		x.TiedBy = tiedByCNAME
	}
	if video.ClockMap.Kind.Absolute() != audio.ClockMap.Kind.Absolute() {
		return x, false
	}
	from := base(video.ClockMap)
	v, vparts := transitTimes(video.ClockMap, from)
	a, aparts := transitTimes(audio.ClockMap, from)
	if v.N == 0 || a.N == 0 {
		return x, false
	}
	x.MeanMS = (v.Mean() - a.Mean()) * 1e3
	if math.Abs(x.MeanMS) > maxCompared {
		return x, false
	}
	x.GapMS, x.Verdict = classify(video, audio, vparts, aparts, from)
	if x.Verdict != rtpflow.VerdictNotRealTime {
		x.DriftMSPerMinute = driftBetween(v, a)
	}
	return x, true
}

// driftBetween returns how fast the offset of the video grows, in milliseconds per minute; nil if it is not known.
func driftBetween(video, audio measure.TransitStats) *float64 {
	v, ok1 := video.Slope()
	a, ok2 := audio.Slope()
	if !ok1 || !ok2 || video.Span() < measure.MinDriftSpan || audio.Span() < measure.MinDriftSpan {
		return nil
	}
	d := (v - a) * 60e3
	return &d
}

// classify measures the gap (ms) between the usual ranges of transit times, and judges it.
func classify(video, audio *rtpflow.Stream, vparts, aparts []measure.TransitStats, base int64) (*float64, string) {
	if len(vparts) < minSyncSegments || len(aparts) < minSyncSegments {
		return nil, rtpflow.VerdictTooShort
	}
	vleast, vmost := usualRange(vparts)
	aleast, amost := usualRange(aparts)
	if d, ok := audio.ClockMap.Transit.TimestampInterval(); ok {
		aleast -= min(d, maxSamplesInPacket) // the last sample of a packet arrives with the first
	}
	gap := 0.0
	if vleast > amost {
		gap = (vleast - amost) * 1e3
	} else if vmost < aleast {
		gap = (vmost - aleast) * 1e3
	}
	switch {
	case !inRealTime(video) || !inRealTime(audio):
		return &gap, rtpflow.VerdictNotRealTime
	case sentAhead(video, vmost, base) || sentAhead(audio, amost, base):
		return &gap, rtpflow.VerdictSentAhead
	case gap > audioEarlyAcceptable || gap < -audioLateAcceptable:
		return &gap, rtpflow.VerdictUnacceptable
	case gap > audioEarlyDetectable || gap < -audioLateDetectable:
		return &gap, rtpflow.VerdictDetectable
	}
	return &gap, rtpflow.VerdictUndetectable
}

// usualRange is the median over segments of the least and of the greatest transit time in each.
func usualRange(segments []measure.TransitStats) (least, most float64) {
	var low, high []float64
	for _, b := range segments {
		low, high = append(low, b.Least), append(high, b.Most)
	}
	return clock.Median(low), clock.Median(high)
}

// inRealTime reports whether packets arrive as fast as their media plays.
func inRealTime(st *rtpflow.Stream) bool {
	p, ok := st.ClockMap.Transit.Speed()
	return ok && math.Abs(p-1) <= maxPace
}

// sentAhead reports whether even the latest packets (with the transit time most, from base) usually arrive long before their
// time, as from servers that fill the client's buffer. The arrival of sender reports corrects the sender's clock.
func sentAhead(st *rtpflow.Stream, most float64, base int64) bool {
	offset := math.Inf(1)
	for _, lines := range st.ClockMap.Sections {
		for _, l := range lines {
			for _, p := range l.Pairs {
				offset = min(offset, float64(p.Arrival-p.Wall+base)*1e-9)
			}
		}
	}
	return most < offset-maxAhead
}

// rtpInfoOffset compares RTP-Info with the sender's clock: RTP-Info contains the timestamps of both media at one position.
// It uses the first PLAY for which everything is known.
func (s *sessionBuilder) rtpInfoOffset(v, a *rtpflow.Media, video, audio *rtpflow.Stream) *float64 {
	for _, e := range s.Exchanges {
		if e.Method != "PLAY" || e.Status()/100 != 2 {
			continue
		}
		vw, ok1 := s.announced(v, video, e)
		aw, ok2 := s.announced(a, audio, e)
		if ok1 && ok2 {
			ms := float64(vw-aw) * 1e-6
			return &ms
		}
	}
	return nil
}

// announced is the sender's clock at the timestamp in RTP-Info; false if that timestamp is far from those of the packets.
func (s *sessionBuilder) announced(m *rtpflow.Media, st *rtpflow.Stream, e *rtpflow.Exchange) (wall int64, ok bool) {
	info := s.startOf(m, e)
	if info == nil || !info.HasRTPTime || st.ClockMap == nil {
		return 0, false
	}
	begins := begins(st, e)
	ext, _, ok := st.ClockMap.Transit.Extend(begins, info.Rtptime)
	if !ok || math.Abs(st.ClockMap.Transit.Lead(begins, ext)) > announcedNear {
		return 0, false
	}
	return st.ClockMap.At(begins, info.Rtptime)
}

// begins is when the packets that a PLAY requested start to arrive: at the jump in the stream's timestamps, at the start of
// the stream, or at the response.
func begins(st *rtpflow.Stream, e *rtpflow.Exchange) int64 {
	for _, d := range st.Discontinuities {
		if d.Time >= e.ResponseTime-sentBeforeResponse && d.Time <= e.ResponseTime+discontinuityOfPlay {
			return d.Time
		}
	}
	return max(st.Start, e.ResponseTime)
}
