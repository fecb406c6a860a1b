package rtspparse

import "encoding/binary"

// state says what the next byte of a stream belongs to.
type state uint8

const (
	atStart   state = iota // an element must begin here
	inFrame                // a frame that straddles segments
	afterGap               // the rest of a frame that a gap cut
	inLine                 // the rest of a start line beyond its limit
	inHead                 // header fields
	inRest                 // header fields beyond their limit
	inBody                 // a body with a length
	inSDP                  // a description without one
	inExcess               // a body beyond its limit
	searching              // nothing is known: the next start line or frame is looked for
)

// result says what a step has come to.
type result uint8

const (
	again result = iota // go on with another step
	event               // an event is given out
	need                // more bytes are needed
)

// stream finds messages and frames in the bytes of one direction. What it finds does not depend on
// how the bytes are cut into feeds: a decision waits until the bytes that it rests on are there,
// or until none can follow (final).
type stream struct {
	window
	dir   uint8
	whole bool
	state state
	chans channels

	// final says that nothing follows the window directly: a gap, or the end.
	final   bool
	ended   bool
	gap     int64
	gapMark Mark
	dropped bool // the gap is none, but junk that was let go

	frame frameParts
	// lastEnd is where the frame given out last ended, 0 where that was cut; liar a frame that was not
	// believed.
	lastEnd     int64
	lastLength  uint16
	lastChannel uint8
	liar        Frame
	msg         *Message // being parsed
	head        headScan
	body        bodyParts
	junk        junk
	// sure says that the frame at the start of the window has already been judged.
	sure bool
	seen int // up to where the window has been searched for a line end
	hunt hunt
	// why explains what is skipped in the search, leftOver what lies behind the last message.
	why, leftOver string
	leftOverAt    int64 // where the last message ended
}

// feed gives the next bytes; they must stay valid until next has returned false.
func (s *stream) feed(data []byte, m Mark) {
	if s.ended || len(data) == 0 {
		return
	}
	if s.at < len(s.b) && s.state == atStart {
		if n, ok := s.joinHeader(data); ok {
			s.borrow(data, m)
			s.at = n
			return
		}
	}
	s.window.feed(data, m)
}

// cut says that n bytes are missing; next has returned false before.
func (s *stream) cut(n int64, m Mark) {
	if s.ended || n <= 0 {
		return
	}
	s.final, s.gap, s.gapMark = true, n, m
}

// drop says that n bytes are not here because they were found to be junk.
func (s *stream) drop(n int64, m Mark) {
	if s.state != searching || s.at < len(s.b) {
		s.cut(n, m)
		s.dropped = s.final
		return
	}
	if s.junk.n == 0 {
		s.junk = junk{mark: m, off: s.off, why: s.why}
	}
	s.junk.n += n
	s.off += n
}

// end says that no more bytes come.
func (s *stream) end() { s.final, s.ended = true, true }

// next gives the next event; false when more bytes are needed, and then the bytes fed may go.
func (s *stream) next(e *Event) bool {
	if s.state == atStart && s.junk.n == 0 {
		if u := s.unread(); len(u) > frameHeader && u[0] == '$' && u[1] < usualChannels {
			n := int(binary.BigEndian.Uint16(u[2:]))
			if n <= int(s.chans.usual[u[1]].trust) && n > 0 && n <= len(u)-frameHeader && u[frameHeader]>>6 == 2 {
				s.giveFrame(e, u, n)
				return true
			}
		}
	}
	for {
		switch s.step(e) {
		case event:
			return true
		case need:
			if s.final && s.bound(e) {
				return true
			}
			if s.at < len(s.b) {
				s.keep()
			}
			return false
		}
	}
}

func (s *stream) step(e *Event) result {
	u := s.unread()
	if len(u) == 0 && s.state != inSDP {
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

// stepStart begins an element.
func (s *stream) stepStart(e *Event, u []byte) result {
	switch u[0] {
	case '$':
		return s.startFrame(e, u)
	case '\r', '\n':
		s.junk.addLineEnd(s)
		s.skip(1)
		return again
	}
	line, next, v := lineEnd(u, s.seen, s.final)
	switch {
	case v == yes && line <= maxStartLine:
		return s.startMessage(e, u, line, next)
	case v == yes || len(u) > maxStartLine || s.final:
		return s.startCutMessage(e, u)
	}
	s.seen = max(len(u)-1, 0)
	return need
}

// bound is called when the bytes before a gap or the end have been used up as far as they can be.
func (s *stream) bound(e *Event) bool {
	switch {
	case s.state == inFrame || s.state == afterGap:
		s.takeFrame(s.unread())
		if s.ended || s.gap > int64(s.frame.left) {
			s.frame.Missing = true
			s.giveParts(e)
			s.startSearch(whyGap)
			return true
		}
	case s.msg != nil:
		s.cutMessage(e, s.unread())
		return true
	}
	if s.at < len(s.b) {
		s.junk.add(s, len(s.b)-s.at, "bytes that nothing explains")
		s.skip(len(s.b) - s.at)
	}
	if s.junk.n > 0 {
		s.junk.give(s, e)
		return true
	}
	if s.ended {
		s.final = false
		return false
	}
	s.passGap(e)
	return true
}

// whyGap explains what is skipped behind a gap.
const whyGap = "bytes between a gap in the capture and the next message or frame"

// passGap goes over to the bytes behind a gap.
func (s *stream) passGap(e *Event) {
	e.Kind, e.Dir, e.Skipped, e.Mark, e.Offset = GapEvent, s.dir, s.gap, s.gapMark, s.off
	s.off += s.gap
	if s.state == inFrame || s.state == afterGap {
		s.frame.left -= int(s.gap)
		s.frame.Missing = true
		s.state = afterGap
	} else {
		s.startSearch(whyGap)
	}
	if s.dropped {
		e.Kind, e.Detail, e.Blame = JunkEvent, whyMidway, NoBlame
	}
	s.final, s.gap, s.dropped = false, 0, false
}
