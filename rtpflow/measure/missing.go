package measure

// Status is what is known of one sequence number.
type Status uint8

// The states of a number.
const (
	Unknown Status = iota // outside what is remembered
	Seen
	Missing
)

// Status tells whether the packet of a number near the highest came.
func (s *Sequence) Status(seq uint16) Status {
	seen, known := s.Seen(s.Extend(seq))
	switch {
	case !known:
		return Unknown
	case seen:
		return Seen
	}
	return Missing
}

// MissingAfter counts the numbers missing above seq, and all numbers above it, up to the highest. Not ok
// where that is more than is remembered. A number above the highest has none above it.
func (s *Sequence) MissingAfter(seq uint16) (missing, beyond int64, ok bool) {
	if !s.started {
		return 0, 0, false
	}
	from := s.Extend(seq)
	if from >= s.max {
		return 0, 0, true
	}
	if from <= s.max-WindowBits || from < s.low-1 {
		return 0, 0, false
	}
	for e := from + 1; e <= s.max; e++ {
		if s.bits[e>>6&(WindowBits/64-1)]&(1<<(e&63)) == 0 {
			missing++
		}
	}
	return missing, s.max - from, true
}
