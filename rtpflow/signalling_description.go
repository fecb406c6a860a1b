//home: rtpflow/signalling

package rtpflow

import (
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// isSDP reports whether a message contains a session description.
func isSDP(m *rtspparse.Message) bool {
	if len(m.Body) == 0 {
		return false
	}
	t := strings.ToLower(m.Headers.Get("Content-Type"))
	return strings.Contains(t, "sdp") || t == "" && strings.HasPrefix(string(m.Body[:min(len(m.Body), 2)]), "v=")
}

// describe keeps the session description that an exchange contains: in the response to DESCRIBE, or in an ANNOUNCE
// request of either side (RFC 2326, 10.2 and 10.3).
func (g *signalling) describe(d *dialog, e *Exchange) {
	m := e.Response
	at, frame := e.ResponseTime, e.ResponseFrame
	if e.Request != nil && isSDP(e.Request) {
		m, at, frame = e.Request, e.RequestTime, e.RequestFrame
	}
	if m == nil || !isSDP(m) || m == e.Response && m.Status >= 300 || len(g.descriptions) >= maxDescriptions {
		return
	}
	x := &description{text: m.Body, view: codec.ParseSDP(m.Body), url: e.URL, frame: frame, time: at, dialog: d, exchange: e,
		client: d.client.Addr, server: d.server,
		base: sdpview.BaseURL(m.Headers.Get("Content-Base"), m.Headers.Get("Content-Location"), e.URL)}
	_, gap := m.Violation("body-cut-by-gap")
	_, end := m.Violation("content-length-beyond-end")
	if gap || end {
		if n := len(x.view.Media); n > 0 {
			x.view.Media[n-1].Truncated = true
		}
		x.view.Violations, x.view.ViolationsDropped, x.view.ConformanceError = nil, 0, "" // the capture is incomplete, not the description
	}
	g.descriptions = append(g.descriptions, x)
	d.descriptions = append(d.descriptions, x)
}

// media returns the m= section of a control URL, nil if there is none.
func (x *description) media(url string) *sdpview.Media {
	if url == "" {
		return nil
	}
	return x.view.MediaByControl(url, x.base)
}

// names reports whether the description contains exactly this control URL.
func (x *description) names(url string) bool {
	return slices.ContainsFunc(x.view.Media, func(m *sdpview.Media) bool {
		return sdpview.SameURL(sdpview.Resolve(x.base, m.Control), url)
	})
}

// descriptionFor returns the description that a SETUP of a URL relies on: the latest of the dialog that contains exactly
// that URL, failing that one that may mean it, one of the same client and server, or the latest of the dialog.
func (g *signalling) descriptionFor(d *dialog, url string) *description {
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

// setup enters a media that was set up (RFC 2326, 10.4): a new one, or a new transport for the one of the same URL.
func (g *signalling) setup(s *session, d *dialog, e *Exchange) {
	if len(s.media) >= maxMedia {
		g.dropped.sessions++
		return
	}
	if s.desc == nil || s.desc.media(e.URL) == nil {
		if x := g.descriptionFor(d, e.URL); x != nil && (s.desc == nil || x.media(e.URL) != nil) {
			s.desc = x
		}
	}
	m := s.mediaOf(e.URL)
	if m == nil {
		m = &media{control: e.URL, index: -1}
		s.media = append(s.media, m)
	} else if old := m.transport; old != nil && old.to == 0 {
		old.to, old.replaced = e.Time(), true
	}
	m.header = Transport{}
	s.describeMedia(m, e)
	req, agreed := negotiated(e)
	if agreed == nil {
		return
	}
	if e.Request != nil {
		m.header.Requested = e.Request.Headers.Get("Transport")
	}
	if e.Response != nil {
		m.header.Agreed = e.Response.Headers.Get("Transport")
	}
	c := newTransport(s, d, m, req, agreed, e.Time())
	c.order, c.tentative = len(g.transports), e.Response == nil && d.hasServer()
	if c.tentative {
		c.to = s.teardownDone // taken at the end, when the rest of the session is known
	}
	g.transports = append(g.transports, c)
	m.transport = c
	if m.protocol == "" {
		m.protocol = m.header.Profile
	}
	if s.mode == "none" && m.header.Mode == "record" {
		s.mode = "record"
	}
	g.agree(c)
}

// negotiated returns the transport that a SETUP requested (of several alternatives the one that the response picked)
// and the negotiated one: that of the response or, where it is not in the capture, of the request.
func negotiated(e *Exchange) (req, agreed *rtspparse.Transport) {
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

// sameKind reports whether an alternative of a request is the one that a response picked.
func sameKind(a, b *rtspparse.Transport) bool {
	return a.TCP() == b.TCP() && a.Multicast == b.Multicast
}

// noteRTPInfo keeps the first packets of the streams that the response to a PLAY announces (RFC 2326, 12.33).
func (g *signalling) noteRTPInfo(s *session, e *Exchange) {
	if e.Response == nil {
		return
	}
	s.playResponses = append(s.playResponses, e.ResponseTime)
	v := e.Response.Headers.Get("RTP-Info")
	if v == "" {
		return
	}
	list, _ := rtspparse.ParseRTPInfo(v)
	for i, x := range list {
		m := s.mediaOf(x.URL)
		if m == nil && len(list) == len(s.media) {
			m = s.media[i] // a URL of none of them: by order
		}
		start := rtpInfo{seq: x.Seq, hasSeq: x.HasSeq, rtptime: x.RTPTime, hasRTPTime: x.HasRTPTime, time: e.ResponseTime, frame: e.ResponseFrame}
		switch {
		case m != nil && m.transport != nil:
			m.transport.rtpInfo = append(m.transport.rtpInfo, start)
		case len(s.rtpInfo) < maxRTPInfo:
			s.rtpInfo = append(s.rtpInfo, start)
		}
	}
}

// maxRTPInfo limits the RTP-Info entries of a session that belong to no known media.
const maxRTPInfo = 256

// describeMedia fills in what the description contains about a media.
func (s *session) describeMedia(m *media, e *Exchange) {
	var found *sdpview.Media
	if x := s.desc; x != nil {
		found = x.media(e.URL)
		if found == nil {
			if i := s.place(m); i < len(x.view.Media) && (e.URL == "" || len(x.view.Media) == 1) {
				found = x.view.Media[i]
			}
		}
	}
	if found != nil && found.Control == "" && slices.ContainsFunc(s.media, func(o *media) bool { return o != m && o.sdp == found }) {
		found = nil // without a control URL it can only be the media that was set up first
	}
	if found == nil {
		if m.index < 0 {
			m.index = s.place(m)
		}
		return
	}
	m.index, m.sdp, m.kind, m.protocol, m.formats = found.Index, found, found.Type, found.Protocol, found.Formats
}

// mediaOf returns the media that a URL set up, nil if none did.
func (s *session) mediaOf(url string) *media {
	if url == "" {
		return nil
	}
	for _, m := range s.media {
		if m.control == url {
			return m
		}
	}
	for _, m := range s.media {
		if sdpview.SameURL(m.control, url) {
			return m
		}
	}
	return nil
}

// place is the position of a media in the order of SETUP.
func (s *session) place(m *media) int {
	for i, x := range s.media {
		if x == m {
			return i
		}
	}
	return len(s.media)
}

// agree makes a transport known: from now on its ports and channels are looked for.
func (g *signalling) agree(c *transport) {
	g.changes = append(g.changes, change{kind: agreed, transport: c})
	if c.lower == "tcp" {
		c.dialog.transports = append(c.dialog.transports, c)
		for _, d := range c.session.dialogs {
			if d != c.dialog {
				d.inherited = append(d.inherited, c)
			}
		}
		return
	}
	clients, servers := c.endpoints()
	for _, list := range [][]capture.Endpoint{clients, servers, c.raopEnds} {
		for _, e := range list {
			g.ports.add(e, c)
		}
	}
}

// endpoints returns the endpoints of a UDP transport: those of the client, or the multicast group, and those of the
// server.
func (c *transport) endpoints() (clients, servers []capture.Endpoint) {
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
