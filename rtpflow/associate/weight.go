package associate

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
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
	LateTolerance = 5e9 // how long (ns) RTP may continue after TEARDOWN
	// rtpInfoNear is how far the first sequence number may be from the one in RTP-Info (some servers are off by a few).
	rtpInfoNear = 8
)

// fit is how well a transport suits a source.
type fit struct {
	transport  *signalling.Transport
	score      int
	evidence   []string
	direction  rtpflow.Direction
	clientPort bool // one of the client's ports fits
	// otherPort says that the flow uses another port of the transport's own client: rather another session of that client,
	// unless a number that only this transport's signalling contains says otherwise.
	otherPort bool
}

// later decides between transports with the same weight for what started at a time: the latest that was agreed before.
func later(c, old *signalling.Transport, start int64) bool {
	if old == nil {
		return true
	}
	agreed := func(x *signalling.Transport) bool { return x.From <= start+signalling.EarlyTolerance }
	if agreed(c) != agreed(old) {
		return agreed(c)
	}
	return agreed(c) == (c.Order > old.Order)
}

// forgotten is how long (ns) after its end a transport is considered for what starts on its ports.
const forgotten = 60e9

// fitSource weighs the evidence that a source belongs to a transport.
func fitSource(c *signalling.Transport, s *observe.Source) (f fit) {
	if c.To != 0 && s.Start > c.To+forgotten || s.End < c.From {
		return fit{}
	}
	note := func(weight int, what string) {
		f.score += weight
		f.evidence = append(f.evidence, what)
	}
	if s.Flow.Conn != nil {
		fitChannel(c, s, note, &f)
	} else if !fitPorts(c, s.Flow, note, &f, 0) {
		return fit{}
	}
	if c.SSRC != nil && *c.SSRC == s.SSRC {
		note(weightSSRC, "ssrc")
	}
	for _, st := range c.RTPInfo {
		if d := int16(s.FirstSeq - st.Seq); st.HasSeq && d >= -rtpInfoNear && d <= rtpInfoNear {
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
func fitChannel(c *signalling.Transport, s *observe.Source, note func(int, string), f *fit) {
	f.direction = rtpflow.ServerToClient
	if s.Flow.From == rtpflow.Client {
		f.direction = rtpflow.ClientToServer
	}
	switch {
	case len(c.Channels) > 0 && c.Channels[0] == s.Flow.Channel:
		note(weightChannel, "channel")
	case signalling.InChannels(c.Channels, s.Flow.Channel):
		note(weightChannel-1, "channel")
	case len(c.Channels) == 0 && describes(c, s):
		note(weightOtherOf, "connection")
	}
}

// fitPorts weighs the endpoints of a UDP flow; which is 0 for RTP and 1 for RTCP. It returns false if neither end
// is the transport's.
func fitPorts(c *signalling.Transport, m *observe.Flow, note func(int, string), f *fit, which int) bool {
	if c.Lower == "tcp" {
		return false
	}
	if c.Lower == "multicast" {
		return fitGroup(c, m, note, f, which)
	}
	down := pairPorts(c, m.Dst, m.Src, which)
	up := pairPorts(c, m.Src, m.Dst, which)
	best := down
	f.direction = rtpflow.ServerToClient
	if up.total() > down.total() {
		best, f.direction = up, rtpflow.ClientToServer
	}
	f.clientPort = best.client > 0
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
	case !c.HasAddress(m.Src.Addr) && !c.HasAddress(m.Dst.Addr):
		return false
	default:
		if m.Src.Addr == c.Client || m.Dst.Addr == c.Server {
			f.direction = rtpflow.ClientToServer
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

func pairPorts(c *signalling.Transport, client, server capture.Endpoint, which int) (p portFit) {
	if client.Addr == c.Client {
		p.client = portWeight(c.ClientPorts, client.Port, which)
	}
	if server.Addr == c.Server || server.Addr == c.Source && c.Source != (capture.Addr{}) {
		p.server = portWeight(c.ServerPorts, server.Port, which)
	}
	if p.client == 0 && client.Addr == c.Client && len(c.ClientPorts) > 0 {
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
func fitGroup(c *signalling.Transport, m *observe.Flow, note func(int, string), f *fit, which int) bool {
	f.direction = rtpflow.ServerToClient
	if m.Src.Addr == c.Client && m.Src.Addr != c.Server {
		f.direction = rtpflow.ClientToServer
	}
	sameGroup := m.Dst.Addr == c.Group || c.Group == (capture.Addr{}) && m.Dst.Addr.IsMulticast()
	if w := portWeight(c.GroupPorts, m.Dst.Port, which); sameGroup && w > 0 {
		note(weightGroup-weightPort+w, "group")
		return true
	}
	return false
}

// describes reports whether the description of a transport's media contains the payload type of a source.
func describes(c *signalling.Transport, s *observe.Source) bool {
	pt := s.LastPayloadType()
	for _, f := range c.Media.Formats {
		if f.PayloadType == pt {
			return true
		}
	}
	return false
}

// aliveAt reports whether a source that started at t can belong to the transport.
func aliveAt(c *signalling.Transport, t int64) bool {
	return t >= c.From-signalling.EarlyTolerance && (c.To == 0 || t <= c.To+LateTolerance)
}

// lifeWeight weighs whether the transport was in use at t: where the next session reuses the ports, only the exact bounds
// distinguish the two.
func lifeWeight(c *signalling.Transport, t int64) int {
	switch {
	case t >= c.From && (c.To == 0 || t <= c.To):
		return weightInLife
	case aliveAt(c, t):
		return weightInLife - 1
	}
	return 0
}
