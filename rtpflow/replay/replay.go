// Package replay reads a capture a second time and hands out the packets of the streams of its report. It needs
// demultiplexing alone: which packets are a stream's follows from the report.
//
// A stream is identified by the flow or channel that carries it, by its SSRC and, as both can come again later in the
// capture, by its first packet: it begins with the packet that has the number FirstSeq in frame FirstFrame, and contains
// as many packets with that SSRC from there on as the report has counted.
package replay

import (
	"errors"
	"fmt"
	"io"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/measure"
	"rtspect/rtspparse"
)

// RTPPacket is a packet of a stream. Its slices are valid during the call only.
type RTPPacket struct {
	Frame       capture.Frame
	Time        int64 // arrival, nanoseconds since 1970
	Seq         uint16
	Timestamp   uint32
	PayloadType uint8
	Marker      bool
	// Duplicate says that the packet arrived before.
	Duplicate bool
	// Jumped says that its sequence number does not continue the sequence: it is far from it, or another packet had it
	// before. Confirmed says that the packet continues where the jump led.
	Jumped, Confirmed bool
	// Foreign says that its payload type does not belong to the sequence: see Stream.ForeignTypes.
	Foreign bool
	// Extension is the content of the header extension, of the profile ExtensionProfile; nil if there is none.
	Extension        []byte
	ExtensionProfile uint16
	// Payload is without padding. It is shorter than PayloadLen where the capture cut the packet.
	Payload    []byte
	PayloadLen int
}

// Listener receives what a second pass finds; a field may be nil.
type Listener struct {
	// RTP is called for each packet of a stream of the report, in the order of arrival. If it returns false, the
	// pass ends.
	RTP func(*rtpflow.Stream, *RTPPacket) bool
	// Raw is called for the packets on the ports or channels of a media that are neither RTP nor RTCP.
	Raw func(m *rtpflow.Media, b []byte, time int64, frame capture.Frame) bool
}

// ErrOtherCapture is returned where a capture does not contain the streams of the report.
var ErrOtherCapture = errors.New("the capture is not the one of the report")

// Replay reads a capture, from its beginning, and hands the packets of the report's streams to a Listener. The errors are
// those of reading the capture, and ErrOtherCapture.
func Replay(c *capture.Capture, r *rtpflow.Report, l Listener) error {
	x := &replay{Listener: l, routes: newRouteTable(r)}
	x.tcp = demux.NewTCP(func(c *demux.TCPConn) demux.TCPHandler { return &replayConn{replay: x, conn: c} })
	x.tcp.WholeFrames = true
	for !x.ended {
		p, err := c.Next()
		switch {
		case err == nil:
			x.packet(p)
		case errors.Is(err, io.EOF):
			x.tcp.Finish() // bytes that wait behind gaps
			if x.ended {
				return nil
			}
			return x.routes.missing()
		default:
			return err
		}
	}
	return nil
}

// replay is a second pass.
type replay struct {
	Listener
	routes *routeTable
	tcp    *demux.TCP
	ended  bool
	header measure.Packet // of the packet at hand
	out    RTPPacket      // handed to the Listener; one serves all
}

func (x *replay) packet(p *capture.Packet) {
	if due := x.tcp.Due(); due != 0 && p.Time > due {
		x.tcp.Advance(p.Time)
	}
	switch p.Proto {
	case capture.TCP:
		x.tcp.Packet(p)
	case capture.UDP:
		f, _ := x.routes.udp.Find(&p.Src, &p.Dst)
		if f == nil {
			return
		}
		isRTP := measure.IsRTP(p.Payload)
		if isRTP || measure.MayBeRTP(p.Payload) {
			demux.ReadDatagram(&x.header, p)
			isRTP = isRTP || f.State.isMedia(&x.header)
		}
		x.deliver(f.State, isRTP, p.Payload, p.Time, p.Frame)
	}
}

// replayConn takes what a TCP connection carries.
type replayConn struct {
	replay *replay
	conn   *demux.TCPConn
	dialog *dialogRoute // nil while none is known
}

// Events takes the interleaved frames.
func (c *replayConn) Events() {
	var e demux.TCPEvent
	for c.conn.Next(&e) {
		if e.Kind != rtspparse.FrameEvent || c.replay.ended {
			continue
		}
		if c.dialog == nil {
			if c.dialog = c.replay.routes.dialogOf(c.conn); c.dialog == nil {
				continue
			}
		}
		sender := c.conn.Record.Client
		if e.From == rtpflow.Server {
			sender = c.conn.Record.Server
		}
		r := c.dialog.channel(sender, e.Frame.Channel)
		if r == nil {
			continue
		}
		f := &e.Frame
		isRTP := measure.IsRTP(f.Data)
		if isRTP || measure.MayBeRTP(f.Data) {
			demux.ReadFrame(&c.replay.header, f)
			isRTP = isRTP || r.isMedia(&c.replay.header)
		}
		c.replay.deliver(r, isRTP, f.Data, f.Origin.Time, capture.Frame(f.Origin.Frame))
	}
}

// Closed does nothing.
func (c *replayConn) Closed() {}

// deliver hands a packet of a route to the Listener.
func (x *replay) deliver(r *flowRoute, isRTP bool, b []byte, time int64, frame capture.Frame) {
	if x.ended {
		return
	}
	if m := r.raw(b, isRTP, frame); m != nil {
		if x.Raw != nil {
			x.ended = !x.Raw(m, b, time, frame)
		}
		return
	}
	if !isRTP || x.RTP == nil {
		return
	}
	p := &x.header
	t := r.track(p)
	if t == nil {
		return
	}
	foreign, v := t.stream.ForeignTypes[p.PayloadType] > 0, measure.InOrder
	if !foreign {
		v = t.seq.next(p)
	}
	out := &x.out
	*out = RTPPacket{
		Frame: frame, Time: time, Seq: p.Seq, Timestamp: p.Timestamp, PayloadType: p.PayloadType, Marker: p.Marker,
		Duplicate: v == measure.Duplicate, Jumped: v == measure.Jumped, Confirmed: v == measure.Confirmed, Foreign: foreign, PayloadLen: p.PayloadLen,
	}
	if from, to := min(p.HeaderLen, len(b)), min(p.HeaderLen+p.PayloadLen, len(b)); to > from {
		out.Payload = b[from:to]
	}
	if csrc := measure.HeaderSize + 4*int(b[0]&0x0f); p.Extension && csrc+4 <= p.HeaderLen && p.HeaderLen <= len(b) {
		out.Extension, out.ExtensionProfile = b[csrc+4:p.HeaderLen], p.ExtensionProfile
	}
	x.ended = !x.RTP(t.stream, out)
}

// missing returns an error if packets of the report's streams did not come.
func (r *routeTable) missing() error {
	for _, t := range r.tracks {
		if t.left > 0 {
			return fmt.Errorf("%w: %d of %d packets of SSRC 0x%08x from %s to %s are missing",
				ErrOtherCapture, t.left, t.stream.Packets, t.stream.SSRC, t.stream.Source, t.stream.Destination)
		}
	}
	return nil
}
