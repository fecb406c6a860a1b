// Package reassembly reassembles the byte streams of TCP connections. Data in order is passed on without
// copying, data beyond a gap is buffered, and missing data becomes an explicit gap. Each chunk carries the
// frame and time of its segment. The package knows nothing about the content.
//
// The policy:
//
//   - If bytes are received more than once, the first ones count, whether delivered or buffered.
//   - A gap is given up when the receiver has acknowledged it and a grace period for packets captured out of
//     order has passed (NotCaptured); when data behind it has been buffered for too long, or too much of it
//     (Lost, or Unknown if the receiver is not in the capture); or at Close.
//   - A segment, ACK, SYN, FIN or RST more than 16 MiB away from the stream is not trusted. Such a segment needs
//     a second one nearby, or an ACK, as confirmation.
//   - RST and FIN are recorded, but bytes after them are accepted.
//
// The package never reads the system clock: all times are capture times.
package reassembly

import "rtspect/capture"

// Dir is a direction of a connection.
type Dir uint8

// The two directions of a Conn.
const (
	ClientToServer Dir = iota
	ServerToClient
)

// Chunk is a run of stream bytes in order, or a gap. A chunk never spans segments.
type Chunk struct {
	Dir Dir
	// Data refers to the segment or to a buffer of the Conn and is valid until the next call of Next or Push.
	// It is empty for a gap.
	Data []byte
	// Offset is the position of the first byte in the stream of this direction. Offset 0 is the first byte
	// after the SYN, or the first byte seen.
	Offset int64
	// Frame and Time are those of the segment that carried these bytes. For a gap they are those of the
	// following segment, for TruncatedBySnaplen those of the truncated segment, and at the end of the stream
	// those of the last packet of this direction.
	Frame capture.Frame
	Time  int64
	// Gap is the number of missing bytes; GapKind is the reason.
	Gap     int64
	GapKind GapKind
}

// GapKind is the reason why bytes are missing.
type GapKind uint8

// The kinds of gap.
const (
	// NoGap: the chunk carries data.
	NoGap GapKind = iota
	// NotCaptured: the receiver acknowledged the bytes, so only the capture missed them.
	NotCaptured
	// Lost: the receiver never acknowledged the bytes, although its packets are in the capture.
	Lost
	// TruncatedBySnaplen: the segment was captured, but these bytes exceed the snaplen.
	TruncatedBySnaplen
	// Unknown: the other direction is not in the capture, so the reason cannot be determined.
	Unknown
)
