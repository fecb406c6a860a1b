package measure

// MinInterruption is the shortest time without packets, in nanoseconds, that is recorded.
const MinInterruption = 500_000_000

// maxInterruptions bounds the interruptions that are kept; the longest ones are kept.
const maxInterruptions = 64

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
	if len(s.Interruptions) < maxInterruptions {
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
