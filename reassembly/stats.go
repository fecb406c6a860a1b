package reassembly

import "rtspect/capture"

// Stats are the counts of one direction.
type Stats struct {
	Packets  int64 // all packets of this side that were taken
	Segments int64 // segments with payload
	Bytes    int64 // stream bytes delivered, without retransmissions and gaps
	// GapBytes is the sum of all kinds of gap.
	GapBytes, NotCapturedBytes, LostBytes, SnappedBytes, UnknownBytes int64
	Gaps                                                              int64
	FirstGap                                                          capture.Frame
	// RetransmittedBytes had been seen before; RetransmittedSegments held at least one of them.
	RetransmittedBytes, RetransmittedSegments int64
	FirstRetransmitted                        capture.Frame
	// Recovered counts retransmissions whose first copy the capture never saw: lost before the
	// point of capture and repaired. Told from OutOfOrder by the IP identification (sent after
	// what follows it), without one by coming more than 10 ms late: an estimate.
	Recovered      int64
	FirstRecovered capture.Frame
	// DuplicateSegments are copies made by the capture (mirror ports, several interfaces): same
	// IP identification, sequence number and length within 10 ms. They are no retransmissions.
	// Packets without payload count among the segments too.
	DuplicateSegments, DuplicateBytes int64
	// ConflictBytes are retransmitted bytes that differ from those that came first (of what was
	// still at hand to compare: bytes waiting behind a hole); the first ones count.
	ConflictBytes int64
	FirstConflict capture.Frame
	// OutOfOrder counts segments that came after a later one and filled a hole, unless Recovered.
	OutOfOrder      int64
	FirstOutOfOrder capture.Frame
	// LateBytes came when their place had been given up as a gap, or lie before the first byte
	// of a stream that was captured midway.
	LateBytes, LateSegments int64

	ZeroWindows     int64 // times this side announced a closed receive window
	FirstZeroWindow capture.Frame
	ZeroWindowTime  int64 // nanoseconds in all during which its window was closed
	KeepAlives      int64 // probes: no or one byte just below the next sequence number
	DupACKs         int64 // ACKs of this side that repeat the one before while data was under way
	OverLimit       int64 // bytes let go because too much waited behind a hole
	// StraySegments were so far from the stream, and so alone, that they were not believed.
	StraySegments, StrayBytes int64
	// StrayFlags counts SYN, FIN and RST that do not fit the stream; they are not in the fields below.
	StrayFlags int64

	SYN, FIN, RST             capture.Frame // first of each this side sent, 0 for none
	SYNTime, FINTime, RSTTime int64
	SYNs                      int64 // SYNs sent, repeated ones included, capture duplicates not

	// What this side's SYN offered (RFC 9293, RFC 7323, RFC 2018). MSS is 0 if not given.
	MSS                        uint16
	WindowScale                uint8 // shift count; valid when HasWindowScale
	HasWindowScale             bool
	SACKPermitted, TimestampOK bool
	// RTT is the time in nanoseconds from the other side's SYN (or SYN and ACK) passing the point
	// of capture to this side's answer; 0 where unknown or ambiguous. Both sides' sum is the
	// round-trip time of the handshake.
	RTT int64

	// Troubles are the whiles in which TCP held data up, by their beginning for each kind; bounded.
	Troubles []Trouble

	MaxSegment          int           // longest payload seen, in bytes on the wire
	First, Last         capture.Frame // any packet of this side
	FirstTime, LastTime int64
	LastDataTime        int64
}

// gap counts one gap.
func (s *Stats) gap(kind GapKind, n int64, frame capture.Frame) {
	s.Gaps++
	s.GapBytes += n
	if s.FirstGap == 0 {
		s.FirstGap = frame
	}
	switch kind {
	case NotCaptured:
		s.NotCapturedBytes += n
	case Lost:
		s.LostBytes += n
	case Snapped:
		s.SnappedBytes += n
	case Unknown:
		s.UnknownBytes += n
	}
}
