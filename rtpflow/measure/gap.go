package measure

import (
	"cmp"
	"math/bits"
)

// Bounds on the gaps that a source remembers. The first ones are kept for the list of losses. Later ones are kept while a
// response to PLAY may still explain them, and forgotten once they are certainly losses.
const (
	listedGaps  = 256
	MaxGaps     = 16384   // of one source
	maxAllGaps  = 1 << 19 // of all sources, beyond the listed ones
	gapsPerStep = 256     // how many gaps open between two searches for gaps that can be forgotten, at least
)

// Gap is a run of sequence numbers that were missing when the packet of Frame arrived.
type Gap struct {
	First   int64 // extended sequence number
	Count   int64
	Missing int64 // how many of these are still missing
	Frame   int64
	Time    int64
	FromTS  uint32 // RTP timestamp of the packet that arrived before the gap
	ToTS    uint32 // RTP timestamp of the packet of Frame
	filled  uint64 // of the first 64 numbers, those that arrived after all
}

// Runs calls visit for each run of numbers that are still missing. Beyond the first 64 numbers of a gap it is not
// remembered which of them arrived; the missing ones are then given as one run.
func (h *Gap) Runs(visit func(first, count int64)) {
	masked := min(h.Count, 64)
	beyond := h.Missing - (masked - int64(bits.OnesCount64(h.filled)))
	for i := int64(0); i < masked; i++ {
		first := i
		for i < masked && h.filled>>i&1 == 0 {
			i++
		}
		n := i - first
		if i == masked {
			n, beyond = n+beyond, 0
		}
		if n > 0 {
			visit(h.First+first, n)
		}
	}
	if beyond > 0 {
		visit(h.First+masked, beyond)
	}
}

// place returns the position of the last packet in the order of arrival, not counting duplicates.
func (s *Source) place() int64 { return s.Seq.Packets - s.Seq.Duplicates }

// late takes a packet that was overtaken by others. missing is the change in the number of missing packets: -1
// if the packet was missing, or the count of numbers between it and the lowest number so far.
func (s *Source) late(p *Packet, missing int64) {
	depth := int64(int16(uint16(s.Seq.Max()) - p.Seq))
	e := s.Seq.Max() - depth
	if s.Reordering == nil {
		s.Reordering = new(Reordering)
	}
	by, ok := s.begun, e < s.begun.first // the packet precedes the first one
	if !ok {
		by, ok = s.Reordering.overtaker(e)
	}
	if ok {
		s.Reordering.late(depth, by, s.place(), p)
	}
	if missing > 0 {
		s.gap(e+1, missing, p, s.place())
		return
	}
	s.filled(e)
	if missing < 0 {
		s.lost(cmp.Or(by.time, p.Arrival), missing)
	}
}

// gap records that n numbers from first on are missing, as shown by packet p at a position in the order of
// arrival.
func (s *Source) gap(first, n int64, p *Packet, place int64) {
	if s.Reordering == nil {
		s.Reordering = new(Reordering)
	}
	s.Reordering.overtook(overtaking{first, n, p.Arrival, place})
	s.lost(p.Arrival, n)
	if len(s.Gaps) >= max(s.gapRoom, listedGaps+gapsPerStep) {
		s.forgetGaps(p.Arrival)
	}
	if len(s.Gaps) >= MaxGaps || len(s.Gaps) >= listedGaps && !s.Seeks.reserve() {
		if s.GapsDropped++; s.GapsDropped == 1 {
			s.GapsDroppedFrame = p.Frame
		}
		return
	}
	s.Gaps = append(s.Gaps, Gap{First: first, Count: n, Missing: n, Frame: p.Frame, Time: p.Arrival, FromTS: s.arrivedTS, ToTS: p.Timestamp})
}

// forgetGaps forgets gaps that have been filled, and beyond the listed ones those that no PLAY explains any more.
func (s *Source) forgetGaps(now int64) {
	before := max(0, len(s.Gaps)-listedGaps)
	keep := s.Gaps[:0]
	for i := range s.Gaps {
		h := s.Gaps[i]
		switch {
		case h.Missing == 0:
		case len(keep) < listedGaps, s.Seeks.mayExplain(&h, now):
			keep = append(keep, h)
		default:
			h.Runs(func(_, count int64) {
				s.LostRunsForgotten++
				s.LongestForgotten = max(s.LongestForgotten, count)
			})
		}
	}
	s.Gaps = keep
	s.Seeks.release(before - max(0, len(keep)-listedGaps))
	s.gapRoom = len(keep) + max(gapsPerStep, len(keep))
}

// filled records that a missing number arrived after all. It returns the gap that contained the number, or nil
// if that gap is no longer remembered.
func (s *Source) filled(e int64) *Gap {
	for i := len(s.Gaps) - 1; i >= max(0, len(s.Gaps)-2*WindowBits); i-- { // earlier gaps have left the window
		if h := &s.Gaps[i]; e >= h.First && e < h.First+h.Count {
			h.Missing--
			if i := e - h.First; i < 64 {
				h.filled |= 1 << i
			}
			return h
		}
	}
	return nil
}
