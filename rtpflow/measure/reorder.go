package measure

// Reordering says how far behind packets came that others had overtaken. It is kept from the first
// hole in the sequence on.
type Reordering struct {
	// Measured counts the late packets whose overtaker is still remembered; the fields below are about
	// these. The last overtakers are remembered, so it is nearly all of them.
	Measured int64
	// MaxDepth is the greatest distance of a late packet below the highest sequence number so far.
	MaxDepth int64
	// MaxExtent is the greatest reordering extent (RFC 4737, 4.2.1): how many places after the first
	// packet that overtook it a packet came, duplicates not counted. A buffer of that many packets
	// would have put the stream in order.
	MaxExtent int64
	// MaxLate and SumLate are, in nanoseconds, how long after the first packet that overtook them late
	// packets came (RFC 4737, 4.3: the late time offset).
	MaxLate, SumLate int64
	MaxLateFrame     int64

	passed [64]overtaking // a ring
	next   int
}

// overtaking is the packet that opened a hole: the first one with a higher number than those in it.
type overtaking struct {
	first, count int64
	time, place  int64 // capture time, and the place in the order of arrival
}

func (r *Reordering) overtook(o overtaking) {
	r.passed[r.next] = o
	r.next = (r.next + 1) % len(r.passed)
}

// overtaker finds who overtook number e, the last holes first.
func (r *Reordering) overtaker(e int64) (overtaking, bool) {
	n := len(r.passed)
	for i := 1; i <= n; i++ {
		o := r.passed[(r.next-i+n)%n]
		if e >= o.first && e < o.first+o.count {
			return o, true
		}
	}
	return overtaking{}, false
}

func (r *Reordering) late(depth int64, by overtaking, place int64, p *Packet) {
	r.Measured++
	r.MaxDepth = max(r.MaxDepth, depth)
	r.MaxExtent = max(r.MaxExtent, place-by.place)
	late := max(0, p.Arrival-by.time)
	r.SumLate += late
	if late > r.MaxLate || r.Measured == 1 {
		r.MaxLate, r.MaxLateFrame = late, p.Frame
	}
}
