//home: rtpflow/findings

package rtpflow

import (
	"cmp"
	"net/url"
	"strings"

	"rtspect/rtspparse"
)

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

// authenticated tells of a challenge that was met (RFC 2617; RFC 7826, 19.1): the schemes offered, the one
// chosen, and by whom.
func (s *session) authenticated() []Finding {
	var asked *Exchange
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Response == nil {
			continue
		}
		if e.Status() == 401 || e.Status() == 407 {
			if asked == nil {
				asked = e
			}
			continue
		}
		if asked == nil || !carriesCredentials(e.Request) || e.Status() >= 300 {
			continue
		}
		f := find("authenticated", append(asked.evidence(), e.evidence()...), "%s was challenged (%s); the client answered with %s and was accepted.",
			asked.Method, challenge(asked.Response), credentials(e.Request)).at(asked.RequestTime)
		return []Finding{f}
	}
	return nil
}

// clearCredentials tells of passwords that anybody on the path can read.
func (s *session) clearCredentials() []Finding {
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Connection == nil || e.Connection.Kind == KindTLS {
			continue
		}
		scheme, _, _ := strings.Cut(strings.TrimSpace(e.Request.Headers.Get("Authorization")), " ")
		how := ""
		switch {
		case strings.EqualFold(scheme, "Basic"):
			how = "Basic authentication"
		case passwordInURL(e.URL):
			how = "a password in the URL"
		}
		if how != "" {
			return []Finding{find("credentials-in-clear", one(e.RequestFrame), "%s carries %s in the clear: anybody on the path can read it.", e.Method, how).at(e.RequestTime)}
		}
	}
	return nil
}

func passwordInURL(s string) bool {
	if !strings.Contains(s, "@") {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.User == nil {
		return false
	}
	p, ok := u.User.Password()
	return ok && p != ""
}
