package measure

import (
	"math/rand/v2"
	"testing"
)

// orderOf computes the reordering of a stream by comparing each packet with all packets before it.
func orderOf(seqs []uint16, times []int64) (x Reordering) {
	type packet struct{ e, time int64 }
	var list []packet // in order of arrival, without duplicates
	seen := map[int64]bool{}
	top := int64(seqs[0])
	for i, s := range seqs {
		e := top + int64(int16(s-uint16(top)))
		top = max(top, e)
		if seen[e] {
			continue
		}
		seen[e] = true
		list = append(list, packet{e, times[i]})
		for j, earlier := range list {
			if earlier.e > e { // the first one that overtook it
				x.Measured++
				x.MaxDepth = max(x.MaxDepth, top-e)
				x.MaxExtent = max(x.MaxExtent, int64(len(list)-1-j))
				x.MaxLate = max(x.MaxLate, times[i]-earlier.time)
				x.SumLate += times[i] - earlier.time
				break
			}
		}
	}
	return x
}

func measured(seqs []uint16, times []int64) *Source {
	var s Source
	for i, q := range seqs {
		s.Add(&Packet{Header: Header{Seq: q}, Arrival: times[i], Frame: int64(i + 1)})
	}
	s.Finish()
	return &s
}

func TestReorderingByHand(t *testing.T) {
	// 13 overtakes 11 and 12. 11 arrives one place and 2 ms after it, 12 three places (11, 14, 12) and 5 ms.
	s := measured([]uint16{10, 13, 11, 14, 12, 15}, []int64{1e6, 2e6, 4e6, 6e6, 7e6, 8e6})
	want := Reordering{Measured: 2, MaxDepth: 2, MaxExtent: 3, MaxLate: 5e6, SumLate: 7e6, MaxLateFrame: 5}
	got := *s.Reordering
	got.passed, got.next = want.passed, 0
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	// 8 arrives before the first number; 9 is then missing and arrives as well.
	s = measured([]uint16{10, 8, 11, 9}, []int64{1e6, 2e6, 3e6, 5e6})
	got = *s.Reordering
	if got.Measured != 2 || got.MaxDepth != 2 || got.MaxExtent != 3 || got.MaxLate != 4e6 || got.SumLate != 5e6 || s.Seq.Expected() != 4 {
		t.Errorf("before the first: %+v", got)
	}
}

func TestReorderingRandom(t *testing.T) {
	whole := 0
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 8))
		seqs := impaired(rng)[:1500]
		times := make([]int64, len(seqs))
		for i := range times {
			times[i] = int64(i)*1e6 + int64(rng.Uint32()%1e6)
		}
		s := measured(seqs, times)
		if s.Reordering == nil {
			continue
		}
		got, want := *s.Reordering, orderOf(seqs, times)
		if got.Measured != want.Measured { // more gaps are open than are remembered
			if got.Measured > want.Measured || got.MaxExtent > want.MaxExtent || got.MaxLate > want.MaxLate || 10*got.Measured < 9*want.Measured {
				t.Errorf("seed %d: %+v, want %+v", seed, got, want)
			}
			continue
		}
		whole++
		if got.MaxDepth != want.MaxDepth || got.MaxExtent != want.MaxExtent || got.MaxLate != want.MaxLate || got.SumLate != want.SumLate {
			t.Errorf("seed %d: %+v, want %+v", seed, got, want)
		}
	}
	if whole < 50 {
		t.Errorf("only %d streams measured completely", whole)
	}
}
