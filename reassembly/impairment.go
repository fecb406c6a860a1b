package reassembly

// Impairment is a period in which TCP delayed data.
type Impairment struct {
	Kind     ImpairmentKind
	From, To int64 // nanoseconds since 1970
	Count    int64 // segments, or zero windows
}

// ImpairmentKind is the cause of an Impairment.
type ImpairmentKind uint8

// The kinds of impairment.
const (
	// Retransmission: this side retransmitted segments, whether the original is in the capture or not
	// (Stats.Recovered).
	Retransmission ImpairmentKind = iota
	// Reordering: segments of this side arrived after later ones.
	Reordering
	// ZeroWindow: the receive window of this side was zero, so the other side could not send.
	ZeroWindow
)

// impairmentGap is the minimum distance, in nanoseconds, between separate impairments of a kind.
const impairmentGap = 500e6

// MaxImpairments bounds the list; Stats.ImpairmentsDropped counts what would have become later ones.
const MaxImpairments = 256

// impaired records an impairment.
func (s *Stats) impaired(kind ImpairmentKind, from, to int64) {
	for i := len(s.Impairments) - 1; i >= 0; i-- {
		t := &s.Impairments[i]
		if t.Kind != kind {
			continue
		}
		if from-t.To < impairmentGap {
			t.From, t.To = min(t.From, from), max(t.To, to)
			t.Count++
			return
		}
		break
	}
	if len(s.Impairments) < MaxImpairments {
		s.Impairments = append(s.Impairments, Impairment{kind, from, to, 1})
		return
	}
	s.ImpairmentsDropped++
}
