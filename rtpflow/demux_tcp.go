//home: rtpflow/demux
package rtpflow

import (
	"encoding/binary"

	"rtspect/capture"
	"rtspect/reassembly"
	"rtspect/rtpflow/measure"
	"rtspect/rtspparse"
)

// tcpConn is a TCP connection that may carry RTSP.
type tcpConn struct {
	*dialogue // nil until something of RTSP was seen
	rec       Connection
	stream    *reassembly.Conn
	parse     rtspparse.Conn
	listed    bool // stands in Analyzer.conns
	// swapped says that the sides which reassembly guessed are the wrong way round.
	swapped bool
	decided bool
	gaps    []gap
	// troubles are what TCP did that held data up, by Side; known when the connection is closed.
	troubles [2][]reassembly.Trouble
	lengths  [2]*lengthWatch // by the parser's direction; nil until junk came
	// ending says that no more bytes come: a frame that is still incomplete then was never seen whole.
	ending bool
	held   bool // stands in Analyzer.held
	// nameless says that it is half a tunnel, and its cookie not known.
	nameless bool
}

// gap is a hole in the bytes of a connection.
type gap struct {
	from  Side
	bytes int64
	kind  reassembly.GapKind
	frame capture.Frame // the first one after it
	time  int64
}

const maxGaps = 256

// side turns the direction that reassembly uses into the sender.
func (c *tcpConn) side(d uint8) Side {
	if c.swapped {
		return Side(1 - d)
	}
	return Side(d)
}

// dirOf is the direction that reassembly uses for what a side sends.
func dirOf(c *tcpConn, s Side) reassembly.Dir {
	if c.swapped {
		return reassembly.Dir(1 - s)
	}
	return reassembly.Dir(s)
}

// canonical orders the ends of a packet, so that both directions of a connection have one key.
func canonical(p *capture.Packet) (a, b *capture.Endpoint) {
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

// tcp observes a segment.
func (a *Analyzer) tcp(p *capture.Packet) {
	one, other := canonical(p)
	f, hash := a.flows.of(one, other, capture.TCP)
	opening := p.Flags&(capture.SYN|capture.ACK) == capture.SYN
	if f == nil {
		opening = p.Flags&capture.SYN != 0 // an answer to a SYN that is not in the capture will do
		if p.PayloadLen == 0 && !opening {
			return
		}
		f = &flow{}
		if !a.flows.add(f, &flowKey{*one, *other, capture.TCP}, hash, p.Time) {
			a.limits.conns++
			return
		}
		if opening && p.PayloadLen == 0 {
			f.shake = []bare{bareOf(p)}
			return
		}
		a.open(f, p)
	}
	f.time = p.Time
	if f.tcp == nil {
		if !a.reopen(f, p, opening) {
			return
		}
	}
	a.segment(f, p)
}

// segment gives a packet to its connection and takes what comes out.
func (a *Analyzer) segment(f *flow, p *capture.Packet) {
	c := f.tcp
	if !c.stream.Push(p) {
		a.closeConn(c)
		f.tcp = nil
		if p.PayloadLen == 0 {
			f.shake = []bare{bareOf(p)}
			return
		}
		a.open(f, p)
		c = f.tcp
		c.stream.Push(p)
	}
	c.rec.LastFrame, c.rec.End = p.Frame, max(c.rec.End, p.Time)
	a.drain(c)
	if !c.held && c.stream.Waits() {
		a.hold(c)
	}
	if !c.decided && a.decide(c) == rtspparse.Other {
		a.abandon(c)
		f.tcp, f.done = nil, p.Flags&(capture.FIN|capture.RST) != 0
	}
}

// abandon gives back what a connection of no interest holds.
func (a *Analyzer) abandon(c *tcpConn) {
	c.stream.Release()
}

// drain takes the bytes that have come into order.
func (a *Analyzer) drain(c *tcpConn) {
	var ch reassembly.Chunk
	for c.stream.Next(&ch) {
		if c.decided && !c.parsed() {
			continue
		}
		mark := rtspparse.Mark{Time: ch.Time, Frame: int64(ch.Frame)}
		if ch.Gap > 0 {
			if len(c.gaps) < maxGaps {
				c.gaps = append(c.gaps, gap{c.side(uint8(ch.Dir)), ch.Gap, ch.GapKind, ch.Frame, ch.Time})
			}
			c.parse.Gap(uint8(ch.Dir), ch.Gap, mark)
		} else {
			c.parse.Feed(uint8(ch.Dir), ch.Data, mark)
		}
		a.events(c)
	}
}

// parsed reports whether the bytes of the connection are of use.
func (c *tcpConn) parsed() bool {
	k := c.parse.Kind()
	return k != rtspparse.TLS && k != rtspparse.Other
}

// decide looks whether the connection has shown what it carries.
func (a *Analyzer) decide(c *tcpConn) rtspparse.ConnKind {
	k := c.parse.Kind()
	switch k {
	case rtspparse.Undecided:
		return k
	case rtspparse.TLS:
		if !rtspsPort(c.rec.Server.Port) {
			return rtspparse.Other
		}
		c.rec.Kind = KindTLS
		c.rec.ServerName = c.parse.ServerName()
		a.list(c)
	case rtspparse.RTSP:
		c.rec.Kind = KindRTSP
	case rtspparse.TunnelGet:
		c.rec.Kind = KindTunnelGet
		a.list(c) // though it may be refused
	case rtspparse.TunnelPost:
		c.rec.Kind = KindTunnelPost
		a.list(c)
	case rtspparse.WebSocket:
		c.rec.Kind = KindWebSocket
	}
	c.decided = true
	return k
}

// rtspsPort reports whether TLS on a port is likely RTSP inside (RFC 7826, 22.1 gives 322; the field
// uses 8322, 7441 and the RTSP ports themselves).
func rtspsPort(p uint16) bool {
	return p%1000 == 322 || p%1000 == 554 || p == 7441
}

// list enters a connection into the report.
func (a *Analyzer) list(c *tcpConn) {
	if !c.listed {
		c.listed = true
		a.conns = append(a.conns, c)
	}
}

// events takes what the parser finds.
func (a *Analyzer) events(c *tcpConn) {
	var e rtspparse.Event
	if c.nameless {
		a.named(c)
	}
	for c.parse.Next(&e) {
		if c.dialogue == nil {
			a.join(c)
		}
		switch e.Kind {
		case rtspparse.MessageEvent:
			a.orient(c, e.Dir, e.Msg)
			a.message(c.dialogue, &c.rec, c.side(e.Dir), e.Msg)
		case rtspparse.FrameEvent:
			if c.ending && e.Frame.Missing {
				channel := e.Frame.Channel
				c.rec.Sides[c.side(e.Dir)].CutFrame = &channel
				continue
			}
			if w := c.lengths[e.Dir]; w != nil && w.waits && w.channel == e.Frame.Channel {
				w.packet(c.dialogue.channel(c.side(e.Dir), e.Frame.Channel), e.Frame.Data)
			}
			a.frame(c, e.Dir, &e.Frame)
		case rtspparse.GapEvent:
			c.dialogue.pair.Gap()
			if w := c.lengths[e.Dir]; w != nil {
				w.waits = false
			}
		case rtspparse.JunkEvent:
			c.junk(&e)
		}
	}
}

// junk takes bytes that are neither message nor frame.
func (c *tcpConn) junk(e *rtspparse.Event) {
	s := &c.rec.Sides[c.side(e.Dir)]
	if s.JunkBytes == 0 {
		s.JunkFrame, s.JunkDetail = capture.Frame(e.Mark.Frame), e.Detail
	}
	s.JunkBytes += e.Skipped
	if e.BehindGap {
		s.JunkBehindGaps += e.Skipped
	}
	if e.Blame != rtspparse.NoBlame && c.lengths[e.Dir] == nil {
		c.lengths[e.Dir] = &lengthWatch{}
	}
	if w := c.lengths[e.Dir]; w != nil {
		w.junkBehind(e)
	}
}

// orient corrects who is client and who is server where the handshake was not seen: the methods that
// only clients send tell (RFC 2326, 10).
func (a *Analyzer) orient(c *tcpConn, dir uint8, m *rtspparse.Message) {
	if c.rec.SYNSeen || !misplaced(c.side(dir), m) {
		return
	}
	c.swapped = !c.swapped
	c.rec.swap()
	for i := range c.gaps {
		c.gaps[i].from = 1 - c.gaps[i].from
	}
	a.signal.swap(c.dialogue)
}

// misplaced reports whether a message can only be the other side's.
func misplaced(from Side, m *rtspparse.Message) bool {
	return (clientOnly(m) || serverOnly(m)) && (from == Client) != clientOnly(m)
}

// swap exchanges client and server.
func (c *Connection) swap() {
	c.Client, c.Server = c.Server, c.Client
	c.Sides[0], c.Sides[1] = c.Sides[1], c.Sides[0]
}

func clientOnly(m *rtspparse.Message) bool {
	if !m.Request {
		return false
	}
	switch m.Method {
	case "DESCRIBE", "SETUP", "PLAY", "PAUSE", "RECORD", "TEARDOWN":
		return true
	}
	return false
}

func serverOnly(m *rtspparse.Message) bool {
	if m.Request {
		return m.Method == "REDIRECT" || m.Method == "PLAY_NOTIFY"
	}
	h := m.Headers
	return h.Has("Public") || h.Has("Transport") || h.Has("RTP-Info") || h.Has("WWW-Authenticate")
}

// frame takes an interleaved frame.
func (a *Analyzer) frame(c *tcpConn, dir uint8, f *rtspparse.Frame) {
	side := c.side(dir)
	c.rec.Sides[side].InterleavedFrames++
	m := c.dialogue.channel(side, f.Channel)
	switch {
	case m == nil:
		m = a.addChannel(c, side, f.Channel)
	case m.ended:
		m = c.dialogue.replace(m, a.successor(m))
	}
	b := f.Data
	switch {
	case measure.IsRTP(b):
		last := int(f.Last)
		if f.Missing {
			last = -1
		}
		x := &a.packet
		x.Parse(b, f.Length, last)
		x.Arrival, x.Frame, x.Snapped = f.Mark.Time, f.Mark.Frame, f.Missing
		a.rtp(m, x, 0, b)
	case measure.IsRTCP(b):
		a.rtcpPacket(m, b, f.Length, instant{f.Mark.Time, capture.Frame(f.Mark.Frame)}, 0)
	default:
		a.rawData(m, b, f.Length, f.Mark.Time, capture.Frame(f.Mark.Frame))
	}
}

func (a *Analyzer) addChannel(c *tcpConn, from Side, channel uint8) *mediaFlow {
	m := &mediaFlow{src: c.rec.Client, dst: c.rec.Server, conn: c, from: from, channel: channel, claimed: true, place: len(a.media)}
	if from == Server {
		m.src, m.dst = m.dst, m.src
	}
	c.dialogue.channels[from] = append(c.dialogue.channels[from], m)
	a.media = append(a.media, m)
	return m
}

// closeConn ends a connection: what waits is given out and counted.
func (a *Analyzer) closeConn(c *tcpConn) {
	c.stream.Close()
	a.drain(c)
	if !c.decided || c.parsed() {
		c.ending = true
		c.parse.End(0)
		c.parse.End(1)
		a.events(c)
		if !c.decided {
			a.decide(c)
		}
		if k := c.parse.Kind(); c.dialogue == nil && (k == rtspparse.TunnelGet || k == rtspparse.TunnelPost) {
			if _, answer := c.parse.HTTP(); answer == nil { // half of a tunnel all the same, in a capture of the client alone
				a.join(c)
			}
		}
	}
	for d := range 2 {
		s := c.stream.Stats(reassembly.Dir(d))
		side := &c.rec.Sides[c.side(uint8(d))]
		side.FIN, side.RST, side.FINTime, side.RSTTime = s.FIN, s.RST, s.FINTime, s.RSTTime
		side.Bytes, side.GapBytes = s.Bytes, s.GapBytes
		side.NotCapturedBytes, side.LostBytes, side.SnappedBytes = s.NotCapturedBytes, s.LostBytes, s.SnappedBytes
		side.RetransmittedBytes, side.ConflictBytes, side.FirstConflict = s.RetransmittedBytes, s.ConflictBytes, s.FirstConflict
		side.FirstGap, side.FirstRetransmitted = s.FirstGap, s.FirstRetransmitted
		if n, known := c.stream.Unacknowledged(reassembly.Dir(d)); known {
			side.Outstanding = &n
			if c.stream.Stats(reassembly.Dir(1-d)).RST != 0 {
				side.Unacknowledged = n
			}
		}
		side.OutOfOrder, side.Recovered, side.DuplicateSegments = s.OutOfOrder, s.Recovered, s.DuplicateSegments
		side.ZeroWindows, side.FirstZeroWindow, side.ZeroWindowTime = s.ZeroWindows, s.FirstZeroWindow, s.ZeroWindowTime
		side.Packets, side.LastDataTime = s.Segments, s.LastDataTime
		c.troubles[c.side(uint8(d))] = s.Troubles
		if w := c.lengths[d]; w != nil && w.wrong.proven() {
			side.WrongLengths = &w.wrong
		}
	}
	c.rec.HTTPRequest, c.rec.HTTPAnswer = c.parse.HTTP()
	c.stream = nil
}
