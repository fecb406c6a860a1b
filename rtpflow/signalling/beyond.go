package signalling

import (
	"hash/maphash"

	"rtspect/rtpflow"
)

// maxBeyond limits the sessions beyond MaxSessions that are distinguished. Later ones may be counted several times if their
// exchanges come over several connections.
const maxBeyond = 1 << 20

// beginBeyond starts a session beyond the limit. It takes the exchanges of its dialog, so that none of them enters another
// session, and is counted once. Its dialog alone refers to it.
func (g *Tracker) beginBeyond(d *Dialog, e *rtpflow.Exchange, id string) *Session {
	d.pending = nil
	if s := d.Current; s != nil && s.beyond && s.ID == id && s.Teardown == nil {
		return s
	}
	s := &Session{ID: id, Client: d.client.Addr, Server: d.server, Mode: "none", beyond: true}
	d.Current = s
	if id != "" {
		key := maphash.Comparable(g.seed, sessionKey{id, d.client.Addr, d.server})
		if _, known := g.beyond[key]; known {
			return s
		}
		if len(g.beyond) < maxBeyond {
			g.beyond[key] = struct{}{}
		}
	}
	g.Dropped.Sessions.Add(1, e.Frame())
	return s
}

// actBeyond applies an exchange of a session beyond the limit: its media displaces that of earlier sessions.
func (g *Tracker) actBeyond(s *Session, d *Dialog, e *rtpflow.Exchange, setup bool) {
	d.Current = s
	switch {
	case setup:
		g.displace(s, d, e)
	case e.Method == "TEARDOWN" && e.Status() < 300:
		s.Teardown = e
	}
}

// BeyondLimit reports whether a channel of a dialog belongs to a session beyond the limit, as far as its messages show so far.
func (d *Dialog) BeyondLimit(channel uint8) bool {
	return d.Current != nil && d.Current.beyond && d.TransportOf(channel) == nil
}

// displace ends what flows on the ports or channels of a SETUP beyond a limit.
func (g *Tracker) displace(s *Session, d *Dialog, e *rtpflow.Exchange) {
	req, agreed := negotiated(e)
	if agreed == nil {
		return
	}
	c := newTransport(s, d, &Media{Control: e.URL}, req, agreed, e.Time())
	g.changes = append(g.changes, Change{Kind: Displaced, Transport: c})
}
