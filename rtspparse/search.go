package rtspparse

// search is a search for the next start line or frame.
type search struct {
	first    int64 // where it started
	controls controls
}

// controls records that the bytes from at to end contain no control byte, so that a row of method names is not
// searched again for each of them.
type controls struct{ at, end int }

// first is firstControl for the bytes of b from p on. The result is relative to p.
func (c *controls) first(b []byte, p int) int {
	if p < c.at || p > c.end {
		c.at, c.end = p, p
	}
	c.end = p + firstControl(b[p:], c.end-p)
	return c.end - p
}

// startBytes are the bytes with which an element can start.
var startBytes = func() (t [256]bool) {
	t['$'], t['R'] = true, true
	for _, m := range rtspMethods {
		t[m[0]] = true
	}
	return t
}()

// startSearch starts a search for the next element at the start of the unread bytes.
func (s *stream) startSearch(why string) {
	s.state, s.confirmed, s.seen = searching, false, 0
	s.search = search{first: s.off}
	s.why = why
}

// stepSearch searches u. Each candidate is checked once, when enough bytes are available. Until then it is
// kept, together with at most the longest frame.
func (s *stream) stepSearch(e *Event, u []byte) result {
	for p := range u {
		if !startBytes[u[p]] && s.off+int64(p) != s.search.first {
			continue
		}
		v := s.candidate(u, p)
		if v == no {
			continue
		}
		s.dropSearched(p)
		if v == ambiguous {
			return need
		}
		s.state, s.confirmed = atStart, true
		if s.unparsed.n > 0 {
			s.unparsed.emitWithHint(s, e)
			return event
		}
		return again
	}
	s.dropSearched(len(u))
	return need
}

// dropSearched counts n bytes as unparsed.
func (s *stream) dropSearched(n int) {
	s.unparsed.add(s, n, s.why)
	s.skip(n)
	s.search.controls.at -= n
	s.search.controls.end -= n
}

func (s *stream) candidate(u []byte, p int) verdict {
	b := u[p:]
	if b[0] == '$' {
		return s.chans.verify(b, s.off+int64(p) == s.search.first, s.final)
	}
	v := statusLike(b)
	if v == no && s.off+int64(p) == s.search.first {
		v = plainRequest(b)
	}
	if v == yes || v == ambiguous && !s.final {
		return v
	}
	m, v := knownMethod(b)
	if v == ambiguous && s.final {
		return no
	}
	if v != yes {
		return v
	}
	return requestLine(b, len(m)+1, s.search.controls.first(u, p), s.final)
}
