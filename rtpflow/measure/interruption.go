package measure

// MinInterruption is the shortest time without packets, in nanoseconds, that is recorded.
const MinInterruption = 500_000_000

// MaxInterruptions bounds the interruptions that are kept; the longest ones are kept.
const MaxInterruptions = 64

// Interruption is a long time without packets from a source. Its cause follows from what happened in the
// meantime: if sequence numbers are missing, the packets were sent and lost; if the timestamp advanced with the
// time, the sender had nothing to send; otherwise the packets were delayed.
type Interruption struct {
	End     int64 // capture time of the packet that ended it
	Length  int64 // nanoseconds since the previous packet
	Frame   int64 // of the packet that ended it
	Step    int32 // of the RTP timestamp across the interruption
	Missing int64 // sequence numbers skipped across the interruption
}

func (s *Source) interrupted(x Interruption) {
	s.InterruptionCount++
	if len(s.Interruptions) < MaxInterruptions {
		s.Interruptions = append(s.Interruptions, x)
		return
	}
	least := &s.Interruptions[0]
	for i := range s.Interruptions {
		if y := &s.Interruptions[i]; y.Length < least.Length {
			least = y
		}
	}
	if x.Length > least.Length {
		*least = x
	}
}

// UsualTimes is how many times the usual time between two timestamps an interruption must last: a source that sends a
// packet a second has none.
const UsualTimes = 10

// usualInterval is the usual time between two timestamps, or between two packets, in nanoseconds.
func (s *Source) usualInterval() int64 {
	if n := s.Timing.Timestamps(); n > 1 { // since the last jump
		if d := s.End - max(s.Timing.DriftSince, s.Timing.SortedSince); d > 0 {
			return d / (n - 1)
		}
	}
	if n := s.Seq.Packets - s.Seq.Duplicates; n > 1 {
		return (s.End - s.Start) / (n - 1)
	}
	return 0
}

// Remarkable reports whether an interruption is long for the source.
func (s *Source) Remarkable(x *Interruption) bool { return x.Length >= UsualTimes*s.usualInterval() }

// InterruptionsLeftOut counts the interruptions that are not in Interruptions: none where that list has some that are not
// remarkable, because it has the longest.
func (s *Source) InterruptionsLeftOut() int64 {
	for i := range s.Interruptions {
		if !s.Remarkable(&s.Interruptions[i]) {
			return 0
		}
	}
	return s.InterruptionCount - int64(len(s.Interruptions))
}
