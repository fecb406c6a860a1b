package rtspparse

// hunt is the search for the next start line or frame.
type hunt struct {
	first    int64 // where it began
	controls controls
}

// controls remembers that the bytes from at to end hold no control byte, so that a row of method
// names is not searched again for each of them.
type controls struct{ at, end int }

// first is firstControl for the bytes of b from p on; both count from p.
func (c *controls) first(b []byte, p int) int {
	if p < c.at || p > c.end {
		c.at, c.end = p, p
	}
	c.end = p + firstControl(b[p:], c.end-p)
	return c.end - p
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
		s.dropSearched(p)
		if v == unsure {
			return need
		}
		s.state, s.sure = atStart, true
		if s.junk.n > 0 {
			s.junk.giveBlamed(s, e)
			return event
		}
		return again
	}
	s.dropSearched(len(u))
	return need
}

// dropSearched counts n bytes as junk.
func (s *stream) dropSearched(n int) {
	s.junk.add(s, n, s.why)
	s.skip(n)
	s.hunt.controls.at -= n
	s.hunt.controls.end -= n
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
	return requestLine(b, len(m)+1, s.hunt.controls.first(u, p), s.final)
}
