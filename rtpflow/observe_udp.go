//home: rtpflow/observe

package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/rtcp"
)

// udpFlow returns the flow of a datagram, nil if there is none, and the hash that beginUDP takes.
func (o *observer) udpFlow(p *capture.Packet) (m *mediaFlow, hash uint64) {
	f, hash := o.udp.Find(&p.Src, &p.Dst)
	if f == nil {
		return nil, hash
	}
	if f.State.ended {
		f.State = o.next(f.State)
	}
	return f.State, hash
}

// flowBetween returns the UDP flow from one endpoint to another, nil if there is none.
func (o *observer) flowBetween(src, dst capture.Endpoint) *mediaFlow {
	if x, _ := o.udp.Find(&src, &dst); x != nil {
		return x.State
	}
	return nil
}

// beginUDP decides whether a datagram begins a flow of media, and returns the flow; nil if it does not, or not yet. A flow
// begins where an agreed transport has one of its ends, with a second packet that confirms a source, or with a compound
// RTCP packet.
func (o *observer) beginUDP(p *capture.Packet, hash uint64, isRTP, isRTCP bool) *mediaFlow {
	key := &FlowKey{p.Src, p.Dst}
	if o.ports.covers(p.Src, p.Dst) {
		m := o.addUDP(key, hash, p, true)
		if isRTP && m != nil && !m.nonRTP && m.raop == nil { // a packet just before the response to SETUP counts too
			ReadDatagram(&o.packet, p)
			if first, ok := o.probation.take(key, o.packet.SSRC); ok && consecutive(&first.p, &o.packet) {
				o.rtp(m, &first.p, first.ipid, first.packet())
			}
		}
		return m
	}
	switch {
	case isRTP:
		ReadDatagram(&o.packet, p)
		first, ok := o.probation.confirms(key, &o.packet, newCandidate(&o.packet, p.IPID, p.Payload))
		if !ok {
			return nil
		}
		m := o.addUDP(key, hash, p, false)
		if m != nil {
			m.cands = &candidates{next: 1}
			m.cands.list[0] = first
		}
		return m
	case isRTCP && wholeCompound(p.Payload, p.PayloadLen):
		return o.addUDP(key, hash, p, false)
	}
	return nil
}

// addUDP adds a flow, nil beyond the limit. negotiated says that an agreed transport covers one of its ends.
func (o *observer) addUDP(key *FlowKey, hash uint64, p *capture.Packet, negotiated bool) *mediaFlow {
	x := &struct { // side by side in memory: each packet of the flow touches both
		Flow[*mediaFlow]
		media mediaFlow
	}{}
	if !o.udp.Add(&x.Flow, key, hash, p.Time) {
		o.droppedFlows.count(p.Frame)
		return nil
	}
	m := &x.media
	x.State = m
	*m = mediaFlow{src: p.Src, dst: p.Dst, negotiated: negotiated}
	if c := o.currentTransport(m); negotiated && c != nil {
		m.nonRTP = !c.carriesRTP()
		m.raop = o.raopOf(m)
	}
	o.flows = append(o.flows, m)
	o.byEnd[p.Src] = append(o.byEnd[p.Src], m)
	o.byEnd[p.Dst] = append(o.byEnd[p.Dst], m)
	return m
}

// datagram takes a datagram of a flow that is not RTCP.
func (o *observer) datagram(m *mediaFlow, p *capture.Packet, isRTP bool) {
	switch {
	case m.raop != nil:
		m.raop.take(p)
	case isRTP && !m.nonRTP:
		ReadDatagram(&o.packet, p)
		o.rtp(m, &o.packet, p.IPID, p.Payload)
	default:
		m.rawData(p.Payload, p.PayloadLen, p.Time, p.Frame)
	}
}

// takesRTCP reports whether the flow can carry RTCP by what was agreed.
func (f *mediaFlow) takesRTCP() bool { return f.raop == nil && !f.nonRTP }

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
