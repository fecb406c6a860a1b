package safe

import (
	"slices"
	"strings"
)

// Header masks the credentials in the value of a header field. Of Authorization, the scheme remains and, for Digest,
// everything except the response to the challenge (RFC 7616, 3.4), which would allow an offline dictionary attack. Of
// cookies, the names remain. The value of a field with a secret name is masked completely.
func (m Mask) Header(name, value string) string {
	if m.Show {
		return value
	}
	switch lower := strings.ToLower(strings.TrimSpace(name)); {
	case lower == "authorization" || lower == "proxy-authorization":
		return m.authorization(value)
	case lower == "authentication-info" || lower == "proxy-authentication-info":
		return m.digest(value)
	case lower == "cookie" || lower == "set-cookie" || lower == "set-cookie2":
		return cookies(value)
	case strings.HasSuffix(lower, "mgmt") && squeezed(lower) == "keymgmt":
		return keyMgmt(value)
	case isSecretField(lower):
		if value == "" {
			return value
		}
		return hidden
	}
	return m.Text(value)
}

// isSecretField reports whether the name of a header field identifies its value as a secret.
func isSecretField(lower string) bool {
	return (strings.Contains(lower, "key") || isSecret(lower) || lastWord(lower) == "hash") && !isPublic(squeezed(lower))
}

// isScheme reports whether a word, in lower case, is one of schemes.
func isScheme(lower string) bool { return slices.Contains(schemes, lower) }

// schemes are the authentication schemes whose name may be shown. An unknown word in place of a scheme may be the secret
// itself.
var schemes = []string{
	"basic", "digest", "bearer", "negotiate", "ntlm", "kerberos", "hoba", "mutual",
	"scram-sha-1", "scram-sha-256", "aws4-hmac-sha256", "token", "apikey", "wsse", "usernametoken",
}

func (m Mask) authorization(value string) string {
	trimmed := strings.TrimLeft(value, " \t")
	n := spanUntil(trimmed, " \t")
	scheme := strings.ToLower(trimmed[:n])
	if trimmed == "" {
		return value
	}
	switch {
	case !isScheme(scheme) || n == len(trimmed):
		return hidden
	case scheme == "digest":
		return trimmed[:n] + " " + m.digest(strings.TrimLeft(trimmed[n:], " \t"))
	}
	return trimmed[:n] + " " + hidden
}

// digestShown are the Digest parameters that are not secret.
var digestShown = map[string]bool{
	"username": true, "username*": true, "realm": true, "uri": true, "nonce": true,
	"nextnonce": true, "opaque": true, "algorithm": true, "qop": true, "nc": true, "userhash": true,
	"stale": true, "domain": true, "charset": true,
}

// digest masks every parameter of a Digest header that is not in digestShown.
func (m Mask) digest(s string) string {
	var b strings.Builder
	for s != "" {
		blank := len(s) - len(strings.TrimLeft(s, " \t,"))
		b.WriteString(s[:blank])
		s = s[blank:]
		n := directive(s)
		name, value, ok := strings.Cut(s[:n], "=")
		s = s[n:]
		switch {
		case ok && digestShown[strings.ToLower(strings.TrimSpace(name))]:
			b.WriteString(name + "=" + m.Text(value))
		case ok && strings.HasPrefix(strings.TrimSpace(value), `"`):
			b.WriteString(name + `="` + hidden + `"`)
		case ok:
			b.WriteString(name + "=" + hidden)
		case name != "":
			b.WriteString(hidden)
		}
	}
	return b.String()
}

// directive returns the length of the first name=value in s, which ends at a comma outside quotes.
func directive(s string) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\' && i+1 < len(s):
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			return i
		}
	}
	return len(s)
}

// cookieAttributes are the attributes of Set-Cookie that are not secret (RFC 6265, 4.1.1).
var cookieAttributes = map[string]bool{
	"path": true, "domain": true, "expires": true, "max-age": true,
	"secure": true, "httponly": true, "samesite": true, "version": true,
}

func cookies(value string) string {
	parts := strings.Split(value, ";")
	for i, p := range parts {
		name, v, ok := strings.Cut(p, "=")
		switch {
		case cookieAttributes[strings.ToLower(strings.TrimSpace(name))] && i > 0:
		case ok && v != "":
			parts[i] = name + "=" + hidden
		case !ok && strings.TrimSpace(p) != "":
			parts[i] = p[:len(p)-len(strings.TrimLeft(p, " "))] + hidden
		}
	}
	return strings.Join(parts, ";")
}

// keyMgmt masks the key data of a KeyMgmt header (RFC 4567, 4.1): prot=mikey; uri="…"; data="…".
func keyMgmt(value string) string {
	parts := strings.Split(value, ";")
	for i, p := range parts {
		name, v, ok := strings.Cut(p, "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "prot", "uri":
			continue
		}
		switch {
		case !ok && strings.TrimSpace(p) != "":
			parts[i] = hidden
		case strings.HasPrefix(v, `"`):
			parts[i] = name + `="` + hidden + `"`
		case ok:
			parts[i] = name + "=" + hidden
		}
	}
	return strings.Join(parts, ";")
}
