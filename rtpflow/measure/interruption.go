package measure

// MinInterruption is the shortest time without packets, in nanoseconds, that is noted.
const MinInterruption = 500_000_000

// maxInterruptions bounds the ones that are kept: the longest.
const maxInterruptions = 64

// Interruption is a long time without packets of a source. What it was follows from what went on
// meanwhile: numbers that are missing were sent and did not come; timestamps that went on as the time
// did mean that the sender had nothing to send; otherwise the packets were held up.
type Interruption struct {
	End     int64 // capture time of the packet that ended it
	Length  int64 // nanoseconds since the packet before
	Frame   int64 // of the packet that ended it
	Step    int32 // of the timestamp across it
	Missing int64 // sequence numbers skipped across it
}

func (s *Source) interrupted(x Interruption) {
	s.InterruptionsN++
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
