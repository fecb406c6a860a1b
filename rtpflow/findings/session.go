package findings

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/findings/displayfilter"
	"rtspect/rtpflow/wording"
	"rtspect/rtspparse/registry"
	"rtspect/sdpview"
)

// sessionDetector finds what is wrong with a session.
type sessionDetector struct {
	*detector
	s     *rtpflow.Session
	index *exchangeIndex
}

// signallingFindings are those about the session itself, without its connections and media.
func (d *sessionDetector) signallingFindings() {
	d.exchangeFindings()
	d.ruleFindings()
	d.fieldFindings()
	d.notifyFindings()
	d.fallback()
	d.windowsMediaFindings()
	d.authenticated()
	d.clearCredentials()
	d.stateFindings()
	d.syntaxFindings()
	d.sdpFindings()
	d.repeatedCSeq()
	d.endFindings()
	d.incompleteCapture()
	if x := d.s.Moved; x != nil {
		d.addExchange(catalog.SessionAddressChanged, x.Exchange, "The session was set up from %s; %s is from %s.", d.s.Client, methodInside(x.Exchange), x.Address)
	}
	d.syncFindings()
	d.afterPause()
}

// stateFindings runs the session through the state machine of RFC 2326, A, with one state for each media: a request for
// the URL of the session is one for all of them.
func (d *sessionDetector) stateFindings() {
	s := d.s
	if !capturedFromStart(s) {
		return
	}
	// A client that continues without a single response in the capture must have had them.
	unheard := !slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool { return e.Response != nil })
	if unheard && !slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool { return e.Method == "SETUP" }) {
		return // one of several sessions that were set up without a session ID
	}
	states := map[*rtpflow.Media]registry.State{}
	aggregate := registry.Init
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Sender != rtpflow.Client {
			continue
		}
		own := s.MediaOf(e.URL)
		from := aggregate
		if own != nil {
			from = states[own]
		}
		next, ok := from.Next(e.Method, s.Version)
		if !ok {
			d.addExchange(catalog.StateViolation, e, "%s is not allowed in state %s; it %s.", e.Method, from, outcome(e))
			next = stateAfter(e.Method, from)
		}
		if e.Response == nil && e.Method != "TEARDOWN" && !unheard || e.Status() >= 300 {
			continue
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
}

// stateAfter is the state after a method that succeeded though it was not allowed.
func stateAfter(method string, from registry.State) registry.State {
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

// capturedFromStart reports whether the capture contains the session from its start: its connections from their
// handshakes on and without gaps, and a request for each response.
func capturedFromStart(s *rtpflow.Session) bool {
	return !slices.ContainsFunc(s.Connections, func(c *rtpflow.Connection) bool {
		return !c.SYNSeen || c.Sides[rtpflow.Client].GapBytes+c.Sides[rtpflow.Server].GapBytes > 0
	}) && !slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool { return e.Request == nil })
}

// repeatedCSeq reports a sender that uses a CSeq twice.
func (d *sessionDetector) repeatedCSeq() {
	type key struct {
		c    *rtpflow.Connection
		from rtpflow.Side
		n    int64
	}
	seen := map[key]*rtpflow.Exchange{}
	for _, e := range d.s.Exchanges {
		if e.Request == nil || e.CSeq == nil {
			continue
		}
		k := key{e.Connection, e.Sender, *e.CSeq}
		if old := seen[k]; old != nil {
			d.add(catalog.CSeqRepeated, []capture.Frame{old.RequestFrame, e.RequestFrame}, "The %s used CSeq %d for %s and again for %s.", e.Sender, *e.CSeq, old.Method, e.Method).at(e.RequestTime)
			return
		}
		seen[k] = e
	}
}

// afterPause reports media that continues after the response to PAUSE.
func (d *sessionDetector) afterPause() {
	for i, e := range d.s.Exchanges {
		if e.Method != "PAUSE" || !e.Succeeded() {
			continue
		}
		until := d.s.PlaybackEnd(i)
		if until == nil {
			continue
		}
		for _, p := range d.s.Positions {
			if late := p.Time - e.ResponseTime; p.Exchange == until && float64(late) > d.limit.LateRTPPause*1e9 && p.Time < until.Time() {
				d.add(catalog.RTPAfterPause, []capture.Frame{e.ResponseFrame, p.Frame}, "RTP continued for %s after the response to PAUSE.", wording.Duration(late)).
					in(p.Media).at(e.ResponseTime).until(p.Time).lasts(late).against(d.limit.LateRTPPause).Subject.Stream = p.Stream
			}
		}
	}
}

// endFindings are those about an end that is no TEARDOWN, and about keep-alives.
func (d *sessionDetector) endFindings() {
	switch d.s.EndedBy {
	case "client-reset", "server-reset":
		d.resetFinding()
	case "timeout":
		d.timeoutFinding()
		return
	case "server-close":
		d.serverClosed()
	case "client-close", "capture-end":
		d.noTeardown()
	}
	d.lateKeepalive()
}

// noTeardown reports a session that is never torn down.
func (d *sessionDetector) noTeardown() {
	s := d.s
	if len(s.Media) == 0 {
		return
	}
	last := s.Exchanges[len(s.Exchanges)-1]
	if last.Method == "TEARDOWN" || s.EndedBy == "capture-end" && last.Request == nil {
		return
	}
	how := map[string]string{"client-close": "the client closed its connection", "capture-end": "still open at end of capture"}[s.EndedBy]
	gaps := slices.ContainsFunc(s.Connections, func(c *rtpflow.Connection) bool { return c.HasGaps(rtpflow.Client) })
	if gaps {
		how += "; but the capture lacks bytes from the client"
	}
	if x, ok := d.clientClosed(); ok {
		if late := s.LastMedia() - x.Time; float64(late) > d.limit.LateRTP*1e9 {
			how += "; the server continued to send for " + wording.Duration(late)
		}
	}
	f := d.add(catalog.NoTeardown, one(last.Frame()), "Session without TEARDOWN: %s.", how)
	for _, c := range s.Connections {
		if x, ok := c.Closing(); ok {
			f.evidence(x.Frame).at(x.Time)
		}
	}
	slices.Sort(f.Frames)
	f.shownBy(displayfilter.OfFrames(f.Frames))
	if s.EndedBy == "capture-end" || gaps {
		f.as(rtpflow.SevNote)
	}
}

// clientClosed returns how the client ended the last connection of the session, false if it did not.
func (d *sessionDetector) clientClosed() (x rtpflow.Closing, ok bool) {
	if n := len(d.s.Connections); n > 0 {
		x, ok = d.s.Connections[n-1].Closing()
	}
	return x, ok && x.By == rtpflow.Client
}

// serverClosed reports a server that closes the connection of a session that was not torn down.
func (d *sessionDetector) serverClosed() {
	s := d.s
	if len(s.Media) == 0 || s.Exchanges[len(s.Exchanges)-1].Method == "TEARDOWN" && !s.TeardownTooLate() {
		return // TEARDOWN was refused
	}
	for _, c := range slices.Backward(s.Connections) {
		x, ok := c.Closing()
		if !ok || x.By != rtpflow.Server {
			continue
		}
		last := d.lastBefore(x.Time)
		if last != nil && last.Request == nil && x.Time-last.ResponseTime < 1e9 {
			return // its last response, perhaps to TEARDOWN, is to a request that is not in the capture
		}
		frames, since, rest := []capture.Frame{x.Frame}, "", ", without a TEARDOWN"
		if !s.HeardFrom(rtpflow.Client) {
			rest = ""
		}
		if last != nil {
			since = ", " + sinceText(last, x.Time)
		}
		if media := s.LastMedia(); media > 0 && media <= x.Time {
			since += ", " + wording.Duration(x.Time-media) + " after the last media packet"
		}
		if t := s.Teardown; t != nil {
			frames, rest = append(frames, t.Exchange.RequestFrame), "; the TEARDOWN that the client sent afterwards got no response"
		}
		f := d.add(catalog.ServerClosed, frames, "The server closed connection %s of the active session%s%s.", c.ID, since, rest).at(x.Time)
		f.Subject.Connection = c
		timeout := s.EffectiveTimeout()
		if heard, _ := s.LastClientActivity(); heard > 0 && x.Time-heard >= int64(timeout)*9e8 {
			f.say("Session timed out: no keep-alive from the client for %s (timeout %d s).", wording.Duration(x.Time-heard), timeout).
				lasts(x.Time - heard).against(float64(timeout))
		} else if p := d.publisherGone(x.Time); p != nil {
			f.as(rtpflow.SevNote).say("Session %s, which published the media, had just been torn down.", p.ID)
		}
		return
	}
}

// publisherGone is the session that published the media to the server, if it was torn down just before a time.
func (d *sessionDetector) publisherGone(time int64) *rtpflow.Session {
	const justBefore = 3e9 // ns
	for _, o := range d.published {
		if sent := o.Teardown.Sent; sent <= time && time-sent < justBefore && sdpview.SameURL(o.URL, d.s.URL) {
			return o
		}
	}
	return nil
}

// timeoutFinding reports a session that the server gave up.
func (d *sessionDetector) timeoutFinding() {
	s := d.s
	heard, frame := s.LastKeepalive()
	end, timeout := s.LastMedia(), s.EffectiveTimeout()
	f := d.add(catalog.SessionTimeout, one(frame), "Session timed out: the last keep-alive from the client is %s before the end of the media (timeout %d s).", wording.Duration(end-heard), timeout).
		at(end).lasts(end - heard).against(float64(timeout))
	if n := s.UnnamedRequests(heard); n > 0 {
		f.say("%s after it %s no Session header, and a request without one keeps no session alive.", wording.Count(n, "request"), wording.Plural(n, "has", "have"))
	}
	for _, c := range slices.Backward(s.Connections) {
		if x, ok := c.Closing(); ok && x.Time > end {
			f.evidence(x.Frame).say("The server stopped sending; the client kept its connection open for another %s.", wording.Duration(x.Time-end))
			return
		}
	}
	f.say("The client disappeared, and the server stopped sending.")
}

// lateKeepalive reports a client whose keep-alives are further apart than the timeout allows while the media continues.
func (d *sessionDetector) lateKeepalive() {
	s := d.s
	if s.Timeout == 0 || s.Mode != "play" {
		return
	}
	heard, frame := s.LastClientActivity()
	silent := s.LastMedia() - heard
	if heard == 0 || float64(silent) <= float64(s.Timeout)*1e9*(1+d.limit.LateKeepalive/100) {
		return
	}
	end := "the server continued to send"
	if s.EndedBy == "capture-end" && d.report.End-s.LastMedia() < minQuietTime {
		end = "it probably disappeared without TEARDOWN; the capture ends before the server can give up the session"
	}
	d.add(catalog.KeepaliveLate, one(frame), "No keep-alive from the client for %s (timeout %d s); %s.", wording.Duration(silent), s.Timeout, end).
		at(heard).lasts(silent).against(float64(s.Timeout))
}

// incompleteCapture reports what of the session the capture lacks: one direction, or its start.
func (d *sessionDetector) incompleteCapture() {
	s := d.s
	for side := range rtpflow.Side(2) {
		if !s.HeardFrom(side) && s.HeardFrom(1-side) {
			known := "requests are known only from the server's responses"
			if side == rtpflow.Server {
				known = "the responses are unknown"
			}
			d.add(catalog.OneDirection, one(s.FirstFrame), "The capture contains no RTSP message from the %s: %s.", side, known)
			return
		}
	}
	if slices.ContainsFunc(s.Media, func(m *rtpflow.Media) bool { return m.Transport.Inferred }) {
		d.add(catalog.SetupNotCaptured, one(s.FirstFrame), "The session started before the capture: without SETUP and SDP the codec is unknown and the clock rate is estimated.")
		return
	}
	started := func(c *rtpflow.Connection) bool { return !c.SYNSeen }
	if len(s.Media) == 0 && s.Session != "" && inProgress(s) && slices.ContainsFunc(s.Connections, started) {
		d.add(catalog.SetupNotCaptured, one(s.FirstFrame), "The session started before the capture: without SETUP and SDP its media streams are unknown.")
	}
}

// inProgress reports whether the requests of a session are those of one that was set up.
func inProgress(s *rtpflow.Session) bool {
	return slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool {
		return e.Sender == rtpflow.Client && (e.Method == "TEARDOWN" || e.Method == "PAUSE" || (e.Method == "PLAY" || e.Method == "RECORD") && e.Status() < 300)
	})
}
