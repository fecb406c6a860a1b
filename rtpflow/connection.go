package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtspparse"
)

// Side is one end of a connection.
type Side uint8

// The sides. Arrays indexed by Side contain the client's value first.
const (
	Client Side = iota
	Server
)

// String returns "client" or "server".
func (s Side) String() string { return [2]string{"client", "server"}[s] }

// ConnectionKind is what a connection carries, as named in the JSON report.
type ConnectionKind string

// The kinds of connection.
const (
	KindRTSP       ConnectionKind = "rtsp"
	KindTunnelGet  ConnectionKind = "http-tunnel-get"
	KindTunnelPost ConnectionKind = "http-tunnel-post"
	KindWebSocket  ConnectionKind = "websocket"
	KindTLS        ConnectionKind = "tls"
	KindUDP        ConnectionKind = "udp" // rtspu (RFC 2326, 9.1): datagrams between two endpoints
)

// Connection is a TCP connection that carries RTSP directly, in a tunnel or WebSocket, or possibly inside TLS.
type Connection struct {
	ID                    string // "c1", in the order of first packets
	Kind                  ConnectionKind
	Client, Server        capture.Endpoint
	FirstFrame, LastFrame capture.Frame
	Start, End            int64
	SYNSeen               bool
	Sides                 [2]ConnectionSide // by Side
	// TunnelPeer is the other half of an HTTP tunnel, and Cookie its x-sessioncookie.
	TunnelPeer *Connection
	Cookie     string
	ServerName string // of TLS (SNI)
	// HTTPRequest and HTTPResponse opened the tunnel or WebSocket, the last ones if it took several; nil if they are not in
	// the capture.
	HTTPRequest, HTTPResponse *rtspparse.Message
	// UnclaimedChannels carry interleaved data though no SETUP in the capture negotiated them.
	UnclaimedChannels []UnclaimedChannel
}

// ConnectionSide is what one side of a connection sends. Frames are 0 if there are none.
type ConnectionSide struct {
	Packets, Bytes   int64         // segments; stream bytes, without retransmissions
	FIN, RST         capture.Frame // the first of each
	FINTime, RSTTime int64
	LastDataTime     int64 // when it last sent data, 0 if never

	GapBytes         int64 // bytes that are not in the capture
	NotCapturedBytes int64 // … of these, acknowledged by the receiver: only the capture lacks them
	LostBytes        int64 // … never acknowledged
	TruncatedBytes   int64 // … truncated by the snaplen
	FirstGap         capture.Frame
	// Outstanding are bytes that the other side had not acknowledged at the end, nil if not known. Unacknowledged are the
	// same if the other side reset the connection, else 0.
	Outstanding    *int64
	Unacknowledged int64

	RetransmittedBytes int64
	Recovered          int64 // retransmissions whose first copy is not in the capture
	FirstRetransmitted capture.Frame
	ConflictBytes      int64 // retransmitted with other content
	FirstConflict      capture.Frame
	DuplicateSegments  int64 // duplicates in the capture
	OutOfOrder         int64
	ZeroWindows        int64 // times that its receive window was closed
	ZeroWindowTime     int64 // … in all, nanoseconds
	FirstZeroWindow    capture.Frame

	InterleavedFrames int64
	TruncatedMessages int64  // messages of which the start line is incomplete
	TruncatedFrame    *uint8 // channel of the interleaved frame that the end of the bytes truncates, nil if there is none
	WrongLengths      *WrongLengths
	// UnparsedBytes are neither a message nor an interleaved frame; of these, UnparsedBehindGaps follow a gap.
	UnparsedBytes, UnparsedBehindGaps int64
	UnparsedFrame                     capture.Frame // of the first of these
	UnparsedDetail                    string        // what the first of these were
}

// WrongLengths are the interleaved frames (RFC 2326, 10.12) of one side after which the next message or frame does not
// begin where their length says.
type WrongLengths struct {
	Short, Long int64 // frames whose length is too small, and too large
	Unparsed    int64 // bytes that were skipped because of them
	// The first of them: its frame and channel, and the length that it declares.
	Frame    capture.Frame
	Channel  uint8
	Declared int
	Actual   int // 0 if it is not known
}

// UnclaimedChannel is an interleaved channel (RFC 2326, 10.12) that no SETUP negotiated.
type UnclaimedChannel struct {
	Channel uint8
	From    Side
	Frames  int64         // interleaved frames
	Frame   capture.Frame // the first
}

// FailedConnection is the attempts of a client to connect to an RTSP server that failed. Where many clients tried, or
// many servers were tried, it is the attempts of all of them.
type FailedConnection struct {
	Client capture.Endpoint // of the first attempt; the others come from further ports, or from other clients
	Server capture.Endpoint // of the first attempt
	// Clients and Servers count the addresses of the clients and the endpoints of the servers: 1 for most entries.
	// Clients is the least number where AtLeast is set.
	Clients, Servers int64
	AtLeast          bool
	Peers            []Peers // of the first attempts (bounded), where Clients or Servers is above 1
	Refused          bool    // by a reset; false without any response
	Count            int64   // attempts
	// Time is when the first attempt was refused or made, Until the last.
	Time, Until int64
	Frames      []capture.Frame // of SYN and reset (bounded)
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

// HasGaps reports whether the capture lacks bytes that a side sent, on either half of a tunnel.
func (c *Connection) HasGaps(from Side) bool {
	return c.Sides[from].GapBytes > 0 || c.TunnelPeer != nil && c.TunnelPeer.Sides[from].GapBytes > 0
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
