package measure

// Reordering describes how far packets arrived out of order. It exists once a sequence number has been skipped.
type Reordering struct {
	// Measured counts the late packets whose overtaking packet is still remembered, which are nearly all. The
	// fields below describe these packets.
	Measured int64
	// MaxDepth is the largest distance of a late packet from the highest sequence number so far.
	MaxDepth int64
	// MaxExtent is the largest reordering extent (RFC 4737, 4.2.1): how many positions after the first packet
	// that overtook it a packet arrived, not counting duplicates. A buffer of this many packets would have
	// restored the order.
	MaxExtent int64
	// MaxLate and SumLate are the time in nanoseconds between a late packet and the first packet that overtook
	// it (RFC 4737, 4.3, late time offset).
	MaxLate, SumLate int64
	MaxLateFrame     int64

	passed [64]overtaking // ring buffer
	next   int
}

// overtaking is the packet that opened a gap: the first one with a higher number than those in the gap.
type overtaking struct {
	first, count int64
	time, place  int64 // capture time, and position in the order of arrival
}

func (r *Reordering) overtook(o overtaking) {
	r.passed[r.next] = o
	r.next = (r.next + 1) % len(r.passed)
}

// overtaker returns the packet that overtook number e, searching the latest gaps first.
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
	late := max(0, p.Arrival-by.time) // the clock of the capture may have been set back
	r.SumLate += late
	if late > r.MaxLate || r.Measured == 1 {
		r.MaxLate, r.MaxLateFrame = late, p.Frame
	}
}
