package sdpview

import "strings"

// BaseURL returns the base URL for control URLs (RFC 2326, C.1.1): Content-Base, Content-Location or the request
// URL, in this order. A base that is not a URL is ignored: some cameras send "rtsp://rtsp://…" or omit the
// scheme.
func BaseURL(contentBase, contentLocation, requestURL string) string {
	for _, s := range []string{contentBase, contentLocation} {
		if s = strings.TrimSpace(s); isURL(s) {
			return s
		}
	}
	return strings.TrimSpace(requestURL)
}

// isURL reports whether s is an absolute URL with exactly one scheme and an authority.
func isURL(s string) bool {
	n := schemeLen(s)
	if n == 0 {
		return false
	}
	rest := s[n:]
	return rest != "" && !strings.ContainsRune("/?#: \t", rune(rest[0])) && schemeLen(rest) == 0
}

// schemeLen returns the length of "scheme://" at the start of s (RFC 3986, 3.1), or 0.
func schemeLen(s string) int {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && strings.HasPrefix(s[i:], "://"):
			return i + len("://")
		default:
			return 0
		}
	}
	return 0
}

// Resolve converts a control attribute to an absolute URL in the way that RTSP clients do. "*" and "" are the
// base. A relative attribute is appended to the base, separated by one slash. This differs from RFC 3986, which
// replaces everything after the last slash of the base, and it ignores a query in the base: "rtsp://h/a?x=1"
// and "trackID=1" yield "rtsp://h/a?x=1/trackID=1". Only an attribute that is itself a query replaces the query
// of the base.
func Resolve(base, control string) string {
	base, control = strings.TrimSpace(base), strings.TrimSpace(control)
	switch {
	case control == "" || control == "*":
		return base
	case base == "" || schemeLen(control) > 0:
		return control
	case control[0] == '?':
		path, _, _ := strings.Cut(base, "?")
		return path + control
	}
	return strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(control, "/")
}
