package measure

// WindowBits is how many sequence numbers behind the highest are remembered one by one, to tell a
// late packet from a duplicate.
const WindowBits = 1024

// MaxDropout is the largest step forward, and WindowBits the largest backward, that is taken at
// once for loss or reordering. Beyond, a second packet in sequence must confirm it (RFC 3550, A.1).
const MaxDropout = 3000

// Verdict says what a sequence number meant.
type Verdict uint8

// The verdicts.
const (
	InOrder   Verdict = iota // the next one, or the first
	Ahead                    // above the next one: a hole opened
	Late                     // below the highest, not seen before
	Duplicate                // seen before
	Jumped                   // far from the highest; held until another confirms it
	Confirmed                // the second packet after a jump: call Restart or Accept
)

// Sequence follows the sequence numbers of one source. The zero value is ready. What every packet touches
// stands at the top.
type Sequence struct {
	max, low int64 // extended; low is the lowest
	run      int64 // length of the open run of missing numbers that left the window
	// Packets, Duplicates and OutOfOrder count as the report defines them. A packet held as Jumped
	// is counted in Packets at once.
	Packets  int64
	started  bool
	jumping  bool
	jumpNext uint16 // the number that would confirm
	jumpSeq  uint16
	bits     [WindowBits / 64]uint64

	Duplicates, OutOfOrder int64
	// Wraps is how often the 16-bit number wrapped.
	Wraps int64
	// Bursts are runs of numbers that never came, MaxBurst the longest; of numbers that left the
	// window, so complete only after Flush.
	Bursts, MaxBurst int64
	// Lost counts the numbers in them, Runs describes them; nil while there are none.
	Lost int64
	Runs *Runs
	// Ranges counts the ranges of numbers by themselves: what begins at a restart, and strays outside.
	Ranges int64
	// Strays are packets outside the sequence that no second packet confirmed.
	Strays int64
	// VeryLate are numbers that came when their place had been given up; bounded.
	VeryLate []int64

	expected int64 // of the runs before the last restart
	retired  int64 // the next number to leave the window
}

// Burst is a run of sequence numbers that never came.
type Burst struct {
	First uint16
	Count int64
}

// Max is the highest extended sequence number, Low the lowest, since the last restart.
func (s *Sequence) Max() int64 { return s.max }

// Low is the lowest extended sequence number since the last restart.
func (s *Sequence) Low() int64 { return s.low }

// Expected is highest − lowest + 1, summed over restarts.
func (s *Sequence) Expected() int64 {
	if !s.started {
		return 0
	}
	return s.expected + s.max - s.low + 1
}

// Add takes the next packet's number. missing is by how much the count of numbers that are missing
// changes: it grows by those skipped where the verdict is Ahead, and where it is Late by those between
// the number and the lowest so far, or else becomes one less.
func (s *Sequence) Add(seq uint16) (v Verdict, missing int64) {
	s.Packets++
	if !s.started {
		s.start(int64(seq))
		return InOrder, 0
	}
	d := int64(int16(seq - uint16(s.max)))
	if d > MaxDropout || d <= -WindowBits {
		return s.far(seq), 0
	}
	if s.jumping {
		s.stray()
	}
	if d == 1 {
		s.next()
		return InOrder, 0
	}
	e := s.max + d
	if d > 1 {
		s.advance(d)
		return Ahead, d - 1
	}
	w, b := &s.bits[e>>6&(WindowBits/64-1)], uint64(1)<<(e&63)
	if *w&b != 0 {
		s.Duplicates++
		return Duplicate, 0
	}
	*w |= b
	s.OutOfOrder++
	if e >= s.low {
		return Late, -1
	}
	missing = s.low - e - 1
	s.low = e
	s.retired = min(s.retired, e)
	return Late, missing
}

func (s *Sequence) start(e int64) {
	s.bits = [WindowBits / 64]uint64{}
	s.max, s.low, s.retired = e, e, e
	s.bits[e>>6&(WindowBits/64-1)] |= 1 << (e & 63)
	s.started, s.jumping = true, false
	s.Ranges++
}

// far handles a number too far away to be loss or reordering by itself.
func (s *Sequence) far(seq uint16) Verdict {
	if s.jumping && seq == s.jumpNext {
		return Confirmed
	}
	if s.jumping && seq == s.jumpSeq {
		s.Duplicates++
		return Duplicate
	}
	if s.jumping {
		s.stray()
	}
	s.jumping, s.jumpSeq, s.jumpNext = true, seq, seq+1
	return Jumped
}

// maxVeryLate bounds what VeryLate lists; all are counted.
const maxVeryLate = 256

// stray settles a jump that nothing confirmed: a number inside the range so far came very late, or again;
// one outside is a range of its own.
func (s *Sequence) stray() {
	s.jumping = false
	e := s.max + int64(int16(s.jumpSeq-uint16(s.max)))
	if e >= s.max || e < s.low {
		s.Strays++
		s.expected++
		s.Ranges++
		return
	}
	missed, known := s.giveBack(e)
	if known && !missed {
		s.Duplicates++
		return
	}
	s.OutOfOrder++
	if missed && len(s.VeryLate) < maxVeryLate {
		s.VeryLate = append(s.VeryLate, e)
	}
}

// giveBack takes a number that left the window out of the run of missing ones that it stands in. It tells whether
// it was missing, as far as that is still known.
func (s *Sequence) giveBack(e int64) (missed, known bool) {
	if first := s.retired - s.run; s.run > 0 && e >= first { // retired is kept up only while a run is open
		rest := s.retired - 1 - e
		if s.run = e - first; s.run > 0 {
			s.endRun(e)
		}
		s.run = rest
		return true, true
	}
	if s.Runs == nil {
		return false, true
	}
	parts, known := s.Runs.giveBack(e)
	if parts < 0 {
		return false, known
	}
	s.Lost--
	s.Bursts += int64(parts) - 1
	s.MaxBurst = s.Runs.Longest[0].Count
	return true, true
}

// Step is the distance of the confirmed jump from the highest number so far.
func (s *Sequence) Step() int { return int(int16(s.jumpSeq - uint16(s.max))) }

// Restart makes the confirmed jump a new beginning: what lies between is not expected.
func (s *Sequence) Restart() {
	s.jumping = false
	s.Flush()
	s.expected += s.max - s.low + 1
	s.start((s.max>>16+1)<<16 | int64(s.jumpSeq)) // above all numbers so far
	s.advance(1)
}

// Accept makes a confirmed jump forward a hole in the sequence.
func (s *Sequence) Accept() {
	s.jumping = false
	s.advance(int64(int16(s.jumpSeq-uint16(s.max))) + 1)
	e := s.max - 1
	s.bits[e>>6&(WindowBits/64-1)] |= 1 << (e & 63)
}

// next is advance(1), the common case.
func (s *Sequence) next() {
	s.max++
	if s.max&0xffff == 0 {
		s.Wraps++
	}
	w, b := &s.bits[s.max>>6&(WindowBits/64-1)], uint64(1)<<(s.max&63)
	seen := *w&b != 0
	*w |= b
	if old := s.max - WindowBits; old >= s.low && (!seen || s.run > 0) {
		s.retire(old, seen)
	}
}

// advance moves the highest number by d and marks it as seen, retiring what leaves the window.
func (s *Sequence) advance(d int64) {
	if s.max>>16 != (s.max+d)>>16 {
		s.Wraps++
	}
	for i := int64(0); i < d; i++ {
		s.max++
		w, b := &s.bits[s.max>>6&(WindowBits/64-1)], uint64(1)<<(s.max&63)
		if old := s.max - WindowBits; old >= s.low {
			s.retire(old, *w&b != 0)
		}
		*w &^= b
	}
	s.bits[s.max>>6&(WindowBits/64-1)] |= 1 << (s.max & 63)
}

// retire settles the fate of number e, which can no longer be told from a duplicate.
func (s *Sequence) retire(e int64, seen bool) {
	s.retired = e + 1
	if seen {
		if s.run > 0 {
			s.endRun(e)
		}
		return
	}
	s.run++
}

// endRun ends the run of missing numbers before number e.
func (s *Sequence) endRun(e int64) {
	if s.Runs == nil {
		s.Runs = new(Runs)
	}
	s.Runs.add(Run{e - s.run, s.run})
	s.Bursts++
	s.Lost += s.run
	s.MaxBurst = max(s.MaxBurst, s.run)
	s.run = 0
}

// Flush settles all numbers up to the highest, at the end or before a restart. Add may not be
// called after it except through Restart.
func (s *Sequence) Flush() {
	if !s.started {
		return
	}
	if s.jumping {
		s.stray()
	}
	for e := max(s.retired, s.max-WindowBits+1); e <= s.max; e++ {
		s.retire(e, s.bits[e>>6&(WindowBits/64-1)]&(1<<(e&63)) != 0)
	}
	if s.run > 0 {
		s.endRun(s.max + 1)
	}
	if s.Runs != nil {
		s.Runs.endBurst()
	}
}

// Gilbert gives the two probabilities of the simple Gilbert model of loss (the Gilbert–Elliott model in
// whose good state nothing is lost and in whose bad state everything is): p, that a number is lost after
// one that came, and r, that one comes after a lost one. They are the shares counted in the sequence
// (maximum likelihood): p = runs / (numbers received that another follows), r = runs / numbers lost.
// The last number of each range has nothing after it. Valid after Flush; not ok where nothing was lost.
func (s *Sequence) Gilbert() (p, r float64, ok bool) {
	followed := s.Expected() - s.Lost - s.Ranges
	if s.Lost == 0 || followed <= 0 {
		return 0, 0, false
	}
	return float64(s.Bursts) / float64(followed), float64(s.Bursts) / float64(s.Lost), true
}

// Holes appends to dst the runs of numbers still missing inside the window, the oldest first.
func (s *Sequence) Holes(dst []Burst) []Burst {
	run := Burst{}
	for e := max(s.low, s.max-WindowBits+1); e <= s.max; e++ {
		if s.bits[e>>6&(WindowBits/64-1)]&(1<<(e&63)) == 0 {
			if run.Count == 0 {
				run.First = uint16(e)
			}
			run.Count++
			continue
		}
		if run.Count > 0 {
			dst = append(dst, run)
			run.Count = 0
		}
	}
	return dst
}
