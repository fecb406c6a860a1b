// Package reassembly puts the segments of TCP connections back in order: the slices themselves
// where nothing is amiss, copies of what came early, and explicit gaps for what never came. Every
// byte keeps the frame and time in which it arrived. It knows nothing of what the bytes mean.
//
// The policy, in one place:
//   - Of bytes that come twice the first ones count, whether delivered or waiting behind a hole.
//   - A hole is given up when the receiver has acknowledged it and a grace for packets that the
//     capture holds late has passed (NotCaptured); when data has waited behind it too long, or too
//     much of it (Lost, or Unknown where the receiver cannot be seen); or at Close.
//   - A segment, ACK, SYN, FIN or RST that cannot belong to the stream (more than 16 MiB away) is
//     not believed on its own word: a segment needs a second one or an ACK beside it.
//   - RST and FIN are recorded; bytes after them are taken all the same.
//
// Nothing here reads a clock: time is capture time only.
package reassembly

import "rtspect/capture"

// Dir is the direction within a connection.
type Dir uint8

// The two directions of a Conn.
const (
	ClientToServer Dir = iota
	ServerToClient
)

// Chunk is a run of stream bytes in order, or a gap in them. A chunk never spans segments.
type Chunk struct {
	Dir Dir
	// Data borrows from the segment (or from a buffer of the Conn) and is valid until the next
	// call of Next or Push. Empty for a gap.
	Data []byte
	// Offset is the position of the first byte in the stream of this direction (0 is the first
	// byte after SYN, or the first byte seen).
	Offset int64
	// Frame and Time are those of the segment that brought these bytes; of a gap, those of the
	// segment that follows it (Snapped: that was cut; at the end of the stream: of the last packet
	// of this direction).
	Frame capture.Frame
	Time  int64
	// Gap is the number of bytes that are missing here; GapKind says why.
	Gap     int64
	GapKind GapKind
}

// GapKind says why bytes are missing.
type GapKind uint8

// The kinds of gap.
const (
	// NoGap: the chunk carries data.
	NoGap GapKind = iota
	// NotCaptured: the receiver acknowledged the bytes, so it was the capture that missed them.
	NotCaptured
	// Lost: the receiver never acknowledged them while it could be watched.
	Lost
	// Snapped: the segment was captured, but the snaplen cut these bytes of it.
	Snapped
	// Unknown: the other direction is not in the capture, so it cannot be told.
	Unknown
)

// String names the kind for people.
func (k GapKind) String() string {
	switch k {
	case NotCaptured:
		return "not captured"
	case Lost:
		return "lost"
	case Snapped:
		return "snapped"
	case Unknown:
		return "unknown"
	}
	return "none"
}
