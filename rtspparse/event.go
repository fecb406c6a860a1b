package rtspparse

// Frame is an interleaved frame (RFC 2326, 10.12).
type Frame struct {
	Channel uint8
	Length  int // according to its header
	// Data is the payload: all of it if it was contiguous or FullFrames is set, otherwise its first bytes (at
	// least min(Length, HeadSize)). For an Incomplete frame it is the part before the gap.
	Data []byte
	// Last is the final payload byte, which is the RTP padding count, or 0 if that byte is missing.
	Last byte
	// Incomplete reports that part of the frame is missing because of a gap or the end of the connection.
	Incomplete bool
	// First is the origin of the first byte. Origin is that of the segment that completes the frame: of all
	// segments with a part of the frame, the one captured last.
	First, Origin Origin
	Offset        int64
}

// HeadSize is how much of a frame that spans segments is kept: the RTP header with CSRCs, an extension and the
// first bytes of the payload.
const HeadSize = 256

// EventKind is the kind of an Event.
type EventKind uint8

// The kinds of Event.
const (
	None          EventKind = iota
	MessageEvent            // Msg
	FrameEvent              // Frame
	UnparsedEvent           // Skipped bytes that are neither
	GapEvent                // Skipped bytes that are not in the capture
)

// LengthHint relates unparsed bytes, after which a message or frame was found, to the length of an interleaved
// frame.
type LengthHint uint8

// The length hints.
const (
	NoHint          LengthHint = iota
	AfterFrame                 // the unparsed bytes start at the end of the frame according to its length
	StartsWithFrame            // the unparsed bytes start with the frame, whose length leads to nothing valid
)

// Event is the next element of a stream. It is valid until the next call of Next or Feed, except for Msg, which
// the caller may keep. Only Dir, Origin and the fields of its Kind are meaningful.
type Event struct {
	Kind    EventKind
	Dir     uint8 // as given to Feed
	Msg     *Message
	Frame   Frame
	Skipped int64
	// Origin is that of the last byte of a message or frame, of the first byte of unparsed data, or of a gap as
	// passed to Gap.
	Origin Origin
	// Offset is the position of the first byte of unparsed data or of a gap in the (decapsulated) stream.
	Offset int64
	// LengthHint identifies the frame whose length may have caused an UnparsedEvent. Frame then contains its
	// Channel, Length and Offset.
	LengthHint LengthHint
	// AfterGap reports that the bytes of an UnparsedEvent directly follow a gap or the start of the capture, so
	// they may be the end of a message or frame.
	AfterGap bool
	// Detail describes an UnparsedEvent in plain words.
	Detail string
}
