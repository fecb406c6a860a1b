package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/measure"
)

// LossPattern describes how lost packets were distributed among received ones. Gaps that a PLAY explains do not count.
type LossPattern struct {
	MeanRun float64 // consecutive packets lost, on average
	Runs    []RunLengths
	// GilbertP and GilbertR are the simple Gilbert model: the probability that a packet is lost after
	// a received one, and that one is received after a lost one; see measure.Sequence.Gilbert.
	GilbertP, GilbertR *float64
	// Bursts are those of RFC 3611, 4.7.2, with Gmin 16; nil where a PLAY explains some of the gaps.
	Bursts *LossBursts
}

// RunLengths counts runs of lost packets of similar length.
type RunLengths struct {
	Min, Max int64 // Max 0: no upper bound
	Count    int64
}

// LossBursts separates bursts of frequent loss from the gaps between them (RFC 3611, 4.7.2).
type LossBursts struct {
	Count      int64
	MeanLength float64  // packets from the first to the last lost one of a burst, 0 without bursts
	Density    *float64 // share of lost packets within bursts
	GapDensity *float64 // share of lost packets outside
}

// Reordering describes how late reordered packets arrived; see measure.Reordering.
type Reordering struct {
	MaxDepth, MaxExtent   int64 // packets
	MeanLateMS, MaxLateMS float64
	MaxLateFrame          capture.Frame
}

// Interruption is a time without packets that is long for the stream.
type Interruption struct {
	Start, End int64         // of the packets before and after
	Frame      capture.Frame // of the packet that ended it
	Kind       InterruptionKind
	Lost       int64  // sequence numbers skipped across it
	Media      *int64 // nanoseconds by which the timestamps advanced, nil if the clock rate is not known
	// Cause is what TCP did during it, for interleaved streams: "retransmission", "reordering",
	// "zero-window", or "not-captured" where bytes are missing from the capture; "" if not known.
	Cause string
}

// InterruptionKind classifies an interruption.
type InterruptionKind string

// The kinds of interruption.
const (
	// Paused: a response to PLAY or RECORD was sent during it, so the session was paused or sought.
	Paused InterruptionKind = "paused"
	// Outage: packets were sent during it and are missing.
	Outage InterruptionKind = "outage"
	// Silence: the timestamps advanced with the time, and no sequence number is missing: nothing was sent.
	Silence InterruptionKind = "silence"
	// HeldUp: the timestamps advanced by less than the time: the packets were delayed.
	Delayed InterruptionKind = "held-up"
)

// Wireshark contains what tshark -z rtp,streams shows; see measure.Wireshark.
type Wireshark struct {
	Lost         int64 // may be negative
	LostPercent  float64
	MaxDeltaMS   float64
	MeanJitterMS *float64 // nil where tshark knows no clock rate
	MaxJitterMS  *float64
}

// Bin is the measurement of one interval.
type Bin = measure.Bin

// Series is a time series of a stream.
type Series struct {
	Start int64 // of the first bin
	Width int64 // of every bin: 100 ms times a power of two
	Bins  []Bin
}
