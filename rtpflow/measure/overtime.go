package measure

// What a Source measures over time: every slice ends in its Series and its Peak.

// tally is what stood in the counters when the slice that is open began.
type tally struct{ packets, rtp int64 }

// OverTime asks for the Series, before the first packet. All series of a pool share its bins; frames tells how
// many access units were counted so far, nil where nobody counts them.
func (s *Source) OverTime(p *Pool, frames interface{ Counted() int64 }) {
	s.Series = &Series{pool: p, frames: frames}
	s.Timing.slice = &s.Series.timing
	if p != nil {
		p.sources++
	}
}

// turn ends the slice that is open and begins that of a time.
func (s *Source) turn(time int64) {
	s.endSlice()
	s.sliceStart = sliceOf(time) * SliceTime
	s.sliceEnd = s.sliceStart + SliceTime
}

func (s *Source) endSlice() {
	packets := s.Seq.Packets - s.tally.packets
	if packets == 0 {
		return
	}
	n := sliceOf(s.sliceStart)
	if s.Series != nil {
		s.Series.end(n, packets, s.PayloadBytes)
	}
	s.Peak.add(n, s.RTPBytes-s.tally.rtp+packets*s.Overhead)
	s.tally = tally{s.Seq.Packets, s.RTPBytes}
}

// lost changes by n the number of losses that a packet of a time showed.
func (s *Source) lost(time, n int64) {
	x := s.Series
	switch {
	case x == nil:
	case time >= s.sliceStart && time < s.sliceEnd && x.lost+n >= 0,
		n < 0 && x.lost > 0 && time >= s.sliceEnd:
		x.lost += n
	default:
		x.lose(sliceOf(time), n)
	}
}

// replay measures the packets that waited for the clock rate, whose slices have ended but for the last.
func (s *Source) replay(samples []Sample) {
	open := sliceOf(s.sliceStart)
	at := open
	for i, x := range samples {
		n := sliceOf(x.Arrival)
		if i > 0 && n != at && at != open {
			s.timed(at)
		}
		at = n
		if x.anew {
			s.Timing.Anew()
		}
		s.Timing.Add(x.Arrival, x.Timestamp, x.Late)
	}
	if at != open {
		s.timed(at)
	}
}

// timed adds the timing measured last to a slice that has ended.
func (s *Source) timed(n int64) {
	if s.Series != nil {
		now := s.Series.timing.take()
		s.Series.at(n).time(&now)
	}
}

// Finish settles everything at the end; nothing may be added after it.
func (s *Source) Finish() {
	s.endSlice()
	s.Seq.Flush()
	for _, e := range s.Seq.VeryLate {
		if h := s.filled(e); h != nil {
			s.lost(h.Time, -1)
		}
	}
}
