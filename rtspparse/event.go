package rtspparse

// Frame is one interleaved frame (RFC 2326, 10.12).
type Frame struct {
	Channel uint8
	Length  int // as its header says
	// Data is the frame's payload: all of it where it lay in one piece or Whole was asked for, else
	// its first bytes (at least min(Length, HeadSize)). Of a frame with Missing it is what came
	// before the gap.
	Data []byte
	// Last is the final payload byte (RTP's padding count); 0 where that byte is not there.
	Last byte
	// Missing says that a gap or the end of the connection took part of it.
	Missing bool
	// First is that of the segment with the first byte, Mark that of the segment that completes it:
	// of those with a part of it, the one captured last.
	First, Mark Mark
	Offset      int64
}

// HeadSize is how much of a frame that straddles segments is kept: RTP header with CSRCs, an
// extension and the first bytes of the payload.
const HeadSize = 256

// EventKind tells what an Event carries.
type EventKind uint8

// The kinds of Event.
const (
	None         EventKind = iota
	MessageEvent           // Msg
	FrameEvent             // Frame
	JunkEvent              // Skipped bytes that are neither
	GapEvent               // Skipped bytes that are not in the capture
)

// Blame is what the length of an interleaved frame has to do with junk that ends where a message or frame
// begins.
type Blame uint8

// The kinds of Blame.
const (
	NoBlame     Blame = iota
	BehindFrame       // the junk begins where the frame ends, as its length says
	BeginsFrame       // the junk begins with the frame, whose length leads to nothing
)

// Event is the next thing found in a stream. It is valid until the next call of Next or Feed,
// except Msg, which the receiver may keep. Only the fields of its Kind, Dir and Mark have meaning.
type Event struct {
	Kind    EventKind
	Dir     uint8 // as given to Feed
	Msg     *Message
	Frame   Frame
	Skipped int64
	// Mark is that of the last byte of a message or frame, of the first byte of junk, and of a gap
	// as it was given.
	Mark Mark
	// Offset is the position of the first byte of junk or of a gap in the (unwrapped) stream.
	Offset int64
	// Blame says of a JunkEvent which frame's length may have led to it; Frame then has that frame's
	// Channel, Length and Offset.
	Blame Blame
	// BehindGap says of a JunkEvent that a gap, or the beginning of the capture, came just before it: it may be the end
	// of a message or frame.
	BehindGap bool
	// Detail says in plain words what a JunkEvent was ("interleaved frame cut by a gap", …).
	Detail string
}
