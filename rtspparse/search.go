package rtspparse

// hunt is the search for the next start line or frame.
type hunt struct {
	first int64 // where it began
	// Bytes of the window from control to controlEnd hold no control byte, so that a row of method
	// names is not searched again for each of them.
	controlAt, controlEnd int
}

// huntBytes are those with which something to be found can begin.
var huntBytes = func() (t [256]bool) {
	t['$'], t['R'] = true, true
	for _, m := range rtspMethods {
		t[m[0]] = true
	}
	return t
}()

// startSearch begins to look for the next element at the start of what is unread.
func (s *stream) startSearch(why string) {
	s.state, s.sure, s.seen = searching, false, 0
	s.hunt = hunt{first: s.off}
	s.why = why
}

// stepSearch looks through u. Every candidate is judged once, when the bytes are there that tell;
// until then it waits, and at most the longest frame with them.
func (s *stream) stepSearch(e *Event, u []byte) result {
	for p := 0; p < len(u); p++ {
		if !huntBytes[u[p]] && s.off+int64(p) != s.hunt.first {
			continue
		}
		v := s.candidate(u, p)
		if v == no {
			continue
		}
		s.drop(p)
		if v == unsure {
			return need
		}
		s.state, s.sure = atStart, true
		if s.junk.n > 0 {
			s.junk.give(s, e)
			return event
		}
		return again
	}
	s.drop(len(u))
	return need
}

// drop counts n bytes as junk.
func (s *stream) drop(n int) {
	s.junk.add(s, n, s.why)
	s.skip(n)
	s.hunt.controlAt -= n
	s.hunt.controlEnd -= n
}

func (s *stream) candidate(u []byte, p int) verdict {
	b := u[p:]
	if b[0] == '$' {
		return s.chans.found(b, s.off+int64(p) == s.hunt.first, s.final)
	}
	v := statusLike(b)
	if v == no && s.off+int64(p) == s.hunt.first {
		v = plainRequest(b)
	}
	if v == yes || v == unsure && !s.final {
		return v
	}
	m, v := knownMethod(b)
	if v == unsure && s.final {
		return no
	}
	if v != yes {
		return v
	}
	return requestLine(b, len(m)+1, s.control(u, p)-p, s.final)
}

// control is firstControl for the bytes of u from p on, with a memory.
func (s *stream) control(u []byte, p int) int {
	h := &s.hunt
	if p < h.controlAt || p > h.controlEnd {
		h.controlAt, h.controlEnd = p, p
	}
	h.controlEnd = p + firstControl(u[p:], h.controlEnd-p)
	return h.controlEnd
}
