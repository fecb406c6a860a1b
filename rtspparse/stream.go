package rtspparse

import "encoding/binary"

// state is what the next byte of a stream belongs to.
type state uint8

const (
	atStart   state = iota // an element must start here
	inFrame                // a frame that spans segments
	afterGap               // the rest of a frame after a gap
	inLine                 // the rest of a start line beyond its limit
	inHead                 // header fields
	inRest                 // header fields beyond their limit
	inBody                 // a body with a length
	inSDP                  // a session description without a length
	inExcess               // a body beyond its limit
	searching              // looking for the next start line or frame
)

// result is the result of a step.
type result uint8

const (
	again result = iota // continue with another step
	event               // an event has been emitted
	need                // more bytes are needed
)

// stream finds messages and frames in the bytes of one direction. The result does not depend on how the bytes
// are divided into feeds: a decision is made when the required bytes are available, or when none can follow
// (final).
type stream struct {
	buffer
	dir        uint8
	fullFrames bool
	state      state
	chans      channels

	// final reports that a gap or the end follows the buffered bytes.
	final        bool
	ended        bool
	gap          int64
	gapOrigin    Origin
	gapDiscarded bool // the gap consists of discarded unparsed bytes

	frame frameParts
	// lastEnd is the end of the last emitted frame, or 0 if it was incomplete. rejected is a frame that was not
	// accepted.
	lastEnd     int64
	lastLength  uint16
	lastChannel uint8
	rejected    Frame
	msg         *Message // current message
	head        headScan
	body        bodyParts
	budget      *BodyBudget // nil for none
	held        int64       // of the current body, reserved in the budget
	unparsed    unparsed
	// confirmed reports that the frame at the start of the buffer has already been accepted.
	confirmed bool
	seen      int // searched for a line end up to here
	search    search
	// why explains what is skipped in the search, leftOver what follows the last message.
	why, leftOver string
	leftOverAt    int64 // end of the last message
}

// feed adds the next bytes, which must stay valid until next has returned false.
func (s *stream) feed(data []byte, m Origin) {
	if s.ended || len(data) == 0 {
		return
	}
	if s.pos < len(s.data) && s.state == atStart {
		if n, ok := s.joinHeader(data); ok {
			s.borrow(data, m)
			s.pos = n
			return
		}
	}
	s.buffer.feed(data, m)
}

// gapOf adds n missing bytes. next must have returned false before.
func (s *stream) addGap(n int64, m Origin) {
	if s.ended || n <= 0 {
		return
	}
	s.final, s.gap, s.gapOrigin = true, n, m
}

// addDiscarded adds n bytes that are not available because they were discarded as unparsed.
func (s *stream) addDiscarded(n int64, m Origin) {
	if s.state != searching || s.pos < len(s.data) {
		s.addGap(n, m)
		s.gapDiscarded = s.final
		return
	}
	if s.unparsed.n == 0 {
		s.unparsed = unparsed{origin: m, off: s.off, why: s.why}
	}
	s.unparsed.n += n
	s.off += n
}

// end marks the end of the bytes.
func (s *stream) end() { s.final, s.ended = true, true }

// next stores the next event in e. It returns false if more bytes are needed; the bytes fed are then no longer
// referenced.
func (s *stream) next(e *Event) bool {
	if s.state == atStart && s.unparsed.n == 0 {
		if u := s.unread(); len(u) > frameHeader && u[0] == '$' && u[1] < usualChannels {
			n := int(binary.BigEndian.Uint16(u[2:]))
			if n <= int(s.chans.usual[u[1]].trust) && n > 0 && n <= len(u)-frameHeader && u[frameHeader]>>6 == 2 {
				s.emitFrame(e, u, n)
				return true
			}
		}
	}
	for {
		switch s.step(e) {
		case event:
			return true
		case need:
			if s.final && s.atBoundary(e) {
				return true
			}
			if s.pos < len(s.data) {
				s.keep()
			}
			return false
		}
	}
}

func (s *stream) step(e *Event) result {
	u := s.unread()
	if len(u) == 0 && s.state != inSDP && (s.state != inExcess || s.body.left > 0) {
		return need
	}
	switch s.state {
	case atStart:
		return s.stepStart(e, u)
	case inFrame:
		return s.stepFrame(e, u)
	case afterGap:
		return s.stepAfterGap(e, u)
	case inLine:
		return s.stepLine(u)
	case inHead:
		return s.stepHead(e, u)
	case inRest:
		return s.stepRest(e, u)
	case inBody:
		return s.stepBody(e, u)
	case inSDP:
		return s.stepSDP(e, u)
	case inExcess:
		return s.stepExcess(e, u)
	}
	return s.stepSearch(e, u)
}

// stepStart starts an element.
func (s *stream) stepStart(e *Event, u []byte) result {
	switch u[0] {
	case '$':
		return s.startFrame(e, u)
	case '\r', '\n':
		s.unparsed.addLineEnd(s)
		s.skip(1)
		return again
	}
	line, next, v := lineEnd(u, s.seen, s.final)
	switch {
	case v == yes && line <= maxStartLine:
		return s.startMessage(u, line, next)
	case v == yes || len(u) > maxStartLine || s.final:
		return s.startTruncated(u)
	}
	s.seen = max(len(u)-1, 0)
	return need
}

// atBoundary handles the remaining bytes before a gap or the end.
func (s *stream) atBoundary(e *Event) bool {
	switch {
	case s.state == inFrame || s.state == afterGap:
		s.consumeFrame(s.unread())
		if s.ended || s.gap > int64(s.frame.left) {
			s.frame.Incomplete = true
			s.emitParts(e)
			s.startSearch(whyGap)
			return true
		}
	case s.msg != nil:
		s.emitTruncated(e, s.unread())
		return true
	}
	if s.pos < len(s.data) {
		s.unparsed.add(s, len(s.data)-s.pos, "unrecognized bytes")
		s.skip(len(s.data) - s.pos)
	}
	if s.unparsed.n > 0 {
		s.unparsed.emit(s, e)
		return true
	}
	if s.ended {
		s.final = false
		return false
	}
	s.passGap(e)
	return true
}

// whyGap explains what is skipped after a gap.
const whyGap = "bytes between a gap in the capture and the next message or frame"

// passGap continues with the bytes after a gap.
func (s *stream) passGap(e *Event) {
	e.Kind, e.Dir, e.Skipped, e.Origin, e.Offset = GapEvent, s.dir, s.gap, s.gapOrigin, s.off
	s.off += s.gap
	if s.state == inFrame || s.state == afterGap {
		s.frame.left -= int(s.gap)
		s.frame.Incomplete = true
		s.state = afterGap
	} else {
		s.startSearch(whyGap)
	}
	if s.gapDiscarded {
		e.Kind, e.Detail, e.LengthHint = UnparsedEvent, whyMidstream, NoHint
	}
	s.final, s.gap, s.gapDiscarded = false, 0, false
}
