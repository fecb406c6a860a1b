//home: rtpflow/associate

package rtpflow

import "slices"

// maxUnpaired bounds the transports without a source for which one is searched by address.
const maxUnpaired = 1024

// pairByAddress pairs the sources that are left where one transport alone can have them: it has no source, its server's
// address is at one end, its description contains the payload type, and it was in use at the time. NAT that changes
// address and ports needs this where neither an SSRC nor RTP-Info is known.
func (x *associator) pairByAddress() {
	paired := map[*transport]bool{}
	for _, p := range x.associations.sources {
		paired[p.transport] = true
	}
	free := slices.DeleteFunc(slices.Clone(x.transports), func(c *transport) bool { return paired[c] || c.lower != "udp" })
	if len(free) == 0 || len(free) > maxUnpaired {
		return
	}
	only := map[*source]*transport{}
	takers := map[*transport]int{}
	for _, s := range x.signalled.sources {
		if x.of(s).transport != nil || s.flow.conn != nil || s.Seq.Packets < 3 {
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
		direction := ServerToClient
		if s.flow.dst.Addr == c.server {
			direction = ClientToServer
		}
		x.associations.sources[s.ordinal] = pair{c, []string{"address", "payload-type", "time"}, direction}
	}
}

// onlyTransport returns the one transport that a source may belong to by address, payload type and time; nil if there is
// none, or more than one.
func onlyTransport(free []*transport, s *source) (only *transport) {
	for _, c := range free {
		if (c.server == s.flow.src.Addr || c.server == s.flow.dst.Addr) && describes(c, s) && aliveAt(c, s.Start) {
			if only != nil {
				return nil
			}
			only = c
		}
	}
	return only
}

// unprovenSetups finds the transports whose SETUP has no response in the capture and that have no media.
func (x *associator) unprovenSetups() map[*transport]bool {
	proven := map[*transport]bool{}
	for _, s := range x.signalled.sources {
		if c := x.of(s).transport; c != nil && c.tentative && x.isMedia(s) {
			proven[c] = true
		}
	}
	unproven := map[*transport]bool{}
	for _, c := range x.transports {
		if c.tentative && !proven[c] {
			unproven[c] = true
		}
	}
	return unproven
}
