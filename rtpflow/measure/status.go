package measure

// Status is the receive status of one sequence number.
type Status uint8

// The possible statuses.
const (
	Unknown Status = iota // outside the window
	Seen
	Missing
)

// Status returns whether the packet with a number near the highest arrived.
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

// MissingAfter returns how many numbers above seq, up to the highest, are missing, and how many there are in
// total. ok is false if the range exceeds the window. For a number at or above the highest both counts are 0.
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

// Seen reports whether the packet with extended sequence number e arrived. known is false for numbers above the
// highest, below the lowest, or outside the window.
func (s *Sequence) Seen(e int64) (seen, known bool) {
	if !s.started || e > s.max || e < s.low || e <= s.max-WindowBits {
		return false, false
	}
	return s.bits[e>>6&(WindowBits/64-1)]&(1<<(e&63)) != 0, true
}

// Extend returns the extended number nearest to the highest that has seq as its lower 16 bits.
func (s *Sequence) Extend(seq uint16) int64 { return s.max + int64(int16(seq-uint16(s.max))) }

// Started reports whether a packet has arrived.
func (s *Sequence) Started() bool { return s.started }
