package rtspparse

import "encoding/binary"

// frameParts is a frame whose payload is not in one piece.
type frameParts struct {
	Frame
	left int    // payload bytes to come
	buf  []byte // payload bytes kept so far
}

// giveFrame gives out the frame at the start of u, n bytes of payload, which lies there whole.
func (s *stream) giveFrame(e *Event, u []byte, n int) {
	e.Kind, e.Dir = FrameEvent, s.dir
	f := &e.Frame
	f.Channel, f.Length, f.Data = u[1], n, u[frameHeader:frameHeader+n:frameHeader+n]
	f.Last, f.Missing, f.Offset = 0, false, s.off
	if n > 0 {
		f.Last = u[frameHeader+n-1]
	}
	if s.owned {
		f.First, f.Mark = s.markOf(0), s.latest(frameHeader+n)
	} else {
		f.First, f.Mark = s.mark, s.mark
	}
	e.Mark = f.Mark
	s.sure = false
	s.skip(frameHeader + n)
	s.lastEnd, s.lastLength, s.lastChannel = s.off, uint16(n), f.Channel
}

// startFrame begins the frame at the start of u, if it is one.
func (s *stream) startFrame(e *Event, u []byte) result {
	if s.junk.n > 0 {
		s.junk.give(s, e)
		return event
	}
	v, learn := s.judge(u)
	switch v {
	case unsure:
		return need
	case no:
		s.noteLiar(u)
		s.startSearch(whyNoFrame)
		return again
	}
	n := int(binary.BigEndian.Uint16(u[2:]))
	if learn {
		s.chans.learn(u[1], n, u[frameHeader:min(len(u), frameHeader+n)])
	}
	if len(u) >= frameHeader+n {
		s.giveFrame(e, u, n)
		return event
	}
	s.beginFrame(u[1], n)
	s.skip(frameHeader)
	return again
}

// noteLiar remembers a frame that was not believed, though its payload begins like that of its channel:
// its length may be wrong.
func (s *stream) noteLiar(u []byte) {
	s.liar = Frame{}
	if len(u) < frameHeader+peek {
		return
	}
	if k := s.chans.get(u[1]); k != nil && k.trust > 0 && !k.other && u[frameHeader]>>6 == 2 && k.ssrc == ssrcOf(u[frameHeader:]) {
		s.liar = Frame{Channel: u[1], Length: int(binary.BigEndian.Uint16(u[2:])), Offset: s.off}
	}
}

// whyNoFrame explains what is skipped where a $ turned out to begin no frame.
const whyNoFrame = "bytes between messages and frames, among them a $ that begins no frame"

// beginFrame notes a frame whose payload is still to come; its header is at the start of what is
// unread.
func (s *stream) beginFrame(ch uint8, n int) {
	f := &s.frame
	m := s.markOf(0)
	f.Frame = Frame{Channel: ch, Length: n, First: m, Mark: m, Offset: s.off}
	f.left, f.buf, s.sure = n, f.buf[:0], false
	s.state = inFrame
}

// judge says whether the $ at the start of u, where an element must begin, begins a frame: those
// that look as usual are believed, the others when something follows where their length says.
// There is something to learn from a frame that was not as usual.
func (s *stream) judge(u []byte) (v verdict, learn bool) {
	if len(u) < frameHeader {
		return unsureUnless(s.final), false
	}
	n := int(binary.BigEndian.Uint16(u[2:]))
	k := s.chans.get(u[1])
	seen := k != nil && k.trust > 0
	usual := u[1] < usualChannels || seen
	if n == 0 {
		return yesIf(usual), false
	}
	if len(u) == frameHeader {
		return yesIf(s.final && seen && n <= int(k.trust)).orUnsure(!s.final), false
	}
	if seen && n <= int(k.trust) && (k.other || u[frameHeader]>>6 == 2) {
		return yes, false
	}
	if s.sure {
		return yes, true
	}
	return s.prove(u, n, seen, usual), true
}

// prove judges a frame that is not as usual.
func (s *stream) prove(u []byte, n int, seen, usual bool) verdict {
	head := u[frameHeader:min(len(u), frameHeader+min(n, peek))]
	if len(head) < min(n, peek) && !s.final {
		return unsure
	}
	media := mediaLike(head, n)
	switch {
	case media == yes && usual && n <= usualLength:
		return yes
	case u[1] == '$' && !seen:
		return no // a row of them is no row of frames
	case len(u) >= frameHeader+n:
		next := u[frameHeader+n:]
		if v := s.chans.follows(next, s.final); v != no {
			return v
		}
		// What is no RTP at least goes on as it has begun.
		return yesIf(len(next) >= 2 && next[0] == '$' && next[1] == u[1])
	case !s.final:
		return unsure
	}
	return yesIf(media == yes && usual && !s.chans.holds(u[frameHeader:]))
}

// orUnsure makes no unsure, if asked to.
func (v verdict) orUnsure(ask bool) verdict {
	if v == no && ask {
		return unsure
	}
	return v
}

func yesIf(b bool) verdict {
	if b {
		return yes
	}
	return no
}

func unsureUnless(final bool) verdict {
	if final {
		return no
	}
	return unsure
}

// joinHeader begins a frame whose header straddles two feeds, so that the second need not be
// copied: n bytes of data belong to the header. Only a frame that is believed at once is begun.
func (s *stream) joinHeader(data []byte) (n int, ok bool) {
	u := s.unread()
	if u[0] != '$' || len(u) > frameHeader || len(u)+len(data) <= frameHeader || s.junk.n > 0 || s.sure {
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

// stepFrame takes payload of a frame that straddles feeds.
func (s *stream) stepFrame(e *Event, u []byte) result {
	f := &s.frame
	if f.left > len(u) || len(f.buf) > 0 {
		s.takeFrame(u)
	} else {
		// Only the header lay apart.
		n := f.left
		f.Data, f.Mark, f.left = u[:n:n], later(f.Mark, s.latest(n)), 0
		f.Last = u[n-1]
		s.skip(n)
	}
	if f.left > 0 {
		return need
	}
	s.giveParts(e)
	s.state = atStart
	return event
}

// takeFrame takes what u holds of the frame begun, keeping as much as is asked for.
func (s *stream) takeFrame(u []byte) {
	f := &s.frame
	n := min(f.left, len(u))
	if n == 0 {
		return
	}
	keep := n
	if !s.whole {
		keep = min(n, max(HeadSize-len(f.buf), 0))
	}
	if !f.Missing {
		if f.buf == nil {
			f.buf = make([]byte, 0, HeadSize)
		}
		f.buf = append(f.buf, u[:keep]...)
	}
	f.left -= n
	f.Last, f.Mark = u[n-1], later(f.Mark, s.latest(n))
	s.skip(n)
}

// giveParts gives out the frame begun, as far as it is there.
func (s *stream) giveParts(e *Event) {
	f := &s.frame
	if f.Data == nil {
		f.Data = f.buf
	}
	if f.left > 0 {
		f.Last = 0
	}
	e.Kind, e.Dir, e.Frame, e.Mark = FrameEvent, s.dir, f.Frame, f.Mark
	s.lastEnd, s.lastLength, s.lastChannel = s.off, uint16(f.Length), f.Channel
	if f.Missing {
		s.lastEnd = 0
	}
	f.Frame, f.left = Frame{}, 0
}

// stepAfterGap takes the rest of a frame in which a gap lies: its length is believed if something
// follows where it says, else the search begins at the gap's end.
func (s *stream) stepAfterGap(e *Event, u []byte) result {
	f := &s.frame
	if len(u) < f.left {
		return need
	}
	switch s.chans.follows(u[f.left:], s.final) {
	case unsure:
		return need
	case yes:
		s.takeFrame(u)
		s.state = atStart
	default:
		s.startSearch(whyGap)
	}
	s.giveParts(e)
	return event
}
