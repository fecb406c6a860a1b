//home: rtpflow

package rtpflow

import "rtspect/capture"

// RAOP is what the control and timing ports of AirPlay audio carried beside the media: datagrams like RTP
// headers without an SSRC, named by their payload type.
type RAOP struct {
	Syncs                           int64 // type 84: which sample sounds when
	ResendRequests, Asked           int64 // type 85, and the packets that they ask for
	Resent, Refused                 int64 // type 86 with a packet, and without one
	TimingRequests, TimingResponses int64 // types 82 and 83
	Other                           int64 // datagrams of other kinds
	// Latency is how far the sender says that the sound is behind its packets, in samples; nil if not said.
	Latency *uint32
	// RoundTrip is the longest time (ns) from a timing request to its response, nil if none was answered.
	RoundTrip              *int64
	FirstFrame, LastFrame  capture.Frame
	FirstResend, LastTimed capture.Frame
}
