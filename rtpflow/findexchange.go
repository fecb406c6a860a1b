package rtpflow

import (
	"cmp"
	"fmt"
	"strings"

	"rtspect/capture"
	"rtspect/rtspparse"
)

// evidence are the frames of an exchange.
func (e *Exchange) evidence() (frames []capture.Frame) {
	if e.Request != nil {
		frames = append(frames, e.RequestFrame)
	}
	if e.Response != nil {
		frames = append(frames, e.ResponseFrame)
	}
	return frames
}

// name is the method, or words for an exchange of which only the answer was seen.
func (e *Exchange) name() string { return cmp.Or(e.Method, "A request that is not in the capture") }

// exchangeFindings tells what went wrong in the exchanges.
func (s *session) exchangeFindings(a *Analyzer) (list []Finding) {
	for i, e := range s.Exchanges {
		add := func(code, format string, args ...any) *Finding {
			list = append(list, find(code, e.evidence(), format, args...).at(e.Time()))
			return &list[len(list)-1]
		}
		told := s.noAnswer(a, e, add)
		s.sender(e, add)
		if e.Response == nil || told {
			continue
		}
		if ns, ok := e.Latency(); ok && float64(ns) >= a.thresholds.SlowAnswer*1e9 {
			f := add("slow-answer", "%s was answered after %s.", e.name(), seconds(ns))
			if float64(ns) >= a.thresholds.VerySlowAnswer*1e9 {
				f.Severity = SevWarning
			}
		}
		s.statusFindings(i, e, add)
	}
	return list
}

type addFinding func(code, format string, args ...any) *Finding

// noAnswer tells of a request without an answer and of an answer without a request, as far as the
// capture can show either.
func (s *session) noAnswer(a *Analyzer, e *Exchange, add addFinding) bool {
	switch {
	case e.Response == nil && !s.heard(a, 1-e.Sender):
	case e.Response == nil && e.Connection != nil && e.Connection.Sides[1-e.Sender].GapBytes > 0:
		add("no-answer", "%s of the %s has no answer in the capture, which has holes in what the %s sent.", e.Method, e.Sender, 1-e.Sender).Severity = SevNote
	case e.Response == nil && e.Method == "TEARDOWN":
		add("no-answer", "TEARDOWN has no answer in the capture; at the very end that often means only that the capture stopped first.").Severity = SevNote
	case e.Response == nil:
		cseq := "missing"
		if e.CSeq != nil {
			cseq = fmt.Sprint(*e.CSeq)
		}
		add("no-answer", "%s (CSeq %s) of the %s has no answer in the capture.", e.Method, cseq, e.Sender)
	case e.Request == nil && s.heard(a, e.Sender) && s.begun(e):
		add("answer-unmatched", "The %s answered %d %s with a CSeq that no request in the capture has.", 1-e.Sender, e.Status(), e.Response.Reason)
	default:
		return false
	}
	return true
}

// heard reports whether the capture holds what a side sent.
func (s *session) heard(a *Analyzer, who Side) bool {
	for _, c := range s.Connections {
		if c.Sides[who].Bytes > 0 {
			return true
		}
		if c.TunnelPeer != nil && c.TunnelPeer.Sides[who].Bytes > 0 {
			return true
		}
	}
	return false
}

// begun reports whether the connection of an exchange was captured from its start and without holes,
// so that a missing request was never sent.
func (s *session) begun(e *Exchange) bool {
	return e.Connection != nil && e.Connection.SYNSeen && e.Connection.Sides[e.Sender].GapBytes == 0
}

// sender checks that the method may be sent by who sent it (RFC 2326, 10).
func (s *session) sender(e *Exchange, add addFinding) {
	if e.Request == nil {
		return
	}
	m, ok := rtspparse.MethodByName(e.Method)
	switch {
	case !ok:
		add("method-unknown", "%s is a method that neither RFC 2326 nor RFC 7826 defines.", e.Method)
	case e.Sender == Client && !m.FromClient, e.Sender == Server && !m.FromServer:
		add("method-wrong-sender", "The %s sent %s, which only the other side may send.", e.Sender, e.Method)
	}
}

// statusFindings tells what an answer's status means.
func (s *session) statusFindings(i int, e *Exchange, add addFinding) {
	code := e.Status()
	st, known := rtspparse.StatusByCode(code)
	switch {
	case !known:
		add("status-unknown", "%s was answered with %d, a status code that neither RFC 2326 nor RFC 7826 defines.", e.name(), code)
	case e.Method != "" && !st.Allowed(e.Method):
		add("status-unexpected", "%s was answered with %d %s, which belongs to %s.", e.Method, code, st.Reason, strings.Join(st.Methods, ", "))
	}
	switch {
	case code < 300:
	case code < 400:
		add("redirect", "%s was redirected (%d) to %s.", e.name(), code, cmp.Or(e.Response.Headers.Get("Location"), "nowhere: Location is missing"))
	case code == 401 || code == 407:
		s.refusedAuth(i, e, add)
	case code == 461:
		s.refusedTransport(i, e, add)
	case code == 551:
		add("option-refused", "%s was refused with 551: the server does not support %s.", e.name(),
			cmp.Or(e.Response.Headers.Get("Unsupported"), "an option that the request requires"))
	default:
		f := add("request-failed", "%s was refused: %d %s%s", e.name(), code, e.Response.Reason, meaning(st, known))
		if code >= 500 {
			f.Severity = SevError
		}
		if s.harmless(e) {
			f.Severity = SevNote
		} else if e.Method == "TEARDOWN" {
			f.Severity = SevWarning
		}
	}
}

func meaning(st rtspparse.Status, known bool) string {
	if !known {
		return "."
	}
	return ". " + st.Meaning
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

// refusedAuth tells a wrong password from a missing one. A challenge that is then met is no finding.
func (s *session) refusedAuth(i int, e *Exchange, add addFinding) {
	if e.Request == nil {
		return
	}
	if carriesCredentials(e.Request) {
		if staleNonce(e.Response) && s.repeated(i) {
			return
		}
		add("auth-refused", "%s was refused with %d although it carried credentials (%s): user name or password is wrong, or the digest was computed over something else.", e.Method, e.Status(), credentials(e.Request))
		return
	}
	if !s.repeated(i) {
		add("auth-missing", "%s was refused with %d, which asks for %s, and was not sent again with credentials.", e.Method, e.Status(), challenge(e.Response))
	}
}

func carriesCredentials(m *rtspparse.Message) bool {
	return m.Headers.Has("Authorization") || m.Headers.Has("Proxy-Authorization")
}

// credentials names scheme and user.
func credentials(m *rtspparse.Message) string {
	a, _ := rtspparse.ParseAuthorization(cmp.Or(m.Headers.Get("Authorization"), m.Headers.Get("Proxy-Authorization")))
	if a.Username == "" {
		return a.Scheme
	}
	return a.Scheme + ", user " + a.Username
}

// challenge names the schemes that an answer offers.
func challenge(m *rtspparse.Message) string {
	var names []string
	for _, h := range []string{"WWW-Authenticate", "Proxy-Authenticate"} {
		for _, v := range m.Headers.Values(h) {
			list, _ := rtspparse.ParseChallenges(v)
			for _, c := range list {
				names = append(names, c.Scheme)
			}
		}
	}
	if len(names) == 0 {
		return "nothing (WWW-Authenticate is missing)"
	}
	return strings.Join(names, " or ") + " authentication"
}

// staleNonce reports whether an answer refuses only the nonce (RFC 2617, 3.2.1).
func staleNonce(m *rtspparse.Message) bool {
	for _, v := range m.Headers.Values("WWW-Authenticate") {
		list, _ := rtspparse.ParseChallenges(v)
		for _, c := range list {
			if strings.EqualFold(c.Stale, "true") {
				return true
			}
		}
	}
	return false
}

// repeated reports whether the request at i was sent again with credentials.
func (s *session) repeated(i int) bool {
	for _, x := range s.Exchanges[i+1:] {
		if x.Method == s.Exchanges[i].Method && x.Request != nil && carriesCredentials(x.Request) {
			return true
		}
	}
	return false
}
