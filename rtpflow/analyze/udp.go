package analyze

import (
	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
)

// udp takes a datagram.
func (a *Analyzer) udp(p *capture.Packet) {
	b := p.Payload
	isRTP, isRTCP := measure.IsRTP(b), measure.IsRTCP(b)
	agreed := a.signal.Ports.Has(p.Src.Port) || a.signal.Ports.Has(p.Dst.Port)
	if !isRTP && !isRTCP && !agreed && !signalling.StartsLikeRTSP(b) {
		a.dtls.Datagram(p)
		a.other.Datagram(p)
		return
	}
	m, hash := a.observe.UDPFlow(p)
	if m == nil {
		c := a.signal.DatagramConnOf(p)
		if c == nil {
			if m = a.observe.BeginUDP(p, hash, isRTP, isRTCP); m == nil && signalling.StartsLikeRTSP(b) {
				c = a.signal.OpenDatagrams(p)
			}
		}
		if c != nil {
			a.apply(a.signal.Datagram(c, p))
			return
		}
		if m == nil {
			return
		}
	}
	if isRTCP && !isRTP && a.observe.IsMedia(m, b, p.PayloadLen) {
		isRTP = true
	}
	if isRTCP && !isRTP && m.TakesRTCP() {
		a.rtcpPacket(m, b, p.PayloadLen, rtcpstats.Instant{Time: p.Time, Frame: p.Frame}, p.IPID)
		return
	}
	a.observe.Datagram(m, p, isRTP)
}

// rtcpPacket takes a packet that looks like RTCP.
func (a *Analyzer) rtcpPacket(m *observe.Flow, b []byte, wireLen int, at rtcpstats.Instant, ipid uint16) {
	if !a.rtcp.Packet(m, b, wireLen, at, ipid) {
		m.RawData(b, wireLen, at.Time, at.Frame)
	}
}
