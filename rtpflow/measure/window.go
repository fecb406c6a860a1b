package measure

// Seen reports whether the packet of extended sequence number e came. known is false for numbers that
// are above the highest, below the lowest, or no longer remembered.
func (s *Sequence) Seen(e int64) (seen, known bool) {
	if !s.started || e > s.max || e < s.low || e <= s.max-WindowBits {
		return false, false
	}
	return s.bits[e>>6&(WindowBits/64-1)]&(1<<(e&63)) != 0, true
}

// Extend gives the extended number nearest to the highest that has the 16 bits of seq.
func (s *Sequence) Extend(seq uint16) int64 { return s.max + int64(int16(seq-uint16(s.max))) }

// Started reports whether a packet came.
func (s *Sequence) Started() bool { return s.started }
