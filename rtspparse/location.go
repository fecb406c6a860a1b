package rtspparse

import (
	"strconv"
	"strings"
)

// Location is a URL split into its parts, even if malformed: the value of a Location, Content-Base,
// Content-Location, Referer or Request-Path field, or the URL of a request (RFC 2326, 3.2, 12.25).
type Location struct {
	// URL is the text as sent, without surrounding spaces, quotes or angle brackets.
	URL string
	// Scheme is in lower case; "" for a relative URL.
	Scheme string
	// UserInfo reports that the URL contains a user name and possibly a password.
	UserInfo bool
	Host     string // without brackets
	Port     int    // the default port if the URL has none; 0 if neither is known
	Path     string // from the first slash, without the query
	Query    string // without the question mark
}

// DefaultPort is the port of rtsp URLs (RFC 2326, 3.2).
const DefaultPort = 554

// defaultPorts are the default ports of the schemes in use (RFC 2326, 3.2; RFC 7826, 4.2).
var defaultPorts = map[string]int{
	"rtsp": DefaultPort, "rtspu": DefaultPort, "rtspt": DefaultPort, "rtsps": 322, "satip": DefaultPort,
	"http": 80, "https": 443, "ws": 80, "wss": 443,
}

// ParseLocation parses a URL. Violations do not quote it because it may contain a password.
func ParseLocation(value string) (l Location, faults []Violation) {
	l.URL = strings.Trim(trimSpace(value), `"<>`)
	if l.URL != trimSpace(value) {
		faults = addViolation(faults, "url-enclosed", "")
	}
	s := l.URL
	if s == "" {
		return l, addViolation(faults, "url-empty", "")
	}
	if strings.ContainsAny(s, " \t") {
		faults = addViolation(faults, "url-with-space", "")
	}
	s, l.Query, _ = strings.Cut(s, "?")
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		l.Path = s
		return l, faults
	}
	l.Scheme = strings.ToLower(scheme)
	if _, known := defaultPorts[strings.ToLower(rest[:max(strings.Index(rest, "://"), 0)])]; known {
		// "rtsp://rtsp://host/path"
		faults = addViolation(faults, "url-scheme-twice", "")
		_, rest, _ = strings.Cut(rest, "://")
	}
	authority := rest
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		authority, l.Path = rest[:i], rest[i:]
	}
	return l.authority(authority, faults)
}

// authority parses [user@]host[:port]. A password may contain any character, including @.
func (l *Location) authority(s string, faults []Violation) (Location, []Violation) {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		l.UserInfo, s = true, s[i+1:]
	}
	l.Port = defaultPorts[l.Scheme]
	host := s
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") && (strings.HasPrefix(s, "[") || strings.Count(s, ":") == 1) {
		var port string
		host, port = s[:i], s[i+1:]
		n, err := strconv.Atoi(port)
		if !digits(port) || err != nil || n == 0 || n > 65535 {
			// If an @ is missing, the port may be a secret, so only its length is quoted.
			faults = addViolation(faults, "url-port-invalid", strconv.Itoa(len(port))+" bytes")
		} else {
			l.Port = n
		}
	}
	l.Host = strings.Trim(host, "[]")
	if l.Host == "" {
		faults = addViolation(faults, "url-without-host", "")
	}
	return *l, faults
}
