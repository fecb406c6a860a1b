// Package demux finds the flows of a capture. A FlowTable maps endpoints to whatever its user keeps of a flow. TCP follows
// the connections that carry RTSP, or may inside TLS: reassembly, the RTSP messages and interleaved frames in their
// bytes, connection attempts that failed. ICMP collects the errors about flows.
//
// The package knows nothing of sessions and media: a TCPHandler takes what a connection carries.
package demux

import (
	"cmp"
	"encoding/binary"
	"slices"

	"rtspect/capture"
	"rtspect/reassembly"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// TCP follows the TCP connections of a capture: from packets to RTSP messages and interleaved frames.
type TCP struct {
	// Conns are the connections that carry RTSP, or may inside TLS, in the order in which they showed it.
	Conns   []*TCPConn
	Refused []ConnectionAttempt // that a reset rejected, as far as they are kept
	// RefusedElsewhere counts attempts that are not kept, at servers none of whose attempts are kept.
	RefusedElsewhere rtpflow.Excess
	// Dropped counts packets of connections beyond the limit.
	Dropped rtpflow.Excess
	// Bodies limits the unfinished bodies of RTSP messages, and counts what exceeds it.
	Bodies rtspparse.BodyBudget
	// WholeFrames keeps the whole of every interleaved frame, not its headers alone.
	WholeFrames bool

	refusedBy map[capture.Endpoint]int // the first of Refused of each server, once no more are kept

	flows  *FlowTable[tcpFlow]
	budget reassembly.Budget
	accept func(*TCPConn) TCPHandler

	now     int64      // capture time of the current packet
	waiting []*TCPConn // with bytes behind a gap
	due     int64      // when these are looked at next, 0 for never

	undecided, ended []*Flow[tcpFlow] // the oldest first
	forgotten        int              // of Conns
}

// TCPHandler takes what one connection carries.
type TCPHandler interface {
	// Events is called when bytes were parsed, or their end was reached. It takes the events from TCPConn.Next.
	Events()
	// Closed is called after the last events of a connection.
	Closed()
}

// NewTCP returns the stage. accept is called for each connection with data, and returns its handler.
func NewTCP(accept func(*TCPConn) TCPHandler) *TCP {
	return &TCP{flows: NewFlowTable(tcpExpired), accept: accept}
}

// inOrder orders the endpoints of a packet, so that both directions of a connection have one key.
func inOrder(p *capture.Packet) (a, b *capture.Endpoint) {
	be := binary.BigEndian
	x, y := be.Uint64(p.Src.Addr[8:]), be.Uint64(p.Dst.Addr[8:])
	if x == y {
		x, y = be.Uint64(p.Src.Addr[:]), be.Uint64(p.Dst.Addr[:])
	}
	if x < y || x == y && p.Src.Port < p.Dst.Port {
		return &p.Src, &p.Dst
	}
	return &p.Dst, &p.Src
}

// Packet takes a segment. It keeps nothing of p that it does not copy.
func (t *TCP) Packet(p *capture.Packet) {
	t.now = p.Time
	a, b := inOrder(p)
	f, hash := t.flows.Find(a, b)
	opening := p.Flags&(capture.SYN|capture.ACK) == capture.SYN
	if f == nil {
		opening = p.Flags&capture.SYN != 0 // a SYN-ACK will do where the SYN is not in the capture
		if p.PayloadLen == 0 && !opening {
			return
		}
		f = &Flow[tcpFlow]{}
		if !t.flows.Add(f, &FlowKey{*a, *b}, hash, p.Time) {
			t.Dropped.Add(1, p.Frame)
			return
		}
		if opening && p.PayloadLen == 0 {
			f.State.handshake = []segment{segmentOf(p, &f.Key)}
			return
		}
		t.open(f, p)
	}
	f.Time = p.Time
	if f.State.conn == nil && !t.reopen(f, p, opening) {
		return
	}
	t.segment(f, p)
}

// segment passes a packet to its connection and takes the bytes that come into order.
func (t *TCP) segment(f *Flow[tcpFlow], p *capture.Packet) {
	c := f.State.conn
	if !c.stream.Push(p) { // the endpoints are used again by a new connection
		t.close(c)
		f.State.conn = nil
		if p.PayloadLen == 0 {
			f.State.handshake = []segment{segmentOf(p, &f.Key)}
			return
		}
		t.open(f, p)
		c = f.State.conn
		c.stream.Push(p)
	}
	c.Record.LastFrame, c.Record.End = p.Frame, max(c.Record.End, p.Time)
	t.drain(c)
	if !c.waits && c.stream.HasPending() {
		t.wait(c)
	}
	if !c.decided && t.decide(c) == rtspparse.Other {
		t.abandon(f)
		f.State.closed = p.Flags&(capture.FIN|capture.RST) != 0
		return
	}
	if p.Flags&(capture.FIN|capture.RST) != 0 {
		t.noteEnd(f)
	}
}

// drain takes the bytes that have come into order.
func (t *TCP) drain(c *TCPConn) {
	var ch reassembly.Chunk
	for c.stream.Next(&ch) {
		if c.decided && !c.parsed() {
			continue
		}
		mark := rtspparse.Origin{Time: ch.Time, Frame: int64(ch.Frame)}
		if ch.Gap > 0 {
			if len(c.Gaps) >= MaxGaps {
				c.GapsDropped.Add(1, ch.Frame)
			} else {
				c.Gaps = append(c.Gaps, TCPGap{c.side(uint8(ch.Dir)), ch.Gap, ch.GapKind, ch.Frame, ch.Time})
			}
			c.parse.Gap(uint8(ch.Dir), ch.Gap, mark)
		} else {
			c.parse.Feed(uint8(ch.Dir), ch.Data, mark)
		}
		c.handler.Events()
	}
}

// decide looks whether the connection has shown what it carries.
func (t *TCP) decide(c *TCPConn) rtspparse.ConnKind {
	k := c.parse.Kind()
	switch k {
	case rtspparse.Undecided:
		return k
	case rtspparse.TLS:
		if !RTSPSPort(c.Record.Server.Port) {
			return rtspparse.Other
		}
		c.Record.Kind = rtpflow.KindTLS
		c.Record.ServerName = c.parse.ServerName()
		t.list(c)
	case rtspparse.RTSP:
		c.Record.Kind = rtpflow.KindRTSP
	case rtspparse.TunnelGet:
		c.Record.Kind = rtpflow.KindTunnelGet
		t.list(c) // even if the server refuses it
	case rtspparse.TunnelPost:
		c.Record.Kind = rtpflow.KindTunnelPost
		t.list(c)
	case rtspparse.WebSocket:
		c.Record.Kind = rtpflow.KindWebSocket
	}
	c.decided = true
	return k
}

// list enters a connection into Conns, once.
func (t *TCP) list(c *TCPConn) {
	if !c.listed {
		c.listed = true
		t.Conns = append(t.Conns, c)
	}
}

// RTSPSPort reports whether TLS on a port is likely to carry RTSP (RFC 7826, 22.1 registers 322; 8322, 7441 and
// the RTSP ports themselves are common).
func RTSPSPort(p uint16) bool {
	return p%1000 == 322 || p%1000 == 554 || p == 7441
}

// Finish closes the connections that are still open, by first frame.
func (t *TCP) Finish() {
	var list []*TCPConn
	for f := range t.flows.All {
		if c := f.State.conn; c != nil && c.stream != nil {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *TCPConn) int { return cmp.Compare(a.Record.FirstFrame, b.Record.FirstFrame) })
	for _, c := range list {
		t.close(c)
	}
}

// close ends a connection: bytes that wait behind gaps are parsed, and the counts of its sides completed.
func (t *TCP) close(c *TCPConn) {
	c.stream.Close()
	t.drain(c)
	if !c.decided || c.parsed() {
		c.ending = true
		c.parse.End(0)
		c.parse.End(1)
		c.handler.Events()
		if !c.decided {
			t.decide(c)
		}
		c.handler.Closed()
	}
	for d := range 2 {
		c.finishSide(reassembly.Dir(d))
	}
	if c.InTunnel() {
		c.Record.Cookie = c.parse.Cookie()
	}
	c.Record.HTTPRequest, c.Record.HTTPResponse = c.parse.HTTP()
	// The report refers to the record and so keeps all of c in memory, but must not keep the stages.
	c.stream, c.handler, c.stage, c.flow = nil, nil, nil, nil
	c.parse.Release()
}
