package rtspparse

// junk counts bytes that are neither message nor frame until something is found again.
type junk struct {
	n    int64
	mark Mark
	off  int64
	why  string
	// lines says that all of it are line ends, which a message may have before it.
	lines bool
}

// add counts the next n unread bytes of s, which the caller then skips.
func (j *junk) add(s *stream, n int, why string) {
	if n == 0 {
		return
	}
	if j.n == 0 {
		j.mark, j.off = s.markOf(0), s.off
	}
	if j.n == 0 || j.lines {
		j.why, j.lines = why, false
	}
	j.n += int64(n)
}

// addLineEnd counts a line end between elements, the next unread byte of s.
func (j *junk) addLineEnd(s *stream) {
	lines := j.n == 0 || j.lines
	j.add(s, 1, "line ends between messages and frames")
	j.lines = lines
}

// give makes an event of what was counted.
func (j *junk) give(s *stream, e *Event) {
	e.Kind, e.Dir, e.Skipped, e.Mark, e.Offset, e.Detail, e.Blame = JunkEvent, s.dir, j.n, j.mark, j.off, j.why, NoBlame
	e.BehindGap = j.why == whyGap || j.why == whyMidway
	*j = junk{}
}

// giveBlamed is give for junk behind which the next message or frame was found: a frame with a wrong
// length may have led to it.
func (j *junk) giveBlamed(s *stream, e *Event) {
	at := j.off
	j.give(s, e)
	switch {
	case s.liar.Length > 0 && at == s.liar.Offset:
		e.Blame, e.Frame = BeginsFrame, s.liar
	case s.lastEnd > 0 && at == s.lastEnd:
		n := int(s.lastLength)
		e.Blame, e.Frame = BehindFrame, Frame{Channel: s.lastChannel, Length: n, Offset: at - int64(n) - frameHeader}
	}
}
