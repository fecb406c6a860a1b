package measure

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
}

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
	r.Lengths[RunClass(x.Count)]++
	for i := range r.Longest {
		if x.Count > r.Longest[i].Count {
			copy(r.Longest[i+1:], r.Longest[i:])
			r.Longest[i] = x
			break
		}
	}
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
