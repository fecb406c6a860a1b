package repair

import "math/bits"

// Group is the set of sequence numbers that one parity packet protects: those in Mask, relative to Base, or
// Count numbers from Base on, Step apart.
type Group struct {
	Base        uint16
	Step, Count uint16
	// Mask represents Base by the most significant bit of its first word.
	Mask [2]uint64
}

// Each calls f with the distance of each number from Base.
func (g *Group) Each(f func(distance int64)) {
	for i := range int64(g.Count) {
		f(i * int64(g.Step))
	}
	for w, m := range g.Mask {
		for m != 0 {
			n := bits.LeadingZeros64(m)
			f(int64(64*w + n))
			m &^= 1 << (63 - n)
		}
	}
}

// span returns the distance of the last number from Base.
func (g *Group) span() int {
	switch {
	case g.Count > 0:
		return int(g.Step) * int(g.Count-1)
	case g.Mask[1] != 0:
		return 127 - bits.TrailingZeros64(g.Mask[1])
	case g.Mask[0] != 0:
		return 63 - bits.TrailingZeros64(g.Mask[0])
	}
	return 0
}

// Size returns the number of packets in the group.
func (g *Group) Size() int {
	return int(g.Count) + bits.OnesCount64(g.Mask[0]) + bits.OnesCount64(g.Mask[1])
}
