package replay

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/measure"
)

// routeTable are the flows and channels of a report.
type routeTable struct {
	udp *demux.FlowTable[*flowRoute]
	// dialogs are found by the first frame of a connection. The connections of an HTTP tunnel share one, which their
	// cookie finds as well.
	dialogs  map[capture.Frame]*dialogRoute
	byCookie map[string]*dialogRoute
	tracks   []*track
}

// flowRoute is a flow or channel: what streams and raw data it carried, in the order in which they began.
type flowRoute struct {
	tracks []*track
	last   *track
	parts  []*rawTrack
}

// track is a stream.
type track struct {
	stream *rtpflow.Stream
	begun  bool
	left   int64 // packets to come
	seq    sequence
}

// rawTrack is a part of the raw data of a media.
type rawTrack struct {
	media *rtpflow.Media
	part  rtpflow.RawPart
	begun bool
	left  int64
}

// dialogRoute is the channels of an RTSP dialog.
type dialogRoute struct {
	server   capture.Endpoint
	channels map[channelKey]*flowRoute
}

type channelKey struct {
	fromServer bool
	channel    uint8
}

func newRouteTable(r *rtpflow.Report) *routeTable {
	x := &routeTable{udp: demux.NewFlowTable[*flowRoute](nil), dialogs: map[capture.Frame]*dialogRoute{}, byCookie: map[string]*dialogRoute{}}
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			x.addStreams(m.Streams)
			if m.Raw == nil {
				continue
			}
			for _, p := range m.Raw.Parts {
				to := x.route(p.Source, p.Destination, p.Connection, p.Channel)
				to.parts = append(to.parts, &rawTrack{media: m, part: p, left: p.Packets})
			}
		}
	}
	x.addStreams(r.Unassociated.Streams)
	return x
}

func (x *routeTable) addStreams(list []*rtpflow.Stream) {
	for _, st := range list {
		t := &track{stream: st, left: st.Packets}
		for _, n := range st.ForeignTypes {
			t.left += n
		}
		t.seq.Interleaved = st.Connection != nil
		to := x.route(st.Source, st.Destination, st.Connection, st.Channel)
		to.tracks = append(to.tracks, t)
		x.tracks = append(x.tracks, t)
	}
}

// route returns the route of a flow or channel, which it adds where there is none. conn is nil for UDP.
func (x *routeTable) route(src, dst capture.Endpoint, conn *rtpflow.Connection, channel uint8) *flowRoute {
	if conn == nil {
		f, hash := x.udp.Find(&src, &dst)
		if f == nil {
			f = &demux.Flow[*flowRoute]{State: &flowRoute{}}
			x.udp.Add(f, &demux.FlowKey{A: src, B: dst}, hash, 0)
		}
		return f.State
	}
	d := x.dialog(conn)
	key := channelKey{src == d.server, channel}
	if d.channels[key] == nil {
		d.channels[key] = &flowRoute{}
	}
	return d.channels[key]
}

// dialog returns the dialog of a connection, which it adds where there is none.
func (x *routeTable) dialog(c *rtpflow.Connection) *dialogRoute {
	d := x.dialogs[c.FirstFrame]
	if d == nil && c.Cookie != "" {
		d = x.byCookie[tunnelName(c.Cookie, c)]
	}
	if d == nil {
		d = &dialogRoute{server: c.Server, channels: map[channelKey]*flowRoute{}}
	}
	x.dialogs[c.FirstFrame] = d
	if c.TunnelPeer != nil {
		x.dialogs[c.TunnelPeer.FirstFrame] = d
	}
	if c.Cookie != "" {
		x.byCookie[tunnelName(c.Cookie, c)] = d
	}
	return d
}

// dialogOf finds the dialog of a connection of the capture, nil if the report has nothing of it.
func (x *routeTable) dialogOf(c *demux.TCPConn) *dialogRoute {
	if d := x.dialogs[c.Record.FirstFrame]; d != nil {
		return d
	}
	if cookie := c.Cookie(); cookie != "" {
		return x.byCookie[tunnelName(cookie, &c.Record)]
	}
	return nil
}

// tunnelName identifies an HTTP tunnel by what its connections share.
func tunnelName(cookie string, c *rtpflow.Connection) string {
	return cookie + " " + c.Client.Addr.String() + " " + c.Server.Addr.String()
}

// channel finds the route of a channel by who sends, nil if the report has nothing of it.
func (d *dialogRoute) channel(sender capture.Endpoint, n uint8) *flowRoute {
	return d.channels[channelKey{sender == d.server, n}]
}

// track finds the stream of an RTP packet and counts the packet; nil if it belongs to none.
func (r *flowRoute) track(p *measure.Packet) *track {
	t := r.last
	if t == nil || t.left == 0 || t.stream.SSRC != p.SSRC {
		i := slices.IndexFunc(r.tracks, func(t *track) bool { return t.stream.SSRC == p.SSRC && t.left > 0 && (t.begun || t.begins(p)) })
		if i < 0 {
			return nil
		}
		t = r.tracks[i]
		t.begun, r.last = true, t
	}
	t.left--
	return t
}

// isMedia reports whether what looks like RTCP is RTP: a stream of its SSRC has its payload type.
func (r *flowRoute) isMedia(p *measure.Packet) bool {
	return slices.ContainsFunc(r.tracks, func(t *track) bool {
		return t.stream.SSRC == p.SSRC && t.stream.PayloadTypes[p.PayloadType] > 0 && t.left > 0 && (t.begun || t.begins(p))
	})
}

// begins reports whether a packet is the first of the stream.
func (t *track) begins(p *measure.Packet) bool {
	return int64(t.stream.FirstFrame) == p.Frame && t.stream.FirstSeq == p.Seq
}

// raw finds the media that a packet belongs to as raw data, and counts the packet; nil if it is none.
func (r *flowRoute) raw(b []byte, isRTP bool, frame capture.Frame) *rtpflow.Media {
	for _, t := range r.parts {
		if t.left == 0 || !t.begun && frame != t.part.FirstFrame {
			continue
		}
		isRTCP := measure.IsRTCP(b) && t.part.FirstRTCP != 0 && frame >= t.part.FirstRTCP
		if !t.part.NonRTP && (isRTP || isRTCP) {
			return nil
		}
		t.begun = true
		t.left--
		return t.media
	}
	return nil
}

// sequence recognizes duplicates as the measurement of the first pass does.
type sequence struct{ measure.Sequence }

func (s *sequence) next(p *measure.Packet) measure.Verdict {
	v, _ := s.Take(p.Seq, p.Timestamp, p.Arrival)
	if v == measure.Confirmed {
		s.Restart()
	}
	return v
}
