package signalling

import (
	"slices"

	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// find returns the latest session with an identifier between the two ends of a dialog. Failing that, it returns the only
// session with the identifier at the server, if the exchange may continue it from another client address.
func (g *Tracker) find(d *Dialog, e *rtpflow.Exchange, id string) *Session {
	if s := d.Current; s != nil && s.ID == id {
		return s
	}
	if list := g.byID[sessionKey{id, d.client.Addr, d.server}]; len(list) > 0 {
		return list[len(list)-1]
	}
	if list := g.byID[sessionKey{id: id, server: d.server}]; len(list) == 1 && continuesSession(e) {
		return list[0]
	}
	return nil
}

// continuesSession reports whether an exchange may continue the session of a client at another address: it contains the
// identifier, the server accepts it, and its connection was opened within the capture. A connection from before the
// capture has a session from before the capture.
func continuesSession(e *rtpflow.Exchange) bool {
	if e.Request == nil || e.Status() >= 400 || e.Connection == nil || !e.Connection.SYNSeen {
		return false
	}
	return sessionID(e.Request) != ""
}

// ofSetup finds or begins the session of a successful SETUP. A client that sends no identifier wants a new session,
// unless the dialog has a current one with the identifier in the response.
func (g *Tracker) ofSetup(d *Dialog, e *rtpflow.Exchange, requested, given string) *Session {
	if requested != "" {
		if s := g.find(d, e, requested); s != nil {
			return s
		}
	}
	id := given
	if id == "" {
		id = requested
		if s := g.withoutID(d, id); s != nil {
			return s
		}
	}
	if s := g.find(d, e, id); s != nil && s.Teardown == nil && (requested != "" || e.Request == nil || s == d.Current) {
		return s
	}
	return g.begin(d, e, id)
}

// withoutID returns the session of a dialog whose response to SETUP is not in the capture, and gives it the identifier
// of a later request; nil if there is none.
func (g *Tracker) withoutID(d *Dialog, id string) *Session {
	s := d.Current
	if s == nil || s.ID != "" || s.Teardown != nil || len(s.Media) == 0 {
		return nil
	}
	s.ID = id
	g.name(s, d, id)
	return s
}

// currentOf returns the session of an exchange without a Session header: the current one of the dialog, unless the
// exchange is about another presentation.
func (g *Tracker) currentOf(d *Dialog, e *rtpflow.Exchange) *Session {
	s := d.Current
	if s == nil || s.Teardown != nil {
		return nil
	}
	switch e.Method {
	case "DESCRIBE", "ANNOUNCE":
		if e.Sender == rtpflow.Client {
			return nil
		}
	case "SETUP":
		return nil
	}
	return s
}

// begin starts a session with the exchanges so far of the dialog, and of the dialog that its description came over.
func (g *Tracker) begin(d *Dialog, e *rtpflow.Exchange, id string) *Session {
	if len(g.Sessions) >= MaxSessions {
		return g.beginBeyond(d, e, id)
	}
	s := g.newSession(d, id)
	if id != "" {
		g.name(s, d, id)
	}
	if s.Desc = g.descriptionFor(d, e.URL); s.Desc != nil && s.Desc.dialog != d {
		g.mergeOrphans(s, s.Desc.dialog, s.Desc.Exchange)
	}
	g.takePending(s, d)
	return s
}

func (g *Tracker) newSession(d *Dialog, id string) *Session {
	s := &Session{ID: id, Client: d.client.Addr, Server: d.server, Mode: "none"}
	g.Sessions = append(g.Sessions, s)
	return s
}

// takePending gives a new session the exchanges of its dialog that wait for one, except those about other
// presentations.
func (g *Tracker) takePending(s *Session, d *Dialog) {
	var others []string
	for _, x := range d.Descriptions {
		if s.Desc != nil && !samePresentation(x, s.Desc) {
			others = append(others, x.url)
		}
	}
	var left []*rtpflow.Exchange
	for _, p := range d.pending {
		if (p.Method == "DESCRIBE" || p.Method == "ANNOUNCE") && containsURL(others, p.URL) && !sdpview.SameURL(p.URL, s.Desc.url) {
			left = append(left, p)
		} else {
			g.enter(s, d, p)
		}
	}
	d.pending = left
}

func containsURL(list []string, url string) bool {
	for _, x := range list {
		if sdpview.SameURL(x, url) {
			return true
		}
	}
	return false
}

// samePresentation reports whether two descriptions have one URL.
func samePresentation(x, y *Description) bool {
	return x == y || sdpview.SameURL(x.url, y.url)
}

// otherPresentation reports whether a URL belongs to a media of another presentation than a session does.
func (g *Tracker) otherPresentation(s *Session, d *Dialog, url string) bool {
	x := g.descriptionFor(d, url)
	return x != nil && x.media(url) != nil && s.Desc != nil && !samePresentation(x, s.Desc)
}

// name lets a session be found by its identifier.
func (g *Tracker) name(s *Session, d *Dialog, id string) {
	for _, k := range []sessionKey{{id, d.client.Addr, d.server}, {id: id, server: d.server}} {
		g.byID[k] = append(g.byID[k], s)
	}
}

// mergeOrphans takes the exchanges of another dialog up to the one with the description: a client may use a connection
// for each request.
func (g *Tracker) mergeOrphans(s *Session, d *Dialog, last *rtpflow.Exchange) {
	for i, p := range d.pending {
		if p == last {
			for _, q := range d.pending[:i+1] {
				g.enter(s, d, q)
			}
			d.pending = append([]*rtpflow.Exchange(nil), d.pending[i+1:]...)
			return
		}
	}
}

// alias lets a session be found by another identifier that the server gave it.
func (g *Tracker) alias(s *Session, d *Dialog, id string) {
	k := sessionKey{id, d.client.Addr, d.server}
	if list := g.byID[k]; len(list) == 0 || list[len(list)-1] != s {
		g.byID[k] = append(list, s)
	}
}

// On reports whether the session has exchanges on a dialog.
func (s *Session) On(d *Dialog) bool { return slices.Contains(s.Dialogs, d) }
