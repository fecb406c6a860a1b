package measure

// tally contains the counters at the start of the current slice.
type tally struct{ packets, rtp int64 }

// CollectSeries enables the Series. It must be called before the first packet. All series of a pool share its
// bins. frames returns the number of access units counted so far; it is nil if they are not counted.
func (s *Source) CollectSeries(p *Pool, frames interface{ Counted() int64 }) {
	s.Series = &Series{pool: p, frames: frames}
	s.Timing.slice = &s.Series.timing
	if p != nil {
		p.sources++
	}
}

// turn ends the current slice and starts the one that contains time.
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

// lost changes the number of losses that a packet at the given time revealed by n.
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

// replay measures the packets that were kept until the clock rate was known. All of their slices but the last
// have ended.
func (s *Source) replay(samples []Sample) {
	open := sliceOf(s.sliceStart)
	at := open
	for i, x := range samples {
		n := sliceOf(x.Arrival)
		if i > 0 && n != at && at != open {
			s.timed(at)
		}
		at = n
		if x.reset {
			s.Timing.Reset()
		}
		s.Timing.Add(x.Arrival, x.Timestamp, x.Late)
	}
	if at != open {
		s.timed(at)
	}
}

// timed adds the most recent timing to a slice that has ended.
func (s *Source) timed(n int64) {
	if s.Series != nil {
		now := s.Series.timing.take()
		s.Series.at(n).time(&now)
	}
}

// Finish completes all statistics. No packet may be added after it.
func (s *Source) Finish() {
	s.endSlice()
	s.Seq.Flush()
	for _, e := range s.Seq.VeryLate {
		if h := s.filled(e); h != nil {
			s.lost(h.Time, -1)
		}
	}
}
