//home: rtpflow/demux
package rtpflow

import (
	"rtspect/capture"
	"rtspect/reassembly"
)

// bare is what is kept of a packet without data, until its connection has some: a scan or a flood of
// connections costs little.
type bare struct {
	frame    capture.Frame
	time     int64
	seq, ack uint32
	window   uint16
	ipid     uint16
	flags    uint8
	from     capture.Endpoint
}

// maxBare bounds the packets without data that are kept of a connection: handshake and end.
const maxBare = 6

func bareOf(p *capture.Packet) bare {
	return bare{p.Frame, p.Time, p.Seq, p.Ack, p.Window, p.IPID, p.Flags, p.Src}
}

// packet is the packet again, without its options.
func (s *bare) packet(k *flowKey) *capture.Packet {
	p := &capture.Packet{Frame: s.frame, Time: s.time, Proto: capture.TCP, Src: s.from, Dst: k.a, Seq: s.seq, Ack: s.ack, Flags: s.flags, Window: s.window, IPID: s.ipid}
	if s.flags&capture.SYN != 0 {
		p.Window = 65535
	}
	if s.from == k.a {
		p.Dst = k.b
	}
	return p
}

// reopen decides what a packet does to an entry that is no connection (yet): handshake and end are noted
// until data comes, which opens the connection; a tombstone stays one until a new SYN.
func (a *Analyzer) reopen(f *flow, p *capture.Packet, opening bool) bool {
	const ends = capture.FIN | capture.RST
	switch {
	case opening && p.PayloadLen == 0:
		f.shake, f.done = append(f.shake[:0], bareOf(p)), false
		return false
	case f.shake == nil && !opening:
		f.done = f.done || p.Flags&ends != 0
		return false
	case f.shake != nil && p.Flags&capture.RST != 0:
		if len(f.shake) == 1 && p.Src != f.shake[0].from {
			a.refused(&f.shake[0], p)
		}
		f.shake, f.done = nil, true
		return false
	case f.shake != nil && p.PayloadLen == 0 && len(f.shake) < maxBare:
		f.shake = append(f.shake, bareOf(p))
		if f.bothEnded() {
			f.shake, f.done = nil, true
		}
		return false
	}
	a.open(f, p)
	return true
}

// bothEnded reports whether both sides of a connection without data have sent FIN.
func (f *flow) bothEnded() bool {
	var by [2]bool
	for i := range f.shake {
		if x := &f.shake[i]; x.flags&capture.FIN != 0 {
			by[btoi(x.from == f.key.a)] = true
		}
	}
	return by[0] && by[1]
}

// open starts following a connection, with the SYN that was noted.
func (a *Analyzer) open(f *flow, p *capture.Packet) {
	c := &tcpConn{}
	c.parse.Whole = a.tap != nil
	if len(f.shake) > 0 {
		c.stream = reassembly.NewConn(f.shake[0].packet(&f.key), &a.budget)
		for i := range f.shake {
			c.stream.Push(f.shake[i].packet(&f.key))
		}
		c.rec.SYNSeen = true
		c.rec.FirstFrame, c.rec.Start = f.shake[0].frame, f.shake[0].time
		f.shake = nil
	} else {
		c.stream = reassembly.NewConn(p, &a.budget)
		c.rec.SYNSeen = p.Flags&capture.SYN != 0
		c.rec.FirstFrame, c.rec.Start = p.Frame, p.Time
	}
	c.parse.Midway = !c.rec.SYNSeen
	c.rec.Client, c.rec.Server = c.stream.Endpoints()
	f.tcp, f.done = c, false
}
