//home: rtpflow/rtcpstats

package rtpflow

// sourceOf finds the RTP source that RTCP in flow f speaks of: one that runs the same way, or against
// it. It is looked for in the flow itself (RFC 5761), on the ports below (RFC 3550, 11) or another
// channel, and among all of that SSRC between the same hosts.
func (a *Analyzer) sourceOf(f *mediaFlow, ssrc uint32, against bool) *source {
	if ssrc == 0 {
		return nil
	}
	if f.conn != nil {
		side := f.from
		if against {
			side = 1 - side
		}
		for _, m := range a.observe.channelsOf(f.dialogue).list[side] {
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
		if o := a.observe.udpBetween(from, to); o != nil && !o.ended {
			if s := o.find(ssrc); s != nil {
				return s
			}
		}
	}
	for _, s := range a.observe.sourcesOf[ssrc] {
		if m := s.flow; m.conn == nil && !m.ended && f.speaksOf(m, against) {
			return s
		}
	}
	return nil
}

// speaksOf reports whether RTCP in f may be about what runs in m, by their hosts. In multicast, receivers
// report to the group or to the sender.
func (f *mediaFlow) speaksOf(m *mediaFlow, against bool) bool {
	if !against {
		return m.src.Addr == f.src.Addr && m.dst.Addr == f.dst.Addr
	}
	if m.dst.Addr.IsMulticast() {
		return m.dst.Addr == f.dst.Addr || m.src.Addr == f.dst.Addr
	}
	return m.src.Addr == f.dst.Addr && m.dst.Addr == f.src.Addr
}
