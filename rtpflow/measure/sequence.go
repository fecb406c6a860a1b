package measure

// WindowBits is the number of sequence numbers up to the highest that are tracked individually, to distinguish
// late packets from duplicates.
const WindowBits = 1024

// MaxDropout is the largest forward step, and WindowBits the largest backward step, that is accepted at once as
// loss or reordering. A larger step must be confirmed by a second packet in sequence (RFC 3550, A.1).
const MaxDropout = 3000

// Verdict classifies a sequence number.
type Verdict uint8

// The verdicts.
const (
	InOrder   Verdict = iota // the next number, or the first
	AfterGap                 // above the next number: a gap opened
	Late                     // below the highest number, not seen before
	Duplicate                // seen before
	Jumped                   // far from the highest number; pending until another packet confirms it
	Confirmed                // the second packet after a jump: call Restart or Accept
)

// Sequence tracks the sequence numbers of one source. The zero value is ready for use. Fields accessed for
// every packet come first.
type Sequence struct {
	max, low int64 // extended; low is the lowest
	run      int64 // length of the run of missing numbers that is leaving the window
	// Packets, Duplicates and OutOfOrder have the definitions of the report. A Jumped packet is counted in
	// Packets immediately.
	Packets  int64
	started  bool
	jumping  bool
	jumpNext uint16 // the number that would confirm the jump
	jumpSeq  uint16
	bits     [WindowBits / 64]uint64
	identity // of the packets in the window

	// Interleaved says that the packets arrive over TCP, which duplicates nothing.
	Interleaved bool

	Duplicates, OutOfOrder int64
	// Wraps counts the wraps of the 16-bit number.
	Wraps int64
	// LossRunCount counts the runs of numbers that never arrived, and MaxLossRun is the longest. Both cover
	// numbers that have left the window and are complete only after Flush.
	LossRunCount, MaxLossRun int64
	// Lost counts the numbers in these runs, and Runs describes them. Runs is nil if nothing was lost.
	Lost int64
	Runs *LossRuns
	// Ranges counts the separate sequence ranges: the initial one, one per restart, and one per out-of-range
	// packet.
	Ranges int64
	// OutOfRange counts packets far outside the sequence that no second packet confirmed.
	OutOfRange int64
	// VeryLate lists the numbers that arrived after they had been counted as lost. Its length is bounded.
	VeryLate []int64
	// VeryLateDropped counts those beyond MaxVeryLate.
	VeryLateDropped int64

	expected int64 // of the ranges before the last restart
	retired  int64 // the next number to leave the window
}

// MissingRun is a run of sequence numbers that have not arrived.
type MissingRun struct {
	First uint16
	Count int64
}

// Max returns the highest extended sequence number since the last restart.
func (s *Sequence) Max() int64 { return s.max }

// Low returns the lowest extended sequence number since the last restart.
func (s *Sequence) Low() int64 { return s.low }

// Expected returns highest − lowest + 1, summed over restarts.
func (s *Sequence) Expected() int64 {
	if !s.started {
		return 0
	}
	return s.expected + s.max - s.low + 1
}

// Add takes the number of the next packet. missing is the change in the count of missing numbers: for AfterGap
// the count of skipped numbers; for Late -1, or the count of numbers between this one and the lowest so far.
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
		s.outOfRange()
	}
	if d == 1 {
		s.next()
		return InOrder, 0
	}
	e := s.max + d
	if d > 1 {
		s.advance(d)
		return AfterGap, d - 1
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

// far handles a number too far away to be loss or reordering without confirmation.
func (s *Sequence) far(seq uint16) Verdict {
	if s.jumping && seq == s.jumpNext {
		return Confirmed
	}
	if s.jumping && seq == s.jumpSeq {
		s.Duplicates++
		return Duplicate
	}
	if s.jumping {
		s.outOfRange()
	}
	s.jumping, s.jumpSeq, s.jumpNext, s.used = true, seq, seq+1, false
	return Jumped
}

// MaxVeryLate bounds the length of VeryLate; OutOfOrder counts all such packets.
const MaxVeryLate = 256

// outOfRange resolves a jump that no second packet confirmed. A number inside the range so far is very late or
// a duplicate; a number outside is a separate range.
func (s *Sequence) outOfRange() {
	s.jumping = false
	e := s.max + int64(int16(s.jumpSeq-uint16(s.max)))
	if s.used {
		s.used = false
		s.settleReuse(e)
		return
	}
	if e >= s.max || e < s.low {
		s.OutOfRange++
		s.expected++
		s.Ranges++
		return
	}
	missed, known := s.unlose(e)
	if known && !missed {
		s.Duplicates++
		return
	}
	s.OutOfOrder++
	if missed {
		s.veryLate(e)
	}
}

// veryLate lists a number that had been counted as lost.
func (s *Sequence) veryLate(e int64) {
	if len(s.VeryLate) < MaxVeryLate {
		s.VeryLate = append(s.VeryLate, e)
	} else {
		s.VeryLateDropped++
	}
}

// unlose removes a number that has left the window from the run of missing numbers that contains it. missed
// reports whether it was missing, as far as that is still known.
func (s *Sequence) unlose(e int64) (missed, known bool) {
	if first := s.retired - s.run; s.run > 0 && e >= first { // retired is maintained only while a run is open
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
	parts, known := s.Runs.unlose(e)
	if parts < 0 {
		return false, known
	}
	s.Lost--
	s.LossRunCount += int64(parts) - 1
	s.MaxLossRun = s.Runs.Longest[0].Count
	return true, true
}

// Step returns the distance of the confirmed jump from the highest number so far.
func (s *Sequence) Step() int { return int(int16(s.jumpSeq - uint16(s.max))) }

// Restart starts a new range with the confirmed jump. The numbers in between are not expected.
func (s *Sequence) Restart() {
	s.jumping = false
	s.Flush()
	s.expected += s.max - s.low + 1
	s.start((s.max>>16+1)<<16 | int64(s.jumpSeq)) // above all numbers so far
	s.advance(1)
	s.noteJump()
}

// Accept treats a confirmed forward jump as a gap in the sequence.
func (s *Sequence) Accept() {
	s.jumping = false
	s.advance(int64(int16(s.jumpSeq-uint16(s.max))) + 1)
	e := s.max - 1
	s.bits[e>>6&(WindowBits/64-1)] |= 1 << (e & 63)
	s.noteJump()
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

// advance moves the highest number by d, marks it as seen and retires the numbers that leave the window.
func (s *Sequence) advance(d int64) {
	if s.max>>16 != (s.max+d)>>16 {
		s.Wraps++
	}
	for range d {
		s.max++
		w, b := &s.bits[s.max>>6&(WindowBits/64-1)], uint64(1)<<(s.max&63)
		if old := s.max - WindowBits; old >= s.low {
			s.retire(old, *w&b != 0)
		}
		*w &^= b
	}
	s.bits[s.max>>6&(WindowBits/64-1)] |= 1 << (s.max & 63)
}

// retire settles number e, which leaves the window: it was received or it is lost.
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
		s.Runs = new(LossRuns)
	}
	s.Runs.add(Run{e - s.run, s.run})
	s.LossRunCount++
	s.Lost += s.run
	s.MaxLossRun = max(s.MaxLossRun, s.run)
	s.run = 0
}

// Flush settles all numbers up to the highest, at the end or before a restart. After Flush, only Restart may
// precede another Add.
func (s *Sequence) Flush() {
	if !s.started {
		return
	}
	if s.jumping {
		s.outOfRange()
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

// Gilbert returns the two probabilities of the simple Gilbert loss model (a Gilbert–Elliott model that loses
// nothing in the good state and everything in the bad state): p, that a received packet is followed by a lost
// one, and r, that a lost packet is followed by a received one. They are the maximum-likelihood estimates: p =
// runs / (received numbers that are followed by another), r = runs / lost numbers. The last number of each
// range has no successor. Gilbert is valid after Flush; ok is false if nothing was lost.
func (s *Sequence) Gilbert() (p, r float64, ok bool) {
	followed := s.Expected() - s.Lost - s.Ranges
	if s.Lost == 0 || followed <= 0 {
		return 0, 0, false
	}
	return float64(s.LossRunCount) / float64(followed), float64(s.LossRunCount) / float64(s.Lost), true
}

// MissingRuns appends to dst the runs of numbers that are still missing inside the window, the oldest first.
func (s *Sequence) MissingRuns(dst []MissingRun) []MissingRun {
	run := MissingRun{}
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
