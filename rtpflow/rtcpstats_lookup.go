//home: rtpflow/rtcpstats

package rtpflow

// maxNamesakes bounds the sources and RTCP flows of one SSRC that are looked through where ports do not
// tell which is meant.
const maxNamesakes = 64

// otherWay is the flow or channel that runs against f: between the same ports, or on the same channel.
func (a *Analyzer) otherWay(f *mediaFlow) *mediaFlow {
	if f.conn != nil {
		return a.channelsOf(f.dialogue).find(1-f.from, f.channel)
	}
	if o, _ := a.flows.Find(&f.dst, &f.src); o != nil {
		return o.State
	}
	return nil
}

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
		for _, m := range a.channelsOf(f.dialogue).list[side] {
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
		if o, _ := a.flows.Find(&from, &to); o != nil && !o.State.ended {
			if s := o.State.find(ssrc); s != nil {
				return s
			}
		}
	}
	for _, s := range a.sourcesOf[ssrc] {
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

// named enters one of those of a name, up to a limit.
func named[K comparable, T any](m map[K][]T, name K, x T) {
	if list := m[name]; len(list) < maxNamesakes {
		m[name] = append(list, x)
	}
}
