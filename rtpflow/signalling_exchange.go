//home: rtpflow/signalling

package rtpflow

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// session is an RTSP session, or the attempt at one, as far as its messages show it.
type session struct {
	id            string // of the Session header, "" if never given
	client        capture.Addr
	server        capture.Endpoint
	mode          string // "play", "record" or "none"
	exchanges     []*Exchange
	media         []*media
	dialogs       []*dialog
	desc          *description
	teardownSent  int64 // when TEARDOWN was sent
	teardownDone  int64 // when its response came
	teardown      *Exchange
	rtpInfo       []rtpInfo // of media that were set up before the capture
	playResponses []int64   // of the responses to PLAY
	moved         *Exchange // the first that came from another client address
	movedAddr     capture.Addr
}

// media is one control URL of a session that was set up.
type media struct {
	control   string // the URL of the SETUP request
	index     int    // in the description, or in the order of SETUP where there is none
	kind      string // "video", "audio", …; "" if not known
	protocol  string // "RTP/AVP", from the description or the Transport header
	formats   []sdpview.Format
	sdp       *sdpview.Media // nil if there is none
	header    Transport      // what the Transport headers of the last SETUP say
	transport *transport     // the one agreed last, nil if none was
}

// sessionKey identifies a session: an identifier is unique at one server alone, and some servers give several clients
// the same one.
type sessionKey struct {
	id     string
	client capture.Addr
	server capture.Endpoint
}

// description is a session description (SDP) and where it came from.
type description struct {
	view     *sdpview.Session
	text     []byte
	base     string
	url      string
	frame    capture.Frame
	time     int64
	dialog   *dialog
	exchange *Exchange
	client   capture.Addr
	server   capture.Endpoint
}

// Limits of the state of signalling; what exceeds the first and the last is counted.
const (
	maxSessions     = 20000
	maxDescriptions = 4096
	maxMedia        = 256 // of one session
)

// exchange enters an exchange that is complete, or will never be, into its session.
func (g *signalling) exchange(d *dialog, e *Exchange) {
	g.describe(d, e)
	requested, given := sessionIDs(e)
	ok := e.Response == nil || e.Status() < 400
	setup := e.Method == "SETUP" && ok && (e.Response != nil || !d.hasServer())
	var s *session
	switch {
	case setup && (given != "" || requested != ""):
		s = g.ofSetup(d, e, requested, given)
	case requested != "":
		if s = g.find(d, e, requested); s == nil && ok {
			s = g.withoutID(d, requested)
		}
		if s == nil && ok {
			s = g.begin(d, e, requested)
		} else if s == nil {
			s = d.current // refused: the server does not know the identifier
		}
	case given != "" && ok:
		if s = g.find(d, e, given); s == nil || s.teardown != nil && e.Method != "TEARDOWN" {
			s = g.begin(d, e, given)
		}
	case setup:
		if s = d.current; s == nil || s.teardown != nil || s.id != "" || g.otherPresentation(s, d, e.URL) {
			s = g.begin(d, e, "")
		}
	default:
		s = g.currentOf(d, e)
	}
	if s == nil {
		d.pending = append(d.pending, e)
		return
	}
	if s.client != d.client.Addr && s.client != (capture.Addr{}) && s.moved == nil {
		s.moved, s.movedAddr = e, d.client.Addr
	}
	g.enter(s, d, e)
	if requested != "" && given != "" && requested != given && ok {
		g.alias(s, d, given)
	}
	g.act(s, d, e, setup)
}

// sessionIDs returns the session identifiers of request and response.
func sessionIDs(e *Exchange) (requested, given string) {
	if e.Request != nil {
		requested = sessionID(e.Request)
	}
	if e.Response != nil {
		given = sessionID(e.Response)
	}
	return requested, given
}

func sessionID(m *rtspparse.Message) string {
	v := m.Headers.Get("Session")
	if v == "" {
		return ""
	}
	s, _ := rtspparse.ParseSession(v)
	return s.ID
}

// enter enters an exchange into a session.
func (g *signalling) enter(s *session, d *dialog, e *Exchange) {
	s.exchanges = append(s.exchanges, e)
	if !s.on(d) {
		s.dialogs = append(s.dialogs, d)
		d.sessions = append(d.sessions, s)
		for _, m := range s.media {
			if c := m.transport; c != nil && c.lower == "tcp" {
				d.inherited = append(d.inherited, c)
			}
		}
	}
}

// act applies an exchange to the state of its session.
func (g *signalling) act(s *session, d *dialog, e *Exchange, setup bool) {
	d.current = s
	if e.Response == nil && d.hasServer() && e.Method != "TEARDOWN" {
		if e.Method == "SETUP" && s.continued(e) {
			g.setup(s, d, e)
		}
		return
	}
	if e.Status() >= 300 {
		return
	}
	switch e.Method {
	case "PLAY", "PAUSE", "TEARDOWN":
		g.changes = append(g.changes, change{kind: positioned, session: s, exchange: e})
	}
	switch {
	case setup:
		g.setup(s, d, e)
	case e.Method == "PLAY":
		if s.mode == "none" {
			s.mode = "play"
		}
		g.noteRTPInfo(s, e)
	case e.Method == "RECORD":
		s.mode = "record"
	case e.Method == "TEARDOWN":
		g.teardown(s, e)
	}
}

// teardown ends a session, or one media of it where the URL is that of one among several.
func (g *signalling) teardown(s *session, e *Exchange) {
	at := max(e.RequestTime, e.ResponseTime)
	var one *transport
	alive := 0
	for _, m := range s.media {
		c := m.transport
		if c == nil {
			continue
		}
		if e.URL != "" && sdpview.SameURL(m.control, e.URL) {
			one = c
		}
		if c.to == 0 {
			alive++
		}
	}
	if one != nil && alive > 1 {
		one.to = at
		return
	}
	for _, m := range s.media {
		if c := m.transport; c != nil && c.to == 0 {
			c.to = at
		}
	}
	s.teardownSent, s.teardownDone, s.teardown = e.Time(), at, e
}

// leftover makes a session of the exchanges of a dialog that belong to none, so that failed attempts are reported.
// Exchanges that attempt nothing, such as OPTIONS, join the last session of the dialog.
func (g *signalling) leftover(d *dialog) {
	d.pending = slices.DeleteFunc(d.pending, func(e *Exchange) bool {
		s := d.home(e)
		if s != nil {
			g.enter(s, d, e)
			g.act(s, d, e, false)
		}
		return s != nil
	})
	if len(d.pending) == 0 {
		return
	}
	s := d.current
	if (s == nil || attempts(d.pending)) && len(g.sessions) < maxSessions {
		s = g.newSession(d, "")
	}
	if s == nil {
		g.dropped.sessions++
		return
	}
	for _, e := range d.pending {
		g.enter(s, d, e)
	}
	d.pending = nil
}

// home returns the session that a request without response and without session identifier was meant for: one of the
// dialog with the same request and a response, or with a description that contains the media.
func (d *dialog) home(e *Exchange) *session {
	if e.Response != nil || e.Request == nil || e.URL == "" {
		return nil
	}
	for _, s := range d.sessions {
		if e.Method == "SETUP" && s.desc != nil && s.desc.media(e.URL) != nil {
			return s
		}
		for _, x := range s.exchanges {
			if x.Response != nil && x.Method == e.Method && sdpview.SameURL(x.URL, e.URL) {
				return s
			}
		}
	}
	return nil
}

// continued reports whether a session was played or recorded after a SETUP whose response is not in the capture, so
// that the SETUP must have succeeded.
func (s *session) continued(setup *Exchange) bool {
	return s.mediaOf(setup.URL) == nil && slices.ContainsFunc(s.exchanges, func(e *Exchange) bool {
		return (e.Method == "PLAY" || e.Method == "RECORD") && e.Status()/100 == 2 && e.Time() > setup.Time()
	})
}

// attempts reports whether the exchanges attempt to set up a session.
func attempts(list []*Exchange) bool {
	for _, e := range list {
		switch e.Method {
		case "DESCRIBE", "SETUP", "ANNOUNCE", "PLAY", "RECORD":
			return true
		}
	}
	return false
}
