package signalling

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtspparse"
)

// Dialog is one RTSP dialog: the messages of a connection, of the two connections of an HTTP tunnel, or of
// datagrams between two endpoints.
type Dialog struct {
	client, server capture.Endpoint
	pair           rtspparse.Pairer
	Conns          []*demux.TCPConn
	recs           map[*rtspparse.Message]*rtpflow.Connection // of the open requests

	pending      []*rtpflow.Exchange // of no session yet
	Current      *Session
	Descriptions []*Description
	sessions     []*Session   // with messages here, in order
	Transports   []*Transport // interleaved ones
	Inherited    []*Transport // interleaved ones that its sessions agreed on over other connections
	sent         [2]bool      // who sent messages
	reordered    []response   // that wait for their requests
	waits        bool         // in signalling.reordered
	beyond       bool         // in signalling.beyondDialogs
}

// MaxExchanges limits the exchanges that are kept of one dialog.
const MaxExchanges = 20000

func (g *Tracker) newDialog(client, server capture.Endpoint) *Dialog {
	d := &Dialog{client: client, server: server, recs: map[*rtspparse.Message]*rtpflow.Connection{}}
	g.Dialogs = append(g.Dialogs, d)
	return d
}

// hasServer reports whether the capture contains packets that the server of a dialog sent.
func (d *Dialog) hasServer() bool {
	for _, c := range d.Conns {
		if c.Captured(rtpflow.Server) {
			return true
		}
	}
	return d.sent[rtpflow.Server]
}

// Gap notes that bytes of a dialog are missing.
func (d *Dialog) Gap() { d.pair.Gap() }

// Swap exchanges the sides of a dialog, and of the sessions that have no other.
func (g *Tracker) Swap(d *Dialog) {
	d.client, d.server = d.server, d.client
	d.pair.Swap()
	d.sent[0], d.sent[1] = d.sent[1], d.sent[0]
	for i := range d.reordered {
		d.reordered[i].from = 1 - d.reordered[i].from
	}
	for _, e := range d.pending {
		e.Sender = 1 - e.Sender
	}
	for _, s := range d.sessions {
		if len(s.Dialogs) > 1 {
			continue
		}
		s.Client, s.Server = d.client.Addr, d.server
		for _, e := range s.Exchanges {
			e.Sender = 1 - e.Sender
		}
		if id := s.ID; id != "" {
			g.name(s, d, id)
		}
	}
}

// TransportOf is the transport agreed last for a channel: on this dialog, failing that by a session that came over from
// another one.
func (d *Dialog) TransportOf(channel uint8) *Transport { return d.TransportBefore(channel, nil) }

// TransportBefore is transportOf as if c had not been agreed.
func (d *Dialog) TransportBefore(channel uint8, c *Transport) *Transport {
	for _, list := range [][]*Transport{d.Transports, d.Inherited} {
		for _, l := range slices.Backward(list) {
			if l != c && InChannels(l.Channels, channel) {
				return l
			}
		}
	}
	return nil
}

// InChannels reports whether a pair of interleaved channels includes one.
func InChannels(pair []uint8, n uint8) bool {
	return slices.Contains(pair, n)
}

// take takes a message of a dialog; a response completes its exchange.
func (g *Tracker) take(d *Dialog, rec *rtpflow.Connection, from rtpflow.Side, m *rtspparse.Message) {
	if len(d.pair.All()) >= MaxExchanges {
		g.Dropped.Messages.Add(1, capture.Frame(m.Last.Frame))
		return
	}
	g.Dropped.Fields.Add(int64(m.FieldsDropped), capture.Frame(m.Last.Frame))
	d.sent[from] = true
	g.keepBody(m)
	if m.Request {
		g.request(d, rec, from, m)
		return
	}
	if !g.waitForRequest(d, rec, from, m) {
		g.response(d, rec, from, m)
	}
}

// request takes a request, and the response to it that the capture contains before it.
func (g *Tracker) request(d *Dialog, rec *rtpflow.Connection, from rtpflow.Side, m *rtspparse.Message) {
	g.releaseResponses(d, from, m.Last.Time)
	g.pair(d, from, m)
	d.recs[m] = rec
	for e, ok := d.takeResponse(from, m); ok; e, ok = d.takeResponse(from, m) {
		g.response(d, e.rec, e.from, e.message)
	}
}

// pair adds a message to the exchange that it belongs to, and counts what the limits leave out.
func (g *Tracker) pair(d *Dialog, from rtpflow.Side, m *rtspparse.Message) *rtspparse.Exchange {
	p := &d.pair
	unpaired, provisional := p.Dropped, p.ProvisionalDropped
	x := p.Add(uint8(from), m)
	g.Dropped.Responses.Add(p.Dropped-unpaired, capture.Frame(m.Last.Frame))
	g.Dropped.Provisional.Add(p.ProvisionalDropped-provisional, capture.Frame(m.Last.Frame))
	return x
}

// response takes a response, which completes its exchange unless it is provisional.
func (g *Tracker) response(d *Dialog, rec *rtpflow.Connection, from rtpflow.Side, m *rtspparse.Message) {
	x := g.pair(d, from, m)
	if x == nil || x.Response != m {
		return // provisional
	}
	if x.Request != nil {
		rec = d.recs[x.Request]
		delete(d.recs, x.Request)
	}
	d.pair.Forget(x)
	g.exchange(d, newExchange(rec, x))
}

// newExchange makes the report's exchange of a request and its response.
func newExchange(rec *rtpflow.Connection, x *rtspparse.Exchange) *rtpflow.Exchange {
	e := &rtpflow.Exchange{Connection: rec, Sender: rtpflow.Side(x.Sender), Request: x.Request, Response: x.Response}
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

// KeepWhole makes the connections of a dialog keep the whole of the interleaved frames to come.
func (d *Dialog) KeepWhole() {
	for _, c := range d.Conns {
		c.KeepWhole()
	}
}
