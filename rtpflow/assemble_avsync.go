//home: rtpflow/assemble

package rtpflow

import (
	"math"

	"rtspect/rtpflow/clock"
	"rtspect/rtpflow/measure"
)

// ITU-R BT.1359-1 on how far sound may be ahead of (positive) or behind the picture, in milliseconds:
// up to the first pair nobody notices, up to the second pair it is acceptable.
const (
	soundEarlyDetectable       = 45
	soundLateDetectable        = 125
	soundEarlyAcceptable       = 90
	soundLateAcceptable        = 185
	minSyncStretches           = 3    // stretches of each stream below which the usual range of transit times is unknown
	maxAhead                   = 1.0  // seconds before its time that media may come and still be live
	maxPace                    = 0.05 // deviation from real time
	maxAVOffsets               = 16   // pairs of streams compared in one session
	maxSamplesInPacket         = 0.5  // seconds of sound that a packet may hold, at most
	announcedNear              = 10.0 // seconds between RTP-Info's timestamp and the first packet's
	discontinuityOfPlay        = 5e9  // nanoseconds after PLAY within which its jump comes
	sentBeforeItsAnswer        = 500e6
	maxCompared                = 1e6 // milliseconds: what is farther apart has no clock in common
	tiedByCNAME, tiedBySession = "cname", "session"
)

// synchronize compares the picture and the sound of a session by their senders' clock.
func (s *sessionBuilder) synchronize() {
	for _, v := range s.Media {
		if v.Type != "video" {
			continue
		}
		for _, a := range s.Media {
			if a.Type != "audio" || len(s.AVOffsets) == maxAVOffsets {
				continue
			}
			video, audio := timed(v), timed(a)
			if video == nil || audio == nil || video.Direction != audio.Direction {
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

// timed is the stream of a media with the most packets, of those with a clock.
func timed(m *Media) (best *Stream) {
	for _, st := range m.Streams {
		if st.ClockMap != nil && (best == nil || st.Packets > best.Packets) {
			best = st
		}
	}
	return best
}

// compare gives the offset between a video and an audio stream. False where their clocks are not one.
func compare(video, audio *Stream) (x AVOffset, ok bool) {
	x = AVOffset{Video: video, Audio: audio, TiedBy: tiedBySession}
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
	if vs, ok := v.Slope(); ok && v.Span() >= measure.MinDriftSpan {
		if as, ok := a.Slope(); ok && a.Span() >= measure.MinDriftSpan {
			d := (vs - as) * 60e3
			x.DriftMSPerMinute = &d
		}
	}
	classify(&x, vparts, aparts, from)
	return x, true
}

// classify finds the gap between the usual ranges of transit times, and its verdict.
func classify(x *AVOffset, vparts, aparts []measure.Transit, base int64) {
	if len(vparts) < minSyncStretches || len(aparts) < minSyncStretches {
		x.Verdict = VerdictTooShort
		return
	}
	vleast, vmost := usualRange(vparts)
	aleast, amost := usualRange(aparts)
	if d, ok := x.Audio.ClockMap.Transit.Spacing(); ok {
		aleast -= min(d, maxSamplesInPacket) // the last sample of a packet comes when the first does
	}
	gap := 0.0
	if vleast > amost {
		gap = (vleast - amost) * 1e3
	} else if vmost < aleast {
		gap = (vmost - aleast) * 1e3
	}
	x.GapMS = &gap
	switch {
	case !inRealTime(x.Video) || !inRealTime(x.Audio):
		x.Verdict, x.DriftMSPerMinute = VerdictNotRealTime, nil
	case sentAhead(x.Video, vmost, base) || sentAhead(x.Audio, amost, base):
		x.Verdict = VerdictSentAhead
	case gap > soundEarlyAcceptable || gap < -soundLateAcceptable:
		x.Verdict = VerdictUnacceptable
	case gap > soundEarlyDetectable || gap < -soundLateDetectable:
		x.Verdict = VerdictDetectable
	default:
		x.Verdict = VerdictUndetectable
	}
}

// usualRange is the median over stretches of the least and of the largest transit time in each.
func usualRange(stretches []measure.Transit) (least, most float64) {
	var low, high []float64
	for _, b := range stretches {
		low, high = append(low, b.Least), append(high, b.Most)
	}
	return clock.Median(low), clock.Median(high)
}

// inRealTime reports whether a stream's packets come as fast as their media plays.
func inRealTime(st *Stream) bool {
	p, ok := st.ClockMap.Transit.Pace()
	return ok && math.Abs(p-1) <= maxPace
}

// sentAhead reports whether even the latest packets (of a transit time most, from base) usually come long
// before their time, as of servers that fill the client's buffer. The sender's clock is put right by what
// its reports say when they come.
func sentAhead(st *Stream, most float64, base int64) bool {
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

// rtpInfoOffset compares what RTP-Info and the sender's clock say of two media: RTP-Info gives the
// timestamps of both for one position. It looks at the first PLAY for which all is known.
func (s *sessionBuilder) rtpInfoOffset(v, a *Media, video, audio *Stream) *float64 {
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

// announced is the sender's clock at the timestamp that RTP-Info announced for a stream; false where it
// is far from that of the packets, so that RTP-Info is of no use.
func (s *sessionBuilder) announced(m *Media, st *Stream, e *Exchange) (wall int64, ok bool) {
	info := s.startOf(m, e)
	if info == nil || !info.hasTime || st.ClockMap == nil {
		return 0, false
	}
	begins := begins(st, e)
	ext, _, ok := st.ClockMap.Transit.Extend(begins, info.rtptime)
	if !ok || math.Abs(st.ClockMap.Transit.Ahead(begins, ext)) > announcedNear {
		return 0, false
	}
	return st.ClockMap.At(begins, info.rtptime)
}

// begins is when the packets that a PLAY asked for begin to come: at the jump that it made in the
// stream's timestamps, at the stream's start, or when it was answered.
func begins(st *Stream, e *Exchange) int64 {
	for _, d := range st.Discontinuities {
		if d.Time >= e.ResponseTime-sentBeforeItsAnswer && d.Time <= e.ResponseTime+discontinuityOfPlay {
			return d.Time
		}
	}
	return max(st.Start, e.ResponseTime)
}
