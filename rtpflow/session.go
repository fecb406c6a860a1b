package rtpflow

import (
	"cmp"

	"rtspect/capture"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// Session is an RTSP session, or the attempt to set one up.
type Session struct {
	ID          string // "s1", in the order of first packets
	Session     string // the Session header, "" if there is none
	Connections []*Connection
	Client      capture.Addr
	Server      capture.Endpoint
	URL         string // of the presentation
	Mode        string // "play", "record", "none"
	Version     string
	UserAgent   string
	ServerAgent string
	Start, End  int64
	FirstFrame  capture.Frame
	// EndedBy is "teardown", "client-close", "server-close", "client-reset", "server-reset", "timeout" or "capture-end".
	EndedBy  string
	Teardown *Teardown      // nil without a TEARDOWN of the whole session
	Moved    *AddressChange // nil if all requests are from Client
	// Timeout is the one in the Session header, in seconds; 0 if there is none.
	Timeout   int
	Keepalive *Keepalive // nil if the client sent no keep-alive
	// Dialects are the variants of RTSP that the messages show: "windows-media", "realmedia", "sat-ip", "onvif-replay",
	// "onvif-backchannel", "airplay", "wifi-display", "quicktime", "3gpp".
	Dialects     []string
	WindowsMedia *WindowsMedia // nil for other dialects
	Exchanges    []*Exchange
	Plays        []*Play
	Positions    []PlaybackPosition // of the streams at each PLAY, PAUSE and TEARDOWN (bounded)
	SDP          []byte             // as sent, nil if there is none
	SDPView      *sdpview.Session
	SDPFrame     capture.Frame
	Media        []*Media
	AVOffsets    []AVOffset
	Described    []*sdpview.Media // in the description, but never set up
	Timeline     []Event
	Findings     []Finding
}

// Teardown is the TEARDOWN that ended a session.
type Teardown struct {
	Exchange *Exchange
	// Sent is the time of the request, Done that of the response, 0 without one.
	Sent, Done int64
}

// AddressChange is the first request of a session that comes from another address than those before it.
type AddressChange struct {
	Exchange *Exchange
	Address  capture.Addr
}

// Keepalive describes how a client kept its session alive during PLAY or RECORD. Times are in nanoseconds.
type Keepalive struct {
	Methods     map[string]int64 // uses of each method: "OPTIONS", "GET_PARAMETER", "RTCP", …
	MaxInterval int64            // longest time between two requests, whatever RTCP was sent between them
	SilentAtEnd int64            // from the last keep-alive, RTCP included, to the last media or RTCP
}

// Play is one successful PLAY, until the next PLAY, PAUSE or TEARDOWN.
type Play struct {
	Time               int64
	Frame              capture.Frame // of the response
	Requested, Granted string        // Range of request and response
	Scale, Speed       float64       // 1 if there is none
	EndedBy            string        // the method that ended it, or "end"
	Media              []PlayedMedia
}

// PlayedMedia is the part of a stream that a PLAY started.
type PlayedMedia struct {
	Media                     *int
	SSRC                      uint32
	Packets                   int64
	FirstRTPTime, LastRTPTime uint32
	FirstNPT, LastNPT         *float64 // seconds of normal play time, by RTP-Info and Range
	// FirstCapture and LastCapture are the sender's time of day at these timestamps; see WallClock.
	FirstCapture, LastCapture *int64
}

// PlaybackPosition is how far a stream had come at the response to a PLAY, PAUSE or TEARDOWN.
type PlaybackPosition struct {
	Exchange *Exchange
	Media    *Media
	Stream   *Stream
	RTPTime  uint32 // of the last packet
	Packets  int64
	Time     int64         // arrival of the last packet
	Frame    capture.Frame // likewise
}

// Event is one entry of a session's timeline.
type Event struct {
	Time   int64
	Frame  capture.Frame
	Kind   string // "request", "response", "rtp-start", "rtp-end", "loss", "gap", …
	Media  *int   // index of the media
	Detail string
}

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

// LastKeepalive returns the last packet of the client that kept the session alive while media was sent: a request that
// names it (RFC 2326, 12.37), or RTCP. A request that the server accepts later proves that the session is still alive.
func (s *Session) LastKeepalive() (time int64, frame capture.Frame) {
	const grace = 1e9 // ns, in which a request may have ended the media
	until := s.LastMedia() + grace
	for _, m := range s.Media {
		for _, x := range m.RTCP {
			if x.Direction == ClientToServer && x.End > time {
				time, frame = x.End, x.LastFrame
			}
		}
	}
	for _, e := range s.Exchanges {
		if e.Sender == Client && e.Request != nil && e.RequestTime > time && s.named(e) && (e.RequestTime <= until || e.Succeeded()) {
			time, frame = e.RequestTime, e.RequestFrame
		}
	}
	return time, frame
}

// named reports whether a request of the client belongs to the session by its Session header. Without an ID, or where the
// capture truncates the request, all do.
func (s *Session) named(e *Exchange) bool {
	return s.Session == "" || e.Request.Truncated() || e.Request.Headers.Has("Session") || e.Method == "SETUP" || e.Method == "PLAY" || e.Method == "RECORD"
}

// UnnamedRequests counts the requests of the client after a time that do not name the session, by which no session is kept alive.
func (s *Session) UnnamedRequests(after int64) (n int64) {
	for _, e := range s.Exchanges {
		if e.Sender == Client && e.Request != nil && e.RequestTime > after && !s.named(e) {
			n++
		}
	}
	return n
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
