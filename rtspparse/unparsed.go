package rtspparse

// unparsed counts bytes that are neither message nor frame until the next element is found.
type unparsed struct {
	n      int64
	origin Origin
	off    int64
	why    string
	// lines reports that all bytes are line ends, which may precede a message.
	lines bool
}

// add counts the next n unread bytes of s. The caller must skip them.
func (u *unparsed) add(s *stream, n int, why string) {
	if n == 0 {
		return
	}
	if u.n == 0 {
		u.origin, u.off = s.originOf(0), s.off
	}
	if u.n == 0 || u.lines {
		u.why, u.lines = why, false
	}
	u.n += int64(n)
}

// addLineEnd counts a line end between elements, the next unread byte of s.
func (u *unparsed) addLineEnd(s *stream) {
	lines := u.n == 0 || u.lines
	u.add(s, 1, "line ends between messages and frames")
	u.lines = lines
}

// emit emits the counted bytes as an event.
func (u *unparsed) emit(s *stream, e *Event) {
	e.Kind, e.Dir, e.Skipped, e.Origin, e.Offset, e.Detail, e.LengthHint = UnparsedEvent, s.dir, u.n, u.origin, u.off, u.why, NoHint
	e.AfterGap = u.why == whyGap || u.why == whyMidstream
	*u = unparsed{}
}

// emitWithHint is emit for unparsed bytes that precede a message or frame. A frame with a wrong length may have
// caused them.
func (u *unparsed) emitWithHint(s *stream, e *Event) {
	at := u.off
	u.emit(s, e)
	switch {
	case s.rejected.Length > 0 && at == s.rejected.Offset:
		e.LengthHint, e.Frame = StartsWithFrame, s.rejected
	case s.lastEnd > 0 && at == s.lastEnd:
		n := int(s.lastLength)
		e.LengthHint, e.Frame = AfterFrame, Frame{Channel: s.lastChannel, Length: n, Offset: at - int64(n) - frameHeader}
	}
}
