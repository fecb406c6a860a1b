//home: rtpflow

package rtpflow

import (
	"cmp"
	"strings"

	"rtspect/capture"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// LimitExceeded counts what a bound on the state of the analysis left out.
type LimitExceeded struct {
	Limit string        // "sources", "flows", "connections", "messages", "repairs", "sessions"
	Count int64         // packets, messages, streams or sessions beyond it
	Frame capture.Frame // the first, 0 if not known
}

// The limits that LimitExceeded names.
const (
	SourceLimit     = "sources"
	FlowLimit       = "flows"
	ConnectionLimit = "connections"
	MessageLimit    = "messages"
	RepairLimit     = "repairs"
	SessionLimit    = "sessions"
)

// Unreachable is an ICMP or ICMPv6 Destination Unreachable message (RFC 792; RFC 4443, 3.1).
type Unreachable struct {
	Source, Destination capture.Endpoint // of the packet that could not be delivered
	Proto               capture.Proto
	V6                  bool
	Type, Code          uint8
	Count               int64
	Frame               capture.Frame // the first
	Time                int64
}

// NoListener reports whether the message is Port Unreachable: the host is up, and nothing listens on the port.
func (u *Unreachable) NoListener() bool {
	return !u.V6 && u.Type == 3 && u.Code == 3 || u.V6 && u.Type == 1 && u.Code == 4
}

// ConnectionAttempt is the attempts of a client to connect to an RTSP server that failed.
type ConnectionAttempt struct {
	Client  capture.Endpoint // of the first attempt; the others come from further ports
	Server  capture.Endpoint
	Refused bool  // by a reset; false if nothing answered
	Count   int64 // attempts
	// Time is when the first attempt was refused or made, Until the last.
	Time, Until int64
	Frames      []capture.Frame // of SYN and reset (bounded)
}

// UnclaimedChannel is an interleaved channel (RFC 2326, 10.12) that no SETUP negotiated.
type UnclaimedChannel struct {
	Channel uint8
	From    Side
	Frames  int64         // interleaved frames
	Frame   capture.Frame // the first
}

// Teardown is the TEARDOWN that ended a session.
type Teardown struct {
	Exchange *Exchange
	// Sent is when it was requested, Done when it was answered, 0 if never.
	Sent, Done int64
}

// AddressChange is the first request of a session that comes from another address than those before it.
type AddressChange struct {
	Exchange *Exchange
	Address  capture.Addr
}

// PlaybackPosition is how far a stream had come when a PLAY, PAUSE or TEARDOWN was answered.
type PlaybackPosition struct {
	Exchange *Exchange
	Media    *Media
	Stream   *Stream
	RTPTime  uint32 // of the last packet
	Packets  int64
	Time     int64         // arrival of the last packet
	Frame    capture.Frame // likewise
}

// RTPInfo is what one entry of an RTP-Info header field (RFC 2326, 12.33) announced. Seq and RTPTime are nil where
// it leaves them out.
type RTPInfo struct {
	Seq     *uint16
	RTPTime *uint32
	Time    int64         // of the response
	Frame   capture.Frame // likewise
}

// Closing is how a connection ended: by the first FIN or reset.
type Closing struct {
	By    Side
	Reset bool
	Time  int64
	Frame capture.Frame
}

// Closing returns who ended the connection, false if neither side did in the capture.
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

// HasGaps reports whether the capture lacks bytes that a side sent, on either half of a tunnel.
func (c *Connection) HasGaps(from Side) bool {
	return c.Sides[from].GapBytes > 0 || c.TunnelPeer != nil && c.TunnelPeer.Sides[from].GapBytes > 0
}

// String names the side.
func (s Side) String() string { return [2]string{"client", "server"}[s] }

// Other returns the other side.
func (s Side) Other() Side { return 1 - s }

// Sender returns the side that sends the stream.
func (st *Stream) Sender() Side {
	if st.Direction == ClientToServer {
		return Client
	}
	return Server
}

// Residual returns the number of packets that stay lost after all repairs.
func (st *Stream) Residual() int64 {
	if st.Repaired != nil {
		return st.Repaired.Residual
	}
	return st.Lost
}

// Secure reports whether the media is SRTP by its description or transport (RFC 3711): the headers are in the clear,
// the payload is encrypted.
func (m *Media) Secure() bool {
	return strings.Contains(strings.ToUpper(m.Protocol+" "+m.Transport.Profile), "SAVP")
}

// Messages ranges over the messages of the exchange that are in the capture.
func (e *Exchange) Messages(yield func(*rtspparse.Message) bool) {
	if e.Request != nil && !yield(e.Request) {
		return
	}
	if e.Response != nil {
		yield(e.Response)
	}
}

// Succeeded reports whether the response has a status of 2xx.
func (e *Exchange) Succeeded() bool { return e.Status()/100 == 2 }

// Evidence returns the frames of request and response.
func (e *Exchange) Evidence() (frames []capture.Frame) {
	if e.Request != nil {
		frames = append(frames, e.RequestFrame)
	}
	if e.Response != nil {
		frames = append(frames, e.ResponseFrame)
	}
	return frames
}

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

// Started returns the first PLAY or RECORD that succeeded, nil if none did.
func (s *Session) Started() *Exchange {
	for _, e := range s.Exchanges {
		if (e.Method == "PLAY" || e.Method == "RECORD") && e.Succeeded() {
			return e
		}
	}
	return nil
}

// NextControl returns the PLAY, PAUSE or TEARDOWN that ended what the exchange at i started, nil if none did.
func (s *Session) NextControl(i int) *Exchange {
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

// EffectiveTimeout returns the timeout in seconds: 60 where the server gives none (RFC 2326, 12.37).
func (s *Session) EffectiveTimeout() int { return cmp.Or(s.Timeout, rtspparse.DefaultTimeout) }

// LastActivity returns the time and the frame of the last request or RTCP packet of the client, 0 if there is none.
func (s *Session) LastActivity() (time int64, frame capture.Frame) {
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

// LastMedia returns the time of the last packet of media or RTCP, 0 if there is none.
func (s *Session) LastMedia() (t int64) {
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

// OnlyRetransmits reports whether a media carries nothing but retransmissions: it is silent where no packet was lost.
func (m *Media) OnlyRetransmits() bool {
	for _, f := range m.Formats {
		if f.Encoding != "X-WMS-RTX" && f.Encoding != "RTX" {
			return false
		}
	}
	return len(m.Formats) > 0
}

// TunnelRole names what HTTP opens on the connection: one half of a tunnel, or a WebSocket.
func (c *Connection) TunnelRole() string {
	switch c.Kind {
	case KindTunnelGet:
		return "the server-to-client half of an HTTP tunnel"
	case KindTunnelPost:
		return "the client-to-server half of an HTTP tunnel"
	}
	return "a WebSocket"
}

// Parity reports whether a repair computes lost packets rather than sending them again.
func (r *Repair) Parity() bool {
	switch r.Kind {
	case RepairULPFEC, RepairFlexFEC, RepairFlexFEC03, RepairParityFEC, RepairSMPTE:
		return true
	}
	return false
}
