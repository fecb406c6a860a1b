package rtpflow

import (
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// isSDP reports whether a message carries a session description.
func isSDP(m *rtspparse.Message) bool {
	if len(m.Body) == 0 {
		return false
	}
	t := strings.ToLower(m.Headers.Get("Content-Type"))
	return strings.Contains(t, "sdp") || t == "" && strings.HasPrefix(string(m.Body[:min(len(m.Body), 2)]), "v=")
}

// describe notes the session description that an exchange brought: the answer to DESCRIBE, or the
// request ANNOUNCE of either side (RFC 2326, 10.2 and 10.3).
func (g *signalling) describe(d *dialogue, e *Exchange) {
	m := e.Response
	at, frame := e.ResponseTime, e.ResponseFrame
	if e.Request != nil && isSDP(e.Request) {
		m, at, frame = e.Request, e.RequestTime, e.RequestFrame
	}
	if m == nil || !isSDP(m) || m == e.Response && m.Status >= 300 || len(g.descriptions) >= maxDescriptions {
		return
	}
	x := &description{text: m.Body, view: codec.ParseSDP(m.Body), url: e.URL, frame: frame, time: at, dialogue: d, exchange: e,
		client: d.client.Addr, server: d.server,
		base: sdpview.Base(m.Headers.Get("Content-Base"), m.Headers.Get("Content-Location"), e.URL)}
	_, gap := m.Fault("body-cut-by-gap")
	_, end := m.Fault("content-length-beyond-end")
	if gap || end {
		if n := len(x.view.Media); n > 0 {
			x.view.Media[n-1].Cut = true
		}
		x.view.Faults, x.view.MoreFaults, x.view.Conformance = nil, 0, "" // what is missing is the capture's fault
	}
	g.descriptions = append(g.descriptions, x)
	d.descriptions = append(d.descriptions, x)
}

// media finds the m= section that a control URL names.
func (x *description) media(url string) *sdpview.Media {
	if url == "" {
		return nil
	}
	return x.view.FindMedia(url, x.base)
}

// names reports whether a control URL is exactly one that the description gives.
func (x *description) names(url string) bool {
	return slices.ContainsFunc(x.view.Media, func(m *sdpview.Media) bool {
		return sdpview.SameURL(sdpview.Resolve(x.base, m.Control), url)
	})
}

// descriptionFor finds the description that a SETUP of url relies on: the latest of the connection
// that has exactly that URL, then one that may mean it, then one of the same client and server, then the
// connection's latest.
func (g *signalling) descriptionFor(d *dialogue, url string) *description {
	var like *description
	for i := len(d.descriptions) - 1; i >= 0; i-- {
		x := d.descriptions[i]
		if x.names(url) {
			return x
		}
		if like == nil && x.media(url) != nil {
			like = x
		}
	}
	if like != nil {
		return like
	}
	for i := len(g.descriptions) - 1; i >= 0 && i >= len(g.descriptions)-64; i-- {
		x := g.descriptions[i]
		if x.client == d.client.Addr && x.server == d.server && x.media(url) != nil {
			return x
		}
	}
	if n := len(d.descriptions); n > 0 {
		return d.descriptions[n-1]
	}
	return nil
}

// setup enters a media that was set up (RFC 2326, 10.4): a new one, or in place of the one of the same
// URL.
func (g *signalling) setup(a *Analyzer, s *session, d *dialogue, e *Exchange) {
	if len(s.Media) >= maxMedia {
		a.limits.sessions++
		return
	}
	if s.desc == nil || s.desc.media(e.URL) == nil {
		if x := g.descriptionFor(d, e.URL); x != nil && (s.desc == nil || x.media(e.URL) != nil) {
			s.desc = x
		}
	}
	m := s.mediaOf(e.URL)
	if m == nil {
		m = &Media{Control: e.URL, Index: -1}
		s.Media = append(s.Media, m)
	} else if old := s.claims[m]; old != nil && old.to == 0 {
		old.to, old.replaced = e.Time(), true
	}
	m.Transport = Transport{}
	s.describeMedia(m, e)
	req, agreed := transports(e)
	if agreed == nil {
		return
	}
	if e.Request != nil {
		m.Transport.Requested = e.Request.Headers.Get("Transport")
	}
	if e.Response != nil {
		m.Transport.Agreed = e.Response.Headers.Get("Transport")
	}
	c := newClaim(s, d, m, req, agreed, e.Time())
	c.order, c.tentative = len(g.claims), e.Response == nil && a.answersVisible(d)
	if c.tentative {
		c.to = s.tornAt // learnt at the end, when all else is known
	}
	g.claims = append(g.claims, c)
	s.claims[m] = c
	if m.Protocol == "" {
		m.Protocol = m.Transport.Profile
	}
	if s.Mode == "none" && m.Transport.Mode == "record" {
		s.Mode = "record"
	}
	g.enter(a, c)
}

// transports gives the Transport that a SETUP asked for (of several alternatives the one that the answer
// picked) and the one agreed: the answer's or, where that is not in the capture, the request's.
func transports(e *Exchange) (req, agreed *rtspparse.Transport) {
	if e.Response != nil {
		if list, _ := rtspparse.ParseTransport(e.Response.Headers.Get("Transport")); len(list) > 0 {
			agreed = &list[0]
		}
	}
	if e.Request == nil {
		return nil, agreed
	}
	list, _ := rtspparse.ParseTransport(e.Request.Headers.Get("Transport"))
	for i := range list {
		if x := &list[i]; req == nil || agreed != nil && sameKind(x, agreed) && !sameKind(req, agreed) {
			req = x
		}
	}
	if agreed == nil {
		agreed = req
	}
	return req, agreed
}

// sameKind reports whether an alternative of a request is the one that an answer picked.
func sameKind(a, b *rtspparse.Transport) bool {
	return a.TCP() == b.TCP() && a.Multicast == b.Multicast
}

// starts notes where a PLAY said that the streams would begin.
func (g *signalling) starts(s *session, e *Exchange) {
	if e.Response == nil {
		return
	}
	s.playTimes = append(s.playTimes, e.ResponseTime)
	v := e.Response.Headers.Get("RTP-Info")
	if v == "" {
		return
	}
	list, _ := rtspparse.ParseRTPInfo(v)
	for i, x := range list {
		m := s.mediaOf(x.URL)
		if m == nil && len(list) == len(s.Media) {
			m = s.Media[i] // a URL that names none of them: by order
		}
		start := rtpStart{seq: x.Seq, hasSeq: x.HasSeq, rtptime: x.RTPTime, hasTime: x.HasRTPTime, time: e.ResponseTime, frame: e.ResponseFrame}
		switch {
		case m != nil && s.claims[m] != nil:
			s.claims[m].starts = append(s.claims[m].starts, start)
		case len(s.starts) < maxStarts:
			s.starts = append(s.starts, start)
		}
	}
}

// maxStarts bounds what RTP-Info says of media that are not known.
const maxStarts = 256

// mediaOf returns the media that a URL set up before.
func (s *session) mediaOf(url string) *Media {
	if url == "" {
		return nil
	}
	for _, m := range s.Media {
		if m.Control == url {
			return m
		}
	}
	for _, m := range s.Media {
		if sdpview.SameURL(m.Control, url) {
			return m
		}
	}
	return nil
}

// describeMedia gives a media what the description says of it.
func (s *session) describeMedia(m *Media, e *Exchange) {
	var found *sdpview.Media
	if x := s.desc; x != nil {
		found = x.media(e.URL)
		if found == nil {
			if i := s.place(m); i < len(x.view.Media) && (e.URL == "" || len(x.view.Media) == 1) {
				found = x.view.Media[i]
			}
		}
		s.SDP, s.SDPView, s.SDPFrame = x.text, x.view, x.frame
	}
	if found != nil && found.Control == "" && slices.ContainsFunc(s.Media, func(o *Media) bool { return o != m && o.SDP == found }) {
		found = nil // without a name it can only be the media that was set up first
	}
	if found == nil {
		if m.Index < 0 {
			m.Index = s.place(m)
		}
		return
	}
	m.Index, m.SDP, m.Type, m.Protocol, m.Formats = found.Index, found, found.Type, found.Protocol, found.Formats
}

func (s *session) place(m *Media) int {
	for i, x := range s.Media {
		if x == m {
			return i
		}
	}
	return len(s.Media)
}

// enter makes a claim known to the flows: its ports are looked for from now on, what flows there
// already is its, and what another claim had there before ends.
func (g *signalling) enter(a *Analyzer, c *claim) {
	if c.lower == "tcp" {
		for _, list := range c.dialogue.channels {
			for _, f := range list {
				if inChannels(c.channels, f.channel) && otherMedia(f, c) {
					f.epoch(c.from)
				}
			}
		}
		c.dialogue.claims = append(c.dialogue.claims, c)
		c.needWhole()
		for _, d := range c.session.dialogues {
			if d != c.dialogue {
				d.guests = append(d.guests, c)
			}
		}
		return
	}
	clients, servers := c.endpoints()
	g.takeOver(a, c, clients, servers)
	for _, e := range clients {
		g.ports.add(e, c)
		a.claimFlows(e, c)
	}
	for _, e := range servers {
		g.ports.add(e, c)
		a.claimFlows(e, c)
	}
	for _, e := range c.sideEnds {
		g.ports.add(e, c)
		for _, f := range a.byEnd[e] {
			f.side = a.sideOf(f)
		}
	}
}

func (a *Analyzer) claimFlows(e capture.Endpoint, c *claim) {
	for _, f := range a.byEnd[e] {
		f.claimed, f.opaque = true, !c.carriesRTP()
		for _, src := range f.sources {
			src.correctRate(c)
		}
	}
}

// endpoints are where the packets of a UDP claim come from and go to.
func (c *claim) endpoints() (clients, servers []capture.Endpoint) {
	if c.lower == "multicast" {
		for _, p := range c.groupPorts {
			clients = append(clients, capture.Endpoint{Addr: c.group, Port: p})
		}
		return clients, nil
	}
	for _, p := range c.clientPorts {
		clients = append(clients, capture.Endpoint{Addr: c.client, Port: p})
	}
	for _, p := range c.serverPorts {
		servers = append(servers, capture.Endpoint{Addr: c.server, Port: p})
		if c.source != (capture.Addr{}) && c.source != c.server {
			servers = append(servers, capture.Endpoint{Addr: c.source, Port: p})
		}
	}
	return clients, servers
}

// otherMedia reports whether the channel of a flow was another media's until now.
func otherMedia(f *mediaFlow, c *claim) bool {
	old := c.dialogue.claimOf(f.channel)
	return old != nil && old.media != c.media
}

// claimOf returns the latest claim of a channel: one agreed on the connection, failing that one with
// which a session came over from another.
func (d *dialogue) claimOf(channel uint8) *claim {
	for _, list := range [][]*claim{d.claims, d.guests} {
		for i := len(list) - 1; i >= 0; i-- {
			if inChannels(list[i].channels, channel) {
				return list[i]
			}
		}
	}
	return nil
}

func inChannels(pair []uint8, n uint8) bool {
	for _, x := range pair {
		if x == n {
			return true
		}
	}
	return false
}
