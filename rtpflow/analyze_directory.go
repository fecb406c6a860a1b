//home: rtpflow/analyze

package rtpflow

import "rtspect/capture"

// The Analyzer is the directory in which RTCP finds the flows that it reports on.

func (a *Analyzer) flowBetween(src, dst capture.Endpoint) *mediaFlow {
	if f, _ := a.flows.Find(&src, &dst); f != nil {
		return f.State
	}
	return nil
}

func (a *Analyzer) channelFlows(f *mediaFlow, side Side) []*mediaFlow {
	return a.channelsOf(f.dialogue).list[side]
}

func (a *Analyzer) withSSRC(ssrc uint32) []*source { return a.sourcesOf[ssrc] }

// rtcpPacket takes a packet that looks like RTCP.
func (a *Analyzer) rtcpPacket(m *mediaFlow, b []byte, wireLen int, at instant, ipid uint16) {
	if !a.rtcp.packet(m, b, wireLen, at, ipid) {
		a.rawData(m, b, wireLen, at.time, at.frame)
	}
}
