//home: rtpflow

package rtpflow

import (
	"strings"

	"rtspect/capture"
	"rtspect/rtspparse"
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
	Src, Dst   capture.Endpoint // of the packet that could not be delivered
	Proto      capture.Proto
	V6         bool // ICMPv6
	Type, Code uint8
	Count      int64
	Frame      capture.Frame // the first
	Time       int64
}

// NoListener reports whether the message is Port Unreachable: the host is up, and nothing listens on the port.
func (u *Unreachable) NoListener() bool {
	return !u.V6 && u.Type == 3 && u.Code == 3 || u.V6 && u.Type == 1 && u.Code == 4
}

// FailedConnection is the attempts of a client to connect to an RTSP server that failed.
type FailedConnection struct {
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

// HasGaps reports whether the capture lacks bytes that a side sent, on either half of a tunnel.
func (c *Connection) HasGaps(from Side) bool {
	return c.Sides[from].GapBytes > 0 || c.TunnelPeer != nil && c.TunnelPeer.Sides[from].GapBytes > 0
}

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
