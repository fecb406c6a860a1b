package payload

import "rtspect/bitstream"

// Types of open bitstream units (AV1 bitstream specification, 6.2.2).
const (
	OBUSequenceHeader    = 1
	OBUTemporalDelimiter = 2
	OBUTileGroup         = 4
	OBUTileList          = 8
)

// AV1 walks through the OBU elements of a payload (RTP Payload Format For AV1, 4.4), as H264 does through NAL
// units.
type AV1 struct {
	// Data is the open bitstream unit, or a fragment of it, as far as it was captured.
	Data []byte
	// Continues says that it is the rest of an OBU of the packet before, Unfinished that the next packet goes on
	// with it.
	Continues, Unfinished bool
	// Cut says that less is there than the payload announces.
	Cut bool
	// Malformed says, after the walk, that a size could not be read.
	Malformed bool
	head      byte
	count     int // of this element, from 1
	rest      []byte
}

// Read begins the walk through a payload.
func (r *AV1) Read(b []byte) {
	*r = AV1{}
	if len(b) > 0 {
		r.head, r.rest = b[0], b[1:]
	}
}

// Next goes to the next element.
func (r *AV1) Next() bool {
	announced := int(r.head >> 4 & 3) // W: 0 if every element has its size before it
	if len(r.rest) == 0 || announced > 0 && r.count == announced {
		return false
	}
	r.count++
	size := len(r.rest)
	if announced == 0 || r.count < announced {
		n, used := bitstream.LEB128(r.rest)
		if used == 0 {
			r.rest, r.Malformed = nil, true
			return false
		}
		r.rest = r.rest[used:]
		r.Cut = n > len(r.rest)
		size = min(n, len(r.rest))
	}
	last := size == len(r.rest) || r.count == announced
	r.Continues = r.count == 1 && r.head&0x80 != 0
	r.Unfinished = last && r.head&0x40 != 0
	r.Data, r.rest = r.rest[:size], r.rest[size:]
	return true
}

// Type is the type of an OBU that begins in this element.
func (r *AV1) Type() byte { return r.Data[0] >> 3 & 15 }

// Traits are what the element says of its temporal unit. One that brings a sequence header begins a coded video
// sequence.
func (r *AV1) Traits() Traits {
	switch {
	case len(r.Data) == 0 || r.Continues:
		return 0
	case r.Type() == OBUSequenceHeader:
		return Key | Begins | I
	case r.count == 1 && r.Type() != OBUTileGroup: // a tile group goes on with a frame whose header is lost
		return Begins
	}
	return 0
}
