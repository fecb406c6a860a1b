package measure

// sorter pairs the pictures of a stream whose pictures are sent in another order than they are shown.
// A sender that sends at an even pace sends the n-th picture at the time at which the n-th timestamp in
// rising order is due, give or take a constant: so arrivals in their order and timestamps in theirs
// belong together. A picture that is lost is missing from both.
type sorter struct {
	n    int
	ts   [sortedPictures]int64   // rising
	at   [sortedPictures]float64 // in the order of arrival, seconds
	last uint32                  // timestamp of the picture begun last
}

// sortedPictures is how many pictures wait for one with a lower timestamp; H.264 and H.265 let up to 16
// wait, encoders use 1 to 4.
const sortedPictures = 8

// add takes the first packet of a picture, and gives the oldest arrival with the lowest timestamp when
// enough of them wait.
func (s *sorter) add(at float64, ts int64) (oldest float64, lowest int64, ok bool) {
	i := s.n
	for ; i > 0 && s.ts[i-1] > ts; i-- {
		s.ts[i] = s.ts[i-1]
	}
	s.ts[i], s.at[s.n] = ts, at
	if s.n++; s.n < sortedPictures {
		return 0, 0, false
	}
	oldest, lowest = s.at[0], s.ts[0]
	copy(s.ts[:], s.ts[1:])
	copy(s.at[:], s.at[1:])
	s.n--
	return oldest, lowest, true
}
