package findings

import (
	"math"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
	"rtspect/rtspparse"
)

// ruleFindings checks the header fields that tie requests, responses and sessions together.
func (d *sessionDetector) ruleFindings() {
	reported := map[*catalog.FindingType]bool{}
	once := func(t *catalog.FindingType, e *rtpflow.Exchange, format string, args ...any) *draft {
		if reported[t] {
			return &draft{}
		}
		reported[t] = true
		return d.addExchange(t, e, format, args...)
	}
	torn := map[string]*rtpflow.Exchange{}
	for _, e := range d.s.Exchanges {
		d.sessionHeader(e, once)
		d.repeatedTeardown(torn, e, once)
		if e.Request == nil || e.Response == nil || e.Sender != rtpflow.Client {
			continue
		}
		// RFC 2326, 12.17: without the CSeq of the request, the order alone says which request a response is for.
		asked, ok := e.Request.CSeq()
		if given, has := e.Response.CSeq(); ok && has && asked != given {
			once(catalog.CSeqMismatch, e, "The response to %s (CSeq %d) has CSeq %d: strict clients ignore it.", e.Method, asked, given)
		}
		if e.Succeeded() && (e.Method == "PLAY" || e.Method == "RECORD") {
			d.grantedRate(e, "Scale", e.Request.Headers.Get("Scale"), e.Response.Headers.Get("Scale"), scaleOf)
			d.grantedRate(e, "Speed", e.Request.Headers.Get("Speed"), e.Response.Headers.Get("Speed"), speedOf)
			d.grantedRange(e)
		}
	}
}

// addOnce adds a finding about an exchange unless there is one of its type.
type addOnce func(t *catalog.FindingType, e *rtpflow.Exchange, format string, args ...any) *draft

// sessionHeader checks the Session header (RFC 2326, 12.37): the response to SETUP gives it, and the client returns it
// with all that concerns the session.
func (d *sessionDetector) sessionHeader(e *rtpflow.Exchange, once addOnce) {
	asked, given := sessionHeaderOf(e.Request), sessionHeaderOf(e.Response)
	switch e.Method {
	case "SETUP":
		if e.Request != nil && e.Succeeded() && given == "" && !e.Response.Truncated() {
			once(catalog.SessionMissing, e, "The response to SETUP has no Session header: the client cannot name the session of its next requests.")
		}
	case "PLAY", "PAUSE", "RECORD", "TEARDOWN":
		if e.Request != nil && !e.Request.Truncated() && asked == "" && e.Sender == rtpflow.Client && d.s.Session != "" {
			once(catalog.SessionMissing, e, "%s has no Session header, though the server assigned session %s.", e.Method, d.s.Session)
		}
	}
	if asked != "" && given != "" && asked != given && e.Succeeded() {
		f := once(catalog.SessionIDChanged, e, "%s was sent for session %s; the response is for session %s: requests with either ID may be refused.", methodName(e), asked, given)
		if x := d.acceptedLater(e, asked); x != nil {
			f.as(rtpflow.SevNote).say("This server later accepted %s with the first ID.", x.Method)
		}
	}
}

// acceptedLater returns the first exchange after e whose request names a session ID and succeeded, nil if there is none.
func (d *sessionDetector) acceptedLater(e *rtpflow.Exchange, id string) *rtpflow.Exchange {
	for _, x := range d.s.Exchanges {
		if x.Succeeded() && x.RequestTime > e.RequestTime && x.Method != "SETUP" && sessionHeaderOf(x.Request) == id {
			return x
		}
	}
	return nil
}

// sessionHeaderOf is the session ID in a message, "" without message or header.
func sessionHeaderOf(m *rtspparse.Message) string {
	if m == nil {
		return ""
	}
	s, _ := rtspparse.ParseSession(m.Headers.Get("Session"))
	return s.ID
}

// repeatedTeardown reports a TEARDOWN of what was torn down before: the URLs in torn.
func (d *sessionDetector) repeatedTeardown(torn map[string]*rtpflow.Exchange, e *rtpflow.Exchange, once addOnce) {
	if e.Method != "TEARDOWN" || e.Request == nil {
		return
	}
	if x := torn[e.URL]; x != nil {
		once(catalog.TeardownRepeated, e, "The client repeated TEARDOWN %s after the first succeeded (%d); this one %s.", wording.Duration(e.RequestTime-x.ResponseTime), x.Status(), outcome(e))
	} else if e.Succeeded() {
		torn[e.URL] = e
	}
}

// outcome says how an exchange ended.
func outcome(e *rtpflow.Exchange) string {
	if e.Response == nil {
		return "has no response"
	}
	return "got the response " + responseLine(e)
}

// scaleOf reads a Scale header field, false if it has none or is invalid.
func scaleOf(v string) (float64, bool) {
	x, _ := rtspparse.ParseScale(v)
	return x.Rate, v != "" && x.Valid
}

// speedOf reads a Speed header field, false if it has none or is invalid.
func speedOf(v string) (float64, bool) {
	x, _ := rtspparse.ParseSpeed(v)
	return x.Upper, v != "" && x.Valid
}

// grantedRate compares the Scale or Speed of a response with the request's.
func (d *sessionDetector) grantedRate(e *rtpflow.Exchange, name, request, response string, parse func(string) (float64, bool)) {
	const tolerance = 0.005
	asked, ok := parse(request)
	if !ok {
		return
	}
	given, ok := parse(response)
	switch {
	case response == "" && asked != 1:
		d.addExchange(catalog.RateRefused, e, "%s requests %s %g; the response has none, so the server plays at its own rate.", e.Method, name, asked).measures(1, "").against(asked)
	case ok && math.Abs(given-asked) > tolerance:
		d.addExchange(catalog.RateRefused, e, "%s requests %s %g; the server grants %g.", e.Method, name, asked, given).measures(given, "").against(asked)
	}
}

// grantedRange compares the start of the Range of a response with the request's.
func (d *sessionDetector) grantedRange(e *rtpflow.Exchange) {
	asked, given := startOfRange(e.Request), startOfRange(e.Response)
	if asked == nil || given == nil {
		return
	}
	if off := math.Abs(*given - *asked); off > d.limit.SeekOffset {
		d.addExchange(catalog.RangeChanged, e, "%s requests a start at npt %g; the server starts at %g, %.1f s off.", e.Method, *asked, *given, off).
			measures(off, rtpflow.UnitSeconds).against(d.limit.SeekOffset)
	}
}

// startOfRange is the start of a message's Range in seconds of normal play time, nil where it has none.
func startOfRange(m *rtspparse.Message) *float64 {
	r, _ := rtspparse.ParseRange(m.Headers.Get("Range"))
	if !strings.EqualFold(r.Unit, "npt") || !r.Start.Set || r.Start.Now {
		return nil
	}
	return &r.Start.Seconds
}
