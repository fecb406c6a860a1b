package signalling

import (
	"hash/maphash"
	"maps"
	"slices"

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
	if !d.beyond {
		d.beyond = true
		g.beyondDialogs = append(g.beyondDialogs, d)
	}
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

// maxBeyondDialogs limits the dialogs beyond MaxSessions that are followed, so that their media displaces that of earlier
// sessions and enters none.
const maxBeyondDialogs = 2048

// Beyond returns the oldest dialogs of which the report shows nothing, once there are too many. The caller ends them and
// calls Forget.
func (g *Tracker) Beyond() []*Dialog {
	if len(g.beyondDialogs) < 2*maxBeyondDialogs {
		return nil
	}
	list := slices.Clone(g.beyondDialogs[:maxBeyondDialogs])
	g.beyondDialogs = slices.Delete(g.beyondDialogs, 0, maxBeyondDialogs)
	return slices.DeleteFunc(list, func(d *Dialog) bool { return len(d.sessions) > 0 || len(d.Transports) > 0 || len(d.Conns) == 0 })
}

// Forget frees dialogs that were finished and of which the report shows nothing.
func (g *Tracker) Forget(list []*Dialog) {
	gone := map[*Dialog]bool{}
	for _, d := range list {
		gone[d] = true
		for _, c := range d.Conns {
			delete(g.ofConn, c)
		}
		*d = Dialog{client: d.client, server: d.server, Current: d.Current}
	}
	if len(gone) == 0 {
		return
	}
	isGone := func(d *Dialog) bool { return gone[d] }
	g.Dialogs = slices.DeleteFunc(g.Dialogs, isGone)
	g.reordered = slices.DeleteFunc(g.reordered, isGone)
	maps.DeleteFunc(g.tunnels, func(_ tunnelKey, d *Dialog) bool { return gone[d] })
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
