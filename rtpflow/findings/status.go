package findings

import (
	"cmp"
	"slices"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
	"rtspect/rtspparse"
	"rtspect/rtspparse/registry"
)

// statusFindings are those about the status code of the exchange at i.
func (d *sessionDetector) statusFindings(i int, e *rtpflow.Exchange) {
	code := e.Status()
	status, known := registry.StatusByCode(code)
	switch {
	case !known:
		d.addExchange(catalog.StatusUnknown, e, "Status code %d in response to %s is not defined by RFC 2326 or RFC 7826.", code, methodInside(e)).measures(float64(code), "")
	case e.Method != "" && !status.Allowed(e.Method):
		d.addExchange(catalog.StatusUnexpected, e, "Status code %d %s in response to %s is defined for %s only.", code, status.Reason, methodInside(e), strings.Join(status.Methods, ", ")).
			measures(float64(code), "")
	}
	switch {
	case code < 300 || code == 304: // 304 responds to a condition of the client
	case code < 400:
		d.redirectFinding(i, e)
	case code == 401 || code == 407:
		d.authFinding(i, e)
	case code == 461:
		d.transportFinding(i, e)
	case code == 551:
		d.optionFinding(i, e)
	default:
		by := ""
		if e.Sender == rtpflow.Server {
			by = " by the client"
		}
		text := ""
		if known {
			text = " " + status.Meaning
		}
		f := d.addExchange(catalog.RequestFailed, e, "%s was refused%s: %s.%s", methodName(e), by, responseLine(e), text).measures(float64(code), "")
		switch {
		case len(d.s.Media) > 0 && (e.Method == "GET_PARAMETER" || e.Method == "SET_PARAMETER" || e.Method == "OPTIONS"):
			f.as(rtpflow.SevNote) // a keep-alive or a query, which servers may refuse and carry on
		case e.Method == "TEARDOWN" || e.Sender == rtpflow.Server:
			f.as(rtpflow.SevWarning)
		case code >= 500:
			f.as(rtpflow.SevError)
		}
		d.refusalContext(i, e, f)
		if code == 404 {
			d.publisherOf(e, f)
		}
	}
}

// refusalContext adds what the response, or what happened before, says about a refusal.
func (d *sessionDetector) refusalContext(i int, e *rtpflow.Exchange, f *draft) {
	h := e.Response.Headers
	switch v := h.Get("Allow"); {
	case e.Status() == 405 && v != "":
		f.say("The server allows %s.", v)
	case e.Status() == 405 || e.Status() == 501:
		if d.index.public >= i {
			return
		}
		methods, _ := rtspparse.ParseList(d.s.Exchanges[d.index.public].Response.Headers.Get("Public"))
		if slices.Contains(methods, e.Method) {
			f.say("The server's Public header lists it.")
		} else {
			f.say("The server's Public header does not list it.")
		}
	case e.Status() == 503 && h.Has("Retry-After"):
		f.say("Retry-After: %s.", h.Get("Retry-After"))
	case e.Status() == 454 && i > 0 && e.Request != nil:
		var last int64
		if n := d.index.succeeded[i]; n >= 0 {
			last = d.s.Exchanges[n].RequestTime
		}
		timeout := d.s.EffectiveTimeout()
		if silent := e.RequestTime - last; last > 0 && d.s.Teardown == nil && silent > int64(timeout)*1e9 {
			f.say("The client was silent for %s (session timeout %d s).", wording.Duration(silent), timeout).because(catalog.SessionTimeout, catalog.KeepaliveLate)
		}
	}
}

// publisherOf says when the capture shows a client that publishes the URL of a 404 to the same server.
func (d *sessionDetector) publisherOf(e *rtpflow.Exchange, f *draft) {
	var before, next *rtpflow.Session
	for _, o := range d.recorders {
		start := o.Started()
		if o == d.s || o.Server.Port != d.s.Server.Port || !sameResource(o.URL, e.URL) {
			continue
		}
		switch {
		case o.End < e.ResponseTime && (before == nil || o.End > before.End):
			before = o
		case start.ResponseTime > e.ResponseTime && next == nil:
			next = o
		}
	}
	if before != nil {
		f.say("Session %s, which published it, had ended %s before.", before.ID, wording.Duration(e.ResponseTime-before.End))
	}
	if next != nil {
		f.say("Session %s starts to publish it %s later.", next.ID, wording.Duration(next.Started().ResponseTime-e.ResponseTime))
	}
}

// sameResource reports whether two URLs name the same path: publishers and players may reach a server by several addresses.
func sameResource(a, b string) bool {
	path := func(url string) string {
		_, rest, _ := strings.Cut(url, "://")
		_, p, _ := strings.Cut(rest, "/")
		return strings.TrimRight(p, "/")
	}
	return path(a) != "" && path(a) == path(b)
}

// redirectFinding reports a status of 3xx, and whether the client followed it within the session.
func (d *sessionDetector) redirectFinding(i int, e *rtpflow.Exchange) {
	to := e.Response.Headers.Get("Location")
	f := d.addExchange(catalog.Redirected, e, "%s was redirected (%d) to %s.", methodName(e), e.Status(), cmp.Or(to, "nowhere: Location is missing")).measures(float64(e.Status()), "")
	if to == "" {
		return
	}
	if n := after(d.index.requests[[2]string{e.Method, to}], i); n >= 0 {
		f.extend("; the client followed %s later.", wording.Duration(d.s.Exchanges[n].Time()-e.ResponseTime))
	}
}

// optionFinding reports a 551 (RFC 2326, 12.32), and what the client did next.
func (d *sessionDetector) optionFinding(i int, e *rtpflow.Exchange) {
	required := func(e *rtpflow.Exchange) string {
		if e.Request == nil {
			return ""
		}
		return e.Request.Headers.Get("Require")
	}
	option := cmp.Or(e.Response.Headers.Get("Unsupported"), "an option that the request requires")
	f := d.addExchange(catalog.OptionRefused, e, "%s was refused with 551: the server does not support %s.", methodName(e), option)
	n := after(d.index.byMethod[e.Method], i)
	if n < 0 {
		if o := d.nextSession(e.ResponseTime); o != nil && o.Started() != nil {
			f.as(rtpflow.SevNote).extend("; the client then started session %s without it.", o.ID)
		}
		return
	}
	switch x := d.s.Exchanges[n]; {
	case x.Succeeded():
		f.as(rtpflow.SevNote).extend("; without it, the client's next request succeeded (%d).", x.Status())
	case required(x) == required(e):
		f.extend("; the client requested it again.")
	}
}

// nextSession returns the first session that the client starts with the same server in the seconds after a time, nil if
// there is none.
func (d *sessionDetector) nextSession(time int64) *rtpflow.Session {
	const soon = 5e9 // ns
	for _, o := range d.byClient[d.s.Client] {
		if o != d.s && o.Server == d.s.Server && o.Start >= time && o.Start-time < soon {
			return o
		}
	}
	return nil
}

// transportFinding reports a 461, and what the client did next.
func (d *sessionDetector) transportFinding(i int, e *rtpflow.Exchange) {
	requested := "the transport"
	if e.Request != nil {
		requested = e.Request.Headers.Get("Transport")
	}
	if n := after(d.index.setups, i); n >= 0 {
		x := d.s.Exchanges[n]
		d.addExchange(catalog.TransportRefused, e, "SETUP was refused with 461 for %s; the client then negotiated %s.", requested, x.Response.Headers.Get("Transport")).
			evidence(x.Evidence()...)
		return
	}
	d.addExchange(catalog.TransportRefused, e, "SETUP was refused with 461 for %s, and no other transport was negotiated.", requested).as(rtpflow.SevError)
}
