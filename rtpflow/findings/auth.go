package findings

import (
	"cmp"
	"net/url"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtspparse"
)

// authFinding distinguishes wrong credentials from missing ones. A challenge that the client meets is no finding.
func (d *sessionDetector) authFinding(i int, e *rtpflow.Exchange) {
	if e.Request == nil {
		return
	}
	repeated := d.index.authorized[e.Method] > i
	switch {
	case carriesCredentials(e.Request):
		if !staleNonce(e.Response) || !repeated {
			d.addExchange(catalog.AuthRefused, e, "%s was refused with %d despite credentials (%s): wrong user name or password, or a digest over different data.", e.Method, e.Status(), credentials(e.Request))
		}
	case !repeated:
		d.addExchange(catalog.AuthMissing, e, "%s was refused with %d, which requests %s, and was not repeated with credentials.", e.Method, e.Status(), challenge(e.Response))
	}
}

// carriesCredentials reports whether a request has credentials.
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

// challenge names the schemes that a response offers.
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

// staleNonce reports whether a response refuses the nonce only (RFC 2617, 3.2.1).
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

// authenticated reports a challenge that the client met (RFC 2617; RFC 7826, 19.1): the schemes offered, the one chosen,
// and the user.
func (d *sessionDetector) authenticated() {
	var challenged *rtpflow.Exchange
	for _, e := range d.s.Exchanges {
		if e.Request == nil || e.Response == nil {
			continue
		}
		if e.Status() == 401 || e.Status() == 407 {
			challenged = cmp.Or(challenged, e)
			continue
		}
		if challenged == nil || !carriesCredentials(e.Request) || e.Status() >= 300 {
			continue
		}
		d.add(catalog.Authenticated, append(challenged.Evidence(), e.Evidence()...), "%s was challenged (%s); the client authenticated with %s.",
			challenged.Method, challenge(challenged.Response), credentials(e.Request)).at(challenged.RequestTime)
		return
	}
}

// clearCredentials reports passwords that everybody on the path can read.
func (d *sessionDetector) clearCredentials() {
	for _, e := range d.s.Exchanges {
		if e.Request == nil || e.Connection == nil || e.Connection.Kind == rtpflow.KindTLS {
			continue
		}
		scheme, _, _ := strings.Cut(strings.TrimSpace(e.Request.Headers.Get("Authorization")), " ")
		what := ""
		switch {
		case strings.EqualFold(scheme, "Basic"):
			what = "Basic authentication"
		case passwordInURL(e.URL):
			what = "a password in the URL"
		}
		if what != "" {
			d.add(catalog.CredentialsInClear, one(e.RequestFrame), "%s carries %s in the clear: everybody on the path can read it.", e.Method, what).at(e.RequestTime)
			return
		}
	}
}

// passwordInURL reports whether a URL contains a password.
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
