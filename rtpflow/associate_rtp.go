//home: rtpflow/associate

package rtpflow

import (
	"cmp"
	"maps"
	"slices"

	"rtspect/capture"
)

// Weights of evidence. A claim needs minEvidence to have a source: a port, or a number that only the
// signalling could have told.
const (
	weightGroup    = 12
	weightChannel  = 10
	weightPort     = 8
	weightOtherOf  = 6 // the RTCP port of a pair carrying RTP, or the other way round
	weightSSRC     = 6
	weightRTPInfo  = 4
	weightType     = 2
	weightInLife   = 3 // begun while the claim lived; one less within the tolerances
	weightAddress  = 1
	minEvidence    = 6
	earlyTolerance = 2e9 // RTP may come before the answer to its SETUP; ns
	lateTolerance  = 5e9 // and go on for a moment after TEARDOWN; ns
	// rtpInfoNear is how far from RTP-Info's seq the first packet may be (some servers are off by a few).
	rtpInfoNear = 8
)

// fit is how well a claim suits a source.
type fit struct {
	claim     *claim
	score     int
	evidence  []string
	direction Direction
	// otherPort says that the flow uses another port of the claim's own client: rather another session
	// of it, unless a number that only this one's signalling told says otherwise.
	otherPort bool
}

// associate gives each source and each RTCP flow to the claim that fits best. It depends on what was
// observed alone, not on the order in which it was.
func (a *Analyzer) associate() {
	told := numbersOf(a.signal.claims)
	for _, s := range a.sources {
		best := a.bestFit(s, told)
		if best.claim != nil {
			s.claim, s.evidence, s.direction = best.claim, best.evidence, best.direction
		}
	}
	a.leaveOthersAlone()
	a.associateByPlace()
	a.dropUnproven()
	a.settleRates()
}

// leaveOthersAlone takes from claims what only seems theirs: a server that sends one live source to
// several clients from one port uses one SSRC for all. Where one stream goes to the client's own port,
// others of its SSRC, to other ports or hosts, belong to sessions that are not in the capture.
func (a *Analyzer) leaveOthersAlone() {
	type key struct {
		c         *claim
		ssrc      uint32
		direction Direction
	}
	own := map[key]bool{}
	certain := func(s *source) bool {
		return slices.Contains(s.evidence, "ports") || slices.Contains(s.evidence, "client-port")
	}
	for _, s := range a.sources {
		if s.claim != nil && s.flow.conn == nil && s.claim.lower == "udp" && certain(s) {
			own[key{s.claim, s.SSRC, s.direction}] = true
		}
	}
	for _, s := range a.sources {
		if s.claim != nil && s.flow.conn == nil && s.claim.lower == "udp" && !certain(s) && own[key{s.claim, s.SSRC, s.direction}] {
			s.claim, s.evidence, s.direction = nil, nil, UnknownDirection
		}
	}
}

func (a *Analyzer) bestFit(s *source, told *numbers) (best fit) {
	try := func(list []*claim) {
		for _, c := range near(list, s.Start) {
			if f := c.fit(s); f.claim != nil && (f.score > best.score || f.score == best.score && best.claim != nil && better(c, best.claim, s)) {
				best = f
			}
		}
	}
	if s.flow.conn != nil {
		if try(s.flow.dialogue.claims); best.claim == nil {
			try(s.flow.dialogue.guests)
		}
		return best
	}
	one, other := a.signal.ports.of(s.flow.dst), a.signal.ports.of(s.flow.src)
	if len(other) > 0 && (len(other) < len(one) || len(one) == 0) {
		one, other = other, one // the client's end names few sessions, a server's may name all
	}
	try(one)
	if slices.Contains(best.evidence, "ports") {
		return best // a claim of both ends stands in both lists
	}
	try(told.bySSRC[s.SSRC])
	try(other)
	if best.claim == nil {
		for seq := s.FirstSeq - rtpInfoNear; seq != s.FirstSeq+rtpInfoNear+1; seq++ {
			try(slices.DeleteFunc(slices.Clone(near(told.byStart[seq], s.Start)), func(c *claim) bool { return !c.alive(s.Start) }))
		}
	}
	return best
}

// numbers finds claims by what only their signalling told: an SSRC, or RTP-Info's first sequence number.
type numbers struct {
	bySSRC  map[uint32][]*claim
	byStart map[uint16][]*claim
}

func numbersOf(claims []*claim) *numbers {
	n := &numbers{map[uint32][]*claim{}, map[uint16][]*claim{}}
	for _, c := range claims {
		if c.ssrc != nil {
			n.bySSRC[*c.ssrc] = append(n.bySSRC[*c.ssrc], c)
		}
		for _, st := range c.starts {
			if st.hasSeq && c.lower == "udp" {
				n.byStart[st.seq] = append(n.byStart[st.seq], c)
			}
		}
	}
	return n
}

// near picks from the claims of an endpoint, the earliest first, those that may concern what began at t:
// the last ones agreed until then, and the first one after.
func near(list []*claim, t int64) []*claim {
	if len(list) <= maxRecent {
		return list
	}
	i, _ := slices.BinarySearchFunc(list, t+earlyTolerance, func(c *claim, t int64) int { return cmp.Compare(c.from, t) })
	to := min(i+1, len(list))
	return list[max(0, to-maxRecent):to]
}

// better decides between claims with the same weight: the latest that began before the source did.
func better(c, old *claim, s *source) bool {
	began := func(x *claim) bool { return x.from <= s.Start+earlyTolerance }
	if began(c) != began(old) {
		return began(c)
	}
	return began(c) == (c.order > old.order)
}

// forgotten is how long (ns) after its end a claim has no say in what begins on its ports.
const forgotten = 60e9

// fit weighs the evidence that a source belongs to a claim.
func (c *claim) fit(s *source) (f fit) {
	if c.to != 0 && s.Start > c.to+forgotten {
		return fit{}
	}
	note := func(weight int, what string) {
		f.score += weight
		f.evidence = append(f.evidence, what)
	}
	if s.flow.conn != nil {
		c.fitChannel(s, note, &f)
	} else if !c.fitPorts(s.flow, note, &f, 0) {
		return fit{}
	}
	if c.ssrc != nil && *c.ssrc == s.SSRC {
		note(weightSSRC, "ssrc")
	}
	for _, st := range c.starts {
		if d := int16(s.FirstSeq - st.seq); st.hasSeq && d >= -rtpInfoNear && d <= rtpInfoNear {
			note(weightRTPInfo, "rtp-info-seq")
			break
		}
	}
	if c.lists(s) {
		note(weightType, "payload-type")
	}
	if f.score < minEvidence || f.otherPort && !slices.Contains(f.evidence, "ssrc") && !slices.Contains(f.evidence, "rtp-info-seq") {
		return fit{}
	}
	f.score += c.life(s.Start)
	f.claim = c
	return f
}

// fitChannel weighs an interleaved source.
func (c *claim) fitChannel(s *source, note func(int, string), f *fit) {
	f.direction = ServerToClient
	if s.flow.from == Client {
		f.direction = ClientToServer
	}
	switch {
	case len(c.channels) > 0 && c.channels[0] == s.flow.channel:
		note(weightChannel, "channel")
	case inChannels(c.channels, s.flow.channel):
		note(weightChannel-1, "channel")
	case len(c.channels) == 0 && c.lists(s):
		note(weightOtherOf, "connection")
	}
}

// fitPorts weighs the endpoints of a UDP flow; which is 0 for RTP and 1 for RTCP. False when nothing
// but chance would put the flow here.
func (c *claim) fitPorts(m *mediaFlow, note func(int, string), f *fit, which int) bool {
	if c.lower == "tcp" {
		return false
	}
	if c.lower == "multicast" {
		return c.fitGroup(m, note, f, which)
	}
	down := c.pairs(m.dst, m.src, which)
	up := c.pairs(m.src, m.dst, which)
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
	case !c.near(m.src.Addr) && !c.near(m.dst.Addr):
		return false
	default:
		if m.src.Addr == c.client || m.dst.Addr == c.server {
			f.direction = ClientToServer
		}
	}
	return true
}

// near reports whether an address is one of the claim's.
func (c *claim) near(a capture.Addr) bool {
	return a == c.client || a == c.server || a == c.source && c.source != (capture.Addr{})
}

// portFit is how well the two ends of a flow match a claim's.
type portFit struct {
	client, server int
	otherPort      bool
}

func (p portFit) total() int { return p.client + p.server }

func (c *claim) pairs(client, server capture.Endpoint, which int) (p portFit) {
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
func (c *claim) fitGroup(m *mediaFlow, note func(int, string), f *fit, which int) bool {
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

// lists reports whether the media's description has the source's payload type.
func (c *claim) lists(s *source) bool {
	pt := s.LastPayloadType()
	for _, f := range c.media.Formats {
		if f.PayloadType == pt {
			return true
		}
	}
	return false
}

// alive reports whether a source that began at t can be the claim's.
func (c *claim) alive(t int64) bool {
	return t >= c.from-earlyTolerance && (c.to == 0 || t <= c.to+lateTolerance)
}

// life weighs whether the claim lived at t: with ports used again by the next session, only the exact
// bounds tell the two apart.
func (c *claim) life(t int64) int {
	switch {
	case t >= c.from && (c.to == 0 || t <= c.to):
		return weightInLife
	case c.alive(t):
		return weightInLife - 1
	}
	return 0
}

// typesByCount lists the payload types of a source, the most frequent first.
func typesByCount(s *source) []uint8 {
	m := s.PayloadTypes()
	return slices.SortedFunc(maps.Keys(m), func(a, b uint8) int {
		return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b))
	})
}

// settleRates gives the sources that still have no clock rate the one of their media, of the static
// table, or of an estimate.
func (a *Analyzer) settleRates() {
	for _, s := range a.sources {
		if s.Timing.Rate != 0 {
			continue
		}
		if s.claim != nil {
			for _, pt := range typesByCount(s) {
				if f, from, ok := s.claim.format(pt); ok && f.ClockRate > 0 {
					s.setRate(f.ClockRate, from)
				}
			}
		}
		if s.Timing.Rate == 0 && s.Estimate() {
			s.rateFrom = "estimated"
		}
	}
}

// minLoose is how many packets that are no duplicates a source needs to be reported where no
// signalling explains it.
const minLoose = 3

// isMedia tells media from data that only looks like RTP, and from packets that only open a path through a NAT: a lone
// packet, or repetitions of one.
func isMedia(s *source) bool {
	unique := s.Seq.Packets - s.Seq.Duplicates
	if s.repair.repairs() {
		return unique > 0
	}
	if s.claim == nil {
		return unique >= minLoose && 2*(s.Seq.Strays+s.Seq.Bursts) < unique+2
	}
	if unique > 1 {
		return true
	}
	if s.SSRC == 0 && s.PayloadBytes == 0 || !s.claim.lists(s) {
		return false
	}
	return !againstMedia(s) || s.claim.ssrc != nil && *s.claim.ssrc == s.SSRC
}

// againstMedia reports whether a source runs against the direction of its session's mode.
func againstMedia(s *source) bool {
	if s.claim.session.Mode == "record" {
		return s.direction == ServerToClient
	}
	return s.direction == ClientToServer
}
