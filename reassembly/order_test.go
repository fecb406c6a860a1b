package reassembly

import "testing"

func TestOrder(t *testing.T) {
	run(t, []script{
		{
			name: "in order, both ways",
			steps: withHandshake(
				step{d: up, seq: 0, data: "DESCRIBE", ack: 0},
				step{d: down, seq: 0, data: "200", ack: 8},
				step{d: up, seq: 8, data: "SETUP", ack: 3},
			),
			want: []string{">0 DESCRIBE #4", "<0 200 #5", ">8 SETUP #6"},
			stats: func(u, d Stats) bool {
				return u.Bytes == 13 && u.Segments == 2 && u.Packets == 4 && d.Bytes == 3 && u.MaxSegment == 8 &&
					u.First == 1 && u.Last == 6 && u.GapBytes+u.RetransmittedBytes+u.OutOfOrder == 0
			},
		},
		{
			name: "two segments swapped",
			steps: withHandshake(
				step{d: up, seq: 3, data: "def", id: 12},
				step{d: up, seq: 0, data: "abc", id: 11},
			),
			want:  []string{">0 abc #5", ">3 def #4"},
			stats: func(u, _ Stats) bool { return u.OutOfOrder == 1 && u.Recovered == 0 && u.FirstOutOfOrder == 5 },
		},
		{
			name: "lost before the capture point and retransmitted, by IP identification",
			steps: withHandshake(
				step{d: up, seq: 3, data: "def", id: 12},
				step{d: up, seq: 0, data: "abc", id: 13},
			),
			want:  []string{">0 abc #5", ">3 def #4"},
			stats: func(u, _ Stats) bool { return u.OutOfOrder == 0 && u.Recovered == 1 && u.FirstRecovered == 5 },
		},
		{
			name: "retransmitted, IP identification wrapped",
			steps: withHandshake(
				step{d: up, seq: 3, data: "def", id: 65535},
				step{d: up, seq: 0, data: "abc", id: 1},
			),
			want:  []string{">0 abc #5", ">3 def #4"},
			stats: func(u, _ Stats) bool { return u.OutOfOrder == 0 && u.Recovered == 1 },
		},
		{
			name: "out of order, IP identification wrapped",
			steps: withHandshake(
				step{d: up, seq: 3, data: "def", id: 1},
				step{d: up, seq: 0, data: "abc", id: 65535, ms: 11},
			),
			want:  []string{">0 abc #5", ">3 def #4"},
			stats: func(u, _ Stats) bool { return u.OutOfOrder == 1 && u.Recovered == 0 },
		},
		{
			name: "the same without IP identification, by age",
			steps: withHandshake(
				step{d: up, seq: 3, data: "def"},
				step{d: up, seq: 0, data: "abc", ms: 11},
			),
			want:  []string{">0 abc #5", ">3 def #4"},
			stats: func(u, _ Stats) bool { return u.Recovered == 1 },
		},
		{
			name: "reversed, byte by byte",
			steps: withHandshake(
				step{d: up, seq: 3, data: "d"}, step{d: up, seq: 2, data: "c"},
				step{d: up, seq: 1, data: "b"}, step{d: up, seq: 0, data: "a"},
			),
			want:  []string{">0 a #7", ">1 b #6", ">2 c #5", ">3 d #4"},
			stats: func(u, _ Stats) bool { return u.OutOfOrder == 3 && u.RetransmittedBytes == 0 },
		},
		{
			name: "the other direction continues during a gap",
			steps: withHandshake(
				step{d: up, seq: 3, data: "def"},
				step{d: down, seq: 0, data: "xyz", ack: 0, flags: flagA},
				step{d: up, seq: 0, data: "abc"},
			),
			want: []string{"<0 xyz #5", ">0 abc #6", ">3 def #4"},
		},
	})
}

func TestRepeats(t *testing.T) {
	run(t, []script{
		{
			name: "complete segment retransmitted",
			steps: withHandshake(
				step{d: up, seq: 0, data: "abcdef", id: 1},
				step{d: up, seq: 0, data: "ABCDEF", id: 2},
				step{d: up, seq: 6, data: "g", id: 3},
			),
			want: []string{">0 abcdef #4", ">6 g #6"},
			stats: func(u, _ Stats) bool {
				return u.RetransmittedBytes == 6 && u.RetransmittedSegments == 1 && u.FirstRetransmitted == 5 && u.DuplicateSegments == 0
			},
		},
		{
			name: "overlap with new bytes at the end: the original bytes count",
			steps: withHandshake(
				step{d: up, seq: 0, data: "abcd"},
				step{d: up, seq: 2, data: "XXef"},
			),
			want:  []string{">0 abcd #4", ">4 ef #5"},
			stats: func(u, _ Stats) bool { return u.RetransmittedBytes == 2 && u.Bytes == 6 },
		},
		{
			name: "overlap with buffered bytes is compared",
			steps: withHandshake(
				step{d: up, seq: 2, data: "cdef"},
				step{d: up, seq: 0, data: "abcXeYgh"},
			),
			want: []string{">0 ab #5", ">2 cdef #4", ">6 gh #5"},
			stats: func(u, _ Stats) bool {
				return u.ConflictBytes == 2 && u.FirstConflict == 5 && u.RetransmittedBytes == 4
			},
		},
		{
			name: "a segment across several buffered ones and their gaps",
			steps: withHandshake(
				step{d: up, seq: 2, data: "c"}, step{d: up, seq: 5, data: "fg"}, step{d: up, seq: 8, data: "i"},
				step{d: up, seq: 1, data: "BCDEFGHIJ"},
				step{d: up, seq: 0, data: "a"},
			),
			want: []string{">0 a #8", ">1 B #7", ">2 c #4", ">3 DE #7", ">5 fg #5", ">7 H #7", ">8 i #6", ">9 J #7"},
			stats: func(u, _ Stats) bool {
				return u.RetransmittedBytes == 4 && u.ConflictBytes == 4 && u.RetransmittedSegments == 1 && u.Bytes == 10
			},
		},
		{
			name: "two versions buffered behind a gap",
			steps: withHandshake(
				step{d: up, seq: 1, data: "bcd", id: 5}, step{d: up, seq: 1, data: "###", id: 6},
				step{d: up, seq: 0, data: "a", id: 7},
			),
			want:  []string{">0 a #6", ">1 bcd #4"},
			stats: func(u, _ Stats) bool { return u.ConflictBytes == 3 && u.FirstConflict == 5 },
		},
		{
			name: "a capture duplicate is not a retransmission",
			steps: withHandshake(
				step{d: up, seq: 0, data: "abc", id: 7}, step{d: up, seq: 0, data: "abc", id: 7, ms: 1},
				step{d: up, seq: 6, data: "ghi", id: 9}, step{d: up, seq: 6, data: "ghi", id: 9},
				step{d: up, seq: 3, data: "def", id: 8}, step{d: up, seq: 3, data: "def", id: 8},
			),
			want: []string{">0 abc #4", ">3 def #8", ">6 ghi #6"},
			stats: func(u, _ Stats) bool {
				return u.DuplicateSegments == 3 && u.RetransmittedSegments == 0 && u.RetransmittedBytes == 0 && u.Segments == 3
			},
		},
		{
			name: "a sender with one IP identification for all packets",
			steps: withHandshake(
				step{d: up, seq: 0, data: "abc", id: 1}, step{d: up, seq: 3, data: "def", id: 1}, step{d: up, seq: 3, data: "DEF", id: 1},
			),
			want:  []string{">0 abc #4", ">3 def #5"},
			stats: func(u, _ Stats) bool { return u.DuplicateSegments == 0 && u.RetransmittedBytes == 3 },
		},
		{
			name: "same IP identification a second later",
			steps: withHandshake(
				step{d: up, seq: 0, data: "abc", id: 7}, step{d: up, seq: 0, data: "abc", id: 7, ms: 1000},
			),
			want:  []string{">0 abc #4"},
			stats: func(u, _ Stats) bool { return u.DuplicateSegments == 0 && u.RetransmittedSegments == 1 },
		},
		{
			name: "keep-alive probes",
			steps: withHandshake(
				step{d: up, seq: 0, data: "abc"},
				step{d: up, seq: 2, data: "\x00"}, step{d: up, seq: 2, ack: 0, flags: flagA}, step{d: up, seq: 2, data: "Z"},
				step{d: up, seq: 3, data: "d"},
			),
			want:  []string{">0 abc #4", ">3 d #8"},
			stats: func(u, _ Stats) bool { return u.KeepAlives == 3 && u.RetransmittedBytes == 0 && u.ConflictBytes == 0 },
		},
		{
			name: "keep-alive before any data",
			steps: withHandshake(
				step{d: up, seq: -1, data: "\x00"}, step{d: up, seq: 0, data: "a"},
			),
			want:  []string{">0 a #5"},
			stats: func(u, _ Stats) bool { return u.KeepAlives == 1 && u.LateBytes == 0 },
		},
	})
}

func TestTruncated(t *testing.T) {
	run(t, []script{
		{
			name: "truncated segments in order",
			steps: withHandshake(
				step{d: up, seq: 0, data: "abc", wire: 10},
				step{d: up, seq: 10, data: "k"},
				step{d: up, seq: 11, wire: 5},
				step{d: up, seq: 16, data: "q"},
			),
			want: []string{">0 abc #4", ">3 gap 7 truncated #4", ">10 k #5", ">11 gap 5 truncated #6", ">16 q #7"},
			stats: func(u, _ Stats) bool {
				return u.TruncatedBytes == 12 && u.GapBytes == 12 && u.Gaps == 2 && u.Bytes == 5 && u.MaxSegment == 10
			},
		},
		{
			name: "truncated segment behind a gap",
			steps: withHandshake(
				step{d: up, seq: 2, data: "cd", wire: 6},
				step{d: up, seq: 0, data: "ab"},
				step{d: up, seq: 8, data: "i"},
			),
			want: []string{">0 ab #5", ">2 cd #4", ">4 gap 4 truncated #4", ">8 i #6"},
		},
		{
			name: "truncated segment for a gap shorter than its captured part",
			steps: withHandshake(
				step{d: up, seq: 2, data: "cd"},
				step{d: up, seq: 0, data: "abXX", wire: 7},
			),
			want:  []string{">0 ab #5", ">2 cd #4", ">4 gap 3 truncated #5"},
			stats: func(u, _ Stats) bool { return u.ConflictBytes == 2 },
		},
		{
			name: "retransmitted truncated bytes count as seen",
			steps: withHandshake(
				step{d: up, seq: 0, data: "a", wire: 4, id: 1},
				step{d: up, seq: 0, data: "a", wire: 4, id: 2},
			),
			want:  []string{">0 a #4", ">1 gap 3 truncated #4"},
			stats: func(u, _ Stats) bool { return u.RetransmittedBytes == 4 && u.LateBytes == 0 },
		},
	})
}
