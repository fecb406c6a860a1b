package repair

import "math/bits"

// Group is the sequence numbers that one parity packet protects: those that Mask names, from Base on, or
// every Step-th, Count of them.
type Group struct {
	Base        uint16
	Step, Count uint16
	// Mask has the number Base in the highest bit of its first word.
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

// span is the distance of the last number from Base.
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

// Size is how many packets the group has.
func (g *Group) Size() int {
	return int(g.Count) + bits.OnesCount64(g.Mask[0]) + bits.OnesCount64(g.Mask[1])
}
