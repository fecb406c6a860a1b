package frames

// maxGaps limits the runs of missing numbers that are remembered; beyond it, the two oldest are merged.
const maxGaps = 64

// gaps are the runs of missing sequence numbers, in order.
type gaps struct {
	list []gap
}

// gap is a run of numbers up to but not including end; missing is how many of them have not arrived.
type gap struct{ first, end, missing int64 }

// add appends a run above all others.
func (g *gaps) add(first, end int64) {
	if len(g.list) == maxGaps {
		a, b := g.list[0], g.list[1]
		g.list = append(g.list[:0], g.list[1:]...)
		g.list[0] = gap{a.first, b.end, a.missing + b.missing}
	}
	g.list = append(g.list, gap{first, end, end - first})
}

// fill notes that a number arrived.
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
		case x.missing+1 < x.end-x.first: // two merged runs: it is not known which
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

// missing counts the missing numbers from first up to but not including end. A run that is partly inside counts
// completely.
func (g *gaps) missing(first, end int64) (n int64) {
	for i := range g.list {
		if x := &g.list[i]; x.first < end && x.end > first {
			n += x.missing
		}
	}
	return n
}

// forget drops the runs below a number.
func (g *gaps) forget(below int64) {
	n := 0
	for n < len(g.list) && g.list[n].end <= below {
		n++
	}
	if n > 0 {
		g.list = append(g.list[:0], g.list[n:]...)
	}
}
