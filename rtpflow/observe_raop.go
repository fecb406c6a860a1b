//home: rtpflow/observe

package rtpflow

import (
	"encoding/binary"

	"rtspect/capture"
)

// Payload types of the control and timing ports, with the marker bit that all of them have.
const (
	raopTimingRequest  = 0x80 | 82
	raopTimingResponse = 0x80 | 83
	raopSync           = 0x80 | 84
	raopResendRequest  = 0x80 | 85
	raopResend         = 0x80 | 86
)

// sideOf is the claim for whose media a flow is a control or timing channel, nil if it is none.
func (a *Analyzer) sideOf(m *mediaFlow) *claim {
	for _, e := range []capture.Endpoint{m.dst, m.src} {
		for _, c := range recent(a.signal.ports.of(e)) {
			far := m.otherEnd(e)
			for _, x := range c.sideEnds {
				if x == e && (far.Addr == c.client || far.Addr == c.server) {
					return c
				}
			}
		}
	}
	return nil
}

// raopControl counts the datagrams of the control and timing ports of one media.
type raopControl struct {
	RAOP
	asked     uint64 // transmit timestamp of the latest timing request, which its response repeats
	askedTime int64
}

// raopDatagram takes a datagram of the control or timing port of a media.
func (a *Analyzer) raopDatagram(c *claim, p *capture.Packet) {
	x := a.raop[c.media]
	if x == nil {
		x = &raopControl{}
		if a.raop == nil {
			a.raop = map[*Media]*raopControl{}
		}
		a.raop[c.media] = x
	}
	x.take(p)
}

// take counts a datagram.
func (x *raopControl) take(p *capture.Packet) {
	if x.FirstFrame == 0 {
		x.FirstFrame = p.Frame
	}
	x.LastFrame = p.Frame
	b := p.Payload
	if len(b) < 8 || b[0]>>6 != 2 {
		x.Other++
		return
	}
	be := binary.BigEndian
	switch kind := b[1]; {
	case kind == raopSync && len(b) >= 20:
		x.Syncs++
		n := be.Uint32(b[16:]) - be.Uint32(b[4:])
		x.Latency = &n
	case kind == raopResendRequest:
		x.ResendRequests++
		x.Asked += int64(be.Uint16(b[6:]))
		if x.FirstResend == 0 {
			x.FirstResend = p.Frame
		}
	case kind == raopResend && p.PayloadLen > 4+12:
		x.Resent++
	case kind == raopResend:
		x.Refused++
	case kind == raopTimingRequest && len(b) >= 32:
		x.TimingRequests++
		x.asked, x.askedTime, x.LastTimed = be.Uint64(b[24:]), p.Time, p.Frame
	case kind == raopTimingResponse && len(b) >= 32:
		x.TimingResponses++
		if rtt := p.Time - x.askedTime; x.askedTime > 0 && be.Uint64(b[8:]) == x.asked && (x.RoundTrip == nil || rtt > *x.RoundTrip) {
			x.RoundTrip = &rtt
		}
	default:
		x.Other++
	}
}
