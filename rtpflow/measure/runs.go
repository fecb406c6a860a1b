package measure

import "slices"

// Runs describes the runs of sequence numbers that never came, one after the other: the loss periods
// of RFC 3357, section 5, and the bursts and gaps of RFC 3611, section 4.7.2.
type Runs struct {
	// Lengths counts runs by their length; see RunClass.
	Lengths [RunClasses]int64
	// Longest are the longest runs, the longest first and of equal ones the earlier; unused places
	// are zero.
	Longest [8]Run

	// Bursts are stretches that begin and end with a lost number and in which fewer than MinGap in
	// turn arrived, with at least two lost (RFC 3611, 4.7.2); BurstLength counts the numbers in
	// them, BurstLost the lost ones. GapLost are the lost numbers outside, each of which stands alone.
	Bursts, BurstLength, BurstLost, GapLost int64

	open Run   // the burst that may go on
	lost int64 // in it

	recent []Run // the last runs, in their order, for numbers that come very late
	all    bool  // recent has all there were
}

// maxRecent is how many runs are remembered for that.
const maxRecent = 64

// Run is a run of extended sequence numbers.
type Run struct{ First, Count int64 }

// MinGap is Gmin of RFC 3611, 4.7.2: so many numbers must arrive in turn to end a burst.
const MinGap = 16

// RunClasses is how many classes of length there are: 1, 2, 3, 4, 5–8, 9–16, … 513–1024, and longer.
const RunClasses = 13

// RunClass is the class of a length of at least 1.
func RunClass(n int64) int {
	if n <= 4 {
		return int(n) - 1
	}
	class := 4
	for top := int64(8); n > top && class < RunClasses-1; top *= 2 {
		class++
	}
	return class
}

// RunLengths gives the lengths that a class takes; the last class has no longest one (0).
func RunLengths(class int) (from, to int64) {
	switch {
	case class < 4:
		return int64(class) + 1, int64(class) + 1
	case class == RunClasses-1:
		return 1<<(class-2) + 1, 0
	}
	return 1<<(class-2) + 1, 1 << (class - 1)
}

func (r *Runs) add(x Run) {
	r.count(x)
	r.remember(x)
	if r.lost > 0 && x.First-(r.open.First+r.open.Count) < MinGap {
		r.open.Count = x.First + x.Count - r.open.First
		r.lost += x.Count
		return
	}
	r.endBurst()
	r.open, r.lost = x, x.Count
}

// endBurst settles the burst that may go on: a lost number by itself is none.
func (r *Runs) endBurst() {
	switch {
	case r.lost == 1:
		r.GapLost++
	case r.lost > 1:
		r.Bursts++
		r.BurstLength += r.open.Count
		r.BurstLost += r.lost
	}
	r.lost = 0
}

// count enters a run into Lengths and Longest.
func (r *Runs) count(x Run) {
	r.Lengths[RunClass(x.Count)]++
	for i := range r.Longest {
		if x.Count > r.Longest[i].Count || x.Count == r.Longest[i].Count && x.First < r.Longest[i].First {
			copy(r.Longest[i+1:], r.Longest[i:])
			r.Longest[i] = x
			return
		}
	}
}

func (r *Runs) remember(x Run) {
	if len(r.recent) == 0 {
		r.all = true
	}
	if len(r.recent) == maxRecent {
		r.all = false
		copy(r.recent, r.recent[1:])
		r.recent = r.recent[:maxRecent-1]
	}
	r.recent = append(r.recent, x)
}

// giveBack takes a number that came after all out of its run, of which so many parts remain: 0 to 2, and -1
// where it stands in none of those that are remembered. known says that it then stood in none at all. The
// length of the burst that it was lost in stays as it was.
func (r *Runs) giveBack(e int64) (parts int, known bool) {
	i, found := slices.BinarySearchFunc(r.recent, e, func(x Run, e int64) int {
		switch {
		case e < x.First:
			return 1
		case e >= x.First+x.Count:
			return -1
		}
		return 0
	})
	if !found {
		return -1, r.all || i > 0
	}
	x := r.recent[i]
	alone := x.Count == 1 && (i == 0 || r.apart(i-1)) && (i+1 == len(r.recent) || r.apart(i))
	switch {
	case r.lost > 0 && e >= r.open.First && e < r.open.First+r.open.Count:
		r.lost--
	case alone:
		r.GapLost--
	default:
		r.BurstLost--
	}
	r.uncount(x)
	r.recent = slices.Delete(r.recent, i, i+1)
	for _, part := range []Run{{e + 1, x.First + x.Count - e - 1}, {x.First, e - x.First}} {
		if part.Count > 0 {
			parts++
			r.count(part)
			r.recent = slices.Insert(r.recent, i, part)
		}
	}
	if n := len(r.recent) - maxRecent; n > 0 {
		r.recent, r.all = slices.Delete(r.recent, 0, n), false
	}
	return parts, true
}

// apart reports whether so many numbers came between two runs that they are no burst.
func (r *Runs) apart(i int) bool {
	return r.recent[i+1].First-(r.recent[i].First+r.recent[i].Count) >= MinGap
}

// uncount takes a run out of Lengths and Longest. A run that was crowded out of Longest does not come back.
func (r *Runs) uncount(x Run) {
	r.Lengths[RunClass(x.Count)]--
	for i := range r.Longest {
		if r.Longest[i] == x {
			copy(r.Longest[i:], r.Longest[i+1:])
			r.Longest[len(r.Longest)-1] = Run{}
			return
		}
	}
}
