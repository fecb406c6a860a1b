package asf

// Fault is a departure from the format, or what a cap left out. What was read before it stands.
type Fault struct {
	Code   string // stable kebab-case; empty: no fault
	Offset int    // of the byte where it was noticed, in the bytes given
	Detail string // what it was in; no text from the bytes
}

// The codes of faults.
const (
	FaultNotASF       = "asf-not-header"     // the bytes do not begin with a Header Object; nothing is read
	FaultObjectLength = "asf-object-length"  // an object says that it is shorter than its own head
	FaultTruncated    = "asf-truncated"      // the bytes end, or an object does, before what it says it holds
	FaultCount        = "asf-count"          // the number of objects said is not the number there
	FaultTooMany      = "asf-too-many"       // more of a kind than is kept; the first are
	FaultTooDeep      = "asf-too-deep"       // an object inside itself; passed over
	FaultText         = "asf-text"           // no UTF-16 text; what is wrong reads as U+FFFD
	FaultLongText     = "asf-text-too-long"  // cut
	FaultRepeated     = "asf-repeated"       // a second object of a kind that there is one of; the first counts
	FaultListLength   = "asf-list-length"    // the lengths of a content description do not fit its commas
	FaultPayload      = "asf-payload-header" // an RTP payload format header is cut short
	FaultReserved     = "asf-reserved"       // reserved bits are set; passed over
	FaultTrailing     = "asf-trailing"       // bytes after the last payload too few for a header
	FaultPacket       = "asf-packet"         // a data packet's parsing information cannot be followed
)

const maxFaults = 64

// faults collects faults up to a cap, beyond which they are counted.
type faults struct {
	list []Fault
	more int
}

func (f *faults) add(code string, offset int, detail string) {
	if len(f.list) >= maxFaults {
		f.more++
		return
	}
	f.list = append(f.list, Fault{code, offset, detail})
}
