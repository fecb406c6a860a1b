package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/frames"
)

// Stream is one RTP source (SSRC) in one direction of one UDP flow, or of one channel of one
// connection.
type Stream struct {
	SSRC                uint32
	Direction           Direction
	Source, Destination capture.Endpoint
	Connection          *Connection // interleaved only
	Channel             uint8       // interleaved only
	PayloadTypes        map[uint8]int64
	// ForeignTypes counts packets, by payload type, that the description does not list and that have the sequence numbers
	// of media packets. They do not belong to the sequence and are in no other count.
	ForeignTypes map[uint8]int64
	// Stale says that the connection is that of another session: the server goes on to send what a session gets whose
	// connection the client has closed.
	Stale         bool
	Encoding      string // "" if not known
	ClockRate     int    // Hz, 0 if not known
	ClockRateFrom string // "sdp", "static", "estimated", ""

	// WireBits counts bits with RTP, UDP and IP headers, or with the framing of interleaved data.
	WireBits int64

	Packets      int64 // RTP packets seen, duplicates included
	Duplicates   int64 // of these, with an extended sequence number that was seen before
	Expected     int64 // highest − lowest extended sequence number + 1, summed over restarts
	Lost         int64 // Expected − (Packets − Duplicates)
	OutOfOrder   int64 // not duplicates, below the highest seen so far
	LossBursts   int64
	MaxBurst     int64
	PayloadBytes int64
	MaxPayload   int // the longest payload, bytes
	Markers      int64
	FirstSeq     uint16 // of the first packet seen
	LastSeq      uint16 // of the highest
	SeqWraps     int64
	FirstRTPTime uint32 // first packet seen
	LastRTPTime  uint32 // last packet seen

	Start, End            int64
	FirstFrame, LastFrame capture.Frame
	Bitrate               *float64 // payload bits per second from Start to End
	Jitter                *Jitter
	Delta                 *Delta
	ClockDriftPPM         *float64
	// ClockDriftInterval is half of the 95 % confidence interval of ClockDriftPPM.
	ClockDriftInterval *float64
	MaxSkewMS          *float64
	// DelayGrowth is nil where the delay does not grow beyond what a clock explains.
	DelayGrowth     *DelayGrowth
	Discontinuities []Discontinuity
	// DiscontinuitiesLeftOut counts those that are not listed.
	DiscontinuitiesLeftOut int64
	LossPattern            *LossPattern // nil if nothing was lost
	Reordering             *Reordering  // nil if no packet was reordered
	// Interruptions are the longest times without packets.
	Interruptions        []Interruption
	InterruptionsLeftOut int64
	// PeakBandwidth is the highest bit rate of one second, in bits per second, with IP and UDP headers (or the framing
	// of interleaved packets); the second ends at PeakTime.
	PeakBandwidth *float64
	PeakTime      int64
	// ClockBack counts packets whose capture time is before that of the packet captured before them.
	CaptureTimeRegressions     int64
	MaxCaptureTimeRegressionMS float64
	// TimestampsBack counts packets, in sequence, whose timestamp is below the one before and below
	// the highest: see measure.Timing.Backward.
	TimestampRegressions int64
	// TypeChanges counts changes of the payload type from one packet to the next.
	PayloadTypeChanges     int64
	PayloadTypeChangeFrame capture.Frame // the first of these
	Series                 *Series
	Wireshark              *Wireshark // nil unless Options ask for it
	RTCP                   *SourceRTCP
	Evidence               []string
	Frames                 *Frames               // access units; nil if the codec is not known or has none
	Events                 []frames.EventSummary // of telephone-event
	TS                     *frames.TSSummary     // nil unless it is an MPEG transport stream
	// CaptureDuplicates are duplicates in the capture: most datagrams of the stream are captured twice, with the same IP
	// identification and within a moment (also counted in Duplicates).
	CaptureDuplicates int64
	Truncated         int64 // packets truncated by the snaplen
	MaxPayloadFrame   capture.Frame
	OutOfRange        int64        // single packets far from the sequence (counted in Packets)
	Malformed         int64        // packets whose header did not fit their length (counted in Packets)
	ASF               *ASFPayloads // of Windows Media; nil for other formats
	Repair            *Repair      // of a stream that is repair only; nil for media
	Repaired          *Repaired    // repairs of the stream's own losses; nil if there are none
	// Losses are the runs of lost packets, as far as they are kept; LossesLeftOut counts the others.
	Losses        []Loss
	LossesLeftOut int64
	// WallClock is nil if the sender's clock is not known.
	WallClock *WallClock
	// Replay and TransmissionOffsets are nil where no packet carries such an extension.
	Replay              *ReplayFlags
	TransmissionOffsets *TransmissionOffsets
	// ClockMap is nil where no WallClock maps the timestamps.
	ClockMap *ClockMap
	Voice    *Voice // nil if the quality of the codec is not estimated
	// Encryption is set where the packets show that the payloads are encrypted, without signalling that says so: nothing of
	// them is decoded.
	Encryption *Encryption
}

// DelayGrowth is by how much more the last packets of a stream are delayed than the first.
type DelayGrowth struct {
	Seconds float64
	From    string // "sr": against the sender's clock by its reports; "arrival": against the RTP timestamps
}

// Loss is a run of lost packets.
type Loss struct {
	FirstSeq uint16
	Count    int64
	Frame    capture.Frame // the packet after the gap
	Time     int64
}

// Jitter is RFC 3550's interarrival jitter (A.8), in milliseconds.
type Jitter struct {
	Mean, Max, Last float64
	MaxFrame        capture.Frame // 0 if the clock rate was not known then
	MaxTime         int64
	// Cause is what TCP did just before the maximum: see Interruption.
	Cause string
}

// Delta is the time between arrivals, in milliseconds.
type Delta struct {
	Mean, Max float64
	MaxFrame  capture.Frame
}

// Discontinuity is a jump in sequence or timestamp that is not loss.
type Discontinuity struct {
	Time             int64
	Frame            capture.Frame
	FromSeq, ToSeq   uint16
	FromTime, ToTime uint32 // RTP timestamps
	Reason           string // "play", "restart", …
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
