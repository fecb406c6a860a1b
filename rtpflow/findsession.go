package rtpflow

import (
	"cmp"
	"fmt"
	"slices"

	"rtspect/capture"
	"rtspect/rtspparse"
	"rtspect/rtspparse/registry"
	"rtspect/sdpview"
)

// sessionFindings tells what went wrong with a session, its media apart.
func (a *Analyzer) sessionFindings(s *session) []Finding {
	list := s.exchangeFindings(a)
	list = append(list, s.ruleFindings(&a.thresholds)...)
	list = append(list, s.fieldFindings()...)
	list = append(list, s.notifyFindings(a)...)
	list = append(list, s.fallback(a)...)
	if s.WindowsMedia != nil {
		list = append(list, s.WindowsMedia.findings(s)...)
	}
	list = append(list, s.authenticated()...)
	list = append(list, s.clearCredentials()...)
	list = append(list, s.stateFindings()...)
	list = append(list, s.syntaxFindings()...)
	list = append(list, s.sdpFindings()...)
	list = append(list, s.repeatedCSeq()...)
	list = append(list, s.endFindings(a)...)
	list = append(list, s.midway(a)...)
	if e := s.moved; e != nil {
		list = append(list, find("session-address-changed", e.evidence(), "The session was set up from %s; %s came from %s.", s.Client, e.inside(), s.movedTo).at(e.Time()))
	}
	list = append(list, s.syncFindings(&a.thresholds)...)
	return append(list, s.afterPause(&a.thresholds)...)
}

// stateFindings runs the session through the state machine of RFC 2326, A, with one state for each
// media: a request on the session's own URL is one on all of them.
func (s *session) stateFindings() (list []Finding) {
	if !s.fromStart() {
		return nil
	}
	// A client that goes on without a single answer in the capture must have had them.
	unheard := !slices.ContainsFunc(s.Exchanges, func(e *Exchange) bool { return e.Response != nil })
	if unheard && !slices.ContainsFunc(s.Exchanges, func(e *Exchange) bool { return e.Method == "SETUP" }) {
		return nil // one of several that were set up without names
	}
	states := map[*Media]registry.State{}
	aggregate := registry.Init
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Sender != Client {
			continue
		}
		own := s.mediaOf(e.URL)
		from := aggregate
		if own != nil {
			from = states[own]
		}
		next, ok := from.Next(e.Method, s.Version)
		if !ok {
			outcome := "had no answer"
			if e.Response != nil {
				outcome = fmt.Sprintf("was answered %d %s", e.Status(), e.Response.Reason)
			}
			list = append(list, find("state-violation", e.evidence(), "%s was sent in state %s, which does not allow it, and %s.", e.Method, from, outcome).at(e.RequestTime))
		}
		if e.Response == nil && e.Method != "TEARDOWN" && !unheard || e.Status() >= 300 {
			continue
		}
		if !ok { // the server did it all the same
			next = forced(e.Method, from)
		}
		if own != nil {
			states[own] = next
		}
		if own == nil || len(s.Media) == 1 || e.Method == "SETUP" && aggregate == registry.Init {
			aggregate = next
			for _, m := range s.Media {
				if own == nil && states[m] != registry.Init {
					states[m] = next
				}
			}
		}
	}
	return list
}

// forced is the state after a method that succeeded though it was not allowed.
func forced(method string, from registry.State) registry.State {
	switch method {
	case "PLAY":
		return registry.Playing
	case "RECORD":
		return registry.Recording
	case "PAUSE":
		return registry.Ready
	}
	return from
}

// fromStart reports whether the session's beginning is in the capture: a SETUP that was answered, or
// connections captured from their handshake on.
func (s *session) fromStart() bool {
	for _, c := range s.Connections {
		if !c.SYNSeen || c.Sides[Client].GapBytes+c.Sides[Server].GapBytes > 0 {
			return false
		}
	}
	for _, e := range s.Exchanges {
		if e.Request == nil {
			return false
		}
	}
	return true
}

// repeatedCSeq tells of a sender that used a CSeq again.
func (s *session) repeatedCSeq() (list []Finding) {
	type key struct {
		c    *Connection
		from Side
		n    int64
	}
	seen := map[key]*Exchange{}
	for _, e := range s.Exchanges {
		if e.Request == nil || e.CSeq == nil {
			continue
		}
		k := key{e.Connection, e.Sender, *e.CSeq}
		if old := seen[k]; old != nil {
			return []Finding{find("cseq-repeated", []capture.Frame{old.RequestFrame, e.RequestFrame}, "The %s used CSeq %d for %s and again for %s.", e.Sender, *e.CSeq, old.Method, e.Method).at(e.RequestTime)}
		}
		seen[k] = e
	}
	return nil
}

// afterPause tells of media that went on after a PAUSE was answered.
func (s *session) afterPause(t *Thresholds) (list []Finding) {
	for i, e := range s.Exchanges {
		if e.Method != "PAUSE" || e.Status() < 200 || e.Status() >= 300 {
			continue
		}
		until := s.ender(i)
		if until == nil {
			continue
		}
		for _, m := range s.marks {
			if m.exchange == until && float64(m.time-e.ResponseTime) > t.LateRTPPause*1e9 && m.time < until.Time() {
				f := find("rtp-after-pause", []capture.Frame{e.ResponseFrame, m.frame}, "RTP went on for %s after PAUSE was answered.", seconds(m.time-e.ResponseTime)).at(e.ResponseTime)
				ssrc := m.source.SSRC
				f.SSRC = &ssrc
				list = append(list, f.of(m.claim.media))
			}
		}
	}
	return list
}

// endFindings tells of an end that is not a TEARDOWN, and of keep-alives.
func (s *session) endFindings(a *Analyzer) (list []Finding) {
	switch s.EndedBy {
	case "client-reset", "server-reset":
		list = append(list, s.resetFinding(&a.thresholds)...)
	case "timeout":
		list = append(list, s.timeoutFinding(a)...)
	case "server-close":
		list = append(list, s.serverClosed(a)...)
	case "client-close", "capture-end":
		list = append(list, s.noTeardown()...)
	}
	if s.EndedBy != "timeout" {
		list = append(list, s.lateKeepalive(a)...)
	}
	return list
}

// noTeardown tells how a session ended that was never torn down.
func (s *session) noTeardown() []Finding {
	if len(s.Media) == 0 {
		return nil
	}
	last := s.Exchanges[len(s.Exchanges)-1]
	if last.Method == "TEARDOWN" || s.EndedBy == "capture-end" && last.Request == nil {
		return nil
	}
	how := map[string]string{"client-close": "the client closed its connection", "capture-end": "it is still alive when the capture ends"}[s.EndedBy]
	holes := slices.ContainsFunc(s.Connections, func(c *Connection) bool { return c.holes(Client) })
	if holes {
		how += "; but the capture has holes in what the client sent"
	}
	f := find("no-teardown", one(last.Frame()), "The session has no TEARDOWN: %s.", how)
	for _, c := range s.Connections {
		if x, ok := c.closing(); ok {
			f.Frames = append(f.Frames, x.frame)
			f = f.at(x.time)
		}
	}
	slices.Sort(f.Frames)
	f.DisplayFilter = frameFilter(f.Frames)
	if s.EndedBy == "capture-end" || holes {
		f.Severity = SevNote
	}
	return []Finding{f}
}

// serverClosed tells of a server that closed the connection of a session that was not torn down.
func (s *session) serverClosed(a *Analyzer) []Finding {
	if len(s.Media) == 0 || s.Exchanges[len(s.Exchanges)-1].Method == "TEARDOWN" && !s.tornTooLate() {
		return nil // TEARDOWN was refused
	}
	for i := len(s.Connections) - 1; i >= 0; i-- {
		c := s.Connections[i]
		x, ok := c.closing()
		if !ok || x.by != Server {
			continue
		}
		last := s.lastBefore(x.time)
		if last != nil && last.Request == nil && x.time-last.ResponseTime < 1e9 {
			return nil // what it answered, perhaps TEARDOWN, is not in the capture
		}
		frames, since, rest := []capture.Frame{x.frame}, "", "; no TEARDOWN had come"
		if !s.heard(a, Client) {
			rest = ""
		}
		if last != nil {
			since = ", " + last.sinceText(x.time)
		}
		if media := s.lastMedia(); media > 0 && media <= x.time {
			since += ", " + seconds(x.time-media) + " after the last packet of its media"
		}
		if s.torn {
			frames, rest = append(frames, s.tornBy.RequestFrame), "; the TEARDOWN that the client sent then was not answered"
		}
		f := find("server-closed", frames, "The server closed connection %s in the middle of the session%s%s.", c.ID, since, rest).at(x.time)
		if heard, _ := s.lastSign(); heard > 0 && x.time-heard >= int64(s.timeout())*9e8 {
			f.Summary += fmt.Sprintf(" The client had given no sign of life for %s, and the session's timeout is %d s: it timed out.", seconds(x.time-heard), s.timeout())
		} else if p := a.publisherGone(s, x.time); p != nil {
			f.Summary += fmt.Sprintf(" Session %s, which had sent the media to the server, had just been torn down.", p.ID)
			f.Severity = SevNote
		}
		return []Finding{f}
	}
	return nil
}

// publisherGone finds the session that gave the server what s played, if it was torn down just before a time.
func (a *Analyzer) publisherGone(s *session, before int64) *session {
	const just = 3e9
	for _, o := range a.signal.sessions {
		if o.Mode == "record" && o.torn && o.tornAsked <= before && before-o.tornAsked < just && sdpview.SameURL(o.URL, s.URL) {
			return o
		}
	}
	return nil
}

// timeoutFinding tells of a session that the server gave up.
func (s *session) timeoutFinding(a *Analyzer) []Finding {
	heard, frame := s.lastSign()
	return []Finding{find("session-timeout", one(frame), "The client's last sign of life came %s before the media stopped; the session's timeout is %d s: the client vanished, and the server stopped sending.",
		seconds(s.lastMedia()-heard), s.timeout()).at(s.lastMedia())}
}

// timeout is the session's, in seconds: 60 where the server names none (RFC 2326, 12.37).
func (s *session) timeout() int { return cmp.Or(s.Timeout, rtspparse.DefaultTimeout) }

// lastSign is when the client last showed that it is alive: a request, or RTCP.
func (s *session) lastSign() (time int64, frame capture.Frame) {
	for _, e := range s.Exchanges {
		if e.Sender == Client && e.Request != nil && e.RequestTime > time {
			time, frame = e.RequestTime, e.RequestFrame
		}
	}
	for _, m := range s.Media {
		for _, x := range m.RTCP {
			if x.Direction == ClientToServer && x.End > time {
				time, frame = x.End, x.LastFrame
			}
		}
	}
	return time, frame
}

// lateKeepalive tells of a client whose signs of life are further apart than the timeout allows, while
// the media went on.
func (s *session) lateKeepalive(a *Analyzer) []Finding {
	if s.Timeout == 0 || s.Mode != "play" {
		return nil
	}
	heard, frame := s.lastSign()
	if over := s.lastMedia() - heard; heard > 0 && float64(over) > float64(s.Timeout)*1e9*(1+a.thresholds.LateKeepalive/100) {
		end := "the server went on sending"
		if s.EndedBy == "capture-end" && a.now-s.lastMedia() < stillAfter {
			end = "it seems to have vanished without TEARDOWN, and the media end with the capture: whether the server gave the session up then cannot be told"
		}
		return []Finding{find("keepalive-late", one(frame), "The client gave no sign of life for %s, though the session's timeout is %d s; %s.", seconds(over), s.Timeout, end)}
	}
	return nil
}

// midway tells of a session of which the beginning is not in the capture.
func (s *session) midway(a *Analyzer) []Finding {
	for i := range 2 {
		if !s.heard(a, Side(i)) && s.heard(a, Side(1-i)) {
			known := "what it asked is known only from the server's answers"
			if Side(i) == Server {
				known = "how it answered the client is not known"
			}
			return []Finding{find("one-direction", one(s.FirstFrame), "No RTSP message of the %s is in the capture: %s.", Side(i), known)}
		}
	}
	for _, c := range s.claims {
		if c.implied {
			return []Finding{find("setup-not-captured", one(s.FirstFrame), "The session began before the capture: its SETUP and SDP are not in it, so the codec is not known and the clock rate is estimated.")}
		}
	}
	if begun := func(c *Connection) bool { return !c.SYNSeen }; len(s.Media) == 0 && s.Session.Session != "" && s.underWay() && slices.ContainsFunc(s.Connections, begun) {
		return []Finding{find("setup-not-captured", one(s.FirstFrame), "The session began before the capture: its SETUP and SDP are not in it, so which media are its own cannot be told.")}
	}
	return nil
}
