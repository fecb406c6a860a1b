package reassembly

import "rtspect/capture"

// Stats contains the statistics of one direction.
type Stats struct {
	Packets  int64 // all accepted packets of this side
	Segments int64 // segments with payload
	Bytes    int64 // delivered stream bytes, without retransmissions and gaps
	// GapBytes is the total over all kinds of gap.
	GapBytes, NotCapturedBytes, LostBytes, TruncatedBytes, UnknownBytes int64
	Gaps                                                                int64
	FirstGap                                                            capture.Frame
	// RetransmittedBytes had been seen before; each of the RetransmittedSegments contained at least one of
	// them.
	RetransmittedBytes, RetransmittedSegments int64
	FirstRetransmitted                        capture.Frame
	// Recovered counts retransmissions whose original is not in the capture because it was lost before the
	// capture point. They are distinguished from OutOfOrder by the IP identification (sent after the segment
	// that follows in the stream) or, without one, by a delay of more than 10 ms, which is an estimate.
	Recovered      int64
	FirstRecovered capture.Frame
	// DuplicateSegments counts duplicates in the capture (mirror ports, several interfaces): same IP
	// identification, sequence number and length within 10 ms. They are not retransmissions. Packets without
	// payload are included.
	DuplicateSegments, DuplicateBytes int64
	// ConflictBytes counts retransmitted bytes that differ from the original bytes, as far as those were still
	// buffered behind a gap. The original bytes are used.
	ConflictBytes int64
	FirstConflict capture.Frame
	// OutOfOrder counts segments that arrived after a later one and filled a gap, unless they are Recovered.
	OutOfOrder      int64
	FirstOutOfOrder capture.Frame
	// LateBytes arrived after they had been given up as a gap, or precede the first byte of a stream whose
	// capture started midway.
	LateBytes, LateSegments int64

	ZeroWindows     int64 // how often this side advertised a zero window
	FirstZeroWindow capture.Frame
	ZeroWindowTime  int64 // total time in nanoseconds during which the window was zero
	KeepAlives      int64 // probes with at most one byte just below the next sequence number
	DupACKs         int64 // duplicate ACKs of this side while data was outstanding
	OverLimit       int64 // bytes given up because too much data was buffered behind a gap
	// StraySegments were too far from the stream to be trusted and never confirmed.
	StraySegments, StrayBytes int64
	// StrayFlags counts the SYN, FIN and RST that do not fit the stream. They are not included in the fields
	// below.
	StrayFlags int64

	SYN, FIN, RST             capture.Frame // first one of each that this side sent, 0 if none
	SYNTime, FINTime, RSTTime int64
	SYNs                      int64 // SYNs sent, including retransmissions but not capture duplicates

	// Options of this side's SYN (RFC 9293, RFC 7323, RFC 2018). MSS is 0 if absent.
	MSS                        uint16
	WindowScale                uint8 // shift count; valid if HasWindowScale
	HasWindowScale             bool
	SACKPermitted, TimestampOK bool
	// RTT is the time in nanoseconds between the capture of the other side's SYN (or SYN with ACK) and of this
	// side's response, 0 if unknown or ambiguous. The sum of both sides is the round-trip time of the
	// handshake.
	RTT int64

	// Impairments lists the periods in which TCP delayed data, by start time per kind. Its length is bounded.
	Impairments []Impairment
	// ImpairmentsDropped counts the segments and zero windows that belong to none of them because the list is full.
	ImpairmentsDropped int64

	MaxSegment          int           // longest payload in bytes on the wire
	First, Last         capture.Frame // any packet of this side
	FirstTime, LastTime int64
	LastDataTime        int64
}

// gap counts a gap.
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
	case TruncatedBySnaplen:
		s.TruncatedBytes += n
	case Unknown:
		s.UnknownBytes += n
	}
}
