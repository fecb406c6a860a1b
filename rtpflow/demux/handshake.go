package demux

import (
	"cmp"
	"slices"

	"rtspect/capture"
	"rtspect/reassembly"
)

// tcpFlow is what the flow table keeps of a TCP connection.
type tcpFlow struct {
	conn *TCPConn // nil for a connection without data yet, and for one of no interest
	// handshake is the handshake, and perhaps the end, of a connection without data yet: the SYN first.
	handshake []segment
	closed    bool // may be dropped when the table needs room
	dropped   bool // its connection was beyond a limit
}

// idleAfter is how long (capture time, ns) an uninteresting or unestablished connection is remembered.
const idleAfter = 120e9

func tcpExpired(f *Flow[tcpFlow], now int64) bool {
	s := &f.State
	if s.conn != nil && !s.closed {
		return false
	}
	return s.closed || now-f.Time > idleAfter
}

// segment is what is kept of a packet without data until its connection has some: a port scan or a SYN flood
// costs little.
type segment struct {
	frame    capture.Frame
	time     int64
	seq, ack uint32
	window   uint16
	ipid     uint16
	flags    uint8
	fromA    bool // the sender is FlowKey.A
}

// sender is who sent a segment of a flow.
func (s *segment) sender(k *FlowKey) capture.Endpoint {
	if s.fromA {
		return k.A
	}
	return k.B
}

// maxHandshake limits the packets without data that are kept of a connection: handshake and end.
const maxHandshake = 6

func segmentOf(p *capture.Packet, k *FlowKey) segment {
	return segment{p.Frame, p.Time, p.Seq, p.Ack, p.Window, p.IPID, p.Flags, p.Src == k.A}
}

// packet restores the packet, without its TCP options.
func (s *segment) packet(k *FlowKey) *capture.Packet {
	p := &capture.Packet{Frame: s.frame, Time: s.time, Proto: capture.TCP, Src: k.B, Dst: k.A, Seq: s.seq, Ack: s.ack, Flags: s.flags, Window: s.window, IPID: s.ipid}
	if s.flags&capture.SYN != 0 {
		p.Window = 65535
	}
	if s.fromA {
		p.Src, p.Dst = k.A, k.B
	}
	return p
}

// reopen decides what a packet does to an entry without a connection: handshake and end are noted until data
// comes, which opens the connection. An uninteresting connection remains one until the next SYN.
func (t *TCP) reopen(f *Flow[tcpFlow], p *capture.Packet, opening bool) bool {
	const ends = capture.FIN | capture.RST
	s := &f.State
	switch {
	case opening && p.PayloadLen == 0:
		s.handshake, s.closed, s.dropped = append(s.handshake[:0], segmentOf(p, &f.Key)), false, false
		return false
	case s.handshake == nil && !opening:
		t.countDropped(f, p)
		s.closed = s.closed || p.Flags&ends != 0
		return false
	case s.handshake != nil && p.Flags&capture.RST != 0:
		if syn := &s.handshake[0]; len(s.handshake) == 1 && p.Src != syn.sender(&f.Key) {
			t.refuse(syn, p)
		}
		s.handshake, s.closed = nil, true
		return false
	case s.handshake != nil && p.PayloadLen == 0 && len(s.handshake) < maxHandshake:
		s.handshake = append(s.handshake, segmentOf(p, &f.Key))
		if s.bothEnded() {
			s.handshake, s.closed = nil, true
		}
		return false
	}
	t.open(f, p)
	return true
}

// bothEnded reports whether both sides of a connection without data have sent FIN.
func (s *tcpFlow) bothEnded() bool {
	var a, b bool
	for i := range s.handshake {
		if x := &s.handshake[i]; x.flags&capture.FIN != 0 {
			a, b = a || x.fromA, b || !x.fromA
		}
	}
	return a && b
}

// open starts following a connection, with the packets of its handshake that were noted.
func (t *TCP) open(f *Flow[tcpFlow], p *capture.Packet) {
	c := &TCPConn{stage: t, flow: f}
	s := &f.State
	c.parse.FullFrames, c.parse.Bodies = t.WholeFrames, &t.Bodies
	if len(s.handshake) > 0 {
		c.stream = reassembly.NewConn(s.handshake[0].packet(&f.Key), &t.budget)
		for i := range s.handshake {
			c.stream.Push(s.handshake[i].packet(&f.Key))
		}
		c.Record.SYNSeen = true
		c.Record.FirstFrame, c.Record.Start = s.handshake[0].frame, s.handshake[0].time
		s.handshake = nil
	} else {
		c.stream = reassembly.NewConn(p, &t.budget)
		c.Record.SYNSeen = p.Flags&capture.SYN != 0
		c.Record.FirstFrame, c.Record.Start = p.Frame, p.Time
	}
	c.parse.Midstream = !c.Record.SYNSeen
	c.Record.Client, c.Record.Server = c.stream.Endpoints()
	c.handler = t.accept(c)
	s.conn, s.closed, s.dropped = c, false, false
	t.noteUndecided(f)
}

// ConnectionAttempt is a TCP connection that was never established.
type ConnectionAttempt struct {
	Client, Server capture.Endpoint
	SYN            capture.Frame
	Reset          capture.Frame // 0 where the SYN has no response at all
	Time           int64         // of the reset, else of the SYN
	// More counts further attempts at the server that were refused and are not kept, Until is the time of the last.
	More  int64
	Until int64
}

// MaxRefused limits the refused attempts that are kept. Of those beyond it, the server counts.
const MaxRefused = 1 << 16

// refuse notes an attempt that a reset rejected. Where too many are kept, it counts with the first one of its server; those
// at servers that none is kept of are counted together.
func (t *TCP) refuse(syn *segment, p *capture.Packet) {
	if len(t.Refused) < MaxRefused {
		t.Refused = append(t.Refused, ConnectionAttempt{Client: p.Dst, Server: p.Src, SYN: syn.frame, Reset: p.Frame, Time: p.Time, Until: p.Time})
		return
	}
	if t.refusedBy == nil {
		t.refusedBy = map[capture.Endpoint]int{}
		for i, a := range slices.Backward(t.Refused) {
			t.refusedBy[a.Server] = i
		}
	}
	i, ok := t.refusedBy[p.Src]
	if !ok {
		t.RefusedElsewhere.Add(1, p.Frame)
		return
	}
	a := &t.Refused[i]
	a.More++
	a.Until = p.Time
}

// Attempts lists the attempts that a reset rejected and, by frame, the connections of which the capture contains nothing but
// SYNs. The flows are freed: there may be as many attempts as flows. It is called last.
func (t *TCP) Attempts() []ConnectionAttempt {
	unanswered := 0
	for f := range t.flows.All {
		if f.State.unanswered() {
			unanswered++
		}
	}
	list := slices.Grow(t.Refused, unanswered)
	for f := range t.flows.All {
		if !f.State.unanswered() {
			continue
		}
		syn := &f.State.handshake[0]
		a := ConnectionAttempt{Client: f.Key.A, Server: f.Key.B, SYN: syn.frame, Time: syn.time, Until: syn.time}
		if !syn.fromA {
			a.Client, a.Server = a.Server, a.Client
		}
		list = append(list, a)
	}
	slices.SortFunc(list[len(t.Refused):], func(a, b ConnectionAttempt) int { return cmp.Compare(a.SYN, b.SYN) })
	t.flows, t.undecided, t.ended = nil, nil, nil
	return list
}

// unanswered reports whether the capture contains a SYN alone.
func (s *tcpFlow) unanswered() bool {
	return len(s.handshake) == 1 && s.handshake[0].flags&capture.ACK == 0
}
