package signalling

import (
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtpflow"
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
func (g *Tracker) describe(d *Dialog, e *rtpflow.Exchange) {
	m := e.Response
	at, frame := e.ResponseTime, e.ResponseFrame
	if e.Request != nil && isSDP(e.Request) {
		m, at, frame = e.Request, e.RequestTime, e.RequestFrame
	}
	if m == nil || !isSDP(m) || m == e.Response && m.Status >= 300 {
		return
	}
	_, gap := m.Violation("body-cut-by-gap")
	_, end := m.Violation("content-length-beyond-end")
	text, view, kept := g.parsed(m.Body, gap || end)
	if m.Body = text; view == nil {
		g.Dropped.Descriptions.Add(1, frame)
		return
	}
	x := &Description{
		Text: text, View: view, url: e.URL, Frame: frame, time: at, dialog: d, Exchange: e,
		client: d.client.Addr, server: d.server,
		Base: sdpview.BaseURL(m.Headers.Get("Content-Base"), m.Headers.Get("Content-Location"), e.URL),
	}
	g.Dropped.SDPMedia.Add(x.View.MediaDropped, frame)
	g.Dropped.Attributes.Add(x.View.AttributesDropped, frame)
	if !kept {
		g.Dropped.Descriptions.Add(1, frame)
		d.Descriptions = append(d.Descriptions[:0], x) // for the session that follows
		return
	}
	if n := len(g.recent); n == maxRecentDescriptions {
		g.recent = slices.Delete(g.recent, 0, 1)
	}
	g.recent = append(g.recent, x)
	if n := len(d.Descriptions); n > 0 && d.Descriptions[n-1].View == x.View && d.Descriptions[n-1].url == x.url && d.Descriptions[n-1].Base == x.Base {
		d.Descriptions[n-1] = x // a client that asks again and again
		return
	}
	d.Descriptions = append(d.Descriptions, x)
}

const (
	// MaxDescriptionBytes limits the different descriptions that are kept: their text and what is parsed of it. One beyond it
	// describes the session that follows on its dialog, and is not looked up for others.
	MaxDescriptionBytes = 64 << 20
	// MaxBodyBytes limits the bodies of all messages, of which equal descriptions count once.
	MaxBodyBytes = 128 << 20
)

// keepBody keeps the body of a message, unless that exceeds the limit.
func (g *Tracker) keepBody(m *rtspparse.Message) {
	if g.bodyBytes+len(m.Body) > MaxBodyBytes {
		m.Body = nil
		g.Dropped.Bodies.Add(1, capture.Frame(m.Last.Frame))
		return
	}
	g.bodyBytes += len(m.Body)
}

// descriptionKey identifies a description. One that is incomplete in the capture reads differently.
type descriptionKey struct {
	text       string
	incomplete bool
}

// parsedDescription is a description that all messages with the same text share.
type parsedDescription struct {
	text []byte
	view *sdpview.Session
}

// parsed returns a description and its text, shared with the messages before that have the same; kept is false beyond
// the limit. Without room even for the session that follows, both are nil.
func (g *Tracker) parsed(body []byte, incomplete bool) (text []byte, view *sdpview.Session, kept bool) {
	if x, ok := g.byText[descriptionKey{string(body), incomplete}]; ok {
		g.bodyBytes -= len(body)
		return x.text, x.view, true
	}
	view = codec.ParseSDP(body)
	if incomplete {
		if n := len(view.Media); n > 0 {
			view.Media[n-1].Truncated = true
		}
		view.Violations, view.ViolationsDropped, view.ConformanceError = nil, 0, "" // the capture is incomplete, not the description
	}
	size := sizeOf(view)
	switch {
	case g.descriptionBytes+len(body)+size <= MaxDescriptionBytes:
		g.descriptionBytes += len(body) + size
		g.byText[descriptionKey{string(body), incomplete}] = parsedDescription{body, view}
		return body, view, true
	case g.bodyBytes+size > MaxBodyBytes:
		g.bodyBytes -= len(body)
		return nil, nil, false
	}
	g.bodyBytes += size
	return body, view, false
}

// sizeOf estimates the memory, in bytes, that a parsed description needs beside its text.
func sizeOf(view *sdpview.Session) int {
	const attribute, media = 40, 1 << 10
	n := attribute * len(view.Attributes)
	for i := range view.Media {
		n += media + attribute*len(view.Media[i].Attributes)
	}
	return n
}

// media returns the m= section of a control URL, nil if there is none.
func (x *Description) media(url string) *sdpview.Media {
	if url == "" {
		return nil
	}
	return x.View.MediaByControl(url, x.Base)
}

// names reports whether the description contains exactly this control URL.
func (x *Description) names(url string) bool {
	return slices.ContainsFunc(x.View.Media, func(m *sdpview.Media) bool {
		return sdpview.SameURL(sdpview.Resolve(x.Base, m.Control), url)
	})
}

// descriptionFor returns the description that a SETUP of a URL relies on: the latest of the dialog that contains exactly
// that URL, failing that one that may mean it, one of the same client and server, or the latest of the dialog.
func (g *Tracker) descriptionFor(d *Dialog, url string) *Description {
	var like *Description
	for _, x := range slices.Backward(d.Descriptions) {

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
	for _, x := range slices.Backward(g.recent) {
		if x.client == d.client.Addr && x.server == d.server && x.media(url) != nil {
			return x
		}
	}
	if n := len(d.Descriptions); n > 0 {
		return d.Descriptions[n-1]
	}
	return nil
}

// setup enters a media that was set up (RFC 2326, 10.4): a new one, or a new transport for the one of the same URL.
func (g *Tracker) setup(s *Session, d *Dialog, e *rtpflow.Exchange) {
	if s.Desc == nil || s.Desc.media(e.URL) == nil {
		if x := g.descriptionFor(d, e.URL); x != nil && (s.Desc == nil || x.media(e.URL) != nil) {
			s.Desc = x
		}
	}
	m := s.mediaOf(e.URL)
	if m == nil && len(s.Media) >= MaxMedia {
		g.Dropped.Media.Add(1, e.Frame())
		g.displace(s, d, e)
		return
	}
	if m == nil {
		m = &Media{Control: e.URL, Index: -1}
		s.Media = append(s.Media, m)
	} else if old := m.Transport; old != nil && old.To == 0 {
		old.To, old.Replaced = e.Time(), true
	}
	m.Header = rtpflow.Transport{}
	s.describeMedia(m, e)
	req, agreed := negotiated(e)
	if agreed == nil {
		return
	}
	if e.Request != nil {
		m.Header.Requested = e.Request.Headers.Get("Transport")
	}
	if e.Response != nil {
		m.Header.Agreed = e.Response.Headers.Get("Transport")
	}
	c := newTransport(s, d, m, req, agreed, e.Time())
	c.Order, c.Tentative = len(g.Transports), e.Response == nil && d.hasServer()
	if c.Tentative {
		c.To = s.TeardownDone // taken at the end, when the rest of the session is known
	}
	g.Transports = append(g.Transports, c)
	m.Transport = c
	if m.Protocol == "" {
		m.Protocol = m.Header.Profile
	}
	if s.Mode == "none" && m.Header.Mode == "record" {
		s.Mode = "record"
	}
	g.agree(c)
}

// negotiated returns the transport that a SETUP requested (of several alternatives the one that the response picked)
// and the negotiated one: that of the response or, where it is not in the capture, of the request.
func negotiated(e *rtpflow.Exchange) (req, agreed *rtspparse.Transport) {
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
func (g *Tracker) noteRTPInfo(s *Session, e *rtpflow.Exchange) {
	if e.Response == nil {
		return
	}
	s.PlayResponses = append(s.PlayResponses, e.ResponseTime)
	v := e.Response.Headers.Get("RTP-Info")
	if v == "" {
		return
	}
	list, _ := rtspparse.ParseRTPInfo(v)
	for i, x := range list {
		m := s.mediaOf(x.URL)
		if m == nil && len(list) == len(s.Media) {
			m = s.Media[i] // a URL of none of them: by order
		}
		start := RTPInfo{Seq: x.Seq, HasSeq: x.HasSeq, Rtptime: x.RTPTime, HasRTPTime: x.HasRTPTime, Time: e.ResponseTime, Frame: e.ResponseFrame}
		switch {
		case m != nil && m.Transport != nil:
			m.Transport.RTPInfo = append(m.Transport.RTPInfo, start)
		case len(s.RTPInfo) < MaxRTPInfo:
			s.RTPInfo = append(s.RTPInfo, start)
		default:
			g.Dropped.RTPInfo.Add(1, e.ResponseFrame)
		}
	}
}

// MaxRTPInfo limits the RTP-Info entries of a session that belong to no known media.
const MaxRTPInfo = 256

// describeMedia fills in what the description contains about a media.
func (s *Session) describeMedia(m *Media, e *rtpflow.Exchange) {
	var found *sdpview.Media
	if x := s.Desc; x != nil {
		found = x.media(e.URL)
		if found == nil {
			if i := s.place(m); i < len(x.View.Media) && (e.URL == "" || len(x.View.Media) == 1) {
				found = x.View.Media[i]
			}
		}
	}
	if found != nil && found.Control == "" && slices.ContainsFunc(s.Media, func(o *Media) bool { return o != m && o.SDP == found }) {
		found = nil // without a control URL it can only be the media that was set up first
	}
	if found == nil {
		if m.Index < 0 {
			m.Index = s.place(m)
		}
		return
	}
	m.Index, m.SDP, m.Kind, m.Protocol, m.Formats = found.Index, found, found.Type, found.Protocol, found.Formats
}

// mediaOf returns the media that a URL set up, nil if none did.
func (s *Session) mediaOf(url string) *Media {
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

// place is the position of a media in the order of SETUP.
func (s *Session) place(m *Media) int {
	for i, x := range s.Media {
		if x == m {
			return i
		}
	}
	return len(s.Media)
}

// agree makes a transport known: from now on its ports and channels are looked for.
func (g *Tracker) agree(c *Transport) {
	g.changes = append(g.changes, Change{Kind: Agreed, Transport: c})
	if c.Lower == "tcp" {
		c.Dialog.Transports = append(c.Dialog.Transports, c)
		for _, d := range c.Session.Dialogs {
			if d != c.Dialog {
				d.Inherited = append(d.Inherited, c)
			}
		}
		return
	}
	clients, servers := c.Endpoints()
	for _, list := range [][]capture.Endpoint{clients, servers, c.RAOPEnds} {
		for _, e := range list {
			g.Ports.Add(e, c)
		}
	}
}

// Endpoints returns the endpoints of a UDP transport: those of the client, or the multicast group, and those of the
// server.
func (c *Transport) Endpoints() (clients, servers []capture.Endpoint) {
	if c.Lower == "multicast" {
		for _, p := range c.GroupPorts {
			clients = append(clients, capture.Endpoint{Addr: c.Group, Port: p})
		}
		return clients, nil
	}
	for _, p := range c.ClientPorts {
		clients = append(clients, capture.Endpoint{Addr: c.Client, Port: p})
	}
	for _, p := range c.ServerPorts {
		servers = append(servers, capture.Endpoint{Addr: c.Server, Port: p})
		if c.Source != (capture.Addr{}) && c.Source != c.Server {
			servers = append(servers, capture.Endpoint{Addr: c.Source, Port: p})
		}
	}
	return clients, servers
}
