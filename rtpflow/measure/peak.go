package measure

// Peak is the highest amount of data within one second: the maximum over ten consecutive slices.
type Peak struct {
	// Bytes is the size of the packets on the network, IP and UDP headers included (see Source.Overhead), in
	// the second that ends at End (nanoseconds).
	Bytes int64
	End   int64

	ring [slicesInSecond]uint32
	sum  int64
	last int64
	any  bool
}

const slicesInSecond = 1_000_000_000 / SliceTime

// add adds the bytes of a slice.
func (p *Peak) add(slice, n int64) {
	if !p.any || slice-p.last >= slicesInSecond {
		p.ring, p.sum, p.last, p.any = [slicesInSecond]uint32{}, 0, slice, true
	}
	for p.last < slice {
		p.last++
		x := &p.ring[mod(p.last)]
		p.sum -= int64(*x)
		*x = 0
	}
	if slice <= p.last-slicesInSecond {
		return // the capture clock was set back by seconds
	}
	p.ring[mod(slice)] += uint32(n)
	p.sum += n
	if p.sum > p.Bytes {
		p.Bytes, p.End = p.sum, (p.last+1)*SliceTime
	}
}

func mod(n int64) int64 { return ((n % slicesInSecond) + slicesInSecond) % slicesInSecond }
