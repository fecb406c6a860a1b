package measure

// sorter pairs arrivals and timestamps for a stream whose frames are sent in decoding order instead of
// presentation order. A sender with an even frame rate sends the n-th frame when the n-th timestamp in
// ascending order is due, up to a constant. Arrivals in order and timestamps in ascending order therefore
// correspond to each other. A lost frame is missing from both.
type sorter struct {
	n    int
	ts   [sortedFrames]int64   // ascending
	at   [sortedFrames]float64 // in order of arrival, in seconds
	last uint32                // timestamp of the frame that started last
}

// sortedFrames is how many frames are buffered for one with a lower timestamp. H.264 and H.265 allow up to 16
// reordered frames; encoders use 1 to 4.
const sortedFrames = 8

// add takes the first packet of a frame. Once enough frames are buffered, it returns the oldest arrival and the
// lowest timestamp.
func (s *sorter) add(at float64, ts int64) (oldest float64, lowest int64, ok bool) {
	i := s.n
	for ; i > 0 && s.ts[i-1] > ts; i-- {
		s.ts[i] = s.ts[i-1]
	}
	s.ts[i], s.at[s.n] = ts, at
	if s.n++; s.n < sortedFrames {
		return 0, 0, false
	}
	oldest, lowest = s.at[0], s.ts[0]
	copy(s.ts[:], s.ts[1:])
	copy(s.at[:], s.at[1:])
	s.n--
	return oldest, lowest, true
}
