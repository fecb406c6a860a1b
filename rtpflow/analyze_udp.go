//home: rtpflow/analyze

package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/measure"
)

// udp takes a datagram.
func (a *Analyzer) udp(p *capture.Packet) {
	b := p.Payload
	isRTP, isRTCP := measure.IsRTP(b), measure.IsRTCP(b)
	agreed := a.signal.ports.has(p.Src.Port) || a.signal.ports.has(p.Dst.Port)
	if !isRTP && !isRTCP && !agreed && !startsLikeRTSP(b) {
		return
	}
	m, hash := a.observe.udpFlow(p)
	if m == nil {
		c := a.signal.datagramConnOf(p)
		if c == nil {
			if m = a.observe.beginUDP(p, hash, isRTP, isRTCP); m == nil && startsLikeRTSP(b) {
				c = a.signal.openDatagrams(p)
			}
		}
		if c != nil {
			a.apply(a.signal.datagram(c, p))
			return
		}
		if m == nil {
			return
		}
	}
	if isRTCP && !isRTP && m.takesRTCP() {
		a.rtcpPacket(m, b, p.PayloadLen, instant{p.Time, p.Frame}, p.IPID)
		return
	}
	a.observe.datagram(m, p, isRTP)
}

// rtcpPacket takes a packet that looks like RTCP.
func (a *Analyzer) rtcpPacket(m *mediaFlow, b []byte, wireLen int, at instant, ipid uint16) {
	if !a.rtcp.packet(m, b, wireLen, at, ipid) {
		m.rawData(b, wireLen, at.time, at.frame)
	}
}
