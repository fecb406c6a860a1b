package observe

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/signalling"
)

// Flow is one direction of a UDP flow, or of one interleaved channel: it carries RTP, RTCP or both.
type Flow struct {
	last       *Source
	raop       *raopCounter // of a control or timing port of AirPlay, nil for others
	Negotiated bool         // an agreed transport covers it
	NonRTP     bool         // and what was agreed is not RTP
	Ended      bool         // see end
	displaced  bool         // by a transport beyond a limit
	// From, Channel, Conn and Dialog are set for interleaved channels only. What every packet touches is at the top.
	From    rtpflow.Side // the sender
	Channel uint8
	endedAt int64
	// BeyondLimit says that the flow belongs to a session or media beyond a limit, so that no transport in the report
	// explains it.
	BeyondLimit bool
	forgotten   bool // its dialog is
	Src, Dst    capture.Endpoint
	Conn        *demux.TCPConn     // that the first frame came on
	Dialog      *signalling.Dialog // whose transports name the channel

	Sources []*Source
	Raw     rawCount
	// candidates are SSRCs that wait for a second packet.
	candidates []candidate
	// unconfirmed counts packets that looked like RTP and belonged to no source: SSRCs seen once, or more SSRCs than
	// the limit; unconfirmedSince is the capture time of the first.
	unconfirmed      rtpflow.Excess
	unconfirmedSince int64
}

// next adds the flow that follows an ended one between the same endpoints or on the same channel.
func (o *Observer) next(f *Flow) *Flow {
	n := &Flow{
		Src: f.Src, Dst: f.Dst, Conn: f.Conn, Dialog: f.Dialog,
		From: f.From, Channel: f.Channel, Negotiated: f.Negotiated, NonRTP: f.NonRTP, BeyondLimit: f.displaced,
	}
	f.transferTo(n)
	o.Flows = append(o.Flows, n)
	if f.Conn == nil {
		for _, e := range []capture.Endpoint{f.Src, f.Dst} {
			o.byEnd[e] = append(slices.DeleteFunc(o.byEnd[e], func(x *Flow) bool { return x == f }), n)
		}
	}
	return n
}

// end ends a flow: what comes next between the same ends belongs to the transport asked for at that time, and to
// another flow; so do the sources that began since.
func (f *Flow) end(asked int64) {
	if !f.Ended {
		f.Ended, f.endedAt = true, asked
	}
}

// transferTo gives the next flow what began early: after its SETUP was sent and before the response came.
func (f *Flow) transferTo(n *Flow) {
	f.Sources = slices.DeleteFunc(f.Sources, func(s *Source) bool {
		if s.Start >= f.endedAt {
			s.Flow = n
			n.Sources = append(n.Sources, s)
		}
		return s.Flow == n
	})
	f.last = nil
	for i, v := range slices.Backward(f.candidates) {
		if v.p.Arrival >= f.endedAt {
			n.candidates = append(n.candidates, f.takeCandidate(i))
		}
	}
}

// Find returns the source of an SSRC, nil if the flow has none.
func (f *Flow) Find(ssrc uint32) *Source {
	for _, s := range f.Sources {
		if s.SSRC == ssrc {
			return s
		}
	}
	return nil
}

// Measured is what is measured of an SSRC of a flow, nil if nothing is.
func (f *Flow) Measured(ssrc uint32) *measure.Source {
	if f == nil {
		return nil
	}
	if s := f.Find(ssrc); s != nil {
		return &s.Source
	}
	return nil
}

// farEnd is the end of a flow that is not e.
func (f *Flow) farEnd(e capture.Endpoint) capture.Endpoint {
	if f.Src == e {
		return f.Dst
	}
	return f.Src
}

// SameHosts reports whether two flows run from one host to another alike.
func (f *Flow) SameHosts(g *Flow) bool {
	return f.Src.Addr == g.Src.Addr && f.Dst.Addr == g.Dst.Addr
}

// Overhead is the number of bytes that a packet has below RTP or RTCP and that count against the session bandwidth
// (RFC 3550, 6.2): UDP and IP headers, or the framing of interleaved data, whose TCP segments carry several packets.
func (f *Flow) Overhead() int64 {
	switch {
	case f.Conn != nil:
		return 4
	case f.Src.Addr.Is4():
		return 8 + 20
	}
	return 8 + 40
}

// rawCount counts packets that are neither RTP nor RTCP.
type rawCount struct {
	Packets, Bytes int64
	Start, End     int64
	First, Last    capture.Frame
	LooksTS        int64 // MPEG-TS: sync byte and whole packets of 188 bytes
	TS             *frames.Transport
}

// RawData takes a payload that is neither RTP nor RTCP; b is what was captured of its wireLen bytes.
func (f *Flow) RawData(b []byte, wireLen int, time int64, frame capture.Frame) {
	r := &f.Raw
	if r.Packets == 0 {
		r.Start, r.First = time, frame
	}
	r.Packets++
	r.Bytes += int64(wireLen)
	r.Start, r.End, r.Last = min(r.Start, time), max(r.End, time), frame
	if len(b) > 0 && b[0] == 0x47 && wireLen%188 == 0 {
		r.LooksTS++
		if r.TS == nil {
			r.TS = frames.NewTransport()
		}
		r.TS.Payload(b, wireLen, time, int64(frame), false)
	}
}
