package measure

// foreign are the packets of payload types outside the description whose sequence numbers are also those of media packets:
// some cameras give private packets the number of the media packet after them. They are counted apart.
type foreign struct {
	types []ptCount
	last  Packet // the last packet of such a type that entered the sequence
	have  bool
}

// ForeignTypes returns the number of packets per payload type that do not belong to the sequence; nil if there are none.
func (s *Source) ForeignTypes() map[uint8]int64 {
	if s.foreign == nil || len(s.foreign.types) == 0 {
		return nil
	}
	m := map[uint8]int64{}
	for _, t := range s.foreign.types {
		m[t.pt] += t.n
	}
	return m
}

// Foreign takes a packet of a payload type outside the description. It reports whether the packet does not belong to the
// sequence, because packets of its type have the numbers of media packets; otherwise Add must follow.
func (s *Source) Foreign(p *Packet) bool {
	if s.foreign == nil {
		s.foreign = &foreign{}
	}
	f := s.foreign
	for i := range f.types {
		if f.types[i].pt == p.PayloadType {
			f.types[i].n++
			return true
		}
	}
	seen, known := s.Seq.Seen(s.Seq.Extend(p.Seq))
	if known && seen && !(f.have && f.last.Seq == p.Seq) && s.Seq.stampOf(s.Seq.Extend(p.Seq)) != p.Timestamp {
		f.types = append(f.types, ptCount{p.PayloadType, 1})
		return true
	}
	f.last, f.have = *p, true
	return false
}

// TakesForeign reports whether a media packet has the number of the last packet of a payload type outside the
// description, which then leaves the sequence.
func (s *Source) TakesForeign(p *Packet) bool {
	f := s.foreign
	if f == nil || !f.have || f.last.Seq != p.Seq || uint16(s.Seq.max) != p.Seq {
		return false
	}
	f.have = false
	f.types = append(f.types, ptCount{f.last.PayloadType, 1})
	s.PayloadBytes -= int64(f.last.PayloadLen)
	s.RTPBytes -= int64(f.last.HeaderLen + f.last.PayloadLen + f.last.Padding)
	if f.last.Marker {
		s.Markers--
	}
	if s.pt == f.last.PayloadType {
		s.ptCount--
	} else {
		s.addType(f.last.PayloadType, -1)
	}
	s.count(p)
	s.Seq.note(s.Seq.max, p.Timestamp, uint32(p.Arrival/momentUnit))
	s.arrive(p, 0, false)
	return true
}
