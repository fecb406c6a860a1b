package associate

import (
	"slices"

	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
)

// bestFits finds the transport that fits each source best, by ordinal.
func (x *associator) bestFits() []fit {
	byNumber := indexNumbers(x.Transports)
	fits := make([]fit, len(x.Signalled.Sources))
	for i, s := range x.Signalled.Sources {
		if s.Flow.BeyondLimit {
			continue
		}
		fits[i] = x.bestFit(s, byNumber)
	}
	return fits
}

// bestFit weighs the transports that a source may belong to.
func (x *associator) bestFit(s *observe.Source, byNumber *numberIndex) (best fit) {
	try := func(list []*signalling.Transport) {
		for _, c := range signalling.ActiveAt(list, s.Start) {
			if f := fitSource(c, s); f.transport != nil && (f.score > best.score || f.score == best.score && best.transport != nil && later(c, best.transport, s.Start)) {
				best = f
			}
		}
	}
	if s.Flow.Conn != nil {
		own, others := x.transportsOn(s.Flow.Dialog)
		if try(own); best.transport == nil {
			try(others)
		}
		return best
	}
	one, other := x.transportsAt(s.Flow.Dst), x.transportsAt(s.Flow.Src)
	if len(other) > 0 && (len(other) < len(one) || len(one) == 0) {
		one, other = other, one // the client's endpoint belongs to few sessions, the server's may belong to all
	}
	try(one)
	if slices.Contains(best.evidence, "ports") {
		return best // a transport with both endpoints is in both lists
	}
	try(byNumber.bySSRC[s.SSRC])
	try(other)
	if best.transport == nil {
		for seq := s.FirstSeq - rtpInfoNear; seq != s.FirstSeq+rtpInfoNear+1; seq++ {
			try(slices.DeleteFunc(slices.Clone(signalling.ActiveAt(byNumber.byFirstSeq[seq], s.Start)), func(c *signalling.Transport) bool { return !aliveAt(c, s.Start) }))
		}
	}
	return best
}

// numberIndex finds transports by numbers that only their signalling contains: an SSRC, or the first sequence number in
// RTP-Info.
type numberIndex struct {
	bySSRC     map[uint32][]*signalling.Transport
	byFirstSeq map[uint16][]*signalling.Transport
}

func indexNumbers(transports []*signalling.Transport) *numberIndex {
	n := &numberIndex{map[uint32][]*signalling.Transport{}, map[uint16][]*signalling.Transport{}}
	for _, c := range transports {
		if c.SSRC != nil {
			n.bySSRC[*c.SSRC] = append(n.bySSRC[*c.SSRC], c)
		}
		for _, st := range c.RTPInfo {
			if st.HasSeq && c.Lower == "udp" {
				n.byFirstSeq[st.Seq] = append(n.byFirstSeq[st.Seq], c)
			}
		}
	}
	return n
}

// foreignSources finds the sources that only seem to belong to a transport. A server that sends one live source to several
// clients from one port uses one SSRC for all. Where one stream arrives at the client's own port, the others with its SSRC,
// at other ports or hosts, belong to sessions that are not in the capture.
func foreignSources(sources []*observe.Source, fits []fit) map[int]bool {
	type key struct {
		transport *signalling.Transport
		ssrc      uint32
		direction rtpflow.Direction
	}
	applies := func(i int) bool {
		return fits[i].transport != nil && sources[i].Flow.Conn == nil && fits[i].transport.Lower == "udp"
	}
	certain := func(i int) bool {
		return slices.Contains(fits[i].evidence, "ports") || slices.Contains(fits[i].evidence, "client-port")
	}
	keyOf := func(i int) key { return key{fits[i].transport, sources[i].SSRC, fits[i].direction} }
	own := map[key]bool{}
	for i := range sources {
		if applies(i) && certain(i) {
			own[keyOf(i)] = true
		}
	}
	foreign := map[int]bool{}
	for i := range sources {
		if applies(i) && !certain(i) && own[keyOf(i)] {
			foreign[i] = true
		}
	}
	return foreign
}
