package measure

// What a Source measures over time: every slice ends in its Series and its Peak.

// tally is what stood in the counters when the slice that is open began, and what has no counter.
type tally struct {
	packets, payload, rtp, frames int64
	lost                          int64 // numbers that went missing in it
}

// turn ends the slice that is open and begins that of a time.
func (s *Source) turn(time int64) {
	s.endSlice()
	s.sliceStart = sliceOf(time) * SliceTime
	s.sliceEnd = s.sliceStart + SliceTime
}

func (s *Source) endSlice() {
	t := &s.tally
	packets := s.Seq.Packets - t.packets
	if packets == 0 {
		return
	}
	n := sliceOf(s.sliceStart)
	now := s.Timing.slice.bin()
	s.Timing.slice = slice{}
	frames := t.frames
	if s.Frames != nil {
		frames = s.Frames.Counted()
		now.Frames = uint32(max(0, frames-t.frames))
	}
	now.Packets = uint32(packets)
	now.Bytes = uint64(s.PayloadBytes - t.payload)
	now.Lost = uint32(t.lost)
	s.Series.put(n, &now)
	s.Peak.add(n, s.RTPBytes-t.rtp+packets*s.Overhead)
	*t = tally{packets: s.Seq.Packets, payload: s.PayloadBytes, rtp: s.RTPBytes, frames: frames}
}

// lost changes by n the number of losses that a packet of a time showed.
func (s *Source) lost(time, n int64) {
	if time >= s.sliceStart && time < s.sliceEnd && s.tally.lost+n >= 0 {
		s.tally.lost += n
		return
	}
	if n < 0 && s.tally.lost > 0 && time >= s.sliceEnd {
		s.tally.lost += n
		return
	}
	s.Series.lose(sliceOf(time), n)
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
	now := s.Timing.slice.bin()
	s.Series.at(n).time(&now)
	s.Timing.slice = slice{}
}

// Finish settles everything at the end; nothing may be added after it.
func (s *Source) Finish() {
	s.endSlice()
	s.Seq.Flush()
}
