package rtpflow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rtspect/rtspparse"
	"rtspect/rtspparse/registry"
)

// statusFindings tells what an answer's status means.
func (s *session) statusFindings(i int, e *Exchange, add addFinding) {
	code := e.Status()
	st, known := registry.StatusByCode(code)
	switch {
	case !known:
		add("status-unknown", "%s was answered with %d, a status code that neither RFC 2326 nor RFC 7826 defines.", e.name(), code)
	case e.Method != "" && !st.Allowed(e.Method):
		add("status-unexpected", "%s was answered with %d %s, which belongs to %s.", e.Method, code, st.Reason, strings.Join(st.Methods, ", "))
	}
	switch {
	case code < 300 || code == 304: // 304 answers a condition of the client's own
	case code < 400:
		s.redirectedAway(i, e, add)
	case code == 401 || code == 407:
		s.refusedAuth(i, e, add)
	case code == 461:
		s.refusedTransport(i, e, add)
	case code == 551:
		s.refusedOption(i, e, add)
	default:
		by := ""
		if e.Sender == Server {
			by = " by the client"
		}
		f := add("request-failed", "%s was refused%s: %d %s%s%s", e.name(), by, code, e.Response.Reason, meaning(st, known), s.more(i, e))
		if code >= 500 {
			f.Severity = SevError
		}
		if s.harmless(e) {
			f.Severity = SevNote
		} else if e.Method == "TEARDOWN" || e.Sender == Server {
			f.Severity = SevWarning
		}
	}
}

func meaning(st registry.Status, known bool) string {
	if !known {
		return "."
	}
	return ". " + st.Meaning
}

// more is what the answer, or what came before, adds to the meaning of a status.
func (s *session) more(i int, e *Exchange) string {
	h := e.Response.Headers
	switch v := h.Get("Allow"); {
	case e.Status() == 405 && v != "":
		return " It takes " + v + "."
	case e.Status() == 405 || e.Status() == 501:
		for _, x := range s.Exchanges[:i] {
			if x.Response == nil || !x.Response.Headers.Has("Public") {
				continue
			}
			methods, _ := rtspparse.ParseList(x.Response.Headers.Get("Public"))
			if !slices.Contains(methods, e.Method) {
				return " The server's Public had not named it."
			}
			return " The server's Public had named it."
		}
	case e.Status() == 503 && h.Has("Retry-After"):
		return " Retry-After: " + h.Get("Retry-After") + "."
	case e.Status() == 454 && i > 0 && e.Request != nil:
		var last int64
		for _, x := range s.Exchanges[:i] {
			if x.Request != nil && x.Sender == Client && x.Status()/100 == 2 {
				last = x.RequestTime
			}
		}
		if silent := e.RequestTime - last; last > 0 && !s.torn && silent > int64(s.timeout())*1e9 {
			return fmt.Sprintf(" The client had been silent for %s, and the session's timeout is %d s.", seconds(silent), s.timeout())
		}
	}
	return ""
}

// redirectedAway tells of a 3xx and of whether the client followed it within the session; that it went on
// at another server is told there.
func (s *session) redirectedAway(i int, e *Exchange, add addFinding) {
	to := e.Response.Headers.Get("Location")
	f := add("redirect", "%s was redirected (%d) to %s", e.name(), e.Status(), cmp.Or(to, "nowhere: Location is missing"))
	for _, x := range s.Exchanges[i+1:] {
		if to != "" && x.Method == e.Method && x.URL == to {
			f.Summary += fmt.Sprintf("; the client asked there %s later", seconds(x.Time()-e.ResponseTime))
			break
		}
	}
	f.Summary += "."
}

// refusedOption tells of a 551 (RFC 2326, 12.32) and of what the client did then.
func (s *session) refusedOption(i int, e *Exchange, add addFinding) {
	option := cmp.Or(e.Response.Headers.Get("Unsupported"), "an option that the request requires")
	f := add("option-refused", "%s was refused with 551: the server does not support %s", e.name(), option)
	for _, x := range s.Exchanges[i+1:] {
		if x.Method != e.Method || x.Request == nil {
			continue
		}
		switch {
		case x.Status()/100 == 2:
			f.Summary += fmt.Sprintf("; the client then asked without it and was answered %d", x.Status())
			f.Severity = SevNote
		case x.Request.Headers.Get("Require") == e.required():
			f.Summary += "; the client asked for it again"
		}
		break
	}
	f.Summary += "."
}

// required is what the request requires.
func (e *Exchange) required() string {
	if e.Request == nil {
		return ""
	}
	return e.Request.Headers.Get("Require")
}

// harmless reports whether a refused request was only a sign of life or a question: servers may refuse
// these and carry on.
func (s *session) harmless(e *Exchange) bool {
	return len(s.Media) > 0 && (e.Method == "GET_PARAMETER" || e.Method == "SET_PARAMETER" || e.Method == "OPTIONS")
}

// refusedTransport tells of a 461 and of what the client did then.
func (s *session) refusedTransport(i int, e *Exchange, add addFinding) {
	asked := "the transport"
	if e.Request != nil {
		asked = e.Request.Headers.Get("Transport")
	}
	for _, x := range s.Exchanges[i+1:] {
		if x.Method == "SETUP" && x.Status() >= 200 && x.Status() < 300 {
			f := add("transport-refused", "SETUP was refused with 461 for %s; the client then agreed on %s.", asked, x.Response.Headers.Get("Transport"))
			f.Frames = append(f.Frames, x.evidence()...)
			f.DisplayFilter = frameFilter(f.Frames)
			return
		}
	}
	add("transport-refused", "SETUP was refused with 461 for %s, and no other transport was agreed.", asked).Severity = SevError
}
