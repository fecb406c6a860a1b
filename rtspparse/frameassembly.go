package rtspparse

import "encoding/binary"

// frameParts is a frame whose payload is not contiguous.
type frameParts struct {
	Frame
	left int    // payload bytes that are still missing
	buf  []byte // payload bytes kept so far
}

// emitFrame emits the complete frame at the start of u with n bytes of payload.
func (s *stream) emitFrame(e *Event, u []byte, n int) {
	e.Kind, e.Dir = FrameEvent, s.dir
	f := &e.Frame
	f.Channel, f.Length, f.Data = u[1], n, u[frameHeader:frameHeader+n:frameHeader+n]
	f.Last, f.Incomplete, f.Offset = 0, false, s.off
	if n > 0 {
		f.Last = u[frameHeader+n-1]
	}
	if s.owned {
		f.First, f.Origin = s.originOf(0), s.latest(frameHeader+n)
	} else {
		f.First, f.Origin = s.origin, s.origin
	}
	e.Origin = f.Origin
	s.confirmed = false
	s.skip(frameHeader + n)
	s.lastEnd, s.lastLength, s.lastChannel = s.off, uint16(n), f.Channel
}

// startFrame processes a $ at the start of u.
func (s *stream) startFrame(e *Event, u []byte) result {
	if s.unparsed.n > 0 {
		s.unparsed.emit(s, e)
		return event
	}
	v, learn := s.classify(u)
	switch v {
	case ambiguous:
		return need
	case no:
		s.rememberRejected(u)
		s.startSearch(whyNoFrame)
		return again
	}
	n := int(binary.BigEndian.Uint16(u[2:]))
	if learn {
		s.chans.learn(u[1], n, u[frameHeader:min(len(u), frameHeader+n)])
	}
	if len(u) >= frameHeader+n {
		s.emitFrame(e, u, n)
		return event
	}
	s.beginFrame(u[1], n)
	s.skip(frameHeader)
	return again
}

// rememberRejected remembers a rejected frame whose payload looks like that of its channel: its length may be
// wrong.
func (s *stream) rememberRejected(u []byte) {
	s.rejected = Frame{}
	if len(u) < frameHeader+peek {
		return
	}
	if k := s.chans.get(u[1]); k != nil && k.trust > 0 && !k.other && u[frameHeader]>>6 == 2 && k.ssrc == ssrcOf(u[frameHeader:]) {
		s.rejected = Frame{Channel: u[1], Length: int(binary.BigEndian.Uint16(u[2:])), Offset: s.off}
	}
}

// whyNoFrame explains what is skipped if a $ does not start a frame.
const whyNoFrame = "bytes between messages and frames, including a $ that does not start a frame"

// beginFrame starts a frame whose payload is still incomplete. Its header is at the start of the unread bytes.
func (s *stream) beginFrame(ch uint8, n int) {
	f := &s.frame
	m := s.originOf(0)
	f.Frame = Frame{Channel: ch, Length: n, First: m, Origin: m, Offset: s.off}
	f.left, f.buf, s.confirmed = n, f.buf[:0], false
	s.state = inFrame
}

// classify reports whether the $ at the start of u, where an element must start, starts a frame. Typical frames
// are accepted; others only if an element follows at the end of their length. learn reports that the frame was
// not typical and should be recorded.
func (s *stream) classify(u []byte) (v verdict, learn bool) {
	if len(u) < frameHeader {
		return ambiguousUnless(s.final), false
	}
	n := int(binary.BigEndian.Uint16(u[2:]))
	k := s.chans.get(u[1])
	seen := k != nil && k.trust > 0
	usual := u[1] < usualChannels || seen
	if n == 0 {
		return yesIf(usual), false
	}
	if len(u) == frameHeader {
		return yesIf(s.final && seen && n <= int(k.trust)).orAmbiguous(!s.final), false
	}
	if seen && n <= int(k.trust) && (k.other || u[frameHeader]>>6 == 2) {
		return yes, false
	}
	if s.confirmed {
		return yes, true
	}
	return s.verify(u, n, seen, usual), true
}

// verify checks a frame that is not typical.
func (s *stream) verify(u []byte, n int, seen, usual bool) verdict {
	head := u[frameHeader:min(len(u), frameHeader+min(n, peek))]
	if len(head) < min(n, peek) && !s.final {
		return ambiguous
	}
	media := mediaLike(head, n)
	switch {
	case media == yes && usual && n <= usualLength:
		return yes
	case u[1] == '$' && !seen:
		return no // a row of $ is not a row of frames
	case len(u) >= frameHeader+n:
		next := u[frameHeader+n:]
		if v := s.chans.follows(next, s.final); v != no {
			return v
		}
		// A frame that is not RTP must at least be followed by one on the same channel.
		return yesIf(len(next) >= 2 && next[0] == '$' && next[1] == u[1])
	case !s.final:
		return ambiguous
	}
	return yesIf(media == yes && usual && !s.chans.contains(u[frameHeader:]))
}

// orAmbiguous turns no into ambiguous if ask is true.
func (v verdict) orAmbiguous(ask bool) verdict {
	if v == no && ask {
		return ambiguous
	}
	return v
}

func yesIf(b bool) verdict {
	if b {
		return yes
	}
	return no
}

func ambiguousUnless(final bool) verdict {
	if final {
		return no
	}
	return ambiguous
}

// joinHeader starts a frame whose header spans two feeds, so that the second one need not be copied. n bytes of
// data belong to the header. Only frames that are accepted immediately are started.
func (s *stream) joinHeader(data []byte) (n int, ok bool) {
	u := s.unread()
	if u[0] != '$' || len(u) > frameHeader || len(u)+len(data) <= frameHeader || s.unparsed.n > 0 || s.confirmed {
		return 0, false
	}
	var h [frameHeader + 1]byte
	copy(h[copy(h[:], u):], data)
	length := int(binary.BigEndian.Uint16(h[2:]))
	if h[1] >= usualChannels || length == 0 || length > int(s.chans.usual[h[1]].trust) || h[4]>>6 != 2 {
		return 0, false
	}
	s.beginFrame(h[1], length)
	s.off += frameHeader
	return frameHeader - len(u), true
}

// stepFrame reads the payload of a frame that spans feeds.
func (s *stream) stepFrame(e *Event, u []byte) result {
	f := &s.frame
	if f.left > len(u) || len(f.buf) > 0 {
		s.consumeFrame(u)
	} else {
		// Only the header was separate.
		n := f.left
		f.Data, f.Origin, f.left = u[:n:n], later(f.Origin, s.latest(n)), 0
		f.Last = u[n-1]
		s.skip(n)
	}
	if f.left > 0 {
		return need
	}
	s.emitParts(e)
	s.state = atStart
	return event
}

// consumeFrame reads the part of the current frame in u and keeps as much as required.
func (s *stream) consumeFrame(u []byte) {
	f := &s.frame
	n := min(f.left, len(u))
	if n == 0 {
		return
	}
	keep := n
	if !s.fullFrames {
		keep = min(n, max(HeadSize-len(f.buf), 0))
	}
	if !f.Incomplete {
		if f.buf == nil {
			f.buf = make([]byte, 0, HeadSize)
		}
		f.buf = append(f.buf, u[:keep]...)
	}
	f.left -= n
	f.Last, f.Origin = u[n-1], later(f.Origin, s.latest(n))
	s.skip(n)
}

// emitParts emits the current frame, as far as it is available.
func (s *stream) emitParts(e *Event) {
	f := &s.frame
	if f.Data == nil {
		f.Data = f.buf
	}
	if f.left > 0 {
		f.Last = 0
	}
	e.Kind, e.Dir, e.Frame, e.Origin = FrameEvent, s.dir, f.Frame, f.Origin
	s.lastEnd, s.lastLength, s.lastChannel = s.off, uint16(f.Length), f.Channel
	if f.Incomplete {
		s.lastEnd = 0
	}
	f.Frame, f.left = Frame{}, 0
}

// stepAfterGap reads the rest of a frame after a gap. The length of the frame is accepted if an element follows
// at its end; otherwise the search starts at the end of the gap.
func (s *stream) stepAfterGap(e *Event, u []byte) result {
	f := &s.frame
	if len(u) < f.left {
		return need
	}
	switch s.chans.follows(u[f.left:], s.final) {
	case ambiguous:
		return need
	case yes:
		s.consumeFrame(u)
		s.state = atStart
	default:
		s.startSearch(whyGap)
	}
	s.emitParts(e)
	return event
}
