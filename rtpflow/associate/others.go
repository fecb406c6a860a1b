package associate

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
)

// A server that sends to all clients from one port makes every client's stream fit every session by that port. What the
// sessions of the capture cannot explain then belongs to clients whose signalling is not in the capture: a source that
// fits a transport by weaker evidence than another source of the transport is not the transport's.

// strength orders the kinds of evidence that a UDP source belongs to a transport.
type strength int

const (
	byServer     strength = iota // the port of the server, which may serve all clients
	byRTPInfo                    // the first sequence number as in RTP-Info, to which others may be near by chance
	bySSRC                       // the SSRC in the Transport header
	byClientPort                 // the port that the client chose
)

// strength is how strong the evidence of a fit is.
func (f *fit) strength() strength {
	has := func(what string) bool { return slices.Contains(f.evidence, what) }
	switch {
	case f.clientPort:
		return byClientPort
	case has("ssrc"):
		return bySSRC
	case has("rtp-info-seq"):
		return byRTPInfo
	}
	return byServer
}

// unicastUDP reports whether a fit pairs a datagram flow with a transport of unicast UDP, where others can share a port.
func (f *fit) unicastUDP() bool { return f.transport != nil && f.transport.Lower == "udp" }

// way is one direction of a transport.
type way struct {
	transport *signalling.Transport
	direction rtpflow.Direction
}

// evidence is what all sources together show about the transports.
type evidence struct {
	strongest map[way]strength
	// own are the SSRCs that arrive at the client's own port.
	own map[waySSRC]bool
}

type waySSRC struct {
	way
	ssrc uint32
}

// evidenceOf finds the strongest evidence for each direction of a transport. A source of one packet, which may only open a
// path through a NAT, does not count.
func (x *associator) evidenceOf(fits []fit) *evidence {
	known := &evidence{map[way]strength{}, map[waySSRC]bool{}}
	for i, s := range x.Signalled.Sources {
		f := &fits[i]
		if !f.unicastUDP() {
			continue
		}
		w, n := way{f.transport, f.direction}, f.strength()
		if n == byClientPort {
			known.own[waySSRC{w, s.SSRC}] = true
		}
		if s.Seq.Packets-s.Seq.Duplicates > 1 && (n >= bySSRC || !contradicts(f.transport, s)) {
			known.strongest[w] = max(known.strongest[w], n)
		}
	}
	return known
}

// admits reports whether a source can be the transport's that it fits: neither another source nor the description
// contradicts it. A server may use one SSRC for all clients: where one stream arrives at the client's own port, those with
// its SSRC elsewhere are not the transport's.
func (known *evidence) admits(s *observe.Source, f fit) bool {
	if known == nil || !f.unicastUDP() {
		return true
	}
	w, n := way{f.transport, f.direction}, f.strength()
	switch {
	case n == byClientPort:
		return true
	case known.own[waySSRC{w, s.SSRC}]:
		return false
	case n == bySSRC:
		return true
	case n == byRTPInfo && farEnd(s.Flow, f.direction).Addr == f.transport.Client, n >= known.strongest[w]:
		return !contradicts(f.transport, s)
	}
	return false
}

// contradicts reports whether the description of a transport has formats, and none with a payload type that the flow of a
// source carries. A repair stream may have another type: it counts with the media beside it.
func contradicts(c *signalling.Transport, s *observe.Source) bool {
	if len(c.Media.Formats) == 0 {
		return false
	}
	return !slices.ContainsFunc(s.Flow.Sources, func(other *observe.Source) bool { return describes(c, other) })
}

// dropAmbiguous drops the fits of sources that compete for a transport without proof that one of them is its: sources to
// several hosts, or of several flows with an SSRC each. Nothing in the capture says which of them the session asked for.
func (x *associator) dropAmbiguous(fits []fit) {
	type peer struct {
		end  capture.Endpoint
		ssrc uint32
	}
	type claim struct {
		way
		strength
	}
	claimOf := func(f *fit) claim { return claim{way{f.transport, f.direction}, f.strength()} }
	peers := map[claim]peer{}
	ambiguous := map[claim]bool{}
	for i, s := range x.Signalled.Sources {
		f := &fits[i]
		if !f.unicastUDP() || f.strength() == byClientPort {
			continue
		}
		w, p := claimOf(f), peer{farEnd(s.Flow, f.direction), s.SSRC}
		first, ok := peers[w]
		switch {
		case !ok:
			peers[w] = p
		case first.end.Addr != p.end.Addr, first.end != p.end && first.ssrc != p.ssrc:
			ambiguous[w] = true
		}
	}
	for i := range fits {
		f := &fits[i]
		if f.unicastUDP() && f.strength() != byClientPort && ambiguous[claimOf(f)] {
			*f = fit{}
		}
	}
}

// farEnd is the client's end of a flow.
func farEnd(m *observe.Flow, d rtpflow.Direction) capture.Endpoint {
	if d == rtpflow.ClientToServer {
		return m.Src
	}
	return m.Dst
}
