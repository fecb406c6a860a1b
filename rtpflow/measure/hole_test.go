package measure

import (
	"fmt"
	"testing"
)

// What is reported as lost are the numbers that are missing in the end, not the start of the gap that they were in.
func TestRunsOfMissingNumbers(t *testing.T) {
	for _, c := range []struct {
		name  string
		count int
		late  []int // numbers after the gap's first that arrive after all
		want  string
	}{
		{"all missing", 3, nil, "65535+3"},
		{"the first arrives", 2, []int{0}, "0+1"},
		{"the last arrives", 3, []int{2}, "65535+2"},
		{"one in the middle arrives", 5, []int{2}, "65535+2 2+2"},
		{"all arrive", 2, []int{1, 0}, ""},
		{"64, one arrives", 64, []int{63}, "65535+63"},
		{"a long gap", 70, nil, "65535+70"},
		{"a long gap, the first arrives", 70, []int{0}, "0+69"},
		{"a long gap, the 64th arrives", 70, []int{63}, "65535+63 63+6"},
		{"a long gap, one beyond what is remembered arrives", 70, []int{66}, "65535+69"},
	} {
		s := &Source{}
		add := func(seq int) {
			s.Add(&Packet{Header: Header{Seq: uint16(seq), Timestamp: uint32(seq) * 3000}, Arrival: int64(seq) * 33e6})
		}
		const first = 65535 // the gap is across the wrap
		for seq := first - 10; seq < first; seq++ {
			add(seq)
		}
		add(first + c.count)
		for _, i := range c.late {
			add(first + i)
		}
		got := ""
		for i := range s.Gaps {
			s.Gaps[i].Runs(func(first, count int64) { got += fmt.Sprintf(" %d+%d", uint16(first), count) })
		}
		if len(got) > 0 {
			got = got[1:]
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
