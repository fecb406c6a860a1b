package reassembly

import (
	"testing"

	"rtspect/capture"
)

func TestHandshake(t *testing.T) {
	run(t, []script{
		{
			name: "options and times",
			steps: []step{
				{d: up, seq: -1, flags: flagS, opts: "\x02\x04\x05\xb4\x04\x02\x08\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x01\x03\x03\x07"},
				{d: down, seq: -1, flags: flagSA, ms: 20, opts: "\x02\x04\x05\x00"},
				{d: up, seq: 0, flags: flagA, ms: 5},
				{d: up, seq: 0, data: "a", flags: flagA, ms: 900},
			},
			want: []string{">0 a #4"},
			stats: func(u, d Stats) bool {
				return u.MSS == 1460 && u.HasWindowScale && u.WindowScale == 7 && u.SACKPermitted && u.TimestampOK &&
					d.MSS == 1280 && !d.HasWindowScale && !d.SACKPermitted && d.RTT == 20e6 && u.RTT == 5e6 &&
					u.SYN == 1 && d.SYN == 2 && u.SYNTime == 0 && d.SYNTime == 20e6
			},
		},
		{
			name: "SYN retransmitted: no round-trip time",
			steps: []step{
				{d: up, seq: -1, flags: flagS},
				{d: up, seq: -1, flags: flagS, ms: 1000},
				{d: down, seq: -1, flags: flagSA, ms: 1},
				{d: up, seq: 0, flags: flagA},
				{d: up, seq: 0, data: "a"},
			},
			want:  []string{">0 a #5"},
			stats: func(u, d Stats) bool { return u.SYNs == 2 && u.SYN == 1 && d.RTT == 0 && u.RTT == 0 },
		},
		{
			name: "SYN captured twice",
			steps: []step{
				{d: up, seq: -1, flags: flagS, id: 3},
				{d: up, seq: -1, flags: flagS, id: 3},
				{d: down, seq: -1, flags: flagSA, ms: 1},
			},
			stats: func(u, d Stats) bool { return u.SYNs == 1 && u.DuplicateSegments == 1 && d.RTT == 1e6 },
		},
		{
			name: "data on SYN",
			steps: []step{
				{d: up, seq: -1, flags: flagS, data: "abc"},
				{d: down, seq: -1, flags: flagSA},
				{d: up, seq: 0, data: "abcd", ack: 0, flags: flagA},
			},
			want:  []string{">0 abc #1", ">3 d #3"},
			stats: func(u, _ Stats) bool { return u.RetransmittedBytes == 3 },
		},
		{
			name:  "no handshake",
			steps: []step{{d: up, seq: 500, data: "abc", ack: 700}, {d: down, seq: 700, data: "x", ack: 503}, {d: up, seq: 503, data: "d"}},
			want:  []string{">0 abc #1", "<0 x #2", ">3 d #3"},
		},
		{
			name:  "SYN after the first data",
			steps: []step{{d: up, seq: 0, data: "abc", ack: 0, flags: flagA}, {d: up, seq: -1, flags: flagS}, {d: down, seq: -1, flags: flagSA}, {d: up, seq: 3, data: "d"}},
			want:  []string{">0 abc #1", ">3 d #4"},
			stats: func(u, d Stats) bool { return u.SYN == 2 && d.SYN == 3 && u.StrayFlags+d.StrayFlags == 0 },
		},
		{
			name:  "SYN after data that was out of order",
			steps: []step{{d: up, seq: 3, data: "def"}, {d: up, seq: -1, flags: flagS}, {d: up, seq: 0, data: "abc"}},
			want:  []string{">0 def #1"},
			stats: func(u, _ Stats) bool { return u.SYN == 2 && u.LateBytes == 3 && u.LateSegments == 1 },
		},
		{
			name:  "SYN and ACK captured after the data",
			steps: []step{{d: up, seq: -1, flags: flagS}, {d: down, seq: 0, data: "abc", ack: 0, flags: flagA}, {d: down, seq: -1, flags: flagSA}, {d: down, seq: 3, data: "d"}},
			want:  []string{"<0 abc #2", "<3 d #4"},
			stats: func(_, d Stats) bool { return d.SYN == 3 },
		},
		{
			name:  "midstream, starting with an empty keep-alive probe",
			steps: []step{{d: up, seq: 9, ack: 5}, {d: up, seq: 10, data: "a"}, {d: up, seq: 11, data: "b"}},
			want:  []string{">0 a #2", ">1 b #3"},
			stats: func(u, _ Stats) bool { return u.GapBytes == 0 },
		},
		{
			name:  "midstream, an ACK captured before earlier data",
			steps: []step{{d: up, seq: 13, ack: 5}, {d: up, seq: 10, data: "abc"}, {d: up, seq: 13, data: "d"}},
			want:  []string{">0 abc #2", ">3 d #3"},
		},
		{
			name:  "midstream, an empty segment reveals bytes before the first data",
			steps: []step{{d: up, seq: 10, ack: 5}, {d: up, seq: 15, data: "f", ack: 5}, {d: down, seq: 5, ack: 16}},
			tail:  []string{">0 gap 5 not captured #2", ">5 f #2"},
		},
		{
			name:  "two SYNs, data follows the first",
			steps: withHandshake(step{d: up, seq: 100000, flags: flagS}, step{d: up, seq: 0, data: "abc"}, step{d: up, seq: 3, data: "d"}),
			want:  []string{">0 abc #5", ">3 d #6"},
		},
		{
			name:  "two SYNs, data follows the second",
			steps: []step{{d: up, seq: 70000, flags: flagS}, {d: up, seq: -1, flags: flagS}, {d: down, seq: -1, flags: flagSA}, {d: up, seq: 0, data: "abc"}},
			want:  []string{">0 abc #4"},
			stats: func(u, _ Stats) bool { return u.GapBytes == 0 && u.StraySegments == 0 },
		},
		{
			name:  "split handshake",
			steps: []step{{d: up, seq: -1, flags: flagS}, {d: down, seq: -1, flags: flagS}, {d: up, seq: -1, flags: flagSA}, {d: down, seq: 0, flags: flagA}, {d: up, seq: 0, data: "a"}, {d: down, seq: 0, data: "b"}},
			want:  []string{">0 a #5", "<0 b #6"},
		},
	})
}

func TestNewConnection(t *testing.T) {
	talk := withHandshake(step{d: up, seq: 0, data: "abc", ack: 0, flags: flagA}, step{d: down, seq: 0, data: "x", ack: 3})
	run(t, []script{
		{
			name:  "ports reused after FIN",
			steps: and(talk, step{d: up, seq: 3, flags: flagFA}, step{d: up, seq: 500, flags: flagS, isNew: true}),
			want:  []string{">0 abc #4", "<0 x #5"},
			stats: func(u, _ Stats) bool { return u.FIN == 6 && u.Packets == 4 && u.SYNs == 1 },
		},
		{
			name:  "ports reused after RST of the other side",
			steps: and(talk, step{d: down, seq: 1, flags: flagR}, step{d: up, seq: 500, flags: flagS, isNew: true}),
			want:  []string{">0 abc #4", "<0 x #5"},
			stats: func(_, d Stats) bool { return d.RST == 6 },
		},
		{
			name:  "refused and retried",
			steps: []step{{d: up, seq: -1, flags: flagS}, {d: down, seq: 12345, ack: 0, flags: flagR | flagA}, {d: up, seq: 700, flags: flagS, isNew: true}},
			stats: func(_, d Stats) bool { return d.RST == 2 },
		},
		{
			name:  "only a SYN and ACK on a closed connection",
			steps: and(talk, step{d: up, seq: 3, flags: flagFA}, step{d: down, seq: 1 << 24, ack: 900, flags: flagSA, isNew: true}),
			want:  []string{">0 abc #4", "<0 x #5"},
		},
		{
			name:  "far away after silence, without a close",
			steps: and(talk, step{d: up, seq: 1 << 24, flags: flagS, ms: 2000, isNew: true}),
			want:  []string{">0 abc #4", "<0 x #5"},
		},
		{
			name:  "retransmission of the old SYN after the end",
			steps: and(talk, step{d: up, seq: 3, flags: flagFA}, step{d: up, seq: -1, flags: flagS}),
			want:  []string{">0 abc #4", "<0 x #5"},
		},
		{
			name: "a SYN in an active connection is not trusted",
			steps: and(talk, step{d: up, seq: 1 << 24, flags: flagS}, step{d: down, seq: 1, data: "y", ack: 3},
				step{d: up, seq: 50, flags: flagS}, step{d: up, seq: 3, data: "d", ack: 2}),
			want:  []string{">0 abc #4", "<0 x #5", "<1 y #7", ">3 d #9"},
			stats: func(u, _ Stats) bool { return u.StrayFlags == 2 && u.SYNs == 1 },
		},
		{
			name: "until the other side acknowledges it",
			steps: and(talk, step{d: up, seq: 1 << 24, flags: flagS},
				step{d: down, seq: 1 << 25, ack: 1<<24 + 1, flags: flagSA, isNew: true}),
			want: []string{">0 abc #4", "<0 x #5"},
		},
		{
			name:  "or data follows it",
			steps: and(talk, step{d: up, seq: 1 << 24, flags: flagS}, step{d: up, seq: 1<<24 + 1, data: "z", isNew: true}),
			want:  []string{">0 abc #4", "<0 x #5"},
		},
		{
			name: "SYN and ACK retransmitted, then with another number",
			steps: and(talk, step{d: down, seq: -1, flags: flagSA}, step{d: down, seq: 1 << 22, flags: flagSA},
				step{d: down, seq: 1, data: "y", ack: 3}),
			want:  []string{">0 abc #4", "<0 x #5", "<1 y #8"},
			stats: func(_, d Stats) bool { return d.SYNs == 2 && d.StrayFlags == 1 },
		},
	})
}

func TestEnds(t *testing.T) {
	run(t, []script{
		{
			name:  "forged RST outside the window",
			steps: withHandshake(step{d: up, seq: -900, flags: flagR}, step{d: up, seq: 0, data: "abc"}),
			want:  []string{">0 abc #5"},
			stats: func(u, _ Stats) bool { return u.RST == 0 && u.StrayFlags == 1 },
		},
		{
			name:  "forged RST inside the window does not end the stream",
			steps: withHandshake(step{d: up, seq: 0, flags: flagR}, step{d: up, seq: 0, data: "abc"}),
			want:  []string{">0 abc #5"},
			stats: func(u, _ Stats) bool { return u.RST == 4 },
		},
		{
			name: "RST in response to a segment from before the TEARDOWN",
			steps: withHandshake(
				step{d: up, seq: 0, data: "PLAY", ack: 0, flags: flagA}, step{d: down, seq: 0, data: "$", ack: 4},
				step{d: up, seq: 4, data: "TEARDOWN", ack: 1}, step{d: up, seq: 12, flags: flagFA},
				step{d: down, seq: 1, data: "$", ack: 4}, step{d: down, seq: 2, data: "$", ack: 13}, step{d: up, seq: 4, flags: flagR},
			),
			want:  []string{">0 PLAY #4", "<0 $ #5", ">4 TEARDOWN #6", "<1 $ #8", "<2 $ #9"},
			stats: func(u, _ Stats) bool { return u.RST == 10 && u.FIN == 7 },
		},
		{
			name: "RST between the last ACK and the next byte",
			steps: withHandshake(
				step{d: up, seq: 0, data: "PLAY"}, step{d: down, seq: 0, ack: 4}, step{d: up, seq: 4, data: "TEARDOWN"},
				step{d: up, seq: 8, flags: flagR},
			),
			want:  []string{">0 PLAY #4", ">4 TEARDOWN #6"},
			stats: func(u, _ Stats) bool { return u.RST == 7 && u.StrayFlags == 0 },
		},
		{
			name: "RST below every ACK",
			steps: withHandshake(
				step{d: up, seq: 0, data: "OPTIONS "}, step{d: down, seq: 0, ack: 6}, step{d: up, seq: 8, data: "PLAY"},
				step{d: down, seq: 0, ack: 8}, step{d: up, seq: 4, flags: flagR},
			),
			want:  []string{">0 OPTIONS  #4", ">8 PLAY #6"},
			stats: func(u, _ Stats) bool { return u.RST == 0 && u.StrayFlags == 1 },
		},
		{
			name:  "text in a RST is not stream data",
			steps: withHandshake(step{d: up, seq: 0, flags: flagR, data: "no reason"}, step{d: up, seq: 0, data: "a"}),
			want:  []string{">0 a #5"},
		},
		{
			name:  "data after FIN",
			steps: withHandshake(step{d: up, seq: 0, data: "abc"}, step{d: up, seq: 3, flags: flagFA}, step{d: up, seq: 4, data: "XX"}, step{d: up, seq: 6, data: "Y"}),
			want:  []string{">0 abc #4", ">3 XX #6", ">5 Y #7"},
		},
		{
			name:  "data at the position of a forged FIN",
			steps: withHandshake(step{d: up, seq: 0, flags: flagFA}, step{d: up, seq: 0, data: "abc"}),
			want:  []string{">0 abc #5"},
		},
		{
			name:  "FIN with data, and retransmitted",
			steps: withHandshake(step{d: up, seq: 0, data: "abc", flags: flagFA, ack: 0}, step{d: up, seq: 3, flags: flagFA}, step{d: down, seq: 0, ack: 4}),
			want:  []string{">0 abc #4"},
			stats: func(u, _ Stats) bool { return u.FIN == 4 },
		},
		{
			name:  "FIN far away",
			steps: withHandshake(step{d: up, seq: 1 << 28, flags: flagFA}, step{d: up, seq: 0, data: "abc"}),
			want:  []string{">0 abc #5"},
			stats: func(u, _ Stats) bool { return u.FIN == 0 && u.StrayFlags == 1 },
		},
	})
}

func TestClientByPort(t *testing.T) {
	cases := []struct {
		src, dst uint16
		flags    uint8
		client   uint16
	}{
		{40000, 554, flagS, 40000},
		{554, 40000, flagS, 554},
		{40000, 554, flagSA, 554},
		{554, 40000, flagA, 40000},
		{40000, 554, flagA, 40000},
		{8554, 3000, flagA, 3000},   // a well-known port is the server port although it is higher
		{9000, 10000, flagA, 10000}, // otherwise the lower one
		{10000, 9000, flagA, 10000},
		{554, 8554, flagA, 8554}, // both are well known
	}
	for _, tc := range cases {
		p := &capture.Packet{Src: testClient, Dst: testServer, Flags: tc.flags}
		p.Src.Port, p.Dst.Port = tc.src, tc.dst
		c := NewConn(p, nil)
		client, server := c.Endpoints()
		if client.Port != tc.client || server.Port == tc.client {
			t.Errorf("%d > %d flags %#x: client %v, server %v", tc.src, tc.dst, tc.flags, client, server)
		}
		c.Push(p)
		if want := tc.flags&flagS != 0; (c.half[up].synSeen || c.half[down].synSeen) != want {
			t.Errorf("%d > %d flags %#x: SYN seen: %v", tc.src, tc.dst, tc.flags, !want)
		}
	}
}

func TestSamePorts(t *testing.T) {
	p := &capture.Packet{Src: testClient, Dst: testServer, Flags: flagS}
	p.Src.Port, p.Dst.Port = 554, 554
	c := NewConn(p, nil)
	back := &capture.Packet{Src: p.Dst, Dst: p.Src}
	if c.DirOf(p) != up || c.DirOf(back) != down {
		t.Error("with one port on both sides the address must determine the direction")
	}
}
