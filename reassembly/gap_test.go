package reassembly

import (
	"strings"
	"testing"
)

// beats returns n packets of the server without payload, ms apart.
func beats(n int, ms, ack int64) []step {
	var s []step
	for range n {
		s = append(s, step{d: down, seq: 0, ack: ack, flags: flagA, ms: ms})
	}
	return s
}

func TestGaps(t *testing.T) {
	gap := withHandshake(step{d: up, seq: 0, data: "abc", ack: 0}, step{d: up, seq: 6, data: "ghi"})
	run(t, []script{
		{
			name:  "acknowledged: not captured, after the grace period",
			steps: and(gap, beats(1+gracePackets, 0, 9)...),
			want:  []string{">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5"},
			stats: func(u, _ Stats) bool { return u.NotCapturedBytes == 3 && u.FirstGap == 5 && u.Gaps == 1 },
		},
		{
			name:  "acknowledged: late segment within the grace period",
			steps: and(and(gap, beats(gracePackets-1, 0, 9)...), step{d: up, seq: 3, data: "def"}),
			want:  []string{">0 abc #4", ">3 def #69", ">6 ghi #5"},
			stats: func(u, _ Stats) bool { return u.GapBytes == 0 },
		},
		{
			name:  "acknowledged: grace period by time",
			steps: and(gap, beats(3, 260, 9)...),
			want:  []string{">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5"},
		},
		{
			name:  "acknowledged before the data behind the gap was captured",
			steps: and(withHandshake(step{d: down, seq: 0, ack: 9, flags: flagA}, step{d: up, seq: 6, data: "ghi"}), beats(3, 260, 9)...),
			want:  []string{">0 gap 6 not captured #5", ">6 ghi #5"},
		},
		{
			name: "several gaps given up together",
			steps: and(and(gap, step{d: up, seq: 12, data: "m"}, step{d: up, seq: 15, data: "p"}),
				beats(1+gracePackets, 0, 16)...),
			want: []string{
				">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5", ">9 gap 3 not captured #6", ">12 m #6",
				">13 gap 2 not captured #7", ">15 p #7",
			},
		},
		{
			name:  "not acknowledged for a minute: lost",
			steps: and(gap, beats(60, 1001, 3)...),
			want:  []string{">0 abc #4", ">3 gap 3 lost #5", ">6 ghi #5"},
			stats: func(u, d Stats) bool { return u.LostBytes == 3 && d.DupACKs == 59 },
		},
		{
			name:  "not acknowledged for less than a minute: lost at Close",
			steps: and(gap, beats(2, 1000, 3)...),
			want:  []string{">0 abc #4"},
			tail:  []string{">3 gap 3 lost #5", ">6 ghi #5"},
		},
		{
			name:  "partly acknowledged",
			steps: and(gap, beats(60, 1001, 4)...),
			want:  []string{">0 abc #4", ">3 gap 1 not captured #5", ">4 gap 2 lost #5", ">6 ghi #5"},
		},
		{
			name:  "the other side silent since the gap",
			steps: and(gap, step{d: up, seq: 9, data: "jkl", ms: 3000}),
			want:  []string{">0 abc #4", ">3 gap 3 unknown #5", ">6 ghi #5", ">9 jkl #6"},
		},
		{
			name: "one-directional capture: given up after a second",
			steps: []step{
				{d: up, seq: -1, flags: flagS},
				{d: up, seq: 0, data: "abc"},
				{d: up, seq: 6, data: "ghi"},
				{d: up, seq: 9, data: "jkl", ms: 1000},
			},
			want:  []string{">0 abc #2", ">3 gap 3 unknown #3", ">6 ghi #3", ">9 jkl #4"},
			stats: func(u, _ Stats) bool { return u.UnknownBytes == 3 && u.GapBytes == 3 },
		},
		{
			name: "one-directional capture: given up at 64 KiB",
			steps: []step{
				{d: up, seq: 0, data: "abc"},
				{d: up, seq: 6, data: strings.Repeat("x", blindBytes-1)},
				{d: up, seq: 6 + blindBytes - 1, data: "y"},
			},
			want: []string{
				">0 abc #1", ">3 gap 3 unknown #2", ">6 " + strings.Repeat("x", blindBytes-1) + " #2", ">65541 y #3",
			},
		},
		{
			name: "late bytes for a gap that was given up",
			steps: and(and(gap, beats(1+gracePackets, 0, 9)...),
				step{d: up, seq: 2, data: "CDEFG"}, step{d: up, seq: 9, data: "j"}),
			want: []string{">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5", ">9 j #72"},
			stats: func(u, _ Stats) bool {
				return u.LateBytes == 3 && u.LateSegments == 1 && u.RetransmittedBytes == 2 && u.RetransmittedSegments == 1
			},
		},
		{
			name:  "end of stream: acknowledged but not captured",
			steps: withHandshake(step{d: up, seq: 0, data: "abc"}, step{d: down, seq: 0, ack: 10, flags: flagA}),
			want:  []string{">0 abc #4"},
			tail:  []string{">3 gap 7 not captured #4"},
		},
		{
			name:  "end of stream: one more byte is a FIN",
			steps: withHandshake(step{d: up, seq: 0, data: "abc"}, step{d: down, seq: 0, ack: 4, flags: flagA}),
			want:  []string{">0 abc #4"},
		},
		{
			name: "end of stream: the FIN is beyond the data",
			steps: withHandshake(step{d: up, seq: 0, data: "abc"}, step{d: up, seq: 8, flags: flagFA},
				step{d: down, seq: 0, ack: 9, flags: flagA}),
			want:  []string{">0 abc #4"},
			tail:  []string{">3 gap 5 not captured #5"},
			stats: func(u, _ Stats) bool { return u.FIN == 5 },
		},
		{
			name:  "end of stream: the FIN is beyond the data, without an ACK",
			steps: withHandshake(step{d: up, seq: 0, data: "abc"}, step{d: up, seq: 8, flags: flagFA}),
			want:  []string{">0 abc #4"},
			tail:  []string{">3 gap 5 unknown #5"},
		},
		{
			name:  "capture clock set back",
			steps: and(gap, beats(70, -1000, 9)...),
			want:  []string{">0 abc #4", ">3 gap 3 not captured #5", ">6 ghi #5"},
		},
	})
}

func TestSegmentLimit(t *testing.T) {
	pl := &player{t: t, b: new(Budget)}
	pl.play(withHandshake(step{d: up, seq: 0, data: "a"}))
	for i := range int64(MaxPendingSegments + 10) {
		pl.play([]step{{d: up, seq: 10 + 2*i, data: "x"}})
		if n := pl.c.half[up].pending.len(); n > MaxPendingSegments {
			t.Fatalf("%d segments buffered", n)
		}
	}
	s := pl.c.Stats(up)
	// The first gap is 9 bytes, each further one 1; ten segments over the limit give up ten gaps.
	if s.OverLimit != 9+9 || s.Gaps != 10 || s.Bytes != 11 || s.UnknownBytes != 18 {
		t.Errorf("over the limit: %+v", *s)
	}
	pl.close()
	if want := int64(MaxPendingSegments + 11); s.Bytes != want {
		t.Errorf("%d bytes delivered, want %d", s.Bytes, want)
	}
	if pl.b.inUse != 0 {
		t.Errorf("%d bytes still buffered", pl.b.inUse)
	}
}

func TestByteLimit(t *testing.T) {
	pl := &player{t: t, b: new(Budget)}
	big := strings.Repeat("z", 60000)
	pl.play(withHandshake(step{d: up, seq: 0, data: "a"}))
	for i := range int64(40) {
		pl.play([]step{{d: up, seq: 10 + 60000*i, data: big}})
	}
	s := pl.c.Stats(up)
	// The eighteenth segment exceeds 1 MiB: the gap is given up, and all data is delivered.
	if s.OverLimit != 9 || s.Gaps != 1 || s.Bytes != 1+40*60000 {
		t.Errorf("over the limit: %+v", *s)
	}
}

func TestBudgetLimit(t *testing.T) {
	b := &Budget{Limit: 3 * (256 + segmentCost)}
	hog := &player{t: t, b: b}
	hog.play(withHandshake(step{d: up, seq: 5, data: "f"}, step{d: up, seq: 7, data: "h"}, step{d: up, seq: 9, data: "j"}))
	if b.inUse != b.Limit {
		t.Fatalf("%d bytes buffered", b.inUse)
	}
	// Nothing can be buffered any more: an early segment is delivered at once, after its gap.
	pl := &player{t: t, b: b}
	pl.play(withHandshake(step{d: up, seq: 0, data: "a"}, step{d: up, seq: 3, data: "d"}, step{d: up, seq: 4, data: "e"}))
	want := ">0 a #4|>1 gap 2 unknown #5|>3 d #5|>4 e #6"
	if got := strings.Join(pl.out, "|"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if s := pl.c.Stats(up); s.OverLimit != 2 {
		t.Errorf("OverLimit = %d", s.OverLimit)
	}
	hog.c.Release()
	if b.inUse != 0 {
		t.Errorf("%d bytes buffered after Release", b.inUse)
	}
	var ch Chunk
	if hog.c.Next(&ch) {
		t.Errorf("a released connection returned %s", describe(&ch))
	}
}
