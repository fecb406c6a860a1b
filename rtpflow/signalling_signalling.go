//home: rtpflow/signalling

// Package signalling builds RTSP sessions from messages: exchanges of request and response, session descriptions, the
// transports that SETUPs negotiate, the dialogs that run over HTTP tunnels and over UDP.
//
// It touches no media. What a message means for the media, it returns as changes; transports are looked up by UDP endpoint
// and by interleaved channel.
package rtpflow

import (
	"math"

	"rtspect/capture"
	"rtspect/rtspparse"
)

// signalling builds sessions from RTSP messages as they come. What its methods return says what has changed for
// the media; it is valid until the next call.
type signalling struct {
	dialogs   []*dialog
	datagrams []*datagramConn
	dropped   signallingDropped

	sessions     []*session
	byID         map[sessionKey][]*session
	descriptions []*description
	transports   []*transport
	ports        portIndex

	tunnels     map[tunnelKey]*dialog
	ofConn      map[*TCPConn]*dialog
	byEndpoints map[FlowKey]*datagramConn
	reordered   []*dialog // with responses that wait for their requests
	due         int64     // when the first of them must be taken as it is, 0 for never
	changes     []change
}

// signallingDropped counts what exceeded a limit.
type signallingDropped struct {
	exchanges     int64         // messages beyond the exchanges of a dialog
	exchangeFrame capture.Frame // the first of them
	sessions      int64         // sessions, and media of sessions
}

// changeKind is what a change is about.
type changeKind uint8

const (
	// agreed: a SETUP negotiated a transport.
	agreed changeKind = iota
	// positioned: a PLAY, PAUSE or TEARDOWN was accepted, which starts, moves or stops the media.
	positioned
)

// change is what signalling means for the media.
type change struct {
	kind changeKind
	// transport is the one that was agreed.
	transport *transport
	// session is the one whose media exchange has positioned.
	session  *session
	exchange *Exchange
}

func newSignalling() *signalling {
	return &signalling{
		byID:        map[sessionKey][]*session{},
		tunnels:     map[tunnelKey]*dialog{},
		ofConn:      map[*TCPConn]*dialog{},
		byEndpoints: map[FlowKey]*datagramConn{},
	}
}

// message takes a message of a dialog. rec is the connection that carried it.
func (g *signalling) message(d *dialog, rec *Connection, from Side, m *rtspparse.Message) []change {
	g.changes = g.changes[:0]
	g.take(d, rec, from, m)
	return g.changes
}

// advance takes the responses that have waited too long for their requests, where the capture time is after due.
func (g *signalling) advance(now int64) []change {
	g.changes = g.changes[:0]
	g.releaseOld(now)
	return g.changes
}

// finish takes the requests of a dialog that were never answered, and what belongs to no session.
func (g *signalling) finish(d *dialog) []change {
	g.changes = g.changes[:0]
	g.releaseResponses(d, anySide, math.MaxInt64)
	for _, x := range d.pair.All() {
		if x.Request != nil && x.Response == nil {
			g.exchange(d, newExchange(d.recs[x.Request], x))
		}
	}
	g.leftover(d)
	return g.changes
}
