// Package associate pairs the transports that signalling agreed on with the flows that were observed. It is a function of
// both: it changes neither, and its result does not depend on the order of the packets of independent flows.
package associate

import (
	"cmp"
	"maps"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/repairstats"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
)

// Pair says which transport a source's packets were sent under, and why.
type Pair struct {
	Transport *signalling.Transport // nil if no signalling explains the source
	Evidence  []string
	Direction rtpflow.Direction
}

// Associations is the result of association.
type Associations struct {
	// sources are the pairs of the sources, by ordinal.
	sources []Pair
	// RTCP are the transports of the flows with RTCP, raw those of the flows with data that is neither RTP nor RTCP.
	RTCP map[*rtcpstats.Flow]*signalling.Transport
	Raw  map[*observe.Flow]*signalling.Transport
	// Inferred are transports whose SETUP is not in the capture.
	Inferred []*signalling.Transport
	// Unproven are transports whose SETUP has no response in the capture, and no media: nothing shows that they were
	// agreed.
	Unproven map[*signalling.Transport]bool
	// Stale are the sources whose session is that of another connection: see pairStale.
	Stale   map[*observe.Source]bool
	repairs *repairstats.Repairs
}

// Signalled is what association takes from signalling and observation.
type Signalled struct {
	Transports []*signalling.Transport
	Ports      *signalling.PortIndex
	Sessions   []*signalling.Session
	Sources    []*observe.Source // in order of appearance
	Flows      []*observe.Flow   // likewise
	RTCPFlows  []*rtcpstats.Flow // likewise
	Repairs    *repairstats.Repairs
}

// associator decides in steps, each of which only adds to the result.
type associator struct {
	Signalled
	Associations
	// Inferred transports by endpoint, and those of interleaved channels by dialog.
	inferredAt map[capture.Endpoint][]*signalling.Transport
	inferredOn map[*signalling.Dialog][]*signalling.Transport
	at         map[capture.Endpoint][]*signalling.Transport // see transportsAt
	byClient   map[capture.Addr][]*signalling.Session       // see indexSessions
	byDialog   map[*signalling.Dialog][]*signalling.Session // likewise
	farHosts   map[*signalling.Transport][]capture.Addr     // see hostsOfMedia
}

// Associate pairs transports with sources and flows.
func Associate(in Signalled) *Associations {
	x := &associator{Signalled: in, Associations: Associations{repairs: in.Repairs}, inferredAt: map[capture.Endpoint][]*signalling.Transport{}, inferredOn: map[*signalling.Dialog][]*signalling.Transport{}, at: map[capture.Endpoint][]*signalling.Transport{}}
	fits := x.bestFits()
	x.Associations.sources = make([]Pair, len(fits))
	for i, f := range fits {
		if f.transport != nil {
			x.Associations.sources[i] = Pair{f.transport, f.evidence, f.direction}
		}
	}
	x.pairByAddress()
	x.Unproven = x.unprovenSetups()
	x.pairStale()
	x.inferMidstream()
	x.pairRTCP()
	x.pairRaw()
	return &x.Associations
}

// Of is the pair of a source.
func (x *Associations) Of(s *observe.Source) Pair { return x.sources[s.Ordinal] }

// LeavesOpen reports whether SETUPs on a dialog were agreed, but none of them for a channel.
func (x *Associations) LeavesOpen(d *signalling.Dialog, channel uint8) bool {
	agreed := func(c *signalling.Transport) bool { return !x.Unproven[c] }
	used := func(c *signalling.Transport) bool { return agreed(c) && signalling.InChannels(c.Channels, channel) }
	return slices.ContainsFunc(d.Transports, agreed) && !slices.ContainsFunc(d.Transports, used) && !slices.ContainsFunc(d.Inherited, used)
}

// IsMedia distinguishes media from data that only looks like RTP, and from packets that only open a path through a NAT: a lone
// packet, or repetitions of one.
func (x *Associations) IsMedia(s *observe.Source) bool {
	unique, p := s.Seq.Packets-s.Seq.Duplicates, x.Of(s)
	if x.repairs.RepairsOnly(s) {
		return unique > 0
	}
	if p.Transport == nil {
		return unique >= minUnexplained && 2*(s.Seq.OutOfRange+s.Seq.LossRunCount) < unique+2
	}
	if unique > 1 {
		return true
	}
	if s.SSRC == 0 && s.PayloadBytes == 0 || !describes(p.Transport, s) {
		return false
	}
	return !againstMedia(p) || p.Transport.SSRC != nil && *p.Transport.SSRC == s.SSRC
}

// minUnexplained is how many packets, without duplicates, a source needs to be reported where no signalling explains it.
const minUnexplained = 3

// againstMedia reports whether a source runs against the direction of its session's mode.
func againstMedia(p Pair) bool {
	if p.Transport.Session.Mode == "record" {
		return p.Direction == rtpflow.ServerToClient
	}
	return p.Direction == rtpflow.ClientToServer
}

// transportsAt returns the transports of a UDP endpoint, the earliest first, without the unproven ones.
func (x *associator) transportsAt(e capture.Endpoint) []*signalling.Transport {
	list, inferred := x.Ports.Of(e), x.inferredAt[e]
	if len(inferred) == 0 && len(x.Unproven) == 0 {
		return list
	}
	if all, ok := x.at[e]; ok {
		return all
	}
	all := append(x.agreed(list), inferred...)
	slices.SortStableFunc(all, func(p, q *signalling.Transport) int { return cmp.Compare(p.From, q.From) })
	x.at[e] = all
	return all
}

// agreed returns a copy of a list without the unproven transports.
func (x *associator) agreed(list []*signalling.Transport) []*signalling.Transport {
	return slices.DeleteFunc(slices.Clone(list), func(c *signalling.Transport) bool { return x.Unproven[c] })
}

// transportsOn returns the transports with interleaved channels that were agreed on a dialog, and those that its sessions
// agreed on over other connections.
func (x *associator) transportsOn(d *signalling.Dialog) (own, others []*signalling.Transport) {
	if len(x.Unproven) == 0 && len(x.inferredOn[d]) == 0 {
		return d.Transports, d.Inherited
	}
	return append(x.agreed(d.Transports), x.inferredOn[d]...), x.agreed(d.Inherited)
}

// TypesByCount lists the payload types of a source, the most frequent first.
func TypesByCount(s *observe.Source) []uint8 {
	m := s.PayloadTypes()
	return slices.SortedFunc(maps.Keys(m), func(a, b uint8) int {
		return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b))
	})
}
