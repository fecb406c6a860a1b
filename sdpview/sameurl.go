package sdpview

import "strings"

// SameURL reports whether two control URLs name the same resource though one has a trailing
// slash, user information, a default port, another case of scheme or host, or bytes in percent
// encoding.
func SameURL(a, b string) bool {
	if a == b {
		return true
	}
	ua, ub := splitURL(a), splitURL(b)
	return ua == ub
}

// address is a URL in a form that can be compared.
type address struct{ scheme, host, port, path string }

// splitURL takes a URL apart (RFC 3986, 3). What has no scheme is all path.
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

// plainPath is a path with its query, without percent encoding and without the slashes at the end
// of either.
func plainPath(s string) string {
	path, query, ok := strings.Cut(s, "?")
	path = strings.TrimRight(unescape(path), "/")
	if !ok {
		return path
	}
	return path + "?" + strings.TrimRight(unescape(query), "/")
}

// unescape decodes "%41"; what is no such triplet stays.
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
