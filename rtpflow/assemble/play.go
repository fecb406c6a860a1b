package assemble

import (
	"math"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
	"rtspect/rtspparse"
)

// plays lists the successful PLAYs with the normal play time (RFC 2326, 3.6) of their packets: RTP-Info maps the start of
// Range to an RTP timestamp.
func (s *sessionBuilder) plays() {
	for i, e := range s.Exchanges {
		if e.Method != "PLAY" || e.Status() < 200 || e.Status() >= 300 {
			continue
		}
		p := &rtpflow.Play{Time: e.ResponseTime, Frame: e.ResponseFrame, Scale: 1, Speed: 1}
		if e.Request != nil {
			p.Requested = e.Request.Headers.Get("Range")
		}
		p.Granted = e.Response.Headers.Get("Range")
		if x, f := rtspparse.ParseScale(e.Response.Headers.Get("Scale")); len(f) == 0 && x.Valid {
			p.Scale = x.Rate
		}
		if x, f := rtspparse.ParseSpeed(e.Response.Headers.Get("Speed")); len(f) == 0 && x.Valid {
			p.Speed = x.Upper
		}
		until := s.PlaybackEnd(i)
		p.EndedBy = "end"
		if until != nil {
			p.EndedBy = until.Method
		}
		for _, m := range s.Media {
			for _, st := range m.Streams {
				if x, ok := s.playedBy(m, st, e, until, p); ok {
					p.Media = append(p.Media, x)
				}
			}
		}
		s.Plays = append(s.Plays, p)
	}
}

// playback is what the PLAYs of a session mean for the timing of its streams.
type playback struct {
	// unpaced says that a PLAY turned rate control off (ONVIF Streaming, 6.6): the media arrives as fast as the path allows.
	unpaced bool
	// seeks are the response times of the PLAYs that followed a PAUSE, or moved playback to another position.
	seeks []int64
}

// playbackOf reads the exchanges of a session, in order.
func playbackOf(exchanges []*rtpflow.Exchange) playback {
	p := playback{}
	playing, paused := false, false
	for _, e := range exchanges {
		if e.Status() < 200 || e.Status() >= 300 {
			continue
		}
		switch e.Method {
		case "PAUSE":
			paused = true
		case "PLAY":
			if e.Request != nil && strings.EqualFold(strings.TrimSpace(e.Request.Headers.Get("Rate-Control")), "no") {
				p.unpaced = true
			}
			if playing && (paused || e.Request != nil && e.Request.Headers.Get("Range") != "") {
				p.seeks = append(p.seeks, e.ResponseTime)
			}
			playing, paused = true, false
		}
	}
	return p
}

// playedBy returns the part of a stream that a PLAY started.
func (s *sessionBuilder) playedBy(m *rtpflow.Media, st *rtpflow.Stream, e, until *rtpflow.Exchange, p *rtpflow.Play) (x rtpflow.PlayedMedia, ok bool) {
	x = rtpflow.PlayedMedia{Media: &m.Index, SSRC: st.SSRC}
	before, after := s.positionOf(st, e), s.positionOf(st, until)
	x.FirstRTPTime, x.LastRTPTime = st.FirstRTPTime, st.LastRTPTime
	x.Packets = st.Packets
	if before != nil {
		x.Packets -= before.Packets
		x.FirstRTPTime = before.LastTS
		for _, d := range st.Discontinuities {
			if d.Frame > before.Frame && d.ToTime != 0 {
				x.FirstRTPTime = d.ToTime
				break
			}
		}
	}
	if after != nil {
		x.LastRTPTime = after.LastTS
		x.Packets -= st.Packets - after.Packets
	}
	if x.Packets <= 0 || st.ClockRate == 0 {
		return x, x.Packets > 0
	}
	info := s.startOf(m, e)
	if info != nil && info.HasRTPTime && before != nil {
		x.FirstRTPTime = info.Rtptime
	}
	end := st.End
	if after != nil {
		end = after.Time
	}
	x.FirstCapture, x.LastCapture = captureTime(st, begins(st, e), x.FirstRTPTime), captureTime(st, end, x.LastRTPTime)
	start, known := startNPT(p)
	if !known || info == nil || !info.HasRTPTime {
		return x, true
	}
	npt := func(ts uint32, near int64) *float64 {
		d := float64(int32(ts - info.Rtptime))
		// The difference is known modulo 2^32 only: the time since PLAY resolves it.
		d += math.Round((float64(near-e.ResponseTime)*1e-9*float64(st.ClockRate)-d)/(1<<32)) * (1 << 32)
		n := start + d/float64(st.ClockRate)*p.Scale
		return &n
	}
	x.FirstNPT, x.LastNPT = npt(x.FirstRTPTime, e.ResponseTime), npt(x.LastRTPTime, end)
	return x, true
}

// positionOf finds how far a stream had come at an exchange, nil if that is not known.
func (s *sessionBuilder) positionOf(st *rtpflow.Stream, e *rtpflow.Exchange) *observe.PlaybackPosition {
	return observe.FindPosition(s.x.Positions[s.in], e, s.x.byStream[st].src.Ordinal)
}

// startOf is the RTP-Info entry of a media in the response to a PLAY.
func (s *sessionBuilder) startOf(m *rtpflow.Media, e *rtpflow.Exchange) *signalling.RTPInfo {
	c := s.transports[m]
	if c == nil {
		return nil
	}
	for i := range c.RTPInfo {
		if c.RTPInfo[i].Frame == e.ResponseFrame {
			return &c.RTPInfo[i]
		}
	}
	return nil
}

// startNPT is where a PLAY starts, in seconds of normal play time: by the response, else by the request.
func startNPT(p *rtpflow.Play) (float64, bool) {
	for _, v := range []string{p.Granted, p.Requested} {
		if v == "" {
			continue
		}
		r, _ := rtspparse.ParseRange(v)
		if r.Unit == "npt" && r.Start.Set && !r.Start.Now {
			return r.Start.Seconds, true
		}
	}
	return 0, false
}

// keepalive fills in how the client kept the session alive during PLAY or RECORD.
func (s *sessionBuilder) keepalive() {
	e := s.Started()
	if e == nil {
		return
	}
	k := &rtpflow.Keepalive{Methods: map[string]int64{}}
	last := e.ResponseTime
	sign := func(name string, t int64, n int64) {
		k.Methods[name] += n
		if t > last {
			k.MaxInterval = max(k.MaxInterval, t-last)
			last = t
		}
	}
	for _, x := range s.Exchanges {
		if x.Request == nil || x.Sender != rtpflow.Client || x.RequestTime <= e.ResponseTime {
			continue
		}
		switch x.Method {
		case "OPTIONS", "GET_PARAMETER", "SET_PARAMETER":
			if len(x.Request.Body) == 0 {
				sign(x.Method, x.RequestTime, 1)
				continue
			}
		}
		if x.RequestTime > last {
			k.MaxInterval = max(k.MaxInterval, x.RequestTime-last)
			last = x.RequestTime
		}
	}
	for _, m := range s.Media {
		for _, x := range m.RTCP {
			if x.Direction == rtpflow.ClientToServer && x.Types["RR"]+x.Types["SR"] > 0 {
				k.Methods["RTCP"] += x.Packets
			}
		}
	}
	if len(k.Methods) > 0 {
		heard, _ := s.LastClientActivity()
		k.SilentAtEnd = max(0, s.LastMedia()-heard)
		s.Keepalive = k
	}
}
