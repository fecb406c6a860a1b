package analyze

import (
	"rtspect/capture"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
	"rtspect/rtspparse"
)

// connection hands on what a TCP connection carries: messages to signalling, interleaved frames to the observation of
// media.
type connection struct {
	a        *Analyzer
	conn     *demux.TCPConn
	dialog   *signalling.Dialog // nil until something of RTSP was seen
	channels *observe.ChannelTable
	unnamed  bool // it is half a tunnel, and its cookie not known yet
}

// Events takes what the connection has carried since the last call.
func (c *connection) Events() {
	var e demux.TCPEvent
	if c.unnamed {
		c.rejoin()
	}
	for c.conn.Next(&e) {
		if c.dialog == nil {
			c.join()
		}
		if e.Swapped {
			c.a.signal.Swap(c.dialog)
			c.channels.SwapSides()
		}
		switch e.Kind {
		case rtspparse.MessageEvent:
			c.a.apply(c.a.signal.Message(c.dialog, &c.conn.Record, e.From, e.Msg))
		case rtspparse.FrameEvent:
			c.frame(&e)
		case rtspparse.GapEvent:
			c.dialog.Gap()
		}
	}
}

// forgetBeyond frees the connections whose sessions all exceed the limit, so that any number of them needs little memory. The
// latest of them are kept: their media must enter no other session.
func (a *Analyzer) forgetBeyond() {
	list := a.signal.Beyond()
	for _, d := range list {
		for _, c := range d.Conns {
			a.conns.Forget(c)
		}
		a.apply(a.signal.Finish(d))
		a.observe.ForgetChannels(d)
	}
	a.signal.Forget(list)
}

// Closed joins half a tunnel of which the capture contains one direction alone.
func (c *connection) Closed() {
	if c.dialog == nil && c.conn.InTunnel() && !c.conn.HTTPResponded() {
		c.join()
	}
}

// join finds the dialog of the connection.
func (c *connection) join() {
	d, named := c.a.signal.Join(c.conn, c.a.conns.Conns)
	c.dialog, c.channels, c.unnamed = d, c.a.observe.ChannelsOf(d), !named
}

// rejoin looks again for the other half of a tunnel.
func (c *connection) rejoin() {
	d, named, changes := c.a.signal.Rejoin(c.conn, c.dialog, c.channels.Empty())
	c.dialog, c.channels, c.unnamed = d, c.a.observe.ChannelsOf(d), !named
	c.a.apply(changes)
}

// frame takes an interleaved frame (RFC 2326, 10.12).
func (c *connection) frame(e *demux.TCPEvent) {
	a, f := c.a, &e.Frame
	if w := c.conn.Lengths(e); w != nil {
		w.Packet(f.Data, c.channels.Find(e.From, f.Channel).Measured)
	}
	m := a.observe.ChannelFlow(c.channels, c.conn, e.From, f.Channel)
	isRTP := measure.IsRTP(f.Data)
	if !isRTP && measure.IsRTCP(f.Data) {
		isRTP = a.observe.IsMedia(m, f.Data, f.Length)
	}
	if !isRTP && measure.IsRTCP(f.Data) {
		a.rtcpPacket(m, f.Data, f.Length, rtcpstats.Instant{Time: f.Origin.Time, Frame: capture.Frame(f.Origin.Frame)}, 0)
		return
	}
	a.observe.Frame(m, f, isRTP)
}
