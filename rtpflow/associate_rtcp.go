//home: rtpflow/associate

package rtpflow

// pairRTCP pairs the flows with RTCP with transports: by channel or ports, and by the SSRCs that they report on.
func (x *associator) pairRTCP() {
	x.rtcp = map[*mediaFlow]*claim{}
	bySSRC := map[uint32][]*source{}
	for _, s := range x.signalled.sources {
		if x.of(s).transport != nil && s.SSRC != 0 && x.isMedia(s) {
			bySSRC[s.SSRC] = append(bySSRC[s.SSRC], s)
		}
	}
	for _, m := range x.rtcpFlows {
		if c := x.transportOfRTCP(m, bySSRC); c != nil {
			x.rtcp[m] = c
		}
	}
}

func (x *associator) transportOfRTCP(m *mediaFlow, bySSRC map[uint32][]*source) *claim {
	var best *claim
	score := 0
	try := func(c *claim) {
		n := x.weighRTCP(c, m, bySSRC)
		if n > score || n == score && n > 0 && later(c, best, m.rtcp.start) {
			best, score = c, n
		}
	}
	if m.conn != nil {
		own, others := x.transportsOn(m.dialogue)
		for _, c := range activeAt(own, m.rtcp.start) {
			try(c)
		}
		for _, c := range activeAt(others, m.rtcp.start) {
			if best == nil || best.session == c.session {
				try(c)
			}
		}
		return best
	}
	for _, c := range activeAt(x.transportsAt(m.dst), m.rtcp.start) {
		try(c)
	}
	for _, c := range activeAt(x.transportsAt(m.src), m.rtcp.start) {
		try(c)
	}
	for _, list := range [][]uint32{m.rtcp.ssrcs, m.rtcp.about} {
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
func (x *associator) weighRTCP(c *claim, m *mediaFlow, bySSRC map[uint32][]*source) int {
	if c.replaced && m.rtcp.start > c.to {
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
	if x.ownsOne(c, m.rtcp.ssrcs, bySSRC) || x.ownsOne(c, m.rtcp.about, bySSRC) {
		score += weightSSRC
	}
	if score < minEvidence {
		return 0
	}
	return score + lifeWeight(c, m.rtcp.start)
}

// reportsToSender reports whether RTCP is sent to the sender of a multicast group alone (RFC 5760).
func reportsToSender(media, m *mediaFlow) bool {
	return media.dst.Addr.IsMulticast() && media.src.Addr == m.dst.Addr
}

// ownsOne reports whether one of the SSRCs belongs to a source of the transport's media.
func (x *associator) ownsOne(c *claim, list []uint32, bySSRC map[uint32][]*source) bool {
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
func flowDirection(m *mediaFlow, c *claim) Direction {
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
