//home: rtpflow

package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/measure"
)

// LossPattern describes how the packets that never came lay among those that did. Numbers that a PLAY
// explains are left out.
type LossPattern struct {
	MeanRun float64 // packets lost in turn, on average
	Runs    []RunLengths
	// GilbertP and GilbertR are the simple Gilbert model: the probability that a packet is lost after
	// one that came, and that one comes after a lost one; see measure.Sequence.Gilbert.
	GilbertP, GilbertR *float64
	// Bursts are those of RFC 3611, 4.7.2, with Gmin 16; nil where a PLAY explains some of the holes.
	Bursts *LossBursts
}

// RunLengths counts runs of lost packets of similar length.
type RunLengths struct {
	Min, Max int64 // Max 0: no upper bound
	Count    int64
}

// LossBursts tells stretches of frequent loss from the gaps between them (RFC 3611, 4.7.2).
type LossBursts struct {
	Count      int64
	MeanLength float64  // packets from the first to the last lost one of a burst, 0 without bursts
	Density    *float64 // share of lost packets within bursts
	GapDensity *float64 // share of lost packets outside
}

// Reordering says how late packets came that others had overtaken; see measure.Reordering.
type Reordering struct {
	MaxDepth, MaxExtent   int64 // packets
	MeanLateMS, MaxLateMS float64
	MaxLateFrame          capture.Frame
}

// Interruption is a time without packets of a stream that is long for it.
type Interruption struct {
	Start, End int64         // of the packets before and after
	Frame      capture.Frame // of the packet that ended it
	Kind       InterruptionKind
	Lost       int64  // numbers skipped across it
	Media      *int64 // nanoseconds by which the timestamps went on, nil if the clock rate is not known
	// Cause is what TCP did meanwhile, for interleaved streams: "retransmission", "reordering",
	// "zero-window", or "not-captured" where the capture misses bytes; "" if nothing tells.
	Cause string
}

// InterruptionKind says what an interruption was.
type InterruptionKind string

// The kinds of interruption.
const (
	// Paused: PLAY or RECORD was answered meanwhile, so the session had been paused or sought.
	Paused InterruptionKind = "paused"
	// Outage: packets were sent meanwhile and did not come.
	Outage InterruptionKind = "outage"
	// Silence: the timestamps went on with the time, and no number is missing: nothing was sent.
	Silence InterruptionKind = "silence"
	// HeldUp: the timestamps went on by less than the time: the packets came late.
	HeldUp InterruptionKind = "held-up"
)

// Wireshark holds what tshark -z rtp,streams says of the stream; see measure.Wireshark.
type Wireshark struct {
	Lost         int64 // may be negative
	LostPercent  float64
	MaxDeltaMS   float64
	MeanJitterMS *float64 // nil where tshark knows no clock rate
	MaxJitterMS  *float64
}

// Bin is what a stream showed in a while.
type Bin = measure.Bin

// Series is what a stream showed over time.
type Series struct {
	Start int64 // of the first bin
	Width int64 // of every bin: 100 ms times a power of two
	Bins  []Bin
}
