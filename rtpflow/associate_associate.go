//home: rtpflow/associate

// Package associate pairs the transports that signalling agreed on with the flows that were observed. It is a function of
// both: it changes neither, and its result does not depend on the order of the packets of independent flows.
package rtpflow

import (
	"cmp"
	"maps"
	"slices"

	"rtspect/capture"
)

// pair says which transport a source's packets were sent under, and why.
type pair struct {
	transport *transport // nil if no signalling explains the source
	evidence  []string
	direction Direction
}

// associations is the result of association.
type associations struct {
	// sources are the pairs of the sources, by ordinal.
	sources []pair
	// rtcp are the transports of the flows with RTCP, raw those of the flows with data that is neither RTP nor RTCP.
	rtcp map[*rtcpFlow]*transport
	raw  map[*mediaFlow]*transport
	// inferred are transports whose SETUP is not in the capture.
	inferred []*transport
	// unproven are transports whose SETUP has no response in the capture, and no media: nothing shows that they were
	// agreed.
	unproven map[*transport]bool
	repairs  *repairs
}

// signalled is what association takes from signalling and observation.
type signalled struct {
	transports []*transport
	ports      *portIndex
	sessions   []*session
	sources    []*source    // in order of appearance
	flows      []*mediaFlow // likewise
	rtcpFlows  []*rtcpFlow  // likewise
	repairs    *repairs
}

// associator decides in steps, each of which only adds to the result.
type associator struct {
	signalled
	associations
	// Inferred transports by endpoint, and those of interleaved channels by dialog.
	inferredAt map[capture.Endpoint][]*transport
	inferredOn map[*dialog][]*transport
	at         map[capture.Endpoint][]*transport // see transportsAt
	byClient   map[capture.Addr][]*session       // see sessionsOf
}

// associate pairs transports with sources and flows.
func associate(in signalled) *associations {
	x := &associator{signalled: in, associations: associations{repairs: in.repairs}, inferredAt: map[capture.Endpoint][]*transport{}, inferredOn: map[*dialog][]*transport{}, at: map[capture.Endpoint][]*transport{}}
	fits := x.bestFits()
	foreign := foreignSources(x.signalled.sources, fits)
	x.associations.sources = make([]pair, len(fits))
	for i, f := range fits {
		if f.transport != nil && !foreign[i] {
			x.associations.sources[i] = pair{f.transport, f.evidence, f.direction}
		}
	}
	x.pairByAddress()
	x.unproven = x.unprovenSetups()
	x.inferMidstream()
	x.pairRTCP()
	x.pairRaw()
	return &x.associations
}

// of is the pair of a source.
func (x *associations) of(s *source) pair { return x.sources[s.ordinal] }

// leavesOpen reports whether SETUPs on a dialog were agreed, but none of them for a channel.
func (x *associations) leavesOpen(d *dialog, channel uint8) bool {
	agreed := func(c *transport) bool { return !x.unproven[c] }
	used := func(c *transport) bool { return agreed(c) && inChannels(c.channels, channel) }
	return slices.ContainsFunc(d.transports, agreed) && !slices.ContainsFunc(d.transports, used) && !slices.ContainsFunc(d.inherited, used)
}

// isMedia distinguishes media from data that only looks like RTP, and from packets that only open a path through a NAT: a lone
// packet, or repetitions of one.
func (x *associations) isMedia(s *source) bool {
	unique, p := s.Seq.Packets-s.Seq.Duplicates, x.of(s)
	if x.repairs.repairsOnly(s) {
		return unique > 0
	}
	if p.transport == nil {
		return unique >= minUnexplained && 2*(s.Seq.OutOfRange+s.Seq.LossRunCount) < unique+2
	}
	if unique > 1 {
		return true
	}
	if s.SSRC == 0 && s.PayloadBytes == 0 || !describes(p.transport, s) {
		return false
	}
	return !againstMedia(p) || p.transport.ssrc != nil && *p.transport.ssrc == s.SSRC
}

// minUnexplained is how many packets, without duplicates, a source needs to be reported where no signalling explains it.
const minUnexplained = 3

// againstMedia reports whether a source runs against the direction of its session's mode.
func againstMedia(p pair) bool {
	if p.transport.session.mode == "record" {
		return p.direction == ServerToClient
	}
	return p.direction == ClientToServer
}

// transportsAt returns the transports of a UDP endpoint, the earliest first, without the unproven ones.
func (x *associator) transportsAt(e capture.Endpoint) []*transport {
	list, inferred := x.ports.of(e), x.inferredAt[e]
	if len(inferred) == 0 && len(x.unproven) == 0 {
		return list
	}
	if all, ok := x.at[e]; ok {
		return all
	}
	all := append(x.agreed(list), inferred...)
	slices.SortStableFunc(all, func(p, q *transport) int { return cmp.Compare(p.from, q.from) })
	x.at[e] = all
	return all
}

// agreed returns a copy of a list without the unproven transports.
func (x *associator) agreed(list []*transport) []*transport {
	return slices.DeleteFunc(slices.Clone(list), func(c *transport) bool { return x.unproven[c] })
}

// transportsOn returns the transports with interleaved channels that were agreed on a dialog, and those that its sessions
// agreed on over other connections.
func (x *associator) transportsOn(d *dialog) (own, others []*transport) {
	if len(x.unproven) == 0 && len(x.inferredOn[d]) == 0 {
		return d.transports, d.inherited
	}
	return append(x.agreed(d.transports), x.inferredOn[d]...), x.agreed(d.inherited)
}

// typesByCount lists the payload types of a source, the most frequent first.
func typesByCount(s *source) []uint8 {
	m := s.PayloadTypes()
	return slices.SortedFunc(maps.Keys(m), func(a, b uint8) int {
		return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b))
	})
}
