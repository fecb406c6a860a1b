//home: rtpflow/associate

package rtpflow

import (
	"slices"

	"rtspect/capture"
)

// imply gives sessions of which the SETUP is not in the capture the media that can only be theirs: what
// came interleaved on their own connection, or over UDP between their client and server while no other
// session ran there.
func (a *Analyzer) imply() {
	for _, s := range a.signal.sessions {
		if len(s.Media) > 0 || s.Session.Session == "" && !s.underWay() {
			continue
		}
		for _, src := range a.sources {
			if src.claim == nil && isMedia(src) && s.mayOwn(a, src) {
				s.implied(a, src)
			}
		}
	}
}

// underWay reports whether the client asked for something that takes a session, which some servers leave without a name.
func (s *session) underWay() bool {
	return slices.ContainsFunc(s.Exchanges, func(e *Exchange) bool {
		return e.Sender == Client && (e.Method == "TEARDOWN" || e.Method == "PAUSE" || (e.Method == "PLAY" || e.Method == "RECORD") && e.Status() < 300)
	})
}

// mayOwn reports whether a source can only be the session's.
func (s *session) mayOwn(a *Analyzer, src *source) bool {
	if src.flow.conn != nil {
		return s.on(src.flow.dialogue) && alone(s, a.signal.sessions, func(x *session) bool { return x.on(src.flow.dialogue) })
	}
	if s.Session.Session == "" {
		return false
	}
	from, to := src.flow.src.Addr, src.flow.dst.Addr
	if !(from == s.Server.Addr && to == s.Client || from == s.Client && to == s.Server.Addr) {
		return false
	}
	return alone(s, a.signal.sessionsOf(s.Client), func(x *session) bool { return x.Server.Addr == s.Server.Addr })
}

// alone reports whether none of the sessions but s is like s.
func alone(s *session, list []*session, like func(*session) bool) bool {
	for _, x := range list {
		if x != s && like(x) {
			return false
		}
	}
	return true
}

// implied makes a media of a source whose SETUP was not seen.
func (s *session) implied(a *Analyzer, src *source) {
	m := &Media{Index: len(s.Media)}
	c := &claim{session: s, media: m, client: s.Client, server: s.Server.Addr, implied: true, from: src.Start, order: len(a.signal.claims)}
	ssrc := src.SSRC
	c.ssrc = &ssrc
	if f := src.flow; f.conn != nil {
		m.Transport.Lower, c.lower = "tcp", "tcp"
		c.dialogue, c.channels = f.dialogue, []uint8{f.channel}
		m.Transport.Channels = c.channels
		f.dialogue.claims = append(f.dialogue.claims, c)
		src.evidence = []string{"connection"}
		src.direction = f.direction(nil)
	} else {
		m.Transport.Lower, c.lower = "udp", "udp"
		client, server := f.dst, f.src
		src.direction = ServerToClient
		if f.src.Addr == s.Client && f.src.Addr != s.Server.Addr {
			client, server, src.direction = f.src, f.dst, ClientToServer
		}
		c.clientPorts, c.serverPorts = pairOf(client), pairOf(server)
		a.signal.ports.add(client, c)
		a.signal.ports.add(server, c)
		src.evidence = []string{"address", "time"}
	}
	a.signal.claims = append(a.signal.claims, c)
	s.claims[m] = c
	s.Media = append(s.Media, m)
	src.claim = c
}

// pairOf is the port pair that RFC 3550, 11 gives an RTP port.
func pairOf(e capture.Endpoint) []uint16 { return []uint16{e.Port, e.Port + 1} }
