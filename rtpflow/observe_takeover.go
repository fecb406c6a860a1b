//home: rtpflow/observe

package rtpflow

import (
	"slices"

	"rtspect/capture"
)

// takeOver ends the flows that a new claim takes over from claims before it: those at its client's
// ports, and those from its server's ports to its client's host that ports changed by NAT carry.
func (g *signalling) takeOver(a *Analyzer, c *claim, clients, servers []capture.Endpoint) {
	if c.lower != "udp" {
		return
	}
	for _, e := range clients {
		if !g.replaced(e, c) {
			continue
		}
		for _, f := range a.byEnd[e] {
			if far := f.otherEnd(e); (c.hasAddress(far.Addr) && far.Addr != e.Addr || c.client == c.server) && !g.held(e, far, c) {
				f.epoch(c.from)
			}
		}
	}
	for _, e := range servers {
		for _, f := range a.byEnd[e] {
			far := f.otherEnd(e)
			if far.Addr == c.client && far.Addr != e.Addr && len(g.ports.of(far)) == 0 && g.allEnded(e, c) {
				f.epoch(c.from)
			}
		}
	}
}

// otherEnd is the end of a flow that is not e.
func (f *mediaFlow) otherEnd(e capture.Endpoint) capture.Endpoint {
	if f.src == e {
		return f.dst
	}
	return f.src
}

// replaced reports whether another media had the endpoint until now.
func (g *signalling) replaced(e capture.Endpoint, c *claim) bool {
	list := g.ports.of(e)
	return len(list) > 0 && list[len(list)-1].media != c.media
}

// held reports whether another claim that lives has agreed on both ends of a flow, of which c has agreed
// on one alone: the client's e, and not the far one.
func (g *signalling) held(e, far capture.Endpoint, c *claim) bool {
	if c.hasServerEnd(far) {
		return false
	}
	return slices.ContainsFunc(latest(g.ports.of(e)), func(x *claim) bool {
		return x.media != c.media && x.to == 0 && x.hasServerEnd(far)
	})
}

// hasServerEnd reports whether an endpoint is one of the server's that the claim agreed on.
func (c *claim) hasServerEnd(e capture.Endpoint) bool {
	return (e.Addr == c.server || e.Addr == c.source) && slices.Contains(c.serverPorts, e.Port)
}

// allEnded reports whether claims of the same client at a server's endpoint came before c, and all of
// them have ended.
func (g *signalling) allEnded(e capture.Endpoint, c *claim) bool {
	n := 0
	for _, x := range latest(g.ports.of(e)) {
		if x.client == c.client && x != c {
			if x.to == 0 {
				return false
			}
			n++
		}
	}
	return n > 0
}

// latest bounds the claims of an endpoint that are looked at, so that a server which uses one port for
// thousands of sessions costs no more for each.
func latest(list []*claim) []*claim { return list[max(0, len(list)-maxRecent):] }

// epoch ends a flow: what comes next between the same ends belongs to a new agreement, and to a
// successor; so do the sources that began after the agreement was asked for.
func (f *mediaFlow) epoch(asked int64) {
	if !f.ended {
		f.ended, f.endedAt = true, asked
	}
}

// successor begins the flow that goes on in place of an ended one.
func (a *Analyzer) successor(f *mediaFlow) *mediaFlow {
	n := &mediaFlow{src: f.src, dst: f.dst, conn: f.conn, from: f.from, channel: f.channel, claimed: f.claimed, opaque: f.opaque, place: len(a.media)}
	f.handOver(n)
	a.media = append(a.media, n)
	if f.conn == nil {
		for _, e := range []capture.Endpoint{f.src, f.dst} {
			a.byEnd[e] = append(slices.DeleteFunc(a.byEnd[e], func(x *mediaFlow) bool { return x == f }), n)
		}
	}
	return n
}

// handOver gives a successor what began early: after its SETUP was asked for and before it was answered.
func (f *mediaFlow) handOver(n *mediaFlow) {
	f.sources = slices.DeleteFunc(f.sources, func(s *source) bool {
		if s.Start >= f.endedAt {
			s.flow = n
			n.sources = append(n.sources, s)
		}
		return s.flow == n
	})
	f.last = nil
	if f.cands == nil {
		return
	}
	for i := range f.cands.list {
		if c := &f.cands.list[i]; c.used && c.p.Arrival >= f.endedAt {
			n.candidates().list[i], *c = *c, candidate{}
		}
	}
}
