package signalling

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// Session is an RTSP session, or the attempt at one, as far as its messages show it.
type Session struct {
	ID            string // of the Session header, "" if never given
	Client        capture.Addr
	Server        capture.Endpoint
	Mode          string // "play", "record" or "none"
	Exchanges     []*rtpflow.Exchange
	Media         []*Media
	Dialogs       []*Dialog
	Desc          *Description
	TeardownSent  int64 // when TEARDOWN was sent
	TeardownDone  int64 // when its response came
	Teardown      *rtpflow.Exchange
	beyond        bool              // it exceeds the limit, and is in no list
	RTPInfo       []RTPInfo         // of media that were set up before the capture
	PlayResponses []int64           // of the responses to PLAY
	Moved         *rtpflow.Exchange // the first that came from another client address
	MovedAddr     capture.Addr
}

// Media is one control URL of a session that was set up.
type Media struct {
	Control   string // the URL of the SETUP request
	Index     int    // in the description, or in the order of SETUP where there is none
	Kind      string // "video", "audio", …; "" if not known
	Protocol  string // "RTP/AVP", from the description or the Transport header
	Formats   []sdpview.Format
	SDP       *sdpview.Media    // nil if there is none
	Header    rtpflow.Transport // what the Transport headers of the last SETUP say
	Transport *Transport        // the one agreed last, nil if none was
}

// sessionKey identifies a session: an identifier is unique at one server alone, and some servers give several clients
// the same one.
type sessionKey struct {
	id     string
	client capture.Addr
	server capture.Endpoint
}

// Description is a session description (SDP) and where it came from.
type Description struct {
	View     *sdpview.Session
	Text     []byte
	Base     string
	url      string
	Frame    capture.Frame
	time     int64
	dialog   *Dialog
	Exchange *rtpflow.Exchange
	client   capture.Addr
	server   capture.Endpoint
}

// Limits of the state of signalling. What exceeds them is counted in Tracker.Dropped.
const (
	MaxSessions = 20000
	MaxMedia    = 256 // of one session
	// maxRecentDescriptions is how many descriptions are searched for a SETUP on another dialog.
	maxRecentDescriptions = 64
)

// exchange enters an exchange that is complete, or will never be, into its session.
func (g *Tracker) exchange(d *Dialog, e *rtpflow.Exchange) {
	g.describe(d, e)
	requested, given := sessionIDs(e)
	ok := e.Response == nil || e.Status() < 400
	setup := e.Method == "SETUP" && ok && (e.Response != nil || !d.hasServer())
	var s *Session
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
			s = d.Current // refused: the server does not know the identifier
		}
	case given != "" && ok:
		if s = g.find(d, e, given); s == nil || s.Teardown != nil && e.Method != "TEARDOWN" {
			s = g.begin(d, e, given)
		}
	case setup:
		if s = d.Current; s == nil || s.Teardown != nil || s.ID != "" || g.otherPresentation(s, d, e.URL) {
			s = g.begin(d, e, "")
		}
	default:
		s = g.currentOf(d, e)
	}
	if s == nil {
		d.pending = append(d.pending, e)
		return
	}
	if s.beyond {
		g.actBeyond(s, d, e, setup)
		return
	}
	if s.Client != d.client.Addr && s.Client != (capture.Addr{}) && s.Moved == nil {
		s.Moved, s.MovedAddr = e, d.client.Addr
	}
	g.enter(s, d, e)
	if requested != "" && given != "" && requested != given && ok {
		g.alias(s, d, given)
	}
	g.act(s, d, e, setup)
}

// sessionIDs returns the session identifiers of request and response.
func sessionIDs(e *rtpflow.Exchange) (requested, given string) {
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
func (g *Tracker) enter(s *Session, d *Dialog, e *rtpflow.Exchange) {
	s.Exchanges = append(s.Exchanges, e)
	if !s.On(d) {
		s.Dialogs = append(s.Dialogs, d)
		d.sessions = append(d.sessions, s)
		for _, m := range s.Media {
			if c := m.Transport; c != nil && c.Lower == "tcp" {
				d.Inherited = append(d.Inherited, c)
			}
		}
	}
}

// act applies an exchange to the state of its session.
func (g *Tracker) act(s *Session, d *Dialog, e *rtpflow.Exchange, setup bool) {
	d.Current = s
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
		g.changes = append(g.changes, Change{Kind: Positioned, Session: s, Exchange: e})
	}
	switch {
	case setup && e.Request != nil && e.Request.StartLineTruncated():
		// The capture lacks what was set up: the media are known from their packets alone.
	case setup:
		g.setup(s, d, e)
	case e.Method == "PLAY":
		if s.Mode == "none" {
			s.Mode = "play"
		}
		g.noteRTPInfo(s, e)
	case e.Method == "RECORD":
		s.Mode = "record"
	case e.Method == "TEARDOWN":
		g.teardown(s, e)
	}
}

// teardown ends a session, or one media of it where the URL is that of one among several.
func (g *Tracker) teardown(s *Session, e *rtpflow.Exchange) {
	at := max(e.RequestTime, e.ResponseTime)
	var one *Transport
	alive := 0
	for _, m := range s.Media {
		c := m.Transport
		if c == nil {
			continue
		}
		if e.URL != "" && sdpview.SameURL(m.Control, e.URL) {
			one = c
		}
		if c.To == 0 {
			alive++
		}
	}
	if one != nil && alive > 1 {
		one.To = at
		return
	}
	for _, m := range s.Media {
		if c := m.Transport; c != nil && c.To == 0 {
			c.To = at
		}
	}
	s.TeardownSent, s.TeardownDone, s.Teardown = e.Time(), at, e
}

// leftover makes a session of the exchanges of a dialog that belong to none, so that failed attempts are reported.
// Exchanges that attempt nothing, such as OPTIONS, join the last session of the dialog.
func (g *Tracker) leftover(d *Dialog) {
	d.pending = slices.DeleteFunc(d.pending, func(e *rtpflow.Exchange) bool {
		s := d.home(e)
		if s != nil && !s.beyond {
			g.enter(s, d, e)
			g.act(s, d, e, false)
		}
		return s != nil
	})
	if len(d.pending) == 0 {
		return
	}
	s := d.Current
	if s == nil || attempts(d.pending) {
		s = g.begin(d, d.pending[0], "")
	}
	if s.beyond {
		d.pending = nil
		return
	}
	for _, e := range d.pending {
		g.enter(s, d, e)
	}
	d.pending = nil
}

// home returns the session that a request without response and without session identifier was meant for: one of the
// dialog with the same request and a response, or with a description that contains the media.
func (d *Dialog) home(e *rtpflow.Exchange) *Session {
	if e.Response != nil || e.Request == nil || e.URL == "" {
		return nil
	}
	for _, s := range d.sessions {
		if e.Method == "SETUP" && s.Desc != nil && s.Desc.media(e.URL) != nil {
			return s
		}
		for _, x := range s.Exchanges {
			if x.Response != nil && x.Method == e.Method && sdpview.SameURL(x.URL, e.URL) {
				return s
			}
		}
	}
	return nil
}

// continued reports whether a session was played or recorded after a SETUP whose response is not in the capture, so
// that the SETUP must have succeeded.
func (s *Session) continued(setup *rtpflow.Exchange) bool {
	return s.mediaOf(setup.URL) == nil && slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool {
		return (e.Method == "PLAY" || e.Method == "RECORD") && e.Status()/100 == 2 && e.Time() > setup.Time()
	})
}

// attempts reports whether the exchanges attempt to set up a session.
func attempts(list []*rtpflow.Exchange) bool {
	for _, e := range list {
		switch e.Method {
		case "DESCRIBE", "SETUP", "ANNOUNCE", "PLAY", "RECORD":
			return true
		}
	}
	return false
}
