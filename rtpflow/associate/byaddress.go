package associate

import (
	"slices"

	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
)

// maxUnpaired bounds the transports without a source for which one is searched by address.
const maxUnpaired = 1024

// pairByAddress pairs the sources that are left where one transport alone can have them: it has no source, its server's
// address is at one end, its description contains the payload type, and it was in use at the time. NAT that changes
// address and ports needs this where neither an SSRC nor RTP-Info is known.
func (x *associator) pairByAddress() {
	paired := map[*signalling.Transport]bool{}
	for _, p := range x.Associations.sources {
		paired[p.Transport] = true
	}
	free := slices.DeleteFunc(slices.Clone(x.Transports), func(c *signalling.Transport) bool { return paired[c] || c.Lower != "udp" })
	if len(free) == 0 || len(free) > maxUnpaired {
		return
	}
	only := map[*observe.Source]*signalling.Transport{}
	takers := map[*signalling.Transport]int{}
	for _, s := range x.Signalled.Sources {
		if s.Flow.BeyondLimit {
			continue
		}
		if x.Of(s).Transport != nil || s.Flow.Conn != nil || s.Seq.Packets < 3 {
			continue
		}
		if c := onlyTransport(free, s); c != nil {
			only[s] = c
			takers[c]++
		}
	}
	for s, c := range only {
		if takers[c] > 1 {
			continue // any of them may belong to the session
		}
		direction := rtpflow.ServerToClient
		if s.Flow.Dst.Addr == c.Server {
			direction = rtpflow.ClientToServer
		}
		x.Associations.sources[s.Ordinal] = Pair{c, []string{"address", "payload-type", "time"}, direction}
	}
}

// onlyTransport returns the one transport that a source may belong to by address, payload type and time; nil if there is
// none, or more than one.
func onlyTransport(free []*signalling.Transport, s *observe.Source) (only *signalling.Transport) {
	for _, c := range free {
		if (c.Server == s.Flow.Src.Addr || c.Server == s.Flow.Dst.Addr) && describes(c, s) && aliveAt(c, s.Start) {
			if only != nil {
				return nil
			}
			only = c
		}
	}
	return only
}

// unprovenSetups finds the transports whose SETUP has no response in the capture and that have no media.
func (x *associator) unprovenSetups() map[*signalling.Transport]bool {
	proven := map[*signalling.Transport]bool{}
	for _, s := range x.Signalled.Sources {
		if s.Flow.BeyondLimit {
			continue
		}
		if c := x.Of(s).Transport; c != nil && c.Tentative && x.IsMedia(s) {
			proven[c] = true
		}
	}
	unproven := map[*signalling.Transport]bool{}
	for _, c := range x.Transports {
		if c.Tentative && !proven[c] {
			unproven[c] = true
		}
	}
	return unproven
}
