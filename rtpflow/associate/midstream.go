package associate

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
)

// inferMidstream infers the transports of sessions whose SETUP is not in the capture: a source can only belong to such a
// session where it arrived interleaved on the session's own connection, or over UDP between its client and server while no
// other session ran there.
func (x *associator) inferMidstream() {
	for _, s := range x.Sessions {
		if x.hasMedia(s) || s.ID == "" && !underWay(s) {
			continue
		}
		for _, src := range x.Signalled.Sources {
			if src.Flow.BeyondLimit {
				continue
			}
			if x.Of(src).Transport == nil && x.IsMedia(src) && x.mayOwn(s, src) {
				x.infer(s, src)
			}
		}
	}
}

// hasMedia reports whether a session set up media; a SETUP without a response and without media does not count.
func (x *associator) hasMedia(s *signalling.Session) bool {
	return slices.ContainsFunc(s.Media, func(m *signalling.Media) bool { return m.Transport == nil || !x.Unproven[m.Transport] })
}

// underWay reports whether the client sent a request that needs a session, for servers that do not name theirs.
func underWay(s *signalling.Session) bool {
	return slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool {
		return e.Sender == rtpflow.Client && (e.Method == "TEARDOWN" || e.Method == "PAUSE" || (e.Method == "PLAY" || e.Method == "RECORD") && e.Status() < 300)
	})
}

// mayOwn reports whether a source can only belong to the session.
func (x *associator) mayOwn(s *signalling.Session, src *observe.Source) bool {
	if src.Flow.Conn != nil {
		return s.On(src.Flow.Dialog) && alone(s, x.Sessions, func(o *signalling.Session) bool { return o.On(src.Flow.Dialog) })
	}
	if s.ID == "" {
		return false
	}
	from, to := src.Flow.Src.Addr, src.Flow.Dst.Addr
	if !(from == s.Server.Addr && to == s.Client || from == s.Client && to == s.Server.Addr) {
		return false
	}
	return alone(s, x.sessionsOf(s.Client), func(o *signalling.Session) bool { return o.Server.Addr == s.Server.Addr })
}

// sessionsOf lists the sessions of a client: comparing each session with every other takes too long where there are
// thousands.
func (x *associator) sessionsOf(client capture.Addr) []*signalling.Session {
	if x.byClient == nil {
		x.byClient = map[capture.Addr][]*signalling.Session{}
		for _, s := range x.Sessions {
			x.byClient[s.Client] = append(x.byClient[s.Client], s)
		}
	}
	return x.byClient[client]
}

// alone reports whether none of the sessions but s is alike.
func alone(s *signalling.Session, list []*signalling.Session, alike func(*signalling.Session) bool) bool {
	return !slices.ContainsFunc(list, func(o *signalling.Session) bool { return o != s && alike(o) })
}

// infer makes the transport, with a media, of a source whose SETUP is not in the capture, and pairs them.
func (x *associator) infer(s *signalling.Session, src *observe.Source) {
	n := len(x.Inferred)
	m := &signalling.Media{}
	for _, c := range x.Inferred {
		if c.Session == s {
			m.Index++
		}
	}
	c := &signalling.Transport{Session: s, Media: m, Client: s.Client, Server: s.Server.Addr, Inferred: true, From: src.Start, Order: len(x.Transports) + n}
	ssrc := src.SSRC
	c.SSRC = &ssrc
	p := Pair{Transport: c, Direction: rtpflow.ServerToClient}
	if f := src.Flow; f.Conn != nil {
		m.Header.Lower, c.Lower = "tcp", "tcp"
		c.Dialog, c.Channels = f.Dialog, []uint8{f.Channel}
		m.Header.Channels = c.Channels
		x.inferredOn[c.Dialog] = append(x.inferredOn[c.Dialog], c)
		p.Evidence, p.Direction = []string{"connection"}, FlowDirection(f, nil)
	} else {
		m.Header.Lower, c.Lower = "udp", "udp"
		client, server := f.Dst, f.Src
		if f.Src.Addr == s.Client && f.Src.Addr != s.Server.Addr {
			client, server, p.Direction = f.Src, f.Dst, rtpflow.ClientToServer
		}
		c.ClientPorts, c.ServerPorts = portPairOf(client), portPairOf(server)
		x.addInferred(client, c)
		x.addInferred(server, c)
		p.Evidence = []string{"address", "time"}
	}
	x.Inferred = append(x.Inferred, c)
	x.Associations.sources[src.Ordinal] = p
}

func (x *associator) addInferred(e capture.Endpoint, c *signalling.Transport) {
	x.inferredAt[e] = append(x.inferredAt[e], c)
	delete(x.at, e)
}

// portPairOf is the pair of RTP and RTCP ports with an RTP port (RFC 3550, 11).
func portPairOf(e capture.Endpoint) []uint16 { return []uint16{e.Port, e.Port + 1} }
