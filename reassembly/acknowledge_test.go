package reassembly

import "testing"

func TestAcknowledge(t *testing.T) {
	talk := withHandshake(step{d: up, seq: 0, data: "abc", ack: 0, flags: flagA}, step{d: up, seq: 3, data: "def", ack: 0, flags: flagA})
	run(t, []script{
		{
			name: "duplicate ACKs",
			steps: and(talk,
				step{d: down, seq: 0, ack: 3, id: 1}, step{d: down, seq: 0, ack: 3, id: 2}, step{d: down, seq: 0, ack: 3, id: 3},
				step{d: down, seq: 0, ack: 3, id: 3},                                        // captured twice
				step{d: down, seq: 0, ack: 3, id: 4, win: 2000},                             // a window update
				step{d: down, seq: 0, ack: 6, id: 5}, step{d: down, seq: 0, ack: 6, id: 6}), // no data outstanding
			want:  []string{">0 abc #4", ">3 def #5"},
			stats: func(_, d Stats) bool { return d.DupACKs == 2 && d.DuplicateSegments == 1 },
		},
		{
			name: "duplicate ACKs because of a gap",
			steps: and(talk, step{d: up, seq: 9, data: "j"}, step{d: down, seq: 0, ack: 6, id: 1},
				step{d: down, seq: 0, ack: 6, id: 2}),
			want:  []string{">0 abc #4", ">3 def #5"},
			tail:  []string{">6 gap 3 lost #6", ">9 j #6"},
			stats: func(_, d Stats) bool { return d.DupACKs == 1 },
		},
		{
			name: "zero window opens",
			steps: and(talk, step{d: down, seq: 0, ack: 6, win: -1, ms: 10}, step{d: down, seq: 0, ack: 6, win: -1, ms: 200},
				step{d: down, seq: 0, ack: 6, ms: 300}, step{d: down, seq: 0, ack: 6, flags: flagR, win: -1}),
			want: []string{">0 abc #4", ">3 def #5"},
			stats: func(_, d Stats) bool {
				return d.ZeroWindows == 1 && d.FirstZeroWindow == 6 && d.ZeroWindowTime == 500e6
			},
		},
		{
			name:  "zero window until the end",
			steps: and(talk, step{d: down, seq: 0, ack: 6, win: -1, ms: 10}, step{d: up, seq: 6, data: "g", ms: 250}),
			want:  []string{">0 abc #4", ">3 def #5", ">6 g #7"},
			stats: func(_, d Stats) bool { return d.ZeroWindows == 1 && d.ZeroWindowTime == 250e6 },
		},
	})
}
