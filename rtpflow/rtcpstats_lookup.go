//home: rtpflow/rtcpstats

package rtpflow

import "rtspect/capture"

// directory finds the media flows and sources that RTCP reports on.
type directory interface {
	// flowBetween returns the UDP flow from one endpoint to another, nil if there is none.
	flowBetween(src, dst capture.Endpoint) *mediaFlow
	// channelFlows returns the flows that a side sends on the interleaved channels of the dialog of f.
	channelFlows(f *mediaFlow, side Side) []*mediaFlow
	// withSSRC returns the first sources with an SSRC.
	withSSRC(ssrc uint32) []*source
}

// opposite is the RTCP flow that runs against f: between the same ports, or on the same channel; nil if there is none.
func (x *rtcpStats) opposite(f *mediaFlow) *rtcpFlow {
	if f.conn == nil {
		return x.flows[x.directory.flowBetween(f.dst, f.src)]
	}
	for _, m := range x.directory.channelFlows(f, 1-f.from) {
		if m.channel == f.channel {
			return x.flows[m]
		}
	}
	return nil
}

// sourceOf finds the RTP source that RTCP in flow f reports on: one in the same direction, or against it. It searches the
// flow itself (RFC 5761), the ports below (RFC 3550, 11) or the other channels, and all sources with that SSRC between the
// same hosts.
func (x *rtcpStats) sourceOf(f *mediaFlow, ssrc uint32, against bool) *source {
	if ssrc == 0 {
		return nil
	}
	if f.conn != nil {
		side := f.from
		if against {
			side = 1 - side
		}
		for _, m := range x.directory.channelFlows(f, side) {
			if s := m.find(ssrc); s != nil && !m.ended {
				return s
			}
		}
		return nil
	}
	src, dst := f.src, f.dst
	if against {
		src, dst = dst, src
	}
	for below := range uint16(2) {
		from, to := src, dst
		from.Port -= below
		to.Port -= below
		if m := x.directory.flowBetween(from, to); m != nil && !m.ended {
			if s := m.find(ssrc); s != nil {
				return s
			}
		}
	}
	for _, s := range x.directory.withSSRC(ssrc) {
		if m := s.flow; m.conn == nil && !m.ended && mayReportOn(f, m, against) {
			return s
		}
	}
	return nil
}

// mayReportOn reports whether RTCP in f may be about the media in m, by their hosts. With multicast, receivers send their
// reports to the group or to the sender.
func mayReportOn(f, m *mediaFlow, against bool) bool {
	if !against {
		return m.src.Addr == f.src.Addr && m.dst.Addr == f.dst.Addr
	}
	if m.dst.Addr.IsMulticast() {
		return m.dst.Addr == f.dst.Addr || m.src.Addr == f.dst.Addr
	}
	return m.src.Addr == f.dst.Addr && m.dst.Addr == f.src.Addr
}
