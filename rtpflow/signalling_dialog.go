//home: rtpflow/signalling
package rtpflow

import (
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/rtspparse"
)

// dialogue is one RTSP conversation: that of a connection, of the two connections of an HTTP tunnel,
// or of datagrams between two endpoints.
type dialogue struct {
	client, server capture.Endpoint
	pair           rtspparse.Pairer
	conns          []*tcpConn
	recs           map[*rtspparse.Message]*Connection // of the open requests
	channels       [2][]*mediaFlow                    // interleaved, by sender
	last           [2]*mediaFlow

	pending      []*Exchange // of no session yet
	current      *session
	descriptions []*description
	sessions     []*session // that spoke here, in order
	claims       []*claim   // interleaved ones
	guests       []*claim   // interleaved ones that its sessions agreed on over other connections
	heard        [2]bool    // who sent messages
	early        []earlyAnswer
	waits        bool // is listed in Analyzer.early
}

// tunnelKey ties the halves of an HTTP tunnel.
type tunnelKey struct {
	cookie string
	client capture.Addr
	server capture.Addr
}

// maxExchanges bounds the exchanges kept of one dialogue.
const maxExchanges = 20000

func (a *Analyzer) newDialogue(client, server capture.Endpoint) *dialogue {
	d := &dialogue{client: client, server: server, recs: map[*rtspparse.Message]*Connection{}}
	a.dialogues = append(a.dialogues, d)
	return d
}

// join gives a connection its dialogue: its own, or that of the other half of its tunnel.
func (a *Analyzer) join(c *tcpConn) {
	a.list(c)
	kind := c.parse.Kind()
	if cookie := c.parse.Cookie(); cookie != "" && (kind == rtspparse.TunnelGet || kind == rtspparse.TunnelPost) {
		key := tunnelKey{cookie, c.rec.Client.Addr, c.rec.Server.Addr}
		c.rec.Cookie = cookie
		if d := a.tunnels[key]; d != nil {
			c.comeTo(d)
			return
		}
		c.dialogue = a.newDialogue(c.rec.Client, c.rec.Server)
		a.tunnels[key] = c.dialogue
	} else if get := a.bareGet(c); get != nil {
		get.rec.Kind = KindTunnelGet
		c.comeTo(get.dialogue)
		return
	} else {
		c.dialogue = a.newDialogue(c.rec.Client, c.rec.Server)
		c.nameless = kind == rtspparse.TunnelGet || kind == rtspparse.TunnelPost
	}
	c.dialogue.conns = append(c.dialogue.conns, c)
}

// maxBareGets bounds how many connections are looked at for the other half of a tunnel.
const maxBareGets = 256

// bareGet finds the other half of a tunnel's POST half, where both began before the capture and no cookie ties them: the
// only connection between the same hosts that began before the capture, if the client has said nothing on it.
func (a *Analyzer) bareGet(c *tcpConn) (get *tcpConn) {
	if c.parse.Kind() != rtspparse.TunnelPost || c.rec.SYNSeen {
		return nil
	}
	for _, x := range a.conns[max(0, len(a.conns)-maxBareGets):] {
		if x == c || x.rec.Client.Addr != c.rec.Client.Addr || x.rec.Server != c.rec.Server || x.rec.SYNSeen || x.rec.TunnelPeer != nil ||
			x.dialogue == nil || x.stream == nil || x.parse.Kind() != rtspparse.RTSP {
			continue
		}
		if get != nil || x.stream.Stats(dirOf(x, Client)).Bytes > 0 {
			return nil
		}
		get = x
	}
	return get
}

// named takes note of the cookie of half a tunnel whose request stands in the capture behind what answers it, so that
// the other half finds it.
func (a *Analyzer) named(c *tcpConn) {
	cookie := c.parse.Cookie()
	if cookie == "" {
		return
	}
	c.nameless = false
	key := tunnelKey{cookie, c.rec.Client.Addr, c.rec.Server.Addr}
	d, own := a.tunnels[key], c.dialogue
	switch {
	case d == nil:
		c.rec.Cookie = cookie
		a.tunnels[key] = own
	case own.blank():
		c.rec.Cookie = cookie
		c.comeTo(d)
		list := own.early
		own.conns, own.early = nil, nil
		for _, e := range list { // their requests may have come to the other half
			a.message(d, e.rec, e.from, e.message)
		}
	}
}

// comeTo makes a half of a tunnel take part in the dialogue of the other one.
func (c *tcpConn) comeTo(d *dialogue) {
	if peer := d.conns[len(d.conns)-1]; peer.rec.TunnelPeer == nil && peer.parse.Kind() != c.parse.Kind() {
		c.rec.TunnelPeer, peer.rec.TunnelPeer = &peer.rec, &c.rec
	}
	c.dialogue = d
	d.conns = append(d.conns, c)
}

// blank reports whether nothing has come of a dialogue yet, but for answers that wait.
func (d *dialogue) blank() bool {
	return len(d.conns) == 1 && len(d.pair.All()) == 0 && len(d.sessions) == 0 && len(d.channels[0])+len(d.channels[1]) == 0
}

// swap exchanges the sides of a dialogue.
func (d *dialogue) swap() {
	d.client, d.server = d.server, d.client
	d.pair.Swap()
	d.channels[0], d.channels[1] = d.channels[1], d.channels[0]
	d.last[0], d.last[1] = d.last[1], d.last[0]
	d.heard[0], d.heard[1] = d.heard[1], d.heard[0]
	for i := range d.early {
		d.early[i].from = 1 - d.early[i].from
	}
	for _, list := range d.channels {
		for _, m := range list {
			m.from = 1 - m.from
		}
	}
	for _, e := range d.pending {
		e.Sender = 1 - e.Sender
	}
}

// swap exchanges the sides of a dialogue and of the sessions that have no other.
func (g *signalling) swap(d *dialogue) {
	d.swap()
	for _, s := range d.sessions {
		if len(s.dialogues) > 1 {
			continue
		}
		s.Client, s.Server = d.client.Addr, d.server
		for _, e := range s.Exchanges {
			e.Sender = 1 - e.Sender
		}
		if id := s.Session.Session; id != "" {
			g.name(s, d, id)
		}
	}
}

// channel finds an interleaved channel.
func (d *dialogue) channel(from Side, n uint8) *mediaFlow {
	if m := d.last[from]; m != nil && m.channel == n {
		return m
	}
	for _, m := range d.channels[from] {
		if m.channel == n {
			d.last[from] = m
			return m
		}
	}
	return nil
}

// replace puts a successor in a channel's place and returns it.
func (d *dialogue) replace(old, successor *mediaFlow) *mediaFlow {
	list := d.channels[old.from]
	list[slices.Index(list, old)] = successor
	d.last[old.from] = successor
	return successor
}

// message takes a message of a dialogue; an answer completes its exchange.
func (a *Analyzer) message(d *dialogue, rec *Connection, from Side, m *rtspparse.Message) {
	if _, cut := m.Fault("cut-by-gap"); cut && m.Version == "" {
		rec.Sides[from].CutMessages++ // not even its start line is whole: method and URL would be wrong
		return
	}
	if len(d.pair.All()) >= maxExchanges {
		a.limits.exchanges++
		if a.limits.exchFrame == 0 {
			a.limits.exchFrame = capture.Frame(m.Last.Frame)
		}
		return
	}
	d.heard[from] = true
	if m.Request {
		a.request(d, rec, from, m)
		return
	}
	if !a.holdAnswer(d, rec, from, m) {
		a.answer(d, rec, from, m)
	}
}

// request takes a request, and the answer to it that stood before it in the capture.
func (a *Analyzer) request(d *dialogue, rec *Connection, from Side, m *rtspparse.Message) {
	a.releaseAnswers(d, from, m.Last.Time)
	d.pair.Add(uint8(from), m)
	d.recs[m] = rec
	for e, ok := d.takeEarly(from, m); ok; e, ok = d.takeEarly(from, m) {
		a.answer(d, e.rec, e.from, e.message)
	}
}

// answer takes an answer, which completes its exchange unless it is provisional.
func (a *Analyzer) answer(d *dialogue, rec *Connection, from Side, m *rtspparse.Message) {
	x := d.pair.Add(uint8(from), m)
	if x == nil || x.Response != m {
		return // provisional
	}
	if x.Request != nil {
		rec = d.recs[x.Request]
		delete(d.recs, x.Request)
	}
	a.signal.exchange(a, d, newExchange(rec, x))
}

// finish takes the requests that were never answered.
func (a *Analyzer) finishDialogue(d *dialogue) {
	a.releaseAnswers(d, anySide, math.MaxInt64)
	for _, x := range d.pair.All() {
		if x.Request != nil && x.Response == nil {
			a.signal.exchange(a, d, newExchange(d.recs[x.Request], x))
		}
	}
	a.signal.leftover(a, d)
}

// newExchange makes the report's exchange of a pair.
func newExchange(rec *Connection, x *rtspparse.Exchange) *Exchange {
	e := &Exchange{Connection: rec, Sender: Side(x.Sender), Request: x.Request, Response: x.Response}
	m := x.Response
	if x.Request != nil {
		m = x.Request
		e.Method, e.URL = m.Method, m.URL
		e.RequestFrame, e.RequestTime = capture.Frame(m.Last.Frame), m.Last.Time
	} else {
		e.Method = methodOf(m)
	}
	if x.Response != nil {
		e.ResponseFrame, e.ResponseTime = capture.Frame(x.Response.Last.Frame), x.Response.Last.Time
	}
	if n, ok := m.CSeq(); ok {
		e.CSeq = &n
	}
	return e
}

// methodOf tells what an answer whose request is not in the capture answered, where its headers
// leave no doubt; "" otherwise.
func methodOf(m *rtspparse.Message) string {
	h := m.Headers
	switch {
	case h.Has("Transport"):
		return "SETUP"
	case h.Has("RTP-Info"):
		return "PLAY"
	case h.Has("Public"):
		return "OPTIONS"
	case isSDP(m):
		return "DESCRIBE"
	}
	return ""
}
