package reassembly

import (
	"strings"
	"testing"
)

// beats are n packets of the server without payload, apart by ms.
func beats(n int, ms, ack int64) []step {
	var s []step
	for range n {
		s = append(s, step{d: down, seq: 0, ack: ack, flags: flagA, ms: ms})
	}
	return s
}

func TestHoles(t *testing.T) {
	hole := shake(step{d: up, seq: 0, data: "abc", ack: 0}, step{d: up, seq: 6, data: "ghi"})
	run(t, []script{
		{
			name:  "acknowledged: not captured, once the grace is over",
			steps: and(hole, beats(1+gracePackets, 0, 9)...),
			want:  []string{">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5"},
			stats: func(u, _ Stats) bool { return u.NotCapturedBytes == 3 && u.FirstGap == 5 && u.Gaps == 1 },
		},
		{
			name:  "acknowledged: within the grace the late segment still counts",
			steps: and(and(hole, beats(gracePackets-1, 0, 9)...), step{d: up, seq: 3, data: "def"}),
			want:  []string{">0 abc #4", ">3 def #69", ">6 ghi #5"},
			stats: func(u, _ Stats) bool { return u.GapBytes == 0 },
		},
		{
			name:  "acknowledged: the grace by time",
			steps: and(hole, beats(3, 260, 9)...),
			want:  []string{">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5"},
		},
		{
			name:  "acknowledged before the data behind it was captured",
			steps: and(shake(step{d: down, seq: 0, ack: 9, flags: flagA}, step{d: up, seq: 6, data: "ghi"}), beats(3, 260, 9)...),
			want:  []string{">0 gap 6 not captured #5", ">6 ghi #5"},
		},
		{
			name: "several holes ripen together",
			steps: and(and(hole, step{d: up, seq: 12, data: "m"}, step{d: up, seq: 15, data: "p"}),
				beats(1+gracePackets, 0, 16)...),
			want: []string{
				">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5", ">9 gap 3 not captured #6", ">12 m #6",
				">13 gap 2 not captured #7", ">15 p #7",
			},
		},
		{
			name:  "not acknowledged for a minute: lost",
			steps: and(hole, beats(60, 1001, 3)...),
			want:  []string{">0 abc #4", ">3 gap 3 lost #5", ">6 ghi #5"},
			stats: func(u, d Stats) bool { return u.LostBytes == 3 && d.DupACKs == 59 },
		},
		{
			name:  "not acknowledged for less: still waiting at Close",
			steps: and(hole, beats(2, 1000, 3)...),
			want:  []string{">0 abc #4"},
			tail:  []string{">3 gap 3 lost #5", ">6 ghi #5"},
		},
		{
			name:  "acknowledged in part",
			steps: and(hole, beats(60, 1001, 4)...),
			want:  []string{">0 abc #4", ">3 gap 1 not captured #5", ">4 gap 2 lost #5", ">6 ghi #5"},
		},
		{
			name:  "the other side silent since",
			steps: and(hole, step{d: up, seq: 9, data: "jkl", ms: 3000}),
			want:  []string{">0 abc #4", ">3 gap 3 unknown #5", ">6 ghi #5", ">9 jkl #6"},
		},
		{
			name: "one-way capture gives up after a second",
			steps: []step{
				{d: up, seq: -1, flags: flagS},
				{d: up, seq: 0, data: "abc"}, {d: up, seq: 6, data: "ghi"}, {d: up, seq: 9, data: "jkl", ms: 1000},
			},
			want:  []string{">0 abc #2", ">3 gap 3 unknown #3", ">6 ghi #3", ">9 jkl #4"},
			stats: func(u, _ Stats) bool { return u.UnknownBytes == 3 && u.GapBytes == 3 },
		},
		{
			name: "one-way capture gives up at 64 KiB",
			steps: []step{
				{d: up, seq: 0, data: "abc"}, {d: up, seq: 6, data: strings.Repeat("x", blindBytes-1)},
				{d: up, seq: 6 + blindBytes - 1, data: "y"},
			},
			want: []string{
				">0 abc #1", ">3 gap 3 unknown #2", ">6 " + strings.Repeat("x", blindBytes-1) + " #2", ">65541 y #3",
			},
		},
		{
			name: "bytes for a hole that was given up come late",
			steps: and(and(hole, beats(1+gracePackets, 0, 9)...),
				step{d: up, seq: 2, data: "CDEFG"}, step{d: up, seq: 9, data: "j"}),
			want: []string{">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5", ">9 j #72"},
			stats: func(u, _ Stats) bool {
				return u.LateBytes == 3 && u.LateSegments == 1 && u.RetransmittedBytes == 2 && u.RetransmittedSegments == 1
			},
		},
		{
			name:  "the end: acknowledged but not captured",
			steps: shake(step{d: up, seq: 0, data: "abc"}, step{d: down, seq: 0, ack: 10, flags: flagA}),
			want:  []string{">0 abc #4"},
			tail:  []string{">3 gap 7 not captured #4"},
		},
		{
			name:  "the end: one byte more is a FIN",
			steps: shake(step{d: up, seq: 0, data: "abc"}, step{d: down, seq: 0, ack: 4, flags: flagA}),
			want:  []string{">0 abc #4"},
		},
		{
			name: "the end: the FIN lies beyond",
			steps: shake(step{d: up, seq: 0, data: "abc"}, step{d: up, seq: 8, flags: flagFA},
				step{d: down, seq: 0, ack: 9, flags: flagA}),
			want:  []string{">0 abc #4"},
			tail:  []string{">3 gap 5 not captured #5"},
			stats: func(u, _ Stats) bool { return u.FIN == 5 },
		},
		{
			name:  "the end: the FIN lies beyond and nobody acknowledges",
			steps: shake(step{d: up, seq: 0, data: "abc"}, step{d: up, seq: 8, flags: flagFA}),
			want:  []string{">0 abc #4"},
			tail:  []string{">3 gap 5 unknown #5"},
		},
		{
			name:  "the clock runs backwards",
			steps: and(hole, beats(70, -1000, 9)...),
			want:  []string{">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5"},
		},
	})
}

func TestSegmentLimit(t *testing.T) {
	pl := &player{t: t, b: new(Budget)}
	pl.play(shake(step{d: up, seq: 0, data: "a"}))
	for i := range int64(MaxWaitingSegments + 10) {
		pl.play([]step{{d: up, seq: 10 + 2*i, data: "x"}})
		if n := pl.c.half[up].wait.len(); n > MaxWaitingSegments {
			t.Fatalf("%d segments wait", n)
		}
	}
	s := pl.c.Stats(up)
	// The first hole is 9 bytes, each further one 1; ten segments over the limit give up ten holes.
	if s.OverLimit != 9+9 || s.Gaps != 10 || s.Bytes != 11 || s.UnknownBytes != 18 {
		t.Errorf("over the limit: %+v", *s)
	}
	pl.close()
	if want := int64(MaxWaitingSegments + 11); s.Bytes != want {
		t.Errorf("%d bytes came through, want %d", s.Bytes, want)
	}
	if pl.b.Held() != 0 {
		t.Errorf("%d bytes still held", pl.b.Held())
	}
}

func TestByteLimit(t *testing.T) {
	pl := &player{t: t, b: new(Budget)}
	big := strings.Repeat("z", 60000)
	pl.play(shake(step{d: up, seq: 0, data: "a"}))
	for i := range int64(40) {
		pl.play([]step{{d: up, seq: 10 + 60000*i, data: big}})
	}
	s := pl.c.Stats(up)
	// The eighteenth segment passes 1 MiB, the hole goes, and everything flows again.
	if s.OverLimit != 9 || s.Gaps != 1 || s.Bytes != 1+40*60000 {
		t.Errorf("over the limit: %+v", *s)
	}
}

func TestBudgetLimit(t *testing.T) {
	b := &Budget{Limit: 3 * (256 + segmentCost)}
	hog := &player{t: t, b: b}
	hog.play(shake(step{d: up, seq: 5, data: "f"}, step{d: up, seq: 7, data: "h"}, step{d: up, seq: 9, data: "j"}))
	if b.Held() != b.Limit {
		t.Fatalf("held %d", b.Held())
	}
	// Nothing can wait any more: an early segment is delivered at once, after its gap.
	pl := &player{t: t, b: b}
	pl.play(shake(step{d: up, seq: 0, data: "a"}, step{d: up, seq: 3, data: "d"}, step{d: up, seq: 4, data: "e"}))
	want := ">0 a #4|>1 gap 2 unknown #5|>3 d #5|>4 e #6"
	if got := strings.Join(pl.out, "|"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if s := pl.c.Stats(up); s.OverLimit != 2 {
		t.Errorf("OverLimit = %d", s.OverLimit)
	}
	hog.c.Release()
	if b.Held() != 0 {
		t.Errorf("%d bytes held after Release", b.Held())
	}
	var ch Chunk
	if hog.c.Next(&ch) {
		t.Errorf("a released connection gave %s", describe(&ch))
	}
}
