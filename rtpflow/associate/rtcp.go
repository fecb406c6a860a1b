package associate

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
)

// pairRTCP pairs the flows with RTCP with transports: by channel or ports, and by the SSRCs that they report on.
func (x *associator) pairRTCP() {
	x.RTCP = map[*rtcpstats.Flow]*signalling.Transport{}
	x.farHosts = x.hostsOfMedia()
	bySSRC := map[uint32][]*observe.Source{}
	for _, s := range x.Signalled.Sources {
		if x.Of(s).Transport != nil && s.SSRC != 0 && x.IsMedia(s) {
			bySSRC[s.SSRC] = append(bySSRC[s.SSRC], s)
		}
	}
	for _, r := range x.RTCPFlows {
		if r.Flow.BeyondLimit {
			continue
		}
		if c := x.transportOfRTCP(r, bySSRC); c != nil {
			x.RTCP[r] = c
		}
	}
}

func (x *associator) transportOfRTCP(r *rtcpstats.Flow, bySSRC map[uint32][]*observe.Source) *signalling.Transport {
	m := r.Flow
	var best *signalling.Transport
	score := 0
	try := func(c *signalling.Transport) {
		n := x.weighRTCP(c, r, bySSRC)
		if n > score || n == score && n > 0 && later(c, best, r.Start) {
			best, score = c, n
		}
	}
	if m.Conn != nil {
		own, others := x.transportsOn(m.Dialog)
		for _, c := range signalling.ActiveAt(own, r.Start) {
			try(c)
		}
		for _, c := range signalling.ActiveAt(others, r.Start) {
			if best == nil || best.Session == c.Session {
				try(c)
			}
		}
		return best
	}
	for _, c := range signalling.ActiveAt(x.transportsAt(m.Dst), r.Start) {
		try(c)
	}
	for _, c := range signalling.ActiveAt(x.transportsAt(m.Src), r.Start) {
		try(c)
	}
	for _, list := range [][]uint32{r.Ssrcs, r.About} {
		for _, ssrc := range list {
			for _, s := range bySSRC[ssrc] {
				if sameHosts(s.Flow, m) || reportsToSender(s.Flow, m) {
					try(x.Of(s).Transport)
				}
			}
		}
	}
	return best
}

// weighRTCP weighs the evidence that an RTCP flow belongs to a transport; 0 for none.
func (x *associator) weighRTCP(c *signalling.Transport, r *rtcpstats.Flow, bySSRC map[uint32][]*observe.Source) int {
	m := r.Flow
	if c.Replaced && r.Start > c.To {
		return 0
	}
	score := 0
	note := func(w int, _ string) { score += w }
	var f fit
	switch {
	case m.Conn != nil && c.Lower == "tcp":
		if len(c.Channels) > 1 && c.Channels[1] == m.Channel {
			note(weightChannel, "")
		} else if signalling.InChannels(c.Channels, m.Channel) {
			note(weightChannel-1, "")
		}
	case m.Conn == nil:
		if !fitPorts(c, m, note, &f, 1) && !(c.Lower == "multicast" && m.Dst.Addr == c.Server) {
			return 0
		}
	}
	switch {
	case x.ownsOne(c, r.Ssrcs, bySSRC) || x.ownsOne(c, r.About, bySSRC):
		score += weightSSRC
	case score < minEvidence, m.Conn == nil && c.Lower == "udp" && !f.clientPort && !x.sendsTo(c, farEnd(m, f.direction).Addr):
		return 0 // the server's port may serve all clients
	}
	if score < minEvidence {
		return 0
	}
	return score + lifeWeight(c, r.Start)
}

// hostsOfMedia lists the hosts at the client's end of the sources of each transport.
func (x *associator) hostsOfMedia() map[*signalling.Transport][]capture.Addr {
	hosts := map[*signalling.Transport][]capture.Addr{}
	for _, s := range x.Signalled.Sources {
		if p := x.Of(s); p.Transport != nil && s.Flow.Conn == nil {
			if a := farEnd(s.Flow, p.Direction).Addr; !slices.Contains(hosts[p.Transport], a) {
				hosts[p.Transport] = append(hosts[p.Transport], a)
			}
		}
	}
	return hosts
}

// sendsTo reports whether a host can be the client of a transport: its media is exchanged with the host, or there is no
// media and signalling names the host.
func (x *associator) sendsTo(c *signalling.Transport, host capture.Addr) bool {
	if hosts := x.farHosts[c]; len(hosts) > 0 {
		return slices.Contains(hosts, host)
	}
	return host == c.Client || host == c.Session.Client
}

// reportsToSender reports whether RTCP is sent to the sender of a multicast group alone (RFC 5760).
func reportsToSender(media, m *observe.Flow) bool {
	return media.Dst.Addr.IsMulticast() && media.Src.Addr == m.Dst.Addr
}

// ownsOne reports whether one of the SSRCs belongs to a source of the transport's media.
func (x *associator) ownsOne(c *signalling.Transport, list []uint32, bySSRC map[uint32][]*observe.Source) bool {
	for _, ssrc := range list {
		if ssrc == 0 {
			continue
		}
		if c.SSRC != nil && *c.SSRC == ssrc {
			return true
		}
		for _, s := range bySSRC[ssrc] {
			if x.Of(s).Transport.Media == c.Media {
				return true
			}
		}
	}
	return false
}

// sameHosts reports whether two flows run between the same hosts, in either direction.
func sameHosts(a, b *observe.Flow) bool {
	return a.Src.Addr == b.Src.Addr && a.Dst.Addr == b.Dst.Addr || a.Src.Addr == b.Dst.Addr && a.Dst.Addr == b.Src.Addr
}

// FlowDirection is the direction of an RTCP flow by the addresses and ports of its transport, that of an interleaved flow by
// its sender.
func FlowDirection(m *observe.Flow, c *signalling.Transport) rtpflow.Direction {
	if m.Conn != nil {
		if m.From == rtpflow.Client {
			return rtpflow.ClientToServer
		}
		return rtpflow.ServerToClient
	}
	if c == nil {
		return rtpflow.UnknownDirection
	}
	var f fit
	fitPorts(c, m, func(int, string) {}, &f, 1)
	return f.direction
}
