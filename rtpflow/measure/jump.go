package measure

// Jump is a discontinuity of sequence numbers or timestamps that is not loss.
type Jump struct {
	Time             int64
	Frame            int64
	FromSeq, ToSeq   uint16
	FromTime, ToTime uint32
	Restart          bool // the sequence restarted; if false, only the timestamps jumped
}

// MaxJumps bounds the jumps that are kept; all of them are counted.
const MaxJumps = 64

// jump classifies a confirmed jump. A forward step that matches the time since the last packet at the packet
// rate so far (within a factor of 4) is a gap. Anything else is a restart of the sender.
func (s *Source) jump() {
	from := uint16(s.Seq.Max())
	step := int64(s.Seq.Step())
	if s.explainedByTime(step) {
		first := s.Seq.Max() + 1
		s.Seq.Accept()
		s.gap(first, step-1, &s.unconfirmed, s.place()-1)
		s.arrive(&s.unconfirmed, step-1, false)
		return
	}
	last := s.Timing.lastTS
	s.Seq.Restart()
	s.begun = overtaking{first: s.Seq.Max() - 1, time: s.unconfirmed.Arrival, place: s.place() - 1}
	s.addJump(Jump{Time: s.unconfirmed.Arrival, Frame: s.unconfirmed.Frame, FromSeq: from, ToSeq: s.unconfirmed.Seq, FromTime: last, ToTime: s.unconfirmed.Timestamp, Restart: true})
	s.arrive(&s.unconfirmed, 0, false)
}

func (s *Source) explainedByTime(step int64) bool {
	n := s.Seq.Packets - 2
	if step <= 0 || n < 2 {
		return false
	}
	elapsed := float64(s.unconfirmed.Arrival - s.lastArrival)
	span := float64(s.lastArrival - s.Start)
	if span <= 0 {
		return false
	}
	want := elapsed / (span / float64(n))
	return want > float64(step)/4 && want < float64(step)*4
}

func (s *Source) addJump(j Jump) {
	s.JumpCount++
	if len(s.Jumps) < MaxJumps {
		s.Jumps = append(s.Jumps, j)
	}
}
