// Package payload reads the headers of RTP payload formats: one format a file. What a payload says of the
// access unit it belongs to (does it begin one, is it a keyframe, of what type are its slices) is decided here
// and nowhere else. Both users, rtpflow/frames, which inspects the beginnings of payloads as they pass, and
// depacket, which rebuilds the access units for export, ask the same functions, so that a report and an export
// agree on what a frame is.
//
// The functions allocate nothing, keep nothing and return slices of their argument. They accept a payload of
// which only the beginning was captured.
package payload

// Traits is what a payload, or a NAL unit inside one, says of its access unit. An access unit has the traits of
// all of its packets, except for Begins, which counts for its first packet only.
type Traits uint16

// The traits.
const (
	Begins    Traits = 1 << iota // an access unit may begin with it
	Coded                        // coded data, not only headers or parameter sets
	Key                          // decoding can begin with it
	Recovery                     // a recovery point: decoding can begin with it if all slices are intra
	I                            // an intra slice or frame
	P                            // a predicted one
	B                            // a bidirectionally predicted one
	Reference                    // other frames may depend on it
	Malformed                    // it contradicts its format
	Slice                        // the beginning of a slice; without Begins not the first slice of its frame
	ParameterSet
)

// Types covers the three slice types.
const Types = I | P | B

// Keyframe reports whether decoding can begin with an access unit of these traits.
func (t Traits) Keyframe() bool {
	return t&Key != 0 || t&Recovery != 0 && t&Types == I
}

// Join adds to the traits of an access unit those of its next packet, or of the next NAL unit of a packet. A frame whose
// first slice is not the first one of a frame does not begin, whatever parameter sets precede it.
func (t *Traits) Join(next Traits) {
	if next&(Slice|Begins) == Slice && !t.Frame() {
		*t &^= Begins
	}
	*t |= next &^ Begins
}

// Frame reports whether an access unit is a frame: parameter sets alone are none.
func (t Traits) Frame() bool { return t&Coded != 0 }

// EndedBy reports whether an access unit with a marker bit is over, by the traits of the next packet with its timestamp.
// Some senders set the marker bit too early: what does not begin an access unit continues the one before it.
func (t Traits) EndedBy(next Traits) bool { return t.Frame() && next&Begins != 0 }

// Frame is what the payload of one packet says, in formats whose packets each carry a piece of one frame behind a
// payload header.
type Frame struct {
	Traits
	Header int // bytes before the coded data
	Slices int // slices that begin in the payload, where the format gives them
	// Width and Height are given with keyframes whose own header has them, else 0.
	Width, Height int
}
