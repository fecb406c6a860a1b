package reassembly

// Trouble is a while in which TCP itself kept data from coming in time.
type Trouble struct {
	Kind     TroubleKind
	From, To int64 // nanoseconds since 1970
	Count    int64 // segments, or windows closed
}

// TroubleKind says what the trouble was.
type TroubleKind uint8

// The kinds of trouble.
const (
	// Retransmission: segments of this side were sent again, whether their first copy is in the
	// capture or not (Stats.Recovered).
	Retransmission TroubleKind = iota
	// Reordering: segments of this side came after later ones.
	Reordering
	// ZeroWindow: this side's receive window was closed, so that the other could not send.
	ZeroWindow
)

// troubleApart is how far apart (ns) troubles of a kind must lie to be told one by one.
const troubleApart = 500e6

// maxTroubles bounds the list; what comes later is not in it.
const maxTroubles = 256

// trouble notes that something went wrong from one time to another.
func (s *Stats) trouble(kind TroubleKind, from, to int64) {
	for i := len(s.Troubles) - 1; i >= 0; i-- {
		t := &s.Troubles[i]
		if t.Kind != kind {
			continue
		}
		if from-t.To < troubleApart {
			t.From, t.To = min(t.From, from), max(t.To, to)
			t.Count++
			return
		}
		break
	}
	if len(s.Troubles) < maxTroubles {
		s.Troubles = append(s.Troubles, Trouble{kind, from, to, 1})
	}
}
