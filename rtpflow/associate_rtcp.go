//home: rtpflow/associate

package rtpflow

// pairRTCP pairs the flows with RTCP with transports: by channel or ports, and by the SSRCs that they report on.
func (x *associator) pairRTCP() {
	x.rtcp = map[*rtcpFlow]*transport{}
	bySSRC := map[uint32][]*source{}
	for _, s := range x.signalled.sources {
		if x.of(s).transport != nil && s.SSRC != 0 && x.isMedia(s) {
			bySSRC[s.SSRC] = append(bySSRC[s.SSRC], s)
		}
	}
	for _, r := range x.rtcpFlows {
		if c := x.transportOfRTCP(r, bySSRC); c != nil {
			x.rtcp[r] = c
		}
	}
}

func (x *associator) transportOfRTCP(r *rtcpFlow, bySSRC map[uint32][]*source) *transport {
	m := r.flow
	var best *transport
	score := 0
	try := func(c *transport) {
		n := x.weighRTCP(c, r, bySSRC)
		if n > score || n == score && n > 0 && later(c, best, r.start) {
			best, score = c, n
		}
	}
	if m.conn != nil {
		own, others := x.transportsOn(m.dialog)
		for _, c := range activeAt(own, r.start) {
			try(c)
		}
		for _, c := range activeAt(others, r.start) {
			if best == nil || best.session == c.session {
				try(c)
			}
		}
		return best
	}
	for _, c := range activeAt(x.transportsAt(m.dst), r.start) {
		try(c)
	}
	for _, c := range activeAt(x.transportsAt(m.src), r.start) {
		try(c)
	}
	for _, list := range [][]uint32{r.ssrcs, r.about} {
		for _, ssrc := range list {
			for _, s := range bySSRC[ssrc] {
				if sameHosts(s.flow, m) || reportsToSender(s.flow, m) {
					try(x.of(s).transport)
				}
			}
		}
	}
	return best
}

// weighRTCP weighs the evidence that an RTCP flow belongs to a transport; 0 for none.
func (x *associator) weighRTCP(c *transport, r *rtcpFlow, bySSRC map[uint32][]*source) int {
	m := r.flow
	if c.replaced && r.start > c.to {
		return 0
	}
	score := 0
	note := func(w int, _ string) { score += w }
	var f fit
	switch {
	case m.conn != nil && c.lower == "tcp":
		if len(c.channels) > 1 && c.channels[1] == m.channel {
			note(weightChannel, "")
		} else if inChannels(c.channels, m.channel) {
			note(weightChannel-1, "")
		}
	case m.conn == nil:
		if !fitPorts(c, m, note, &f, 1) && !(c.lower == "multicast" && m.dst.Addr == c.server) {
			return 0
		}
	}
	if x.ownsOne(c, r.ssrcs, bySSRC) || x.ownsOne(c, r.about, bySSRC) {
		score += weightSSRC
	}
	if score < minEvidence {
		return 0
	}
	return score + lifeWeight(c, r.start)
}

// reportsToSender reports whether RTCP is sent to the sender of a multicast group alone (RFC 5760).
func reportsToSender(media, m *mediaFlow) bool {
	return media.dst.Addr.IsMulticast() && media.src.Addr == m.dst.Addr
}

// ownsOne reports whether one of the SSRCs belongs to a source of the transport's media.
func (x *associator) ownsOne(c *transport, list []uint32, bySSRC map[uint32][]*source) bool {
	for _, ssrc := range list {
		if ssrc == 0 {
			continue
		}
		if c.ssrc != nil && *c.ssrc == ssrc {
			return true
		}
		for _, s := range bySSRC[ssrc] {
			if x.of(s).transport.media == c.media {
				return true
			}
		}
	}
	return false
}

// sameHosts reports whether two flows run between the same hosts, in either direction.
func sameHosts(a, b *mediaFlow) bool {
	return a.src.Addr == b.src.Addr && a.dst.Addr == b.dst.Addr || a.src.Addr == b.dst.Addr && a.dst.Addr == b.src.Addr
}

// flowDirection is the direction of an RTCP flow by the addresses and ports of its transport, that of an interleaved flow by
// its sender.
func flowDirection(m *mediaFlow, c *transport) Direction {
	if m.conn != nil {
		if m.from == Client {
			return ClientToServer
		}
		return ServerToClient
	}
	if c == nil {
		return UnknownDirection
	}
	var f fit
	fitPorts(c, m, func(int, string) {}, &f, 1)
	return f.direction
}
