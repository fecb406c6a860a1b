//home: rtpflow

package rtpflow

import (
	"cmp"

	"rtspect/capture"
	"rtspect/rtpflow/frames"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// Report is everything that one input tells: the model that every output is made from. Times are
// nanoseconds since 1970-01-01 UTC; pointers are nil where a value cannot be known. Text from the
// capture stands as it was sent, neither escaped nor masked: that is the work of the outputs.
type Report struct {
	Captures []*capture.File
	// Joined says that the packets of several files were merged: moments are compared by time then, and else by frame, because
	// frames keep their order where the clock of the capture steps back.
	Merged       bool
	End          int64 // capture time of the last packet
	Limits       []LimitExceeded
	Unreachable  []Unreachable
	Attempts     []FailedConnection
	Connections  []*Connection
	Sessions     []*Session
	Unassociated Unassociated
	Findings     []Finding // about the capture as a whole
}

// Compare orders two moments of the capture.
func (r *Report) Compare(frame capture.Frame, time int64, frame2 capture.Frame, time2 int64) int {
	if r.Merged {
		return cmp.Or(cmp.Compare(time, time2), cmp.Compare(frame, frame2))
	}
	return cmp.Or(cmp.Compare(frame, frame2), cmp.Compare(time, time2))
}

// Unassociated is media that no signalling in the capture explains.
type Unassociated struct {
	Streams []*Stream
	RTCP    []*RTCP
}

// Direction is the way media flows.
type Direction uint8

// The directions; UnknownDirection where nothing tells who is server and who is client.
const (
	UnknownDirection Direction = iota
	ServerToClient
	ClientToServer
)

// Side is one end of a connection.
type Side uint8

// The sides. Arrays indexed by Side hold the client's value first.
const (
	Client Side = iota
	Server
)

// String names the side.
func (s Side) String() string { return [2]string{"client", "server"}[s] }

// ConnectionKind is what a connection carries, in the contract's words.
type ConnectionKind string

// The kinds of connection.
const (
	KindRTSP       ConnectionKind = "rtsp"
	KindTunnelGet  ConnectionKind = "http-tunnel-get"
	KindTunnelPost ConnectionKind = "http-tunnel-post"
	KindWebSocket  ConnectionKind = "websocket"
	KindTLS        ConnectionKind = "tls"
	KindUDP        ConnectionKind = "udp" // rtspu: no connection at all
)

// Connection is a TCP connection that carries RTSP in any wrapping (or may, inside TLS).
type Connection struct {
	ID                    string // "c1", by first packet
	Kind                  ConnectionKind
	Client, Server        capture.Endpoint
	FirstFrame, LastFrame capture.Frame
	Start, End            int64
	SYNSeen               bool
	Sides                 [2]ConnectionSide // by Side
	// TunnelPeer is the other half of an HTTP tunnel, and Cookie its x-sessioncookie.
	TunnelPeer *Connection
	Cookie     string
	ServerName string // TLS: the name asked for (SNI)
	// HTTPRequest and HTTPAnswer opened the tunnel or WebSocket, the last where it took several; nil where not
	// seen.
	HTTPRequest, HTTPResponse *rtspparse.Message
	// UnclaimedChannels carried interleaved data though no SETUP in the capture negotiated them.
	UnclaimedChannels []UnclaimedChannel
}

// ConnectionSide is what one side of a connection sent.
type ConnectionSide struct {
	FIN, RST         capture.Frame // first of each, 0 for none
	FINTime, RSTTime int64
	Bytes            int64 // stream bytes, without retransmissions
	GapBytes         int64 // bytes that the capture does not hold
	NotCapturedBytes int64 // … of these, acknowledged by the receiver: the capture missed them
	LostBytes        int64 // … never acknowledged
	// Unacknowledged are bytes that the other side never acknowledged when it has reset the connection; 0 too
	// where its acknowledgments are not in the capture.
	Unacknowledged int64
	// CutFrame is the channel of the interleaved frame in which the side's bytes end, nil if they do not.
	TruncatedFrame     *uint8
	TruncatedBytes     int64 // … cut by the snaplen
	RetransmittedBytes int64
	ConflictBytes      int64
	OutOfOrder         int64
	ZeroWindows        int64
	InterleavedFrames  int64
	UnparsedBytes      int64 // neither message nor frame
	UnparsedBehindGaps int64 // … of these, just behind gaps
	UnparsedFrame      capture.Frame
	Packets            int64
	DuplicateSegments  int64 // captured more than once
	FirstConflict      capture.Frame
	FirstGap           capture.Frame
	FirstRetransmitted capture.Frame
	FirstZeroWindow    capture.Frame
	// Recovered counts retransmissions whose first copy the capture never saw.
	Recovered         int64
	ZeroWindowTime    int64  // nanoseconds during which its receive window was closed
	LastDataTime      int64  // when it last sent data, 0 if never
	TruncatedMessages int64  // messages of which not even the start line is whole
	UnparsedDetail    string // what the first junk was, in plain words
	WrongLengths      *WrongLengths
	// Outstanding are bytes that the other side had not acknowledged at the end, nil if not known.
	Outstanding *int64
}

// WrongLengths are the interleaved frames (RFC 2326, 10.12) of one side after which the next message or frame does not
// begin where their length says.
type WrongLengths struct {
	Short, Long int64 // frames whose length is too small, and too large
	Unparsed    int64 // bytes that were skipped because of them
	// The first of them: its frame and channel, the length that it declares and, where it can be known,
	// the one that it has.
	Frame    capture.Frame
	Channel  uint8
	Declared int
	Actual   int // 0 where it cannot be known
}

// Session is one RTSP session, or the attempt at one.
type Session struct {
	ID          string // "s1", by first packet
	Session     string // the Session header, "" if never given
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
	// EndedBy is "teardown", "client-close", "server-close", "client-reset", "server-reset",
	// "timeout" or "capture-end".
	EndedBy string
	// Teardown is nil where the capture contains no TEARDOWN of the whole session.
	Teardown *Teardown
	// Moved is nil where all requests come from Client.
	Moved *AddressChange
	// Positions are how far the streams had come at each PLAY, PAUSE and TEARDOWN (bounded).
	Positions []PlaybackPosition
	// Timeout is the Session header's, in seconds; 0 if not given.
	Timeout int
	// Keepalive is how the client showed that it was alive, nil if it did not have to or did not.
	Keepalive *Keepalive
	// Dialects names the ways of speaking RTSP that the messages show: "windows-media", "realmedia",
	// "sat-ip", "onvif-replay", "onvif-backchannel", "airplay", "wifi-display", "quicktime", "3gpp".
	Dialects     []string
	WindowsMedia *WindowsMedia // nil for other dialects
	Plays        []*Play
	Exchanges    []*Exchange
	SDP          []byte // as sent, nil if there was none
	SDPView      *sdpview.Session
	SDPFrame     capture.Frame
	Media        []*Media
	AVOffsets    []AVOffset
	Described    []*sdpview.Media // described, never set up
	Timeline     []Event
	Findings     []Finding
}

// Keepalive tells of a client's signs of life during PLAY or RECORD.
type Keepalive struct {
	Methods     map[string]int64 // how often each was used: "OPTIONS", "GET_PARAMETER", "RTCP", …
	MaxInterval int64            // longest time between two requests, nanoseconds; RTCP may lie between them
	SilentAtEnd int64            // from the last sign of life, RTCP included, to the last media or RTCP, nanoseconds
}

// Play is one PLAY that was accepted, until the next PLAY, PAUSE or TEARDOWN.
type Play struct {
	Time               int64
	Frame              capture.Frame // of the answer
	Requested, Granted string        // Range of request and answer
	Scale, Speed       float64       // 1 if not given
	EndedBy            string        // the method that ended it, or "end"
	Media              []PlayedMedia
}

// PlayedMedia is the part of a stream that a PLAY brought.
type PlayedMedia struct {
	Media                     *int
	SSRC                      uint32
	Packets                   int64
	FirstRTPTime, LastRTPTime uint32
	FirstNPT, LastNPT         *float64 // seconds of normal play time, where RTP-Info and Range tell
	// FirstCapture and LastCapture are the sender's time of day at these timestamps; see WallClock.
	FirstCapture, LastCapture *int64
}

// Exchange is a request with its answer.
type Exchange struct {
	Connection *Connection
	Sender     Side // of the request
	CSeq       *int64
	Method     string // "" when only the answer was seen and nothing tells
	URL        string
	Request    *rtspparse.Message // nil if not seen
	Response   *rtspparse.Message // nil if not seen
	// Frames and times are those of the last byte of each message.
	RequestFrame, ResponseFrame capture.Frame
	RequestTime, ResponseTime   int64
}

// Status is the answer's status code, 0 without an answer.
func (e *Exchange) Status() int {
	if e.Response == nil {
		return 0
	}
	return e.Response.Status
}

// Time is when the exchange began: the request, or the answer where that is all there is.
func (e *Exchange) Time() int64 {
	if e.Request != nil {
		return e.RequestTime
	}
	return e.ResponseTime
}

// Frame is the frame at Time.
func (e *Exchange) Frame() capture.Frame {
	if e.Request != nil {
		return e.RequestFrame
	}
	return e.ResponseFrame
}

// Latency is the time from request to answer in nanoseconds; false unless both were seen.
func (e *Exchange) Latency() (int64, bool) {
	if e.Request == nil || e.Response == nil {
		return 0, false
	}
	return e.ResponseTime - e.RequestTime, true
}

// Media is one control URL that was set up.
type Media struct {
	// Index is the place in the SDP, or the order of SETUP where there is none.
	Index     int
	Type      string // "video", "audio", …; "" if not known
	Control   string // the URL of the SETUP request
	Protocol  string // "RTP/AVP", from the SDP or the Transport
	Formats   []sdpview.Format
	SDP       *sdpview.Media // nil if there is none
	Transport Transport
	Streams   []*Stream
	RTCP      []*RTCP
	RAOP      *RAOP    // AirPlay's control and timing ports, nil if nothing came there
	Raw       *RawFlow // what came on its ports and is no RTP, nil if nothing
}

// RawFlow counts datagrams (or interleaved frames) of a media that are neither RTP nor RTCP: all of
// it where RAW/RAW/UDP or another format was agreed, strays otherwise.
type RawFlow struct {
	Packets, Bytes        int64
	Start, End            int64
	FirstFrame, LastFrame capture.Frame
	TS                    *frames.TSSummary // of the flow with most of them, nil if it is none
	Format                string            // "MP2T" as its content tells, "RDT" as was agreed, or ""

	Parts []RawPart // by flow, in order of appearance
}

// RawPart is the part of a RawFlow that one UDP flow or interleaved channel carried: Packets of them, from FirstFrame on.
type RawPart struct {
	Source, Destination capture.Endpoint
	Connection          *Connection // interleaved only
	Channel             uint8       // interleaved only
	FirstFrame          capture.Frame
	Packets             int64
	NonRTP              bool          // what was agreed is not RTP: all packets count, even if they look like it
	FirstRTCP           capture.Frame // of RTCP in the same flow, 0 for none
}

// Transport is what SETUP agreed.
type Transport struct {
	Lower       string // "udp", "tcp", "multicast"
	Requested   string // the request's Transport header
	Agreed      string // the answer's
	ClientPorts []uint16
	ServerPorts []uint16
	Channels    []uint8
	Destination string
	Source      string
	TTL         *int
	SSRC        *uint32
	Profile     string // "RTP/AVP", "RTP/SAVP", "RAW/RAW/UDP", …
	Mode        string // "play", "record"
	// Inferred says that the SETUP is not in the capture: the transport is that of the packets. Replaced says
	// that a later SETUP of the same URL took its place.
	Inferred, Replaced bool
	// ClientAddr and ServerAddr are the addresses that ClientPorts and ServerPorts belong to, SourceAddr is the
	// address in source=, Group the multicast group; zero where there is none.
	ClientAddr, ServerAddr, SourceAddr, Group capture.Addr
	// RTPInfo are the first packets that RTP-Info announced, one for each PLAY.
	RTPInfo []RTPInfo
}

// Event is one entry of a session's timeline.
type Event struct {
	Time   int64
	Frame  capture.Frame
	Kind   string // "request", "response", "rtp-start", "rtp-end", "loss", "gap", …
	Media  *int   // index of the media
	Detail string
}
