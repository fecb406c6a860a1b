package rtspparse

import (
	"encoding/base64"
	"strings"
)

// Authorization is the value of an Authorization or Proxy-Authorization field (RFC 2326, 12.5; RFC 2617,
// 3.2.2). It contains secrets: only the scheme and the user name may be shown.
type Authorization struct {
	// Scheme is "Digest", "Basic", …, as sent.
	Scheme string
	// Username is the Digest username, or the part of the decoded Basic credentials before the colon.
	Username                                                                string
	Realm, Nonce, URI, Response, Algorithm, QOP, CNonce, NonceCount, Opaque string
	// Token is the data in place of parameters, as sent (Basic, Bearer, NTLM).
	Token  string
	Params []Param
}

// ParseAuthorization parses the value of an Authorization field.
func ParseAuthorization(value string) (a Authorization, faults []Violation) {
	scheme, rest := word(value)
	a.Scheme, rest = scheme, trimSpace(rest)
	if scheme == "" {
		return a, addViolation(faults, "authorization-empty", value)
	}
	if strings.EqualFold(scheme, "Basic") {
		a.Token = rest
		text, err := base64.StdEncoding.DecodeString(rest)
		user, _, colon := strings.Cut(string(text), ":")
		if err != nil || !colon {
			// Do not quote the text: it is a password, correctly encoded or not.
			return a, addViolation(faults, "authorization-basic-invalid", "")
		}
		a.Username = user
		return a, faults
	}
	if !strings.Contains(rest, "=") || token68(rest) {
		a.Token = rest
		return a, faults
	}
	a.Params, faults = parseParams(rest, ',', "authorization")
	for i := range faults {
		faults[i].Detail = ""
	}
	for _, f := range [...]struct {
		name string
		to   *string
	}{
		{"username", &a.Username},
		{"realm", &a.Realm},
		{"nonce", &a.Nonce},
		{"uri", &a.URI},
		{"response", &a.Response},
		{"algorithm", &a.Algorithm},
		{"qop", &a.QOP},
		{"cnonce", &a.CNonce},
		{"nc", &a.NonceCount},
		{"opaque", &a.Opaque},
	} {
		*f.to = params(a.Params).value(f.name)
	}
	if strings.EqualFold(scheme, "Digest") && (a.Username == "" || a.Response == "") {
		faults = addViolation(faults, "authorization-digest-incomplete", "")
	}
	return a, faults
}

// token68 reports whether s is a token68 (RFC 7235, 2.1), in which equals signs are padding.
func token68(s string) bool {
	return strings.Trim(strings.TrimRight(s, "="), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/") == "" && !strings.ContainsAny(strings.TrimRight(s, "="), "=, ")
}
