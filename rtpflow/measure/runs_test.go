package measure

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// received reports for every number from the lowest to the highest of a stream whether it arrived.
func received(seqs []uint16) []bool {
	low, top := int64(seqs[0]), int64(seqs[0])
	seen := map[int64]bool{top: true}
	for _, s := range seqs[1:] {
		e := top + int64(int16(s-uint16(top)))
		low, top = min(low, e), max(top, e)
		seen[e] = true
	}
	var list []bool
	for e := low; e <= top; e++ {
		list = append(list, seen[e])
	}
	return list
}

// patternOf counts transitions, run lengths and the bursts and gaps of RFC 3611 number by number.
func patternOf(list []bool) (p, r float64, lengths map[int64]int64, x LossRuns) {
	var good, bad, enter, leave float64
	lengths = map[int64]int64{}
	run := int64(0)
	for i, ok := range list {
		if i > 0 {
			switch {
			case list[i-1] && ok:
				good++
			case list[i-1]:
				enter++
			case ok:
				leave++
			default:
				bad++
			}
		}
		if !ok {
			run++
			continue
		}
		if run > 0 {
			lengths[run]++
		}
		run = 0
	}
	// A number is in a burst if it lies between two lost numbers with fewer than MinGap received numbers
	// between them, or is one of these.
	last := -1
	burst := make([]bool, len(list))
	for i, ok := range list {
		if ok {
			continue
		}
		if last >= 0 && i-last-1 < MinGap {
			for j := last; j <= i; j++ {
				burst[j] = true
			}
		}
		last = i
	}
	for i, in := range burst {
		if in {
			x.BurstLength++
			if i == 0 || !burst[i-1] {
				x.Bursts++
			}
		}
		if !list[i] {
			if in {
				x.BurstLost++
			} else {
				x.GapLost++
			}
		}
	}
	return enter / (enter + good), leave / (leave + bad), lengths, x
}

func comparePattern(t *testing.T, seqs []uint16) {
	t.Helper()
	var s Sequence
	for _, q := range seqs {
		s.Add(q)
	}
	s.Flush()
	p, r, lengths, want := patternOf(received(seqs))
	gotP, gotR, ok := s.Gilbert()
	if ok != (len(lengths) > 0) {
		t.Fatalf("Gilbert %v, %d runs", ok, len(lengths))
	}
	if !ok {
		return
	}
	near(t, "p", gotP, p)
	near(t, "r", gotR, r)
	var classes [RunClasses]int64
	longest := int64(0)
	for n, count := range lengths {
		longest = max(longest, n)
		for c := range RunClasses {
			if from, to := RunLengths(c); n >= from && (n <= to || to == 0) {
				classes[c] += count
			}
		}
	}
	if s.Runs.Lengths != classes {
		t.Errorf("lengths %v, want %v", s.Runs.Lengths, classes)
	}
	if s.Runs.Longest[0].Count != longest {
		t.Errorf("longest %v, want %d", s.Runs.Longest, longest)
	}
	for i := 1; i < len(s.Runs.Longest); i++ {
		if s.Runs.Longest[i].Count > s.Runs.Longest[i-1].Count {
			t.Errorf("longest runs out of order: %v", s.Runs.Longest)
		}
	}
	bursts := func(r *LossRuns) [4]int64 { return [4]int64{r.Bursts, r.BurstLength, r.BurstLost, r.GapLost} }
	if got, want := bursts(s.Runs), bursts(&want); got != want {
		t.Errorf("bursts %v, want %v", got, want)
	}
}

// Numbers that arrive after they have left the window were not lost. Of isolated runs, some arrive completely
// or in part and others do not.
func TestRunsVeryLate(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 4))
		var seqs, late []uint16
		for n := uint16(60000); len(seqs) < 3000; {
			for range MinGap + rng.IntN(40) {
				seqs = append(seqs, n)
				n++
			}
			for range 1 + rng.IntN(3) {
				if len(seqs) < 1000 && rng.IntN(3) == 0 {
					late = append(late, n)
				}
				n++
			}
		}
		// Spaced so that no two of them look like a new sequence.
		for i, n := range late {
			seqs = slices.Insert(seqs, len(seqs)-900+20*i, n)
		}
		var s Sequence
		for _, q := range seqs {
			s.Add(q)
		}
		s.Flush()
		_, _, lengths, _ := patternOf(received(seqs))
		var want [RunClasses]int64
		var lost, longest int64
		for n, count := range lengths {
			want[RunClass(n)] += count
			lost += n * count
			longest = max(longest, n)
		}
		if s.Runs.Lengths != want || s.Lost != lost || s.MaxLossRun != longest || s.Duplicates != 0 || s.OutOfOrder != int64(len(late)) {
			t.Fatalf("seed %d: lengths %v, want %v; lost %d, want %d; longest %d, want %d; %d duplicates, %d late of %d",
				seed, s.Runs.Lengths, want, s.Lost, lost, s.MaxLossRun, longest, s.Duplicates, s.OutOfOrder, len(late))
		}
	}
}

// A number that is repeated after it has left the window is a duplicate.
func TestDuplicateVeryLate(t *testing.T) {
	var s Sequence
	for _, q := range append(append(sequence(1, 3000), 100), sequence(3001, 20)...) {
		s.Add(q)
	}
	s.Flush()
	if s.Duplicates != 1 || s.OutOfOrder != 0 || s.OutOfRange != 0 || s.Lost != 0 || s.Expected() != 3020 {
		t.Errorf("%+v", s)
	}
}

func TestRunsByHand(t *testing.T) {
	// 1 2 . . 5 … 19 . 21 … 40 . 42: runs of 2, 1 and 1. Between the first two are 15 numbers, fewer than Gmin;
	// the third is isolated.
	seqs := append([]uint16{1, 2}, sequence(5, 15)...)
	seqs = append(seqs, sequence(21, 20)...)
	seqs = append(seqs, 42)
	comparePattern(t, seqs)
	var s Sequence
	for _, q := range seqs {
		s.Add(q)
	}
	s.Flush()
	r := s.Runs
	if r.Lengths[0] != 2 || r.Lengths[1] != 1 || r.Longest[0] != (Run{3, 2}) || r.Bursts != 1 || r.BurstLength != 18 || r.BurstLost != 3 || r.GapLost != 1 {
		t.Errorf("%+v", r)
	}
	// 38 numbers were received, of which the last has no successor; 3 runs, 4 lost.
	p, q, _ := s.Gilbert()
	near(t, "p", p, 3./37)
	near(t, "r", q, 3./4)
}

func TestRunsRandom(t *testing.T) {
	for seed := range uint64(200) {
		comparePattern(t, impaired(rand.New(rand.NewPCG(seed, 7))))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestRunClass(t *testing.T) {
	for n := int64(1); n < 3000; n++ {
		from, to := RunLengths(RunClass(n))
		if n < from || to > 0 && n > to {
			t.Fatalf("a run of %d is in the class %d to %d", n, from, to)
		}
	}
	if from, to := RunLengths(RunClasses - 1); from != 1025 || to != 0 {
		t.Errorf("the last class is %d to %d", from, to)
	}
}

// Numbers skipped by a restart are neither lost nor part of a burst.
func TestRunsAcrossRestart(t *testing.T) {
	var s Source
	n := int64(0)
	add := func(list ...uint16) {
		for _, q := range list {
			n++
			s.Add(&Packet{Header: Header{Seq: q}, Arrival: n * 1e6, Frame: n})
		}
	}
	add(sequence(100, 50)...)
	add(sequence(40000, 2)...)
	add(40003, 40004)
	s.Finish()
	if s.Seq.Lost != 1 || s.Seq.Ranges != 2 || s.Seq.Runs.GapLost != 1 || s.Seq.Runs.Bursts != 0 {
		t.Errorf("%+v %+v", s.Seq, s.Seq.Runs)
	}
	p, r, _ := s.Seq.Gilbert()
	near(t, "p", p, 1./(54-2))
	near(t, "r", r, 1)
}
