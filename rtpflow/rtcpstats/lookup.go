package rtcpstats

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
)

// directory finds the media flows and sources that RTCP reports on.
type directory interface {
	// FlowBetween returns the UDP flow from one endpoint to another, nil if there is none.
	FlowBetween(src, dst capture.Endpoint) *observe.Flow
	// ChannelFlows returns the flows that a side sends on the interleaved channels of the dialog of f.
	ChannelFlows(f *observe.Flow, side rtpflow.Side) []*observe.Flow
	// WithSSRC returns the first sources with an SSRC.
	WithSSRC(ssrc uint32) []*observe.Source
}

// opposite is the RTCP flow that runs against f: between the same ports, or on the same channel; nil if there is none.
func (x *Stats) opposite(f *observe.Flow) *Flow {
	if f.Conn == nil {
		return x.flows[x.directory.FlowBetween(f.Dst, f.Src)]
	}
	for _, m := range x.directory.ChannelFlows(f, 1-f.From) {
		if m.Channel == f.Channel {
			return x.flows[m]
		}
	}
	return nil
}

// sourceOf finds the RTP source that RTCP in flow f reports on: one in the same direction, or against it. It searches the
// flow itself (RFC 5761), the ports below (RFC 3550, 11) or the other channels, and all sources with that SSRC between the
// same hosts.
func (x *Stats) sourceOf(f *observe.Flow, ssrc uint32, against bool) *observe.Source {
	if ssrc == 0 {
		return nil
	}
	if f.Conn != nil {
		side := f.From
		if against {
			side = 1 - side
		}
		for _, m := range x.directory.ChannelFlows(f, side) {
			if s := m.Find(ssrc); s != nil && !m.Ended {
				return s
			}
		}
		return nil
	}
	src, dst := f.Src, f.Dst
	if against {
		src, dst = dst, src
	}
	for below := range uint16(2) {
		from, to := src, dst
		from.Port -= below
		to.Port -= below
		if m := x.directory.FlowBetween(from, to); m != nil && !m.Ended {
			if s := m.Find(ssrc); s != nil {
				return s
			}
		}
	}
	for _, s := range x.directory.WithSSRC(ssrc) {
		if m := s.Flow; m.Conn == nil && !m.Ended && mayReportOn(f, m, against) {
			return s
		}
	}
	return nil
}

// mayReportOn reports whether RTCP in f may be about the media in m, by their hosts. With multicast, receivers send their
// reports to the group or to the sender.
func mayReportOn(f, m *observe.Flow, against bool) bool {
	if !against {
		return m.Src.Addr == f.Src.Addr && m.Dst.Addr == f.Dst.Addr
	}
	if m.Dst.Addr.IsMulticast() {
		return m.Dst.Addr == f.Dst.Addr || m.Src.Addr == f.Dst.Addr
	}
	return m.Src.Addr == f.Dst.Addr && m.Dst.Addr == f.Src.Addr
}
