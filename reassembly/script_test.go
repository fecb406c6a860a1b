package reassembly

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
)

var (
	testClient = capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1})), Port: 40000}
	testServer = capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 2})), Port: 554}
)

const (
	up   = ClientToServer
	down = ServerToClient

	flagF  = capture.FIN
	flagS  = capture.SYN
	flagR  = capture.RST
	flagA  = capture.ACK
	flagSA = capture.SYN | capture.ACK
	flagFA = capture.FIN | capture.ACK
)

// step is a packet. Sequence and acknowledgment numbers are relative to a base per direction, so each script can run
// anywhere in the number space.
type step struct {
	d     Dir
	seq   int64
	data  string
	ack   int64 // sets the ACK flag unless it is 0
	flags uint8
	ms    int64 // capture time since the previous packet
	id    uint16
	wire  int // length on the wire if data was truncated
	win   int // window; 0 means 1000, -1 means 0
	opts  string
	isNew bool // Push must return false
}

// packet returns the packet of a step.
func (s step) packet(base [2]uint32, frame int64, now int64) *capture.Packet {
	p := &capture.Packet{
		Frame: capture.MakeFrame(0, frame), Time: now, Proto: capture.TCP, Src: testClient, Dst: testServer,
		Seq: base[s.d] + uint32(s.seq), Flags: s.flags, IPID: s.id, Payload: []byte(s.data),
		PayloadLen: max(len(s.data), s.wire), Window: 1000, TCPOptions: []byte(s.opts),
	}
	if s.d == down {
		p.Src, p.Dst = p.Dst, p.Src
	}
	if s.ack != 0 {
		p.Ack = base[1-s.d] + uint32(s.ack)
		p.Flags |= flagA
	}
	if s.win != 0 {
		p.Window = uint16(max(0, s.win))
	}
	return p
}

// player passes steps to a Conn and records the chunks.
type player struct {
	t     testing.TB
	c     *Conn
	b     *Budget
	base  [2]uint32
	frame int64
	now   int64
	out   []string
}

func (pl *player) drain() {
	var ch Chunk
	for pl.c.Next(&ch) {
		pl.out = append(pl.out, describe(&ch))
	}
}

var gapKinds = map[GapKind]string{NotCaptured: "not captured", Lost: "lost", TruncatedBySnaplen: "truncated", Unknown: "unknown"}

func describe(ch *Chunk) string {
	arrow := ">"
	if ch.Dir == down {
		arrow = "<"
	}
	if ch.GapKind != NoGap {
		return fmt.Sprintf("%s%d gap %d %s #%d", arrow, ch.Offset, ch.Gap, gapKinds[ch.GapKind], ch.Frame.Number())
	}
	return fmt.Sprintf("%s%d %s #%d", arrow, ch.Offset, ch.Data, ch.Frame.Number())
}

func (pl *player) play(steps []step) {
	for _, s := range steps {
		pl.frame++
		pl.now += s.ms * 1e6
		p := s.packet(pl.base, pl.frame, pl.now)
		if pl.c == nil {
			pl.c = NewConn(p, pl.b)
		}
		if ok := pl.c.Push(p); ok == s.isNew {
			pl.t.Fatalf("frame %d: Push = %v", pl.frame, ok)
		} else if !ok {
			continue
		}
		// The reader reuses its buffer, so nothing may refer to it after the drain.
		pl.drain()
		for i := range p.Payload {
			p.Payload[i] = '!'
		}
	}
}

func (pl *player) close() {
	if pl.c != nil {
		pl.c.Close()
		pl.drain()
	}
}

// withHandshake returns a handshake followed by more steps.
func withHandshake(more ...step) []step {
	return slices.Concat([]step{
		{d: up, seq: -1, flags: flagS},
		{d: down, seq: -1, ack: 0, flags: flagSA},
		{d: up, seq: 0, ack: 0, flags: flagA},
	}, more)
}

// and returns a copy of s with more steps.
func and(s []step, more ...step) []step { return slices.Concat(s, more) }

// script is a test case: packets and the expected chunks.
type script struct {
	name  string
	steps []step
	want  []string // chunks before Close
	tail  []string // chunks after Close
	stats func(up, down Stats) bool
}

var bases = [][2]uint32{
	{1000, 9000}, {0, 1}, {1<<32 - 1, 1<<32 - 2}, {1<<32 - 5, 1 << 31}, {1<<31 - 3, 1<<31 - 1},
}

// run runs each case at several positions of the sequence number space.
func run(t *testing.T, cases []script) {
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			for _, base := range bases {
				pl := &player{t: t, b: new(Budget), base: base}
				for i := range tc.steps {
					if s := &tc.steps[i]; s.flags&flagA != 0 && s.ack == 0 {
						s.ack = 1 << 32 // relative 0, but set
					}
				}
				pl.play(tc.steps)
				if diff := cmp.Diff(tc.want, pl.out); diff != "" {
					t.Errorf("base %x: before Close (-want +got):\n%s", base, diff)
				}
				pl.out = nil
				pl.close()
				if diff := cmp.Diff(tc.tail, pl.out); diff != "" {
					t.Errorf("base %x: after Close (-want +got):\n%s", base, diff)
				}
				u, d := *pl.c.Stats(up), *pl.c.Stats(down)
				if tc.stats != nil && !tc.stats(u, d) {
					t.Errorf("base %x: stats\nup   %+v\ndown %+v", base, u, d)
				}
				if held := pl.b.inUse; held != 0 {
					t.Errorf("base %x: %d bytes still buffered at the end", base, held)
				}
				if t.Failed() {
					return
				}
			}
		})
	}
}
