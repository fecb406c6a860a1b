//home: rtpflow/signalling

package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtspparse"
)

// dialog is one RTSP dialog: the messages of a connection, of the two connections of an HTTP tunnel, or of
// datagrams between two endpoints.
type dialog struct {
	client, server capture.Endpoint
	pair           rtspparse.Pairer
	conns          []*TCPConn
	recs           map[*rtspparse.Message]*Connection // of the open requests

	pending      []*Exchange // of no session yet
	current      *session
	descriptions []*description
	sessions     []*session   // with messages here, in order
	transports   []*transport // interleaved ones
	inherited    []*transport // interleaved ones that its sessions agreed on over other connections
	heard        [2]bool      // who sent messages
	reordered    []response   // that wait for their requests
	waits        bool         // in signalling.reordered
}

// maxExchanges limits the exchanges that are kept of one dialog.
const maxExchanges = 20000

func (g *signalling) newDialog(client, server capture.Endpoint) *dialog {
	d := &dialog{client: client, server: server, recs: map[*rtspparse.Message]*Connection{}}
	g.dialogs = append(g.dialogs, d)
	return d
}

// hasServer reports whether the capture contains packets that the server of a dialog sent.
func (d *dialog) hasServer() bool {
	for _, c := range d.conns {
		if c.Captured(Server) {
			return true
		}
	}
	return d.heard[Server]
}

// gap notes that bytes of a dialog are missing.
func (d *dialog) gap() { d.pair.Gap() }

// swap exchanges the sides of a dialog, and of the sessions that have no other.
func (g *signalling) swap(d *dialog) {
	d.client, d.server = d.server, d.client
	d.pair.Swap()
	d.heard[0], d.heard[1] = d.heard[1], d.heard[0]
	for i := range d.reordered {
		d.reordered[i].from = 1 - d.reordered[i].from
	}
	for _, e := range d.pending {
		e.Sender = 1 - e.Sender
	}
	for _, s := range d.sessions {
		if len(s.dialogs) > 1 {
			continue
		}
		s.client, s.server = d.client.Addr, d.server
		for _, e := range s.exchanges {
			e.Sender = 1 - e.Sender
		}
		if id := s.id; id != "" {
			g.name(s, d, id)
		}
	}
}

// transportOf is the transport agreed last for a channel: on this dialog, failing that by a session that came over from
// another one.
func (d *dialog) transportOf(channel uint8) *transport { return d.transportBefore(channel, nil) }

// transportBefore is transportOf as if c had not been agreed.
func (d *dialog) transportBefore(channel uint8, c *transport) *transport {
	for _, list := range [][]*transport{d.transports, d.inherited} {
		for i := len(list) - 1; i >= 0; i-- {
			if list[i] != c && inChannels(list[i].channels, channel) {
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

// take takes a message of a dialog; a response completes its exchange.
func (g *signalling) take(d *dialog, rec *Connection, from Side, m *rtspparse.Message) {
	if len(d.pair.All()) >= maxExchanges {
		g.dropped.exchanges++
		if g.dropped.exchangeFrame == 0 {
			g.dropped.exchangeFrame = capture.Frame(m.Last.Frame)
		}
		return
	}
	d.heard[from] = true
	if m.Request {
		g.request(d, rec, from, m)
		return
	}
	if !g.waitForRequest(d, rec, from, m) {
		g.response(d, rec, from, m)
	}
}

// request takes a request, and the response to it that the capture contains before it.
func (g *signalling) request(d *dialog, rec *Connection, from Side, m *rtspparse.Message) {
	g.releaseResponses(d, from, m.Last.Time)
	d.pair.Add(uint8(from), m)
	d.recs[m] = rec
	for e, ok := d.takeResponse(from, m); ok; e, ok = d.takeResponse(from, m) {
		g.response(d, e.rec, e.from, e.message)
	}
}

// response takes a response, which completes its exchange unless it is provisional.
func (g *signalling) response(d *dialog, rec *Connection, from Side, m *rtspparse.Message) {
	x := d.pair.Add(uint8(from), m)
	if x == nil || x.Response != m {
		return // provisional
	}
	if x.Request != nil {
		rec = d.recs[x.Request]
		delete(d.recs, x.Request)
	}
	g.exchange(d, newExchange(rec, x))
}

// newExchange makes the report's exchange of a request and its response.
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

// methodOf infers the method that a response without its request belongs to, where its header fields leave no
// doubt; "" otherwise.
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

// keepWhole makes the connections of a dialog keep the whole of the interleaved frames to come.
func (d *dialog) keepWhole() {
	for _, c := range d.conns {
		c.KeepWhole()
	}
}
