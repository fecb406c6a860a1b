package sdpview

import "strings"

// SameURL reports whether two control URLs identify the same resource. It ignores trailing slashes, user
// information, default ports, the case of scheme and host, and percent encoding.
func SameURL(a, b string) bool {
	if a == b {
		return true
	}
	ua, ub := splitURL(a), splitURL(b)
	return ua == ub
}

// address is a URL in comparable form.
type address struct{ scheme, host, port, path string }

// splitURL splits a URL (RFC 3986, 3). A URL without a scheme is all path.
func splitURL(s string) address {
	s = strings.TrimSpace(s)
	n := schemeLen(s)
	if n == 0 {
		return address{path: plainPath(s)}
	}
	u := address{scheme: strings.ToLower(s[:n-len("://")])}
	s = s[n:]
	end := strings.IndexAny(s, "/?#")
	if end < 0 {
		end = len(s)
	}
	authority := s[:end]
	u.path = plainPath(s[end:])
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	u.host, u.port = strings.ToLower(authority), ""
	// The last colon outside the brackets of an IPv6 address.
	if i := strings.LastIndexByte(authority, ':'); i > strings.LastIndexByte(authority, ']') {
		u.host, u.port = u.host[:i], authority[i+1:]
	}
	if u.port == defaultPort(u.scheme) {
		u.port = ""
	}
	return u
}

func defaultPort(scheme string) string {
	switch scheme {
	case "rtsp", "rtspu":
		return "554" // RFC 7826, 22.14
	case "rtsps":
		return "322"
	case "http", "ws":
		return "80"
	case "https", "wss":
		return "443"
	}
	return ""
}

// plainPath returns a path and its query without percent encoding and trailing slashes.
func plainPath(s string) string {
	path, query, ok := strings.Cut(s, "?")
	path = strings.TrimRight(unescape(path), "/")
	if !ok {
		return path
	}
	return path + "?" + strings.TrimRight(unescape(query), "/")
}

// unescape decodes percent escapes. Invalid escapes are left unchanged.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, ok1 := hexDigit(s[i+1])
			lo, ok2 := hexDigit(s[i+2])
			if ok1 && ok2 {
				out = append(out, hi<<4|lo)
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
