//home: rtpflow/associate

package rtpflow

import (
	"slices"

	"rtspect/capture"
)

// Weights of evidence. A pair needs minEvidence: a port, or a number that only the signalling contains.
const (
	weightGroup   = 12
	weightChannel = 10
	weightPort    = 8
	weightOtherOf = 6 // RTP on the RTCP port of a pair, or vice versa
	weightSSRC    = 6
	weightRTPInfo = 4
	weightType    = 2
	weightInLife  = 3 // started while the transport was in use; one less within the tolerances
	minEvidence   = 6
	lateTolerance = 5e9 // how long (ns) RTP may continue after TEARDOWN
	// rtpInfoNear is how far the first sequence number may be from the one in RTP-Info (some servers are off by a few).
	rtpInfoNear = 8
)

// fit is how well a transport suits a source.
type fit struct {
	transport *transport
	score     int
	evidence  []string
	direction Direction
	// otherPort says that the flow uses another port of the transport's own client: rather another session of that client,
	// unless a number that only this transport's signalling contains says otherwise.
	otherPort bool
}

// later decides between transports with the same weight for what started at a time: the latest that was agreed before.
func later(c, old *transport, start int64) bool {
	if old == nil {
		return true
	}
	agreed := func(x *transport) bool { return x.from <= start+earlyTolerance }
	if agreed(c) != agreed(old) {
		return agreed(c)
	}
	return agreed(c) == (c.order > old.order)
}

// forgotten is how long (ns) after its end a transport is considered for what starts on its ports.
const forgotten = 60e9

// fitSource weighs the evidence that a source belongs to a transport.
func fitSource(c *transport, s *source) (f fit) {
	if c.to != 0 && s.Start > c.to+forgotten {
		return fit{}
	}
	note := func(weight int, what string) {
		f.score += weight
		f.evidence = append(f.evidence, what)
	}
	if s.flow.conn != nil {
		fitChannel(c, s, note, &f)
	} else if !fitPorts(c, s.flow, note, &f, 0) {
		return fit{}
	}
	if c.ssrc != nil && *c.ssrc == s.SSRC {
		note(weightSSRC, "ssrc")
	}
	for _, st := range c.rtpInfo {
		if d := int16(s.FirstSeq - st.seq); st.hasSeq && d >= -rtpInfoNear && d <= rtpInfoNear {
			note(weightRTPInfo, "rtp-info-seq")
			break
		}
	}
	if describes(c, s) {
		note(weightType, "payload-type")
	}
	if f.score < minEvidence || f.otherPort && !slices.Contains(f.evidence, "ssrc") && !slices.Contains(f.evidence, "rtp-info-seq") {
		return fit{}
	}
	f.score += lifeWeight(c, s.Start)
	f.transport = c
	return f
}

// fitChannel weighs an interleaved source.
func fitChannel(c *transport, s *source, note func(int, string), f *fit) {
	f.direction = ServerToClient
	if s.flow.from == Client {
		f.direction = ClientToServer
	}
	switch {
	case len(c.channels) > 0 && c.channels[0] == s.flow.channel:
		note(weightChannel, "channel")
	case inChannels(c.channels, s.flow.channel):
		note(weightChannel-1, "channel")
	case len(c.channels) == 0 && describes(c, s):
		note(weightOtherOf, "connection")
	}
}

// fitPorts weighs the endpoints of a UDP flow; which is 0 for RTP and 1 for RTCP. It returns false if neither end
// is the transport's.
func fitPorts(c *transport, m *mediaFlow, note func(int, string), f *fit, which int) bool {
	if c.lower == "tcp" {
		return false
	}
	if c.lower == "multicast" {
		return fitGroup(c, m, note, f, which)
	}
	down := pairPorts(c, m.dst, m.src, which)
	up := pairPorts(c, m.src, m.dst, which)
	best := down
	f.direction = ServerToClient
	if up.total() > down.total() {
		best, f.direction = up, ClientToServer
	}
	switch {
	case best.client >= weightPort && best.server >= weightPort:
		note(best.total(), "ports")
	case best.client > 0 && best.server > 0:
		note(best.total(), "ports")
	case best.client > 0:
		note(best.client, "client-port")
	case best.server > 0:
		f.otherPort = best.otherPort
		note(best.server, "server-port")
	case !c.hasAddress(m.src.Addr) && !c.hasAddress(m.dst.Addr):
		return false
	default:
		if m.src.Addr == c.client || m.dst.Addr == c.server {
			f.direction = ClientToServer
		}
	}
	return true
}

// portFit is how well the two ends of a flow match those of a transport.
type portFit struct {
	client, server int
	otherPort      bool
}

func (p portFit) total() int { return p.client + p.server }

func pairPorts(c *transport, client, server capture.Endpoint, which int) (p portFit) {
	if client.Addr == c.client {
		p.client = portWeight(c.clientPorts, client.Port, which)
	}
	if server.Addr == c.server || server.Addr == c.source && c.source != (capture.Addr{}) {
		p.server = portWeight(c.serverPorts, server.Port, which)
	}
	if p.client == 0 && client.Addr == c.client && len(c.clientPorts) > 0 {
		p.server /= 2
		p.otherPort = true
	}
	return p
}

func portWeight(pair []uint16, port uint16, which int) int {
	for i, x := range pair {
		switch {
		case x != port:
		case i == which || len(pair) == 1:
			return weightPort
		default:
			return weightOtherOf
		}
	}
	return 0
}

// fitGroup weighs a multicast flow, in which both sides send to the group.
func fitGroup(c *transport, m *mediaFlow, note func(int, string), f *fit, which int) bool {
	f.direction = ServerToClient
	if m.src.Addr == c.client && m.src.Addr != c.server {
		f.direction = ClientToServer
	}
	sameGroup := m.dst.Addr == c.group || c.group == (capture.Addr{}) && m.dst.Addr.IsMulticast()
	if w := portWeight(c.groupPorts, m.dst.Port, which); sameGroup && w > 0 {
		note(weightGroup-weightPort+w, "group")
		return true
	}
	return false
}

// describes reports whether the description of a transport's media contains the payload type of a source.
func describes(c *transport, s *source) bool {
	pt := s.LastPayloadType()
	for _, f := range c.media.formats {
		if f.PayloadType == pt {
			return true
		}
	}
	return false
}

// aliveAt reports whether a source that started at t can belong to the transport.
func aliveAt(c *transport, t int64) bool {
	return t >= c.from-earlyTolerance && (c.to == 0 || t <= c.to+lateTolerance)
}

// lifeWeight weighs whether the transport was in use at t: where the next session reuses the ports, only the exact bounds
// distinguish the two.
func lifeWeight(c *transport, t int64) int {
	switch {
	case t >= c.from && (c.to == 0 || t <= c.to):
		return weightInLife
	case aliveAt(c, t):
		return weightInLife - 1
	}
	return 0
}
