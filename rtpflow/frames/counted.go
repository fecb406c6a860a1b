package frames

// Counted is how many access units of sound and pictures were counted so far. A picture is counted when
// the packets after it show that it is over.
func (s *Source) Counted() (n int64) {
	for i := range s.list {
		switch t := s.list[i].tracker.(type) {
		case *units:
			n += t.sum.Count
		case *audio:
			n += t.count
		}
	}
	return n
}
