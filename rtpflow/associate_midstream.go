//home: rtpflow/associate

package rtpflow

import (
	"slices"

	"rtspect/capture"
)

// inferMidstream infers the transports of sessions whose SETUP is not in the capture: a source can only belong to such a
// session where it arrived interleaved on the session's own connection, or over UDP between its client and server while no
// other session ran there.
func (x *associator) inferMidstream() {
	for _, s := range x.sessions {
		if x.hasMedia(s) || s.id == "" && !underWay(s) {
			continue
		}
		for _, src := range x.signalled.sources {
			if x.of(src).transport == nil && x.isMedia(src) && x.mayOwn(s, src) {
				x.infer(s, src)
			}
		}
	}
}

// hasMedia reports whether a session set up media; a SETUP without a response and without media does not count.
func (x *associator) hasMedia(s *session) bool {
	return slices.ContainsFunc(s.media, func(m *media) bool { return m.transport == nil || !x.unproven[m.transport] })
}

// underWay reports whether the client sent a request that needs a session, for servers that do not name theirs.
func underWay(s *session) bool {
	return slices.ContainsFunc(s.exchanges, func(e *Exchange) bool {
		return e.Sender == Client && (e.Method == "TEARDOWN" || e.Method == "PAUSE" || (e.Method == "PLAY" || e.Method == "RECORD") && e.Status() < 300)
	})
}

// mayOwn reports whether a source can only belong to the session.
func (x *associator) mayOwn(s *session, src *source) bool {
	if src.flow.conn != nil {
		return s.on(src.flow.dialog) && alone(s, x.sessions, func(o *session) bool { return o.on(src.flow.dialog) })
	}
	if s.id == "" {
		return false
	}
	from, to := src.flow.src.Addr, src.flow.dst.Addr
	if !(from == s.server.Addr && to == s.client || from == s.client && to == s.server.Addr) {
		return false
	}
	return alone(s, x.sessionsOf(s.client), func(o *session) bool { return o.server.Addr == s.server.Addr })
}

// sessionsOf lists the sessions of a client: comparing each session with every other takes too long where there are
// thousands.
func (x *associator) sessionsOf(client capture.Addr) []*session {
	if x.byClient == nil {
		x.byClient = map[capture.Addr][]*session{}
		for _, s := range x.sessions {
			x.byClient[s.client] = append(x.byClient[s.client], s)
		}
	}
	return x.byClient[client]
}

// alone reports whether none of the sessions but s is alike.
func alone(s *session, list []*session, alike func(*session) bool) bool {
	return !slices.ContainsFunc(list, func(o *session) bool { return o != s && alike(o) })
}

// infer makes the transport, with a media, of a source whose SETUP is not in the capture, and pairs them.
func (x *associator) infer(s *session, src *source) {
	n := len(x.inferred)
	m := &media{}
	for _, c := range x.inferred {
		if c.session == s {
			m.index++
		}
	}
	c := &transport{session: s, media: m, client: s.client, server: s.server.Addr, inferred: true, from: src.Start, order: len(x.transports) + n}
	ssrc := src.SSRC
	c.ssrc = &ssrc
	p := pair{transport: c, direction: ServerToClient}
	if f := src.flow; f.conn != nil {
		m.header.Lower, c.lower = "tcp", "tcp"
		c.dialog, c.channels = f.dialog, []uint8{f.channel}
		m.header.Channels = c.channels
		x.inferredOn[c.dialog] = append(x.inferredOn[c.dialog], c)
		p.evidence, p.direction = []string{"connection"}, flowDirection(f, nil)
	} else {
		m.header.Lower, c.lower = "udp", "udp"
		client, server := f.dst, f.src
		if f.src.Addr == s.client && f.src.Addr != s.server.Addr {
			client, server, p.direction = f.src, f.dst, ClientToServer
		}
		c.clientPorts, c.serverPorts = portPairOf(client), portPairOf(server)
		x.addInferred(client, c)
		x.addInferred(server, c)
		p.evidence = []string{"address", "time"}
	}
	x.inferred = append(x.inferred, c)
	x.associations.sources[src.ordinal] = p
}

func (x *associator) addInferred(e capture.Endpoint, c *transport) {
	x.inferredAt[e] = append(x.inferredAt[e], c)
	delete(x.at, e)
}

// portPairOf is the pair of RTP and RTCP ports with an RTP port (RFC 3550, 11).
func portPairOf(e capture.Endpoint) []uint16 { return []uint16{e.Port, e.Port + 1} }
