package measure

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// naive contains the counters of the report, computed over all packets at once. Sequence must give the same
// values.
type naive struct {
	packets, dups, late, expected, lost, wraps, bursts, burst int64
	last                                                      uint16
}

func count(seqs []uint16) (n naive) {
	if len(seqs) == 0 {
		return n
	}
	seen := map[int64]bool{}
	ext := int64(seqs[0])
	top := ext
	for i, s := range seqs {
		e := ext
		if i > 0 {
			e = top + int64(int16(s-uint16(top)))
		}
		n.packets++
		switch {
		case seen[e]:
			n.dups++
		case e < top:
			n.late++
		}
		seen[e] = true
		top = max(top, e)
	}
	var all []int64
	for e := range seen {
		all = append(all, e)
	}
	slices.Sort(all)
	n.expected = top - all[0] + 1
	n.lost = n.expected - int64(len(all))
	n.wraps = top>>16 - int64(seqs[0])>>16
	n.last = uint16(top)
	for i := 1; i < len(all); i++ {
		if gap := all[i] - all[i-1] - 1; gap > 0 {
			n.bursts++
			n.burst = max(n.burst, gap)
		}
	}
	return n
}

func run(seqs []uint16) naive {
	var s Sequence
	for _, q := range seqs {
		s.Add(q)
	}
	s.Flush()
	return naive{s.Packets, s.Duplicates, s.OutOfOrder, s.Expected(), s.Lost, s.Wraps, s.LossRunCount, s.MaxLossRun, uint16(s.Max())}
}

func sequence(from uint16, n int) (list []uint16) {
	for i := range n {
		list = append(list, from+uint16(i))
	}
	return list
}

func TestSequenceCases(t *testing.T) {
	whole := sequence(65000, 2000)
	for name, seqs := range map[string][]uint16{
		"one":               {7},
		"in order":          sequence(1, 10),
		"wrap":              sequence(65530, 20),
		"from zero":         sequence(0, 5),
		"one lost":          append(sequence(1, 5), sequence(7, 5)...),
		"lost at wrap":      append(sequence(65530, 5), sequence(1, 5)...),
		"duplicate":         {1, 2, 2, 3, 1, 4},
		"all the same":      {7, 7, 7, 7},
		"late":              {10, 12, 11, 13},
		"late across wrap":  {65534, 0, 65535, 1},
		"before the first":  {5, 4, 3, 6},
		"before zero":       {0, 65535, 1},
		"long gap":          append(sequence(1, 5), sequence(2900, 5)...),
		"thousands":         whole,
		"late at window":    append(append(sequence(0, 1), sequence(2, WindowBits-1)...), 1, uint16(WindowBits+1)),
		"two bursts":        {1, 2, 5, 6, 10, 11},
		"gap partly filled": {1, 2, 8, 4, 5, 9},
	} {
		if got, want := run(seqs), count(seqs); got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

// The window covers the highest number and the WindowBits-1 numbers below it. One further back shares its bit
// with the highest, so it must be confirmed like any other far number.
func TestWindowEdge(t *testing.T) {
	for _, c := range []struct {
		behind uint16
		want   Verdict
	}{
		{WindowBits - 1, Late},
		{WindowBits, Jumped},
		{WindowBits + 1, Jumped},
	} {
		var s Sequence
		const top = 65000
		for seq := uint16(top - 2*WindowBits); seq != top; seq++ {
			if seq != top-1-c.behind {
				s.Add(seq)
			}
		}
		if got, _ := s.Add(top - 1 - c.behind); got != c.want {
			t.Errorf("%d behind the highest: verdict %d, want %d", c.behind, got, c.want)
		}
	}
}

func TestSequenceRandom(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		seqs := impaired(rng)
		if got, want := run(seqs), count(seqs); got != want {
			t.Fatalf("seed %d:\n got %+v\nwant %+v", seed, got, want)
		}
	}
}

// impaired returns a stream with loss, duplicates and reordering inside the window.
func impaired(rng *rand.Rand) []uint16 {
	type packet struct {
		at  float64
		seq uint16
	}
	var list []packet
	start, loss, dup, depth := uint16(rng.Uint32()), rng.Float64()*0.2, rng.Float64()*0.1, rng.Float64()*200
	for i := range 5000 {
		if i > 0 && rng.Float64() < loss {
			continue
		}
		list = append(list, packet{float64(i), start + uint16(i)})
		if rng.Float64() < 0.05 && i > 0 {
			list[len(list)-1].at += rng.Float64() * depth
		}
		if rng.Float64() < dup {
			list = append(list, packet{float64(i) + rng.Float64()*depth, start + uint16(i)})
		}
	}
	slices.SortStableFunc(list, func(a, b packet) int {
		if a.at < b.at {
			return -1
		}
		return 1
	})
	var seqs []uint16
	for _, p := range list {
		seqs = append(seqs, p.seq)
	}
	return seqs
}

func TestSequenceJumps(t *testing.T) {
	t.Run("confirmed restart", func(t *testing.T) {
		var s Sequence
		for _, q := range sequence(100, 10) {
			s.Add(q)
		}
		if v, _ := s.Add(40000); v != Jumped {
			t.Fatalf("first far packet: %v", v)
		}
		if v, _ := s.Add(40001); v != Confirmed {
			t.Fatalf("second far packet: %v", v)
		}
		s.Restart()
		s.Add(40003)
		s.Flush()
		if s.Packets != 13 || s.Expected() != 14 || s.Lost != 1 || s.Wraps != 0 || uint16(s.Max()) != 40003 {
			t.Errorf("got packets %d expected %d lost %d wraps %d max %d", s.Packets, s.Expected(), s.Lost, s.Wraps, uint16(s.Max()))
		}
	})
	t.Run("accepted as loss", func(t *testing.T) {
		var s Sequence
		for _, q := range sequence(100, 10) {
			s.Add(q)
		}
		s.Add(10000)
		s.Add(10001)
		s.Accept()
		s.Flush()
		if s.Expected() != 10001-100+1 || s.Lost != 10000-110 || s.MaxLossRun != 10000-110 {
			t.Errorf("expected %d lost %d burst %d", s.Expected(), s.Lost, s.MaxLossRun)
		}
	})
	t.Run("stray", func(t *testing.T) {
		var s Sequence
		for _, q := range sequence(100, 10) {
			s.Add(q)
		}
		s.Add(40000)
		for _, q := range sequence(110, 10) {
			s.Add(q)
		}
		s.Flush()
		if s.Packets != 21 || s.Expected() != 21 || s.Lost != 0 || s.OutOfRange != 1 {
			t.Errorf("packets %d expected %d lost %d strays %d", s.Packets, s.Expected(), s.Lost, s.OutOfRange)
		}
	})
	t.Run("random numbers", func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		var s Sequence
		for range 10000 {
			if v, _ := s.Add(uint16(rng.Uint32())); v == Confirmed {
				s.Restart()
			}
		}
		s.Flush()
		if lost := s.Expected() - (s.Packets - s.Duplicates); lost > s.Packets*MaxDropout || s.Lost < 0 {
			t.Errorf("lost %d of %d packets", lost, s.Packets)
		}
	})
}

func FuzzSequence(f *testing.F) {
	f.Add([]byte{0, 1, 0, 2, 0, 4, 0, 3})
	f.Add([]byte{255, 254, 255, 255, 0, 0, 0, 1, 200, 0, 200, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Source
		var n int64
		for ; len(b) >= 2; b = b[2:] {
			n++
			s.Add(&Packet{Header: Header{Seq: uint16(b[0])<<8 | uint16(b[1])}, Arrival: n * 1e7, Frame: n})
		}
		s.Seq.Flush()
		if s.Seq.Packets != n || s.Seq.Duplicates > n || s.Seq.Expected() < 0 || s.Seq.Lost < 0 || s.Seq.Lost > s.Seq.Expected() {
			t.Fatalf("%+v", s.Seq)
		}
	})
}
