package associate

import (
	"cmp"
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
	var unpaired *unpairedSources
	for _, s := range x.Sessions {
		if x.hasMedia(s) || s.ID == "" && !underWay(s) {
			continue
		}
		if unpaired == nil {
			unpaired = x.unpairedSources()
		}
		for _, src := range unpaired.near(s) {
			if x.Of(src).Transport == nil && x.mayOwn(s, src) {
				x.infer(s, src)
			}
		}
	}
}

// unpairedSources are the media without a transport, by dialog and by hosts: to compare each of them with each session takes
// too long where there are thousands.
type unpairedSources struct {
	byDialog map[*signalling.Dialog][]*observe.Source
	byHosts  map[[2]capture.Addr][]*observe.Source
}

func (x *associator) unpairedSources() *unpairedSources {
	u := &unpairedSources{map[*signalling.Dialog][]*observe.Source{}, map[[2]capture.Addr][]*observe.Source{}}
	for _, src := range x.Signalled.Sources {
		if src.Flow.BeyondLimit || x.Of(src).Transport != nil || !x.IsMedia(src) {
			continue
		}
		if f := src.Flow; f.Conn != nil {
			u.byDialog[f.Dialog] = append(u.byDialog[f.Dialog], src)
		} else {
			hosts := [2]capture.Addr{f.Src.Addr, f.Dst.Addr}
			u.byHosts[hosts] = append(u.byHosts[hosts], src)
		}
	}
	return u
}

// near returns the sources on the dialogs of a session, and those between its client and server, in order of appearance.
func (u *unpairedSources) near(s *signalling.Session) (list []*observe.Source) {
	for _, d := range s.Dialogs {
		list = append(list, u.byDialog[d]...)
	}
	list = append(list, u.byHosts[[2]capture.Addr{s.Server.Addr, s.Client}]...)
	if s.Server.Addr != s.Client {
		list = append(list, u.byHosts[[2]capture.Addr{s.Client, s.Server.Addr}]...)
	}
	slices.SortFunc(list, func(p, q *observe.Source) int { return cmp.Compare(p.Ordinal, q.Ordinal) })
	return slices.Compact(list)
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
		return s.On(src.Flow.Dialog) && alone(s, x.sessionsOn(src.Flow.Dialog), func(*signalling.Session) bool { return true })
	}
	if s.ID == "" || !ranDuring(s, src) {
		return false
	}
	from, to := src.Flow.Src.Addr, src.Flow.Dst.Addr
	if !(from == s.Server.Addr && to == s.Client || from == s.Client && to == s.Server.Addr) {
		return false
	}
	return alone(s, x.sessionsOf(s.Client), func(o *signalling.Session) bool {
		return o.Server.Addr == s.Server.Addr && ranDuring(o, src) && !(x.hasMedia(o) && len(o.Exchanges) > 0 && o.Exchanges[0].Time() > src.End)
	})
}

// ranDuring reports whether a session had not ended before a source started.
func ranDuring(s *signalling.Session, src *observe.Source) bool {
	return s.TeardownDone == 0 || src.Start <= s.TeardownDone+LateTolerance
}

// sessionsOf lists the sessions of a client.
func (x *associator) sessionsOf(client capture.Addr) []*signalling.Session {
	x.indexSessions()
	return x.byClient[client]
}

// sessionsOn lists the sessions on a dialog.
func (x *associator) sessionsOn(d *signalling.Dialog) []*signalling.Session {
	x.indexSessions()
	return x.byDialog[d]
}

// indexSessions indexes the sessions: comparing each session with every other takes too long where there are thousands.
func (x *associator) indexSessions() {
	if x.byClient != nil {
		return
	}
	x.byClient, x.byDialog = map[capture.Addr][]*signalling.Session{}, map[*signalling.Dialog][]*signalling.Session{}
	for _, s := range x.Sessions {
		x.byClient[s.Client] = append(x.byClient[s.Client], s)
		for _, d := range s.Dialogs {
			x.byDialog[d] = append(x.byDialog[d], s)
		}
	}
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
