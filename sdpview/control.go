package sdpview

import "strings"

// Base picks the base URL for control URLs (RFC 2326, C.1.1): Content-Base, then
// Content-Location, then the request URL; a base that is no URL is passed over: some cameras send
// "rtsp://rtsp://…", or leave the scheme out.
func Base(contentBase, contentLocation, requestURL string) string {
	for _, s := range []string{contentBase, contentLocation} {
		if s = strings.TrimSpace(s); isURL(s) {
			return s
		}
	}
	return strings.TrimSpace(requestURL)
}

// isURL reports whether s is an absolute URL with an authority, and only one.
func isURL(s string) bool {
	n := schemeLen(s)
	if n == 0 {
		return false
	}
	rest := s[n:]
	return rest != "" && !strings.ContainsRune("/?#: \t", rune(rest[0])) && schemeLen(rest) == 0
}

// schemeLen returns the length of "scheme://" at the beginning of s (RFC 3986, 3.1), 0 if there is
// none.
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

// Resolve makes a control attribute an absolute URL, as clients in the field do it: "*" and ""
// are the base; a relative one is appended to a base that ends in a slash, and otherwise after a
// slash. That is not what RFC 3986 would do (it replaces what follows the base's last slash), nor
// does a query in the base matter: "rtsp://h/a?x=1" and "trackID=1" make "rtsp://h/a?x=1/trackID=1".
// Only a control that is a query itself takes the place of the base's query.
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
