//home: rtpflow/observe

package rtpflow

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
)

// mediaFlow is one direction of a UDP flow, or of one interleaved channel: it carries RTP, RTCP or both.
type mediaFlow struct {
	last       *source
	raop       *raopCounter // of a control or timing port of AirPlay, nil for others
	negotiated bool         // an agreed transport covers it
	nonRTP     bool         // and what was agreed is not RTP
	ended      bool         // see end
	endedAt    int64
	// from, channel, conn and dialog are set for interleaved channels only.
	from     Side // the sender
	channel  uint8
	src, dst capture.Endpoint
	conn     *TCPConn // that the first frame came on
	dialog   *dialog  // whose transports name the channel

	sources []*source
	raw     rawCount
	cands   *candidates // nil until there is one
	// unconfirmed counts packets that looked like RTP and belonged to no source: SSRCs seen once, or more SSRCs than
	// the limit.
	unconfirmed      int64
	unconfirmedFrame capture.Frame // the first of them
}

// next adds the flow that follows an ended one between the same endpoints or on the same channel.
func (o *observer) next(f *mediaFlow) *mediaFlow {
	n := &mediaFlow{src: f.src, dst: f.dst, conn: f.conn, dialog: f.dialog,
		from: f.from, channel: f.channel, negotiated: f.negotiated, nonRTP: f.nonRTP}
	f.transferTo(n)
	o.flows = append(o.flows, n)
	if f.conn == nil {
		for _, e := range []capture.Endpoint{f.src, f.dst} {
			o.byEnd[e] = append(slices.DeleteFunc(o.byEnd[e], func(x *mediaFlow) bool { return x == f }), n)
		}
	}
	return n
}

// end ends a flow: what comes next between the same ends belongs to the transport asked for at that time, and to
// another flow; so do the sources that began since.
func (f *mediaFlow) end(asked int64) {
	if !f.ended {
		f.ended, f.endedAt = true, asked
	}
}

// transferTo gives the next flow what began early: after its SETUP was sent and before the response came.
func (f *mediaFlow) transferTo(n *mediaFlow) {
	f.sources = slices.DeleteFunc(f.sources, func(s *source) bool {
		if s.Start >= f.endedAt {
			s.flow = n
			n.sources = append(n.sources, s)
		}
		return s.flow == n
	})
	f.last = nil
	if f.cands == nil {
		return
	}
	for i := range f.cands.list {
		if c := &f.cands.list[i]; c.used && c.p.Arrival >= f.endedAt {
			n.candidates().list[i], *c = *c, candidate{}
		}
	}
}

// find returns the source of an SSRC, nil if the flow has none.
func (f *mediaFlow) find(ssrc uint32) *source {
	for _, s := range f.sources {
		if s.SSRC == ssrc {
			return s
		}
	}
	return nil
}

// measured is what is measured of an SSRC of a flow, nil if nothing is.
func (f *mediaFlow) measured(ssrc uint32) *measure.Source {
	if f == nil {
		return nil
	}
	if s := f.find(ssrc); s != nil {
		return &s.Source
	}
	return nil
}

// farEnd is the end of a flow that is not e.
func (f *mediaFlow) farEnd(e capture.Endpoint) capture.Endpoint {
	if f.src == e {
		return f.dst
	}
	return f.src
}

// sameHosts reports whether two flows run from one host to another alike.
func (f *mediaFlow) sameHosts(g *mediaFlow) bool {
	return f.src.Addr == g.src.Addr && f.dst.Addr == g.dst.Addr
}

// overhead is the number of bytes that a packet has below RTP or RTCP and that count against the session bandwidth
// (RFC 3550, 6.2): UDP and IP headers, or the framing of interleaved data, whose TCP segments carry several packets.
func (f *mediaFlow) overhead() int64 {
	switch {
	case f.conn != nil:
		return 4
	case f.src.Addr.Is4():
		return 8 + 20
	}
	return 8 + 40
}

// rawCount counts packets that are neither RTP nor RTCP.
type rawCount struct {
	packets, bytes int64
	start, end     int64
	first, last    capture.Frame
	looksTS        int64 // MPEG-TS: sync byte and whole packets of 188 bytes
	ts             *frames.Transport
}

// rawData takes a payload that is neither RTP nor RTCP; b is what was captured of its wireLen bytes.
func (f *mediaFlow) rawData(b []byte, wireLen int, time int64, frame capture.Frame) {
	r := &f.raw
	if r.packets == 0 {
		r.start, r.first = time, frame
	}
	r.packets++
	r.bytes += int64(wireLen)
	r.start, r.end, r.last = min(r.start, time), max(r.end, time), frame
	if len(b) > 0 && b[0] == 0x47 && wireLen%188 == 0 {
		r.looksTS++
		if r.ts == nil {
			r.ts = frames.NewTransport()
		}
		r.ts.Payload(b, wireLen, time, int64(frame), false)
	}
}
