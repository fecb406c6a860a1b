package demux

import (
	"rtspect/capture"
	"rtspect/reassembly"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// TCPConn is a TCP connection that may carry RTSP.
type TCPConn struct {
	Record rtpflow.Connection // for the report; its sides are complete when the connection is closed
	Gaps   []TCPGap           // the first ones
	// GapsDropped counts the gaps beyond MaxGaps.
	GapsDropped rtpflow.Excess
	// Stalls are the retransmissions and closed windows that delayed data, by Side; set when the connection is
	// closed.
	Stalls [2][]reassembly.Impairment
	// StallsDropped counts the segments and zero windows beyond the limit of both lists.
	StallsDropped int64

	stage   *TCP             // nil once closed
	flow    *Flow[tcpFlow]   // likewise
	stream  *reassembly.Conn // likewise
	handler TCPHandler       // likewise
	parse   rtspparse.Conn
	lengths [2]*LengthWatch // by the parser's direction; nil until there were unparsed bytes
	listed  bool            // in TCP.Conns
	waits   bool            // in TCP.waiting
	decided bool
	ended   bool // in TCP.ended
	// forgotten says that the report shows nothing of the connection.
	forgotten bool
	swapped   bool // reassembly took the client for the server
	ending    bool // no more bytes come: a frame that is still incomplete is cut by the end
}

// TCPGap is a gap in the bytes of a connection.
type TCPGap struct {
	From  rtpflow.Side
	Bytes int64
	Kind  reassembly.GapKind
	Frame capture.Frame // the first one after it
	Time  int64
}

// MaxGaps limits the gaps that are kept of a connection.
const MaxGaps = 256

// TCPEvent is something that a connection carried.
type TCPEvent struct {
	rtspparse.Event
	From rtpflow.Side
	// Swapped says that this message has shown that client and server were confused: From, and the sides of
	// the record, are exchanged from now on.
	Swapped bool
}

// Next fetches the next event and returns false if there is none yet. What e refers to is valid until the next
// call. A JunkEvent needs no action by the caller; responses and frames that are not whole are
// returned as JunkEvents too. A request is kept if its method is in the capture, with what there is of its URL.
func (c *TCPConn) Next(e *TCPEvent) bool {
	if !c.parse.Next(&e.Event) {
		return false
	}
	c.stage.list(c)
	e.Swapped = false
	switch e.Kind {
	case rtspparse.MessageEvent:
		e.Swapped = c.decideDirection(e.Dir, e.Msg)
		if _, cut := e.Msg.Violation("cut-by-gap"); cut && e.Msg.Version == "" {
			c.Record.Sides[c.side(e.Dir)].TruncatedMessages++
			if !e.Msg.StartLineTruncated() { // the status may be wrong
				e.Kind = rtspparse.UnparsedEvent
			}
		}
	case rtspparse.FrameEvent:
		side := &c.Record.Sides[c.side(e.Dir)]
		if c.ending && e.Frame.Incomplete {
			channel := e.Frame.Channel
			side.TruncatedFrame = &channel
			e.Kind = rtspparse.UnparsedEvent
			break
		}
		side.InterleavedFrames++
	case rtspparse.GapEvent:
		if w := c.lengths[e.Dir]; w != nil {
			w.waits = false
		}
	case rtspparse.UnparsedEvent:
		c.unparsed(&e.Event)
	}
	e.From = c.side(e.Dir)
	return true
}

// side turns the parser's direction into the sender.
func (c *TCPConn) side(dir uint8) rtpflow.Side {
	if c.swapped {
		return rtpflow.Side(1 - dir)
	}
	return rtpflow.Side(dir)
}

// dir is the direction that reassembly and parser use for what a side sends.
func (c *TCPConn) dir(s rtpflow.Side) reassembly.Dir {
	if c.swapped {
		return reassembly.Dir(1 - s)
	}
	return reassembly.Dir(s)
}

// Open reports whether packets may still come.
func (c *TCPConn) Open() bool { return c.stream != nil }

// BytesFrom is how many stream bytes a side of an open connection has sent so far.
func (c *TCPConn) BytesFrom(s rtpflow.Side) int64 { return c.stream.Stats(c.dir(s)).Bytes }

// Captured reports whether the capture contains packets that a side sent.
func (c *TCPConn) Captured(s rtpflow.Side) bool {
	return c.stream != nil && c.stream.Stats(c.dir(s)).Segments > 0 || c.Record.Sides[s].Packets > 0
}

// Carries is what the bytes of the connection show so far.
func (c *TCPConn) Carries() rtspparse.ConnKind { return c.parse.Kind() }

// Cookie is the x-sessioncookie of half an HTTP tunnel, "" while it is not known.
func (c *TCPConn) Cookie() string { return c.parse.Cookie() }

// HTTPResponded reports whether the response to the connection's last HTTP request was seen.
func (c *TCPConn) HTTPResponded() bool {
	_, response := c.parse.HTTP()
	return response != nil
}

// InTunnel reports whether a connection is half of an HTTP tunnel.
func (c *TCPConn) InTunnel() bool {
	k := c.parse.Kind()
	return k == rtspparse.TunnelGet || k == rtspparse.TunnelPost
}

// JoinTunnel makes two connections the halves of one HTTP tunnel, unless both are the same half or the other one has a
// peer already.
func (c *TCPConn) JoinTunnel(peer *TCPConn) {
	if peer.Record.TunnelPeer == nil && c.Carries() != peer.Carries() {
		c.Record.TunnelPeer, peer.Record.TunnelPeer = &peer.Record, &c.Record
	}
}

// MarkGET makes a connection that showed nothing but RTSP, because its HTTP request is not in the capture, the GET half
// of a tunnel.
func (c *TCPConn) MarkGET() { c.Record.Kind = rtpflow.KindTunnelGet }

// KeepWhole asks for the whole of the interleaved frames to come.
func (c *TCPConn) KeepWhole() { c.parse.KeepFullFrames() }

// parsed reports whether the bytes of the connection are of use.
func (c *TCPConn) parsed() bool {
	k := c.parse.Kind()
	return k != rtspparse.TLS && k != rtspparse.Other
}

// unparsed counts bytes that are neither message nor frame.
func (c *TCPConn) unparsed(e *rtspparse.Event) {
	s := &c.Record.Sides[c.side(e.Dir)]
	if s.UnparsedBytes == 0 {
		s.UnparsedFrame, s.UnparsedDetail = capture.Frame(e.Origin.Frame), e.Detail
	}
	s.UnparsedBytes += e.Skipped
	if e.AfterGap {
		s.UnparsedBehindGaps += e.Skipped
	}
	if e.LengthHint != rtspparse.NoHint && c.lengths[e.Dir] == nil {
		c.lengths[e.Dir] = &LengthWatch{}
	}
	if w := c.lengths[e.Dir]; w != nil {
		w.unparsed(e)
	}
}

// Lengths is the watch that waits for the packet in a frame, nil if none does.
func (c *TCPConn) Lengths(e *TCPEvent) *LengthWatch {
	if w := c.lengths[e.Dir]; w != nil && w.waits && w.channel == e.Frame.Channel {
		return w
	}
	return nil
}

// decideDirection corrects who is client and who is server where the handshake was not captured: some methods and header
// fields only one side sends (RFC 2326, 10). It reports whether it exchanged them.
func (c *TCPConn) decideDirection(dir uint8, m *rtspparse.Message) bool {
	if c.Record.SYNSeen || !WrongSide(c.side(dir), m) {
		return false
	}
	c.swapped = !c.swapped
	SwapSides(&c.Record)
	for i := range c.Gaps {
		c.Gaps[i].From = 1 - c.Gaps[i].From
	}
	return true
}

// WrongSide reports whether only the other side can have sent a message.
func WrongSide(from rtpflow.Side, m *rtspparse.Message) bool {
	return (clientOnly(m) || serverOnly(m)) && (from == rtpflow.Client) != clientOnly(m)
}

// SwapSides exchanges client and server of a connection.
func SwapSides(c *rtpflow.Connection) {
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

// finishSide completes the counts of what one side sent.
func (c *TCPConn) finishSide(d reassembly.Dir) {
	s := c.stream.Stats(d)
	side := &c.Record.Sides[c.side(uint8(d))]
	side.FIN, side.RST, side.FINTime, side.RSTTime = s.FIN, s.RST, s.FINTime, s.RSTTime
	side.Bytes, side.GapBytes = s.Bytes, s.GapBytes
	side.NotCapturedBytes, side.LostBytes, side.TruncatedBytes = s.NotCapturedBytes, s.LostBytes, s.TruncatedBytes
	side.RetransmittedBytes, side.ConflictBytes, side.FirstConflict = s.RetransmittedBytes, s.ConflictBytes, s.FirstConflict
	side.FirstGap, side.FirstRetransmitted = s.FirstGap, s.FirstRetransmitted
	if n, known := c.stream.Unacknowledged(d); known {
		side.Outstanding = &n
		if c.stream.Stats(1-d).RST != 0 {
			side.Unacknowledged = n
		}
	}
	side.OutOfOrder, side.Recovered, side.DuplicateSegments = s.OutOfOrder, s.Recovered, s.DuplicateSegments
	side.ZeroWindows, side.FirstZeroWindow, side.ZeroWindowTime = s.ZeroWindows, s.FirstZeroWindow, s.ZeroWindowTime
	side.Packets, side.LastDataTime = s.Segments, s.LastDataTime
	c.Stalls[c.side(uint8(d))] = s.Impairments
	c.StallsDropped += s.ImpairmentsDropped
	if w := c.lengths[d]; w != nil && w.proven() {
		side.WrongLengths = &w.wrong
	}
}
