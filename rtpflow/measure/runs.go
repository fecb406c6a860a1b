package measure

import "slices"

// LossRuns describes the runs of consecutive lost sequence numbers: the loss periods of RFC 3357, 5, and the
// bursts and gaps of RFC 3611, 4.7.2.
type LossRuns struct {
	// Lengths counts runs by length class; see RunClass.
	Lengths [RunClasses]int64
	// Longest contains the longest runs in descending order, equal ones in sequence order. Unused entries are
	// zero.
	Longest [8]Run

	// Bursts counts the periods that begin and end with a lost number, contain at least two lost numbers, and
	// in which fewer than MinGap consecutive numbers arrived (RFC 3611, 4.7.2). BurstLength is the count of
	// numbers in them, BurstLost the count of lost ones. GapLost counts the isolated losses outside bursts.
	Bursts, BurstLength, BurstLost, GapLost int64

	open Run   // the burst in progress
	lost int64 // lost numbers in it

	recent []Run // the latest runs in order, for numbers that arrive very late
	all    bool  // recent contains every run
}

// maxRecent bounds the runs that are remembered in recent.
const maxRecent = 64

// Run is a run of consecutive extended sequence numbers.
type Run struct{ First, Count int64 }

// MinGap is Gmin of RFC 3611, 4.7.2: the count of consecutive received numbers that ends a burst.
const MinGap = 16

// RunClasses is the number of length classes: 1, 2, 3, 4, 5–8, 9–16, … 513–1024, and longer.
const RunClasses = 13

// RunClass returns the class of a run length n ≥ 1.
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

// RunLengths returns the shortest and the longest run length of a class; to is 0 for the last class, which is
// unbounded.
func RunLengths(class int) (from, to int64) {
	switch {
	case class < 4:
		return int64(class) + 1, int64(class) + 1
	case class == RunClasses-1:
		return 1<<(class-2) + 1, 0
	}
	return 1<<(class-2) + 1, 1 << (class - 1)
}

func (r *LossRuns) add(x Run) {
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

// endBurst closes the burst in progress. An isolated lost number is not a burst.
func (r *LossRuns) endBurst() {
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

// count adds a run to Lengths and Longest.
func (r *LossRuns) count(x Run) {
	r.Lengths[RunClass(x.Count)]++
	for i := range r.Longest {
		if x.Count > r.Longest[i].Count || x.Count == r.Longest[i].Count && x.First < r.Longest[i].First {
			copy(r.Longest[i+1:], r.Longest[i:])
			r.Longest[i] = x
			return
		}
	}
}

func (r *LossRuns) remember(x Run) {
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

// unlose removes a number that arrived very late from its run. parts is how many runs (0 to 2) remain of that
// run, or -1 if no remembered run contains the number; known then reports whether it is certain that no run
// did. The length of the enclosing burst does not change.
func (r *LossRuns) unlose(e int64) (parts int, known bool) {
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

// apart reports whether at least MinGap numbers arrived between runs i and i+1, so that they do not belong to
// one burst.
func (r *LossRuns) apart(i int) bool {
	return r.recent[i+1].First-(r.recent[i].First+r.recent[i].Count) >= MinGap
}

// uncount removes a run from Lengths and Longest. A run that was dropped from Longest earlier is not restored.
func (r *LossRuns) uncount(x Run) {
	r.Lengths[RunClass(x.Count)]--
	for i := range r.Longest {
		if r.Longest[i] == x {
			copy(r.Longest[i:], r.Longest[i+1:])
			r.Longest[len(r.Longest)-1] = Run{}
			return
		}
	}
}
