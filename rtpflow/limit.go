package rtpflow

import "rtspect/capture"

// Excess counts what a limit left out. The zero value has counted nothing.
type Excess struct {
	Count int64
	Frame capture.Frame // of the first, 0 if not known
}

// Add counts n more, seen in a frame.
func (x *Excess) Add(n int64, frame capture.Frame) {
	if n <= 0 {
		return
	}
	if x.Count += n; x.Frame == 0 || frame > 0 && frame < x.Frame {
		x.Frame = frame
	}
}

// LimitExceeded says that a limit on the state of the analysis left something out. Each limit is reported once for a
// capture; what is counted depends on the limit.
type LimitExceeded struct {
	Limit string // one of the constants below
	Max   int64  // the limit: of the capture, or of one flow, connection, session or description
	Excess
}

// The limits that LimitExceeded names, with what is counted beyond them.
const (
	SourceLimit        = "sources"               // RTP packets
	CandidateLimit     = "candidates"            // packets
	FlowLimit          = "flows"                 // packets
	ConnectionLimit    = "connections"           // packets
	MessageLimit       = "messages"              // RTSP messages
	RepairLimit        = "repairs"               // streams
	SessionLimit       = "sessions"              // RTSP sessions
	MediaLimit         = "media"                 // SETUPs
	DescriptionLimit   = "descriptions"          // session descriptions
	BodyLimit          = "bodies"                // bodies of RTSP messages
	RefusedLimit       = "refused"               // refused TCP connections
	DatagramLimit      = "udp-clients"           // RTSP messages over UDP
	RTPInfoLimit       = "rtp-info"              // RTP-Info entries
	PositionLimit      = "positions"             // positions at PLAY, PAUSE and TEARDOWN
	SDPMediaLimit      = "sdp-media"             // media descriptions
	SDPAttributeLimit  = "sdp-attributes"        // attributes
	HeaderLimit        = "header-fields"         // header fields
	GapLimit           = "losses"                // gaps in sequence numbers
	DiscontinuityLimit = "discontinuities"       // discontinuities
	InterruptionLimit  = "interruptions"         // interruptions
	TCPGapLimit        = "tcp-gaps"              // gaps in TCP streams
	ICMPLimit          = "icmp"                  // ICMP messages
	RTCPSourceLimit    = "rtcp"                  // SSRCs
	RTCPDetailLimit    = "rtcp-details"          // BYE, APP, XR, SDES, feedback messages and report blocks
	ResponseLimit      = "pending-requests"      // responses to requests that were given up
	ProvisionalLimit   = "provisional-responses" // provisional responses
	TunnelLimit        = "tunnels"               // halves of HTTP tunnels
	StallLimit         = "tcp-stalls"            // TCP segments and zero windows
	VeryLateLimit      = "very-late"             // RTP packets
	TimingLimit        = "raop-timing"           // AirPlay timing messages
	OffsetLimit        = "av-offsets"            // pairs of streams
	TimelineLimit      = "timeline"              // events
)
