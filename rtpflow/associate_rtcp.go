//home: rtpflow/associate

package rtpflow

// associateRTCP gives the flows that carry RTCP to claims: by channel or ports, and by the SSRCs that
// they speak of.
func (a *Analyzer) associateRTCP() map[*mediaFlow]*claim {
	found := map[*mediaFlow]*claim{}
	bySSRC := map[uint32][]*source{}
	for _, s := range a.sources {
		if s.claim != nil && s.SSRC != 0 && isMedia(s) {
			bySSRC[s.SSRC] = append(bySSRC[s.SSRC], s)
		}
	}
	for _, m := range a.rtcpFlows {
		if c := a.claimOfRTCP(m, bySSRC); c != nil {
			found[m] = c
		}
	}
	return found
}

func (a *Analyzer) claimOfRTCP(m *mediaFlow, bySSRC map[uint32][]*source) *claim {
	var best *claim
	score := 0
	try := func(c *claim) {
		n := c.weighRTCP(m, bySSRC)
		if n > score || n == score && n > 0 && laterAndBegan(c, best, m.rtcp.start) {
			best, score = c, n
		}
	}
	if m.conn != nil {
		for _, c := range near(m.dialogue.claims, m.rtcp.start) {
			try(c)
		}
		for _, c := range near(m.dialogue.guests, m.rtcp.start) {
			if best == nil || best.session == c.session {
				try(c)
			}
		}
	} else {
		for _, c := range near(a.signal.ports.of(m.dst), m.rtcp.start) {
			try(c)
		}
		for _, c := range near(a.signal.ports.of(m.src), m.rtcp.start) {
			try(c)
		}
		for _, list := range [][]uint32{m.rtcp.ssrcs, m.rtcp.about} {
			for _, x := range list {
				for _, s := range bySSRC[x] {
					if sameHosts(s.flow, m) || reportsToSender(s.flow, m) {
						try(s.claim)
					}
				}
			}
		}
	}
	return best
}

func laterAndBegan(c, old *claim, start int64) bool {
	if old == nil {
		return true
	}
	began := func(x *claim) bool { return x.from <= start+earlyTolerance }
	if began(c) != began(old) {
		return began(c)
	}
	return began(c) == (c.order > old.order)
}

// weighRTCP weighs the evidence that an RTCP flow belongs to a claim; 0 for none.
func (c *claim) weighRTCP(m *mediaFlow, bySSRC map[uint32][]*source) int {
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
		if !c.fitPorts(m, note, &f, 1) && !(c.lower == "multicast" && m.dst.Addr == c.server) {
			return 0
		}
	}
	if c.ssrcSeen(m.rtcp.ssrcs, bySSRC) || c.ssrcSeen(m.rtcp.about, bySSRC) {
		score += weightSSRC
	}
	if score < minEvidence {
		return 0
	}
	return score + c.life(m.rtcp.start)
}

// reportsToSender reports whether RTCP goes to the sender of a group by itself (RFC 5760).
func reportsToSender(media, m *mediaFlow) bool {
	return media.dst.Addr.IsMulticast() && media.src.Addr == m.dst.Addr
}

// ssrcSeen reports whether one of the SSRCs is that of a source of the claim's media.
func (c *claim) ssrcSeen(list []uint32, bySSRC map[uint32][]*source) bool {
	for _, x := range list {
		if x == 0 {
			continue
		}
		if c.ssrc != nil && *c.ssrc == x {
			return true
		}
		for _, s := range bySSRC[x] {
			if s.claim.media == c.media {
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

// direction tells which way a flow goes, by the claim's addresses and ports.
func (m *mediaFlow) direction(c *claim) Direction {
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
	c.fitPorts(m, func(int, string) {}, &f, 1)
	return f.direction
}
