package frames

// maxGaps bounds the runs of missing numbers that are remembered; beyond, the two oldest become one.
const maxGaps = 64

// gaps are runs of sequence numbers that have not come, in order.
type gaps struct {
	list []gap
}

// gap is a run of numbers, end not among them; missing is how many of them have not come.
type gap struct{ first, end, missing int64 }

// add notes a run above all others.
func (g *gaps) add(first, end int64) {
	if len(g.list) == maxGaps {
		a, b := g.list[0], g.list[1]
		g.list = append(g.list[:0], g.list[1:]...)
		g.list[0] = gap{a.first, b.end, a.missing + b.missing}
	}
	g.list = append(g.list, gap{first, end, end - first})
}

// fill notes that a number came.
func (g *gaps) fill(seq int64) {
	for i := len(g.list) - 1; i >= 0; i-- {
		x := &g.list[i]
		if seq < x.first || seq >= x.end {
			continue
		}
		x.missing--
		switch {
		case x.missing == 0:
			g.list = append(g.list[:i], g.list[i+1:]...)
		case x.missing+1 < x.end-x.first: // two runs that were made one: it is not known which
		case seq == x.first:
			x.first++
		case seq == x.end-1:
			x.end--
		case len(g.list) < maxGaps:
			upper := gap{seq + 1, x.end, x.end - seq - 1}
			x.end, x.missing = seq, seq-x.first
			g.list = append(g.list, gap{})
			copy(g.list[i+2:], g.list[i+1:])
			g.list[i+1] = upper
		}
		return
	}
}

// missing counts the numbers missing from first up to end, which is not one of them; of a run that is only
// partly inside, all.
func (g *gaps) missing(first, end int64) (n int64) {
	for i := range g.list {
		if x := &g.list[i]; x.first < end && x.end > first {
			n += x.missing
		}
	}
	return n
}

// forget drops what lies below a number.
func (g *gaps) forget(below int64) {
	n := 0
	for n < len(g.list) && g.list[n].end <= below {
		n++
	}
	if n > 0 {
		g.list = append(g.list[:0], g.list[n:]...)
	}
}
