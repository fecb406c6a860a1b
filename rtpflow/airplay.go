package rtpflow

import "rtspect/capture"

// RAOP summarizes the control and timing ports of AirPlay audio: datagrams with an RTP-like header without SSRC, distinguished
// by payload type.
type RAOP struct {
	Syncs                           int64 // type 84: when a sample is played
	ResendRequests, Requested       int64 // type 85, and the packets that they request
	Resent, Refused                 int64 // type 86 with a packet, and without one
	TimingRequests, TimingResponses int64 // types 82 and 83
	Other                           int64 // datagrams of other types
	// Latency is how far audio lags its packets, in samples, by the sender's sync packets; nil without them.
	Latency *uint32
	// RoundTrip is the longest time (ns) from a timing request to its response, nil without responses.
	RoundTrip              *int64
	FirstFrame, LastFrame  capture.Frame
	FirstResend, LastTimed capture.Frame
}
