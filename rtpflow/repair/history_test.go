package repair

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

const ms = int64(1e6)

func (c *Stats) outcome() string {
	return fmt.Sprintf("recovered %d useless %d repeated %d failed %d outside %d", c.Recovered, c.Useless, c.Repeated, c.Failed, c.Outside)
}

// history returns a History with a single repair.
func history() (*History, *Stats, uint8) {
	h, c := &History{}, &Stats{}
	who, _ := h.Register(c)
	return h, c, who
}

func TestOffers(t *testing.T) {
	for _, c := range []struct {
		name, want string
		play       func(h *History, who uint8)
	}{
		{"a lost packet, supplied twice", "recovered 1 useless 0 repeated 1 failed 0 outside 0", func(h *History, who uint8) {
			h.Arrive(10, 0)
			h.Arrive(12, 20*ms)
			h.Offer(11, who, 50*ms)
			h.Offer(11, who, 60*ms)
		}},
		{"across the wrap", "recovered 2 useless 0 repeated 0 failed 0 outside 0", func(h *History, who uint8) {
			h.Arrive(65534, 0)
			h.Arrive(65537, 20*ms)
			h.Offer(65535, who, 50*ms)
			h.Offer(0, who, 60*ms)
		}},
		{"a packet that had arrived", "recovered 0 useless 1 repeated 0 failed 0 outside 0", func(h *History, who uint8) {
			h.Arrive(10, 0)
			h.Offer(10, who, 1*ms)
		}},
		{"a packet that arrives late", "recovered 0 useless 1 repeated 0 failed 0 outside 0", func(h *History, who uint8) {
			h.Arrive(10, 0)
			h.Arrive(12, 20*ms)
			h.Offer(11, who, 50*ms)
			h.Arrive(11, 60*ms)
		}},
		{"before the gap appears", "recovered 1 useless 1 repeated 0 failed 0 outside 0", func(h *History, who uint8) {
			h.Arrive(10, 0)
			h.Offer(11, who, 1*ms)
			h.Offer(12, who, 2*ms)
			h.Arrive(12, 3*ms)
		}},
		{"beyond the last packet", "recovered 0 useless 0 repeated 0 failed 0 outside 1", func(h *History, who uint8) {
			h.Arrive(10, 0)
			h.Offer(11, who, 1*ms)
		}},
		{"before the first packet", "recovered 0 useless 0 repeated 0 failed 0 outside 1", func(h *History, who uint8) {
			h.Arrive(10, 0)
			h.Offer(9, who, 1*ms)
		}},
		{"before any packet", "recovered 0 useless 0 repeated 0 failed 0 outside 1", func(h *History, who uint8) {
			h.Offer(9, who, 1*ms)
		}},
		{"too far back", "recovered 0 useless 0 repeated 0 failed 0 outside 1", func(h *History, who uint8) {
			h.Arrive(10, 0)
			h.Arrive(12, 0)
			h.Arrive(12+Window, 0)
			h.Offer(11, who, 1*ms)
		}},
		{"from before a restart", "recovered 1 useless 0 repeated 0 failed 0 outside 1", func(h *History, who uint8) {
			h.Arrive(10, 0)
			h.Arrive(12, 0)
			h.Offer(11, who, 1*ms)
			h.Restart()
			h.Arrive(65536+5000, 0)
			h.Arrive(65536+5001, 0)
			h.Offer(4999, who, 1*ms)
		}},
	} {
		h, count, who := history()
		c.play(h, who)
		h.Finish()
		if got := count.outcome(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestDelayAndSkew(t *testing.T) {
	h, c, who := history()
	h.Arrive(10, 0)
	h.Arrive(13, 20*ms) // reveals that 11 and 12 are missing
	h.Offer(11, who, 50*ms)
	h.Offer(12, who, 60*ms)
	if c.Delay != 70*ms || c.DelayMax != 40*ms || c.DelayCount != 2 {
		t.Errorf("delay %d, up to %d, of %d", c.Delay, c.DelayMax, c.DelayCount)
	}
	h, c, who = history()
	h.Arrive(10, 10*ms)
	h.Offer(10, who, 14*ms) // 4 ms later
	h.Offer(11, who, 30*ms)
	h.Arrive(11, 36*ms) // the copy was 6 ms earlier
	h.Offer(12, who, 40*ms)
	h.Arrive(13, 50*ms) // 12 never arrived: no pair
	if c.Skew != -2*ms || c.SkewMin != -6*ms || c.SkewMax != 4*ms || c.SkewCount != 2 {
		t.Errorf("skew %d, from %d to %d, of %d", c.Skew, c.SkewMin, c.SkewMax, c.SkewCount)
	}
}

func row(base, n uint16) Group       { return Group{Base: base, Step: 1, Count: n} }
func column(base, l, d uint16) Group { return Group{Base: base, Step: l, Count: d} }

// A matrix of 3 columns and 3 rows: rows and columns complement each other (RFC 8627, 6.3.4).
func TestMatrix(t *testing.T) {
	for _, c := range []struct {
		lost []uint16
		want string
	}{
		{nil, "recovered 0 useless 6 repeated 0 failed 0 outside 0"},
		{[]uint16{4}, "recovered 1 useless 5 repeated 0 failed 0 outside 0"},
		{[]uint16{0, 1, 3}, "recovered 3 useless 3 repeated 0 failed 0 outside 0"}, // row 1 → 3, column 1 → 1, row 0 → 0
		{[]uint16{0, 1, 3, 4}, "recovered 0 useless 2 repeated 0 failed 4 outside 0"},
		{[]uint16{0, 1, 3, 4, 8}, "recovered 1 useless 1 repeated 0 failed 4 outside 0"},
	} {
		h, count, who := history()
		h.Arrive(99, 0)
		for n := range uint16(9) {
			if !slices.Contains(c.lost, n) {
				h.Arrive(100+int64(n), 0)
			}
			if n%3 == 2 {
				h.Protect(row(100+n-2, 3), who)
			}
		}
		for n := range uint16(3) {
			h.Protect(column(100+n, 3, 3), who)
		}
		h.Arrive(109, 0)
		h.Finish()
		if got := count.outcome(); got != c.want {
			t.Errorf("lost %v: %s, want %s", c.lost, got, c.want)
		}
	}
}

// slowly computes the result of a History from all packets at once: first the lost numbers that were offered,
// then the groups, one after the other until nothing changes.
func slowly(came map[int64]bool, low, high int64, offers []int64, groups []Group, base []int64) (lost, recovered int) {
	have := map[int64]bool{}
	for e := low; e <= high; e++ {
		have[e] = came[e]
		if !came[e] {
			lost++
		}
	}
	for _, e := range offers {
		if e >= low && e <= high && !have[e] {
			have[e] = true
			recovered++
		}
	}
	for again := true; again; {
		again = false
		for i := range groups {
			var missing []int64
			inside := true
			groups[i].Each(func(d int64) {
				e := base[i] + d
				if e < low || e > high {
					inside = false
				} else if !have[e] {
					missing = append(missing, e)
				}
			})
			if inside && len(missing) == 1 {
				have[missing[0]] = true
				recovered++
				again = true
			}
		}
	}
	return lost, recovered
}

// Random streams with loss, reordering, retransmissions and parity in rows and columns. The repairs are delayed
// and lost as well.
func TestAgainstSlowly(t *testing.T) {
	for seed := range uint64(40) {
		g := rand.New(rand.NewPCG(seed, 1))
		loss := 0.005 + g.Float64()*0.2
		n := int64(3000 + g.IntN(5000))
		low := int64(1<<16 + g.IntN(1<<16))
		h, c := &History{}, [2]Stats{}
		resend, _ := h.Register(&c[0])
		parity, _ := h.Register(&c[1])
		l, d := uint16(2+g.IntN(9)), uint16(2+g.IntN(9))
		came := map[int64]bool{}
		var offers []int64
		var groups []Group
		var base []int64
		type event struct {
			at float64
			do func()
		}
		var events []event
		for e := low; e < low+n; e++ {
			at := float64(e) + g.Float64()*8 // reordering
			if e == low || e == low+n-1 {
				at = float64(e)
				if e == low {
					at = 0
				}
			} else if g.Float64() < loss {
				if g.Float64() < 0.5 {
					events = append(events, event{at + g.Float64()*300, func() { offers = append(offers, e); h.Offer(uint16(e), resend, 0) }})
				}
				at = -1
			} else if g.Float64() < 0.01 { // a retransmission of a packet that arrived
				events = append(events, event{at + g.Float64()*300, func() { offers = append(offers, e); h.Offer(uint16(e), resend, 0) }})
			}
			if at >= 0 {
				came[e] = true
				events = append(events, event{at, func() { h.Arrive(e, 0) }})
			}
			if k := e - low; g.Float64() > loss && e+int64(l)*int64(d) < low+n-8 {
				x := Group{}
				switch {
				case k%int64(l) == 0:
					x = row(uint16(e), l)
				case k%(int64(l)*int64(d)) < int64(l):
					x = column(uint16(e), l, d)
				default:
					continue
				}
				b := e
				groups, base = append(groups, x), append(base, b)
				events = append(events, event{float64(b+int64(x.span())) + g.Float64()*200, func() { h.Protect(x, parity) }})
			}
		}
		slices.SortStableFunc(events, func(a, b event) int {
			if a.at < b.at {
				return -1
			}
			return 1
		})
		for _, x := range events {
			x.do()
		}
		h.Finish()
		lost, want := slowly(came, low, low+n-1, offers, groups, base)
		got := c[0].Recovered + c[1].Recovered
		if got != int64(want) || lost == 0 {
			t.Errorf("seed %d: %d lost, recovered %d, want %d", seed, lost, got, want)
		}
		if x := c[0]; x.Recovered+x.Useless+x.Repeated+x.Outside != int64(len(offers)) {
			t.Errorf("seed %d: %d offers: %s", seed, len(offers), x.outcome())
		}
		if x := c[1]; x.Recovered+x.Useless+x.Failed+x.Outside != int64(len(groups)) {
			t.Errorf("seed %d: %d groups: %s", seed, len(groups), x.outcome())
		}
	}
}

// FuzzHistory checks that every repair packet ends in exactly one count, in any order of events.
func FuzzHistory(f *testing.F) {
	f.Add([]byte{1, 0, 0, 1, 0, 2, 2, 0, 1, 3, 0, 0, 4, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, c, who := history()
		e, offers := int64(0), int64(0)
		seen := map[int64]bool{}
		for ; len(b) >= 3; b = b[3:] {
			n := int64(int8(b[1]))<<7 + int64(b[2])
			switch b[0] % 5 {
			case 0, 1:
				if b[0]%5 == 1 {
					n = int64(b[2] & 7)
				}
				if e += n; !seen[e] {
					seen[e] = true
					h.Arrive(e, int64(b[0]))
				}
			case 2:
				h.Offer(uint16(e+n), who, 1)
				offers++
			case 3:
				h.Protect(Group{Base: uint16(e + n), Step: uint16(b[2]), Count: uint16(b[1])}, who)
				offers++
			case 4:
				h.Restart()
				e = (e>>16+1)<<16 + n&0xffff
				clear(seen)
			}
		}
		h.Finish()
		if c.Recovered+c.Useless+c.Repeated+c.Failed+c.Outside != offers || c.Recovered < 0 {
			t.Fatalf("%d offers: %s", offers, c.outcome())
		}
	})
}

func TestHistoryAllocatesNothing(t *testing.T) {
	h, _, who := history()
	e := int64(100)
	if n := testing.AllocsPerRun(20_000, func() {
		h.Arrive(e, e)
		if e%7 != 0 {
			h.Arrive(e+1, e)
		}
		h.Offer(uint16(e-20), who, e)
		h.Protect(row(uint16(e-30), 10), who)
		e += 3
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
