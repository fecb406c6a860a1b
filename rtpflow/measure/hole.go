package measure

import (
	"cmp"
	"math/bits"
)

// maxHoles is how many open holes are remembered with the frame that showed them.
const maxHoles = 256

// Hole is a run of sequence numbers that were missing when the packet of Frame came.
type Hole struct {
	First   int64 // extended sequence number
	Count   int64
	Missing int64 // of these, still missing
	Frame   int64
	Time    int64
	FromTS  uint32 // RTP timestamp of the packet that arrived before
	ToTS    uint32 // and of the one of Frame
	filled  uint64 // of the first 64 numbers, those that arrived after all
}

// Runs calls visit for each run of numbers that are still missing. Beyond the first 64 numbers of a hole it is not
// remembered which of them arrived; the missing ones are then given as one run.
func (h *Hole) Runs(visit func(first, count int64)) {
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

// place is the place of the last packet in the order of arrival, duplicates not counted.
func (s *Source) place() int64 { return s.Seq.Packets - s.Seq.Duplicates }

// late takes a packet that others overtook. Missing is by how much the numbers that are missing change:
// one less where it was missing, as many more as it lies below the lowest otherwise.
func (s *Source) late(p *Packet, missing int64) {
	depth := int64(int16(uint16(s.Seq.Max()) - p.Seq))
	e := s.Seq.Max() - depth
	if s.Order == nil {
		s.Order = new(Reordering)
	}
	by, ok := s.begun, e < s.begun.first // it came before the first
	if !ok {
		by, ok = s.Order.overtaker(e)
	}
	if ok {
		s.Order.late(depth, by, s.place(), p)
	}
	if missing > 0 {
		s.hole(e+1, missing, p, s.place())
		return
	}
	s.filled(e)
	if missing < 0 {
		s.lost(cmp.Or(by.time, p.Arrival), missing)
	}
}

// hole notes that numbers are missing which packet p, at a place in the order of arrival, overtook.
func (s *Source) hole(first, n int64, p *Packet, place int64) {
	if s.Order == nil {
		s.Order = new(Reordering)
	}
	s.Order.overtook(overtaking{first, n, p.Arrival, place})
	s.lost(p.Arrival, n)
	if len(s.Holes) == maxHoles {
		s.forgetFilled()
	}
	if len(s.Holes) == maxHoles {
		s.HolesDropped++
		return
	}
	s.Holes = append(s.Holes, Hole{First: first, Count: n, Missing: n, Frame: p.Frame, Time: p.Arrival, FromTS: s.arrivedTS, ToTS: p.Timestamp})
}

func (s *Source) forgetFilled() {
	keep := s.Holes[:0]
	for _, h := range s.Holes {
		if h.Missing > 0 {
			keep = append(keep, h)
		}
	}
	s.Holes = keep
}

// filled notes that a number came after all, and gives the hole that it left; nil if that is not remembered.
func (s *Source) filled(e int64) *Hole {
	for i := len(s.Holes) - 1; i >= 0; i-- {
		if h := &s.Holes[i]; e >= h.First && e < h.First+h.Count {
			h.Missing--
			if i := e - h.First; i < 64 {
				h.filled |= 1 << i
			}
			return h
		}
	}
	return nil
}
