package reassembly

import (
	"strings"
	"testing"
)

func TestStrays(t *testing.T) {
	talk := withHandshake(step{d: up, seq: 0, data: "abc", ack: 0, flags: flagA})
	const gib = 1 << 30
	run(t, []script{
		{
			name:  "one segment far ahead is not trusted",
			steps: and(talk, step{d: up, seq: gib, data: "EVIL"}, step{d: up, seq: 3, data: "d"}, step{d: up, seq: 4, data: "e"}),
			want:  []string{">0 abc #4", ">3 d #6", ">4 e #7"},
			stats: func(u, _ Stats) bool { return u.StraySegments == 1 && u.StrayBytes == 4 && u.GapBytes == 0 },
		},
		{
			name:  "one far behind is not trusted, even if captured twice",
			steps: and(talk, step{d: up, seq: -gib, data: "EVIL", id: 3}, step{d: up, seq: -gib, data: "EVIL", id: 3}, step{d: up, seq: 3, data: "d"}),
			want:  []string{">0 abc #4", ">3 d #7"},
			stats: func(u, _ Stats) bool { return u.StraySegments == 1 && u.DuplicateSegments == 1 },
		},
		{
			name: "many forged segments between genuine ones",
			steps: and(talk, step{d: up, seq: gib, data: "EVIL"}, step{d: up, seq: 3, data: "d"}, step{d: up, seq: gib + 4, data: "EVIL"},
				step{d: up, seq: 4, data: "e"}, step{d: up, seq: -gib, data: "EVIL"}, step{d: up, seq: gib + 4, data: "EVIL"}, step{d: up, seq: 5, data: "f"}),
			want:  []string{">0 abc #4", ">3 d #6", ">4 e #8", ">5 f #11"},
			stats: func(u, _ Stats) bool { return u.StraySegments == 4 },
		},
		{
			name:  "a jump acknowledged by the receiver",
			steps: and(talk, step{d: up, seq: 3 + gib, data: "def"}, step{d: down, seq: 0, data: "x", ack: 6 + gib}, step{d: up, seq: 6 + gib, data: "g"}),
			want:  []string{">0 abc #4", ">3 gap 1073741824 not captured #5", ">1073741827 def #5", "<0 x #6", ">1073741830 g #7"},
			stats: func(u, _ Stats) bool { return u.NotCapturedBytes == gib && u.StraySegments == 0 },
		},
		{
			name:  "a jump confirmed by a second segment",
			steps: and(talk, step{d: up, seq: 3 + gib, data: "def"}, step{d: up, seq: 6 + gib, data: "g"}),
			want:  []string{">0 abc #4", ">3 gap 1073741824 unknown #5", ">1073741827 def #5", ">1073741830 g #6"},
		},
		{
			name:  "a jump confirmed by the preceding segment",
			steps: and(talk, step{d: up, seq: 6 + gib, data: "g"}, step{d: up, seq: 3 + gib, data: "de"}),
			want:  []string{">0 abc #4", ">3 gap 1073741824 unknown #6", ">1073741827 de #6", ">1073741829 gap 1 unknown #5", ">1073741830 g #5"},
		},
		{
			name: "a jump with data buffered before it",
			steps: and(talk, step{d: up, seq: 5, data: "f"}, step{d: up, seq: 3 + gib, data: "def"},
				step{d: down, seq: 0, ack: 6 + gib}),
			want: []string{
				">0 abc #4", ">3 gap 2 not captured #5", ">5 f #5", ">6 gap 1073741821 not captured #6",
				">1073741827 def #6",
			},
		},
		{
			name:  "a backward jump is a wrap",
			steps: and(talk, step{d: up, seq: -gib, data: "X"}, step{d: up, seq: -gib + 1, data: "Y"}),
			want:  []string{">0 abc #4", ">3 gap 3221225469 unknown #5", ">3221225472 X #5", ">3221225473 Y #6"},
		},
		{
			name:  "a stray segment at the end",
			steps: and(talk, step{d: up, seq: gib, data: "EVIL"}),
			want:  []string{">0 abc #4"},
			stats: func(u, _ Stats) bool { return u.StraySegments == 1 && u.StrayBytes == 4 },
		},
		{
			name: "a forged ACK far ahead is ignored",
			steps: and(talk, step{d: down, seq: 0, ack: gib}, step{d: up, seq: 5, data: "f"}, step{d: up, seq: 3, data: "de"},
				step{d: down, seq: 0, ack: 6}),
			want:  []string{">0 abc #4", ">3 de #7", ">5 f #6"},
			stats: func(u, _ Stats) bool { return u.GapBytes == 0 },
		},
		{
			name:  "just inside the limit: an ordinary gap",
			steps: and(and(talk, step{d: up, seq: 3 + far, data: "z"}), beats(1+gracePackets, 0, 4+far)...),
			want:  []string{">0 abc #4", ">3 gap 16777216 not captured #5", ">16777219 z #5"},
			stats: func(u, _ Stats) bool { return u.StraySegments == 0 },
		},
	})
}

func TestStrayWithoutBudget(t *testing.T) {
	b := &Budget{Limit: 1}
	pl := &player{t: t, b: b}
	pl.play(withHandshake(step{d: up, seq: 1 << 28, data: "x"}, step{d: up, seq: 0, data: "a"}))
	if got := strings.Join(pl.out, "|"); got != ">0 a #5" {
		t.Errorf("got %s", got)
	}
	if s := pl.c.Stats(up); s.StraySegments != 1 || s.StrayBytes != 1 {
		t.Errorf("stray: %+v", *s)
	}
}
