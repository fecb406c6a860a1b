//home: rtpflow

package rtpflow

import (
	"cmp"

	"rtspect/capture"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// LastMedia returns the arrival time of the session's last packet of media or RTCP, 0 if there is none.
func (s *Session) LastMedia() int64 {
	var t int64
	for _, m := range s.Media {
		for _, st := range m.Streams {
			t = max(t, st.End)
		}
		for _, x := range m.RTCP {
			t = max(t, x.End)
		}
		if m.Raw != nil {
			t = max(t, m.Raw.End)
		}
	}
	return t
}

// LastClientActivity returns the last packet that shows the client to be alive: a request, or RTCP.
func (s *Session) LastClientActivity() (time int64, frame capture.Frame) {
	for _, e := range s.Exchanges {
		if e.Sender == Client && e.Request != nil && e.RequestTime > time {
			time, frame = e.RequestTime, e.RequestFrame
		}
	}
	for _, m := range s.Media {
		for _, x := range m.RTCP {
			if x.Direction == ClientToServer && x.End > time {
				time, frame = x.End, x.LastFrame
			}
		}
	}
	return time, frame
}

// Started returns the first PLAY or RECORD that succeeded, nil if none did.
func (s *Session) Started() *Exchange {
	for _, e := range s.Exchanges {
		if (e.Method == "PLAY" || e.Method == "RECORD") && e.Status() >= 200 && e.Status() < 300 {
			return e
		}
	}
	return nil
}

// PlaybackEnd returns the exchange that ended the PLAY at index i: the next PLAY, PAUSE or TEARDOWN that succeeded, nil if
// there is none.
func (s *Session) PlaybackEnd(i int) *Exchange {
	for _, e := range s.Exchanges[i+1:] {
		switch e.Method {
		case "PLAY", "PAUSE", "TEARDOWN":
			if e.Response != nil && e.Status() < 300 {
				return e
			}
		}
	}
	return nil
}

// EffectiveTimeout is the session timeout in seconds, the default of RFC 2326, 12.37, where no Session header
// gives one.
func (s *Session) EffectiveTimeout() int { return cmp.Or(s.Timeout, rtspparse.DefaultTimeout) }

// MediaOf returns the media that a URL set up, nil if none did.
func (s *Session) MediaOf(url string) *Media {
	if url == "" {
		return nil
	}
	for _, m := range s.Media {
		if m.Control == url {
			return m
		}
	}
	for _, m := range s.Media {
		if sdpview.SameURL(m.Control, url) {
			return m
		}
	}
	return nil
}

// LastRequest returns the time of the client's last request, 0 if there is none.
func (s *Session) LastRequest() (t int64) {
	for _, e := range s.Exchanges {
		if e.Request != nil && e.Sender == Client {
			t = max(t, e.RequestTime)
		}
	}
	return t
}

// TeardownTooLate reports whether the server had closed or reset the connection when the client sent TEARDOWN.
func (s *Session) TeardownTooLate() bool {
	if s.Teardown == nil {
		return false
	}
	e := s.Teardown.Exchange
	if e.Response != nil || e.Sender != Client || e.Connection == nil {
		return false
	}
	x, ok := e.Connection.Closing()
	return ok && x.By == Server && x.Time <= e.RequestTime && (x.Frame.File() != e.RequestFrame.File() || x.Frame < e.RequestFrame)
}

// HeardFrom reports whether the capture contains anything that a side sent over the session's connections.
func (s *Session) HeardFrom(side Side) bool {
	for _, c := range s.Connections {
		if c.Sides[side].Bytes > 0 || c.TunnelPeer != nil && c.TunnelPeer.Sides[side].Bytes > 0 {
			return true
		}
	}
	return false
}

// Closing is how a connection ended.
type Closing struct {
	By    Side
	Reset bool
	Time  int64
	Frame capture.Frame
}

// Closing returns the first FIN or RST of the connection, false if the capture contains none.
func (c *Connection) Closing() (x Closing, ok bool) {
	first := func(by Side, reset bool, time int64, frame capture.Frame) {
		earlier := frame < x.Frame
		if frame.File() != x.Frame.File() {
			earlier = time < x.Time
		}
		if frame != 0 && (!ok || earlier) {
			x, ok = Closing{by, reset, time, frame}, true
		}
	}
	for i := range c.Sides {
		s := &c.Sides[i]
		first(Side(i), false, s.FINTime, s.FIN)
		first(Side(i), true, s.RSTTime, s.RST)
	}
	return x, ok
}
