// Package signalling builds RTSP sessions from messages: exchanges of request and response, session descriptions, the
// transports that SETUPs negotiate, the dialogs that run over HTTP tunnels and over UDP.
//
// It touches no media. What a message means for the media, it returns as changes; transports are looked up by UDP endpoint
// and by interleaved channel.
package signalling

import (
	"hash/maphash"
	"math"

	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtspparse"
)

// Tracker builds sessions from RTSP messages as they come. What its methods return says what has changed for
// the media; it is valid until the next call.
type Tracker struct {
	Dialogs   []*Dialog
	Datagrams []*datagramConn
	Dropped   signallingDropped

	Sessions []*Session
	byID     map[sessionKey][]*Session
	recent   []*Description // the latest of all dialogs
	byText   map[descriptionKey]parsedDescription
	// descriptionBytes is the size of what byText contains, bodyBytes that of the bodies of all messages.
	descriptionBytes, bodyBytes int

	beyond        map[uint64]struct{} // sessions beyond the limit
	beyondDialogs []*Dialog           // with such sessions, the oldest first
	seed          maphash.Seed
	Transports    []*Transport
	Ports         PortIndex

	tunnels     map[tunnelKey]*Dialog
	ofConn      map[*demux.TCPConn]*Dialog
	byEndpoints map[demux.FlowKey]*datagramConn
	reordered   []*Dialog // with responses that wait for their requests
	Due         int64     // when the first of them must be taken as it is, 0 for never
	changes     []Change
}

// signallingDropped counts what exceeded a limit.
type signallingDropped struct {
	Messages     rtpflow.Excess // beyond the exchanges of a dialog
	Fields       rtpflow.Excess // header fields of a message
	Responses    rtpflow.Excess // to requests that are given up because too many are pending
	Provisional  rtpflow.Excess // responses of one exchange
	Tunnels      rtpflow.Excess // halves of HTTP tunnels whose other half is not looked for among all connections
	Sessions     rtpflow.Excess
	Media        rtpflow.Excess // SETUPs of media of one session
	Descriptions rtpflow.Excess // beyond the bytes that are kept of all
	Bodies       rtpflow.Excess // of messages, beyond the bytes that are kept of all
	SDPMedia     rtpflow.Excess // media sections of a description
	Attributes   rtpflow.Excess // attributes of a description, or of one of its media
	Datagrams    rtpflow.Excess // messages over UDP, of clients beyond the limit
	RTPInfo      rtpflow.Excess // entries of a session that belong to no known media
}

// changeKind is what a change is about.
type changeKind uint8

const (
	// Agreed says that a SETUP negotiated a transport.
	Agreed changeKind = iota
	// Positioned says that a PLAY, PAUSE or TEARDOWN was accepted, which starts, moves or stops the media.
	Positioned
	// Displaced says that a SETUP beyond a limit negotiated a transport. What comes on its ports or channels from now on belongs
	// to no session in the report.
	Displaced
)

// Change is what signalling means for the media.
type Change struct {
	Kind changeKind
	// Transport is the one that was agreed.
	Transport *Transport
	// Session is the one whose media exchange has positioned.
	Session  *Session
	Exchange *rtpflow.Exchange
}

// New returns a Tracker without sessions.
func New() *Tracker {
	return &Tracker{
		byID:        map[sessionKey][]*Session{},
		byText:      map[descriptionKey]parsedDescription{},
		beyond:      map[uint64]struct{}{},
		seed:        maphash.MakeSeed(),
		tunnels:     map[tunnelKey]*Dialog{},
		ofConn:      map[*demux.TCPConn]*Dialog{},
		byEndpoints: map[demux.FlowKey]*datagramConn{},
	}
}

// Message takes a message of a dialog. rec is the connection that carried it.
func (g *Tracker) Message(d *Dialog, rec *rtpflow.Connection, from rtpflow.Side, m *rtspparse.Message) []Change {
	g.changes = g.changes[:0]
	g.take(d, rec, from, m)
	return g.changes
}

// Advance takes the responses that have waited too long for their requests, where the capture time is after due.
func (g *Tracker) Advance(now int64) []Change {
	g.changes = g.changes[:0]
	g.releaseOld(now)
	return g.changes
}

// Finish takes the requests of a dialog that have no response, and what belongs to no session.
func (g *Tracker) Finish(d *Dialog) []Change {
	g.changes = g.changes[:0]
	g.releaseResponses(d, anySide, math.MaxInt64)
	for _, x := range d.pair.All() {
		if x != nil && x.Request != nil && x.Response == nil {
			g.exchange(d, newExchange(d.recs[x.Request], x))
		}
	}
	g.leftover(d)
	return g.changes
}
