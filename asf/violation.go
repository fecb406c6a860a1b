package asf

// Violation is a departure from the format, or data discarded because of a limit. Everything before it is
// valid.
type Violation struct {
	Code   string // stable, in kebab case; empty if there is none
	Offset int    // position in the input at which the violation was detected
	Detail string // the object or structure concerned; contains no text from the input
}

// The violation codes.
const (
	ViolationNotASF       = "asf-not-header"     // the input does not start with a Header Object; nothing is parsed
	ViolationObjectLength = "asf-object-length"  // the size of an object is less than its header
	ViolationTruncated    = "asf-truncated"      // the input, or an object, ends before its declared content
	ViolationCount        = "asf-count"          // the declared number of objects differs from the actual number
	ViolationTooMany      = "asf-too-many"       // more entries of a kind than are kept; the first ones are kept
	ViolationTooDeep      = "asf-too-deep"       // an object nested in itself; ignored
	ViolationText         = "asf-text"           // invalid UTF-16; replaced with U+FFFD
	ViolationLongText     = "asf-text-too-long"  // truncated
	ViolationRepeated     = "asf-repeated"       // a second object of a kind that may occur only once; ignored
	ViolationListLength   = "asf-list-length"    // the lengths in a content description list do not match its commas
	ViolationPayload      = "asf-payload-header" // truncated RTP payload format header
	ViolationReserved     = "asf-reserved"       // reserved bits are set; ignored
	ViolationTrailing     = "asf-trailing"       // bytes after the last payload, too few for a header
	ViolationPacket       = "asf-packet"         // the parsing information of a data packet is inconsistent
)

const maxViolations = 64

// violations collects violations up to a limit and counts the rest.
type violations struct {
	list []Violation
	more int
}

func (f *violations) add(code string, offset int, detail string) {
	if len(f.list) >= maxViolations {
		f.more++
		return
	}
	f.list = append(f.list, Violation{code, offset, detail})
}
