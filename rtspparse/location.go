package rtspparse

import (
	"net/url"
	"strconv"
	"strings"
)

// Location is a URL with its parts, however odd: the value of a Location, Content-Base,
// Content-Location, Referer or Request-Path field, or a request's URL (RFC 2326, 3.2, 12.25).
type Location struct {
	// URL is the text as sent, without the spaces, quotes or angle brackets around it.
	URL string
	// Scheme is in lower case; "" for a relative URL.
	Scheme string
	// UserInfo says that the URL carries a user, and perhaps a password.
	UserInfo bool
	Host     string // without brackets
	Port     int    // DefaultPort where the URL names none; 0 where neither is known
	Path     string // from the first slash on, without the query
	Query    string // without the question mark
}

// DefaultPort is the port of rtsp URLs (RFC 2326, 3.2).
const DefaultPort = 554

// defaultPorts are those of the schemes in use (RFC 2326, 3.2; RFC 7826, 4.2).
var defaultPorts = map[string]int{
	"rtsp": DefaultPort, "rtspu": DefaultPort, "rtspt": DefaultPort, "rtsps": 322, "satip": DefaultPort,
	"http": 80, "https": 443, "ws": 80, "wss": 443,
}

// ParseLocation reads a URL. As that may hold a password, no Fault quotes it.
func ParseLocation(value string) (l Location, faults []Fault) {
	l.URL = strings.Trim(space(value), `"<>`)
	if l.URL != space(value) {
		faults = addFault(faults, "url-enclosed", "")
	}
	s := l.URL
	if s == "" {
		return l, addFault(faults, "url-empty", "")
	}
	if strings.ContainsAny(s, " \t") {
		faults = addFault(faults, "url-with-space", "")
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
		faults = addFault(faults, "url-scheme-twice", "")
		_, rest, _ = strings.Cut(rest, "://")
	}
	authority := rest
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		authority, l.Path = rest[:i], rest[i:]
	}
	return l.authority(authority, faults)
}

// authority reads [user@]host[:port]. Passwords hold every sign, even @.
func (l *Location) authority(s string, faults []Fault) (Location, []Fault) {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		l.UserInfo, s = true, s[i+1:]
	}
	l.Port = defaultPorts[l.Scheme]
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") && (strings.HasPrefix(s, "[") || strings.Count(s, ":") == 1) {
		host, port = s[:i], s[i+1:]
		n, err := strconv.Atoi(port)
		if !digits(port) || err != nil || n == 0 || n > 65535 {
			// The port may hold a secret where an @ is missing: only its length is told.
			faults = addFault(faults, "url-port-invalid", strconv.Itoa(len(port))+" bytes")
		} else {
			l.Port = n
		}
	}
	l.Host = strings.Trim(host, "[]")
	if l.Host == "" {
		faults = addFault(faults, "url-without-host", "")
	}
	return *l, faults
}

// Resolve returns the absolute URL of a reference seen from l (RFC 3986, 5), joined by hand where
// either is odd.
func (l *Location) Resolve(reference string) string {
	base, err := url.Parse(l.URL)
	ref, err2 := url.Parse(reference)
	if err != nil || err2 != nil || base.Scheme == "" {
		return strings.TrimRight(l.URL, "/") + "/" + strings.TrimLeft(reference, "/")
	}
	return base.ResolveReference(ref).String()
}
