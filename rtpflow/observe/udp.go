package observe

import (
	"rtspect/capture"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/rtcp"
)

// UDPFlow returns the flow of a datagram, nil if there is none, and the hash that BeginUDP takes.
func (o *Observer) UDPFlow(p *capture.Packet) (m *Flow, hash uint64) {
	f, hash := o.udp.Find(&p.Src, &p.Dst)
	if f == nil {
		return nil, hash
	}
	if f.State.Ended {
		f.State = o.next(f.State)
	}
	return f.State, hash
}

// FlowBetween returns the UDP flow from one endpoint to another, nil if there is none.
func (o *Observer) FlowBetween(src, dst capture.Endpoint) *Flow {
	if x, _ := o.udp.Find(&src, &dst); x != nil {
		return x.State
	}
	return nil
}

// BeginUDP decides whether a datagram begins a flow of media, and returns the flow; nil if it does not, or not yet. A flow
// begins where an agreed transport has one of its ends, with a second packet that confirms a source, or with a compound
// RTCP packet.
func (o *Observer) BeginUDP(p *capture.Packet, hash uint64, isRTP, isRTCP bool) *Flow {
	key := &demux.FlowKey{A: p.Src, B: p.Dst}
	if o.ports.Covers(p.Src, p.Dst) {
		m := o.addUDP(key, hash, p, true)
		if isRTP && m != nil && !m.NonRTP && m.raop == nil { // a packet just before the response to SETUP counts too
			demux.ReadDatagram(&o.packet, p)
			o.probation.takeFlow(key, hash, func(c *candidate) {
				if c.p.SSRC == o.packet.SSRC && consecutive(&c.p, &o.packet) {
					if s := o.newSource(m, &c.p); s != nil {
						o.measureFirst(s, c)
					}
				}
			})
		}
		return m
	}
	switch {
	case isRTP:
		demux.ReadDatagram(&o.packet, p)
		if !o.probation.confirms(key, hash, &o.packet, p.IPID, p.Payload, p.PayloadLen) {
			return nil
		}
		m := o.addUDP(key, hash, p, false)
		if m != nil {
			o.probation.takeFlow(key, hash, func(c *candidate) { m.candidates = append(m.candidates, *c) })
		}
		return m
	case isRTCP && wholeCompound(p.Payload, p.PayloadLen):
		return o.addUDP(key, hash, p, false)
	case isRTCP && o.besideRTP(p) && rtcp.BeginsCompound(p.Payload, p.PayloadLen): // SRTCP
		return o.addUDP(key, hash, p, false)
	}
	return nil
}

// besideRTP reports whether a datagram runs against a flow of RTP, or on the ports above those of one in either direction
// (RFC 3550, 11).
func (o *Observer) besideRTP(p *capture.Packet) bool {
	hasRTP := func(src, dst capture.Endpoint) bool {
		f := o.FlowBetween(src, dst)
		return f != nil && len(f.Sources) > 0
	}
	from, to := p.Src, p.Dst
	from.Port--
	to.Port--
	return hasRTP(p.Dst, p.Src) || hasRTP(from, to) || hasRTP(to, from)
}

// addUDP adds a flow, nil beyond the limit. negotiated says that an agreed transport covers one of its ends.
func (o *Observer) addUDP(key *demux.FlowKey, hash uint64, p *capture.Packet, negotiated bool) *Flow {
	x := &struct { // side by side in memory: each packet of the flow touches both
		demux.Flow[*Flow]
		media Flow
	}{}
	if !o.udp.Add(&x.Flow, key, hash, p.Time) {
		o.DroppedFlows.Add(1, p.Frame)
		return nil
	}
	m := &x.media
	x.State = m
	*m = Flow{Src: p.Src, Dst: p.Dst, Negotiated: negotiated}
	if c := o.CurrentTransport(m); negotiated && c != nil {
		m.NonRTP = !c.CarriesRTP()
		m.raop = o.raopOf(m)
	}
	o.Flows = append(o.Flows, m)
	o.byEnd[p.Src] = append(o.byEnd[p.Src], m)
	o.byEnd[p.Dst] = append(o.byEnd[p.Dst], m)
	return m
}

// Datagram takes a datagram of a flow that is not RTCP.
func (o *Observer) Datagram(m *Flow, p *capture.Packet, isRTP bool) {
	switch {
	case m.raop != nil:
		m.raop.take(p)
	case isRTP && !m.NonRTP:
		demux.ReadDatagram(&o.packet, p)
		o.RTP(m, &o.packet, p.IPID, p.Payload)
	default:
		m.RawData(p.Payload, p.PayloadLen, p.Time, p.Frame)
	}
}

// TakesRTCP reports whether the flow can carry RTCP by what was agreed.
func (f *Flow) TakesRTCP() bool { return f.raop == nil && !f.NonRTP }

// wholeCompound reports whether b is a compound RTCP packet that begins with a report and whose lengths add up to the
// datagram (RFC 3550, A.2).
func wholeCompound(b []byte, wireLen int) bool {
	if t := rtcp.Type(b[1]); t != rtcp.SR && t != rtcp.RR {
		return false
	}
	c := rtcp.ParseCompound(b, wireLen)
	for p := (rtcp.Packet{}); c.Next(&p); {
	}
	return c.Err() == rtcp.NoError
}
