package clock

import (
	"rtspect/rtpflow"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// EarlyMedia is how long before the response to PLAY its media may arrive, in nanoseconds.
const EarlyMedia = 500e6

// PlayPositions is the position of units in the presentation (normal play time), by Range and RTP-Info in the responses to
// PLAY (RFC 2326, 12.29 and 12.33).
type PlayPositions struct {
	rate  float64
	plays []playPosition
}

type playPosition struct {
	time  int64
	start float64
	stamp uint32
}

// NewPlayPositions reads the responses of a session, nil for none, about one of its media.
func NewPlayPositions(s *rtpflow.Session, m *rtpflow.Media, clockRate int) PlayPositions {
	p := PlayPositions{rate: float64(clockRate)}
	if s == nil {
		return p
	}
	for _, e := range s.Exchanges {
		if e.Method != "PLAY" || e.Response == nil {
			continue
		}
		r, _ := rtspparse.ParseRange(e.Response.Headers.Get("Range"))
		if r.Unit != "npt" || !r.Start.Set || r.Start.Now {
			continue
		}
		if info, ok := RTPInfo(s, m, e.Response); ok {
			p.plays = append(p.plays, playPosition{e.ResponseTime, r.Start.Seconds, info.RTPTime})
		}
	}
	return p
}

// At is the position of a unit in seconds.
func (p *PlayPositions) At(stamp uint32, arrival int64) (seconds float64, ok bool) {
	if len(p.plays) == 0 || p.rate == 0 {
		return 0, false
	}
	for len(p.plays) > 1 && p.plays[1].time-EarlyMedia <= arrival && Follows(stamp, p.plays[1].stamp, p.rate) {
		p.plays = p.plays[1:]
	}
	now := p.plays[0]
	return now.start + float64(int32(stamp-now.stamp))/p.rate, true
}

// RTPInfo finds what RTP-Info in a response to PLAY says about one media of its session.
func RTPInfo(s *rtpflow.Session, m *rtpflow.Media, response *rtspparse.Message) (info rtspparse.RTPInfo, ok bool) {
	infos, _ := rtspparse.ParseRTPInfo(response.Headers.Get("RTP-Info"))
	for i, info := range infos {
		mine := sdpview.SameURL(info.URL, m.Control) || len(infos) == len(s.Media) && s.Media[i] == m
		if mine && info.HasRTPTime {
			return info, true
		}
	}
	return info, false
}

// Follows reports whether a timestamp is plausible soon after the one that a response to PLAY announced.
func Follows(stamp, announced uint32, rate float64) bool {
	d := float64(int32(stamp - announced))
	return d >= -rate && d <= 10*rate
}
