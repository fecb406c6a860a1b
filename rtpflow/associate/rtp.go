package associate

import (
	"slices"

	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
)

// bestFits finds the transport that fits each source best, by ordinal. A source that a transport cannot have, because of
// the other sources that fit it, gets the next best.
func (x *associator) bestFits() []fit {
	byNumber := indexNumbers(x.Transports)
	fits := make([]fit, len(x.Signalled.Sources))
	for i, s := range x.Signalled.Sources {
		if !s.Flow.BeyondLimit {
			fits[i] = x.bestFit(s, byNumber, nil)
		}
	}
	known := x.evidenceOf(fits)
	for i, s := range x.Signalled.Sources {
		if !s.Flow.BeyondLimit && !known.admits(s, fits[i]) {
			fits[i] = x.bestFit(s, byNumber, known)
		}
	}
	x.dropAmbiguous(fits)
	return fits
}

// bestFit weighs the transports that a source may belong to; known, where it is not nil, excludes some of them.
func (x *associator) bestFit(s *observe.Source, byNumber *numberIndex, known *evidence) (best fit) {
	try := func(list []*signalling.Transport) {
		for _, c := range signalling.ActiveAt(list, s.Start) {
			if f := fitSource(c, s); f.transport != nil && known.admits(s, f) && (f.score > best.score || f.score == best.score && best.transport != nil && later(c, best.transport, s.Start)) {
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
