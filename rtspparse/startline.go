package rtspparse

import (
	"bytes"
	"strings"
)

// verdict is what the bytes at hand allow to say.
type verdict uint8

const (
	no verdict = iota
	yes
	unsure // more bytes would tell
)

// maxStartLine is how much of a start line is kept, in bytes.
const maxStartLine = 16 << 10

// rtspMethods are the methods by which a request is recognised where nothing else speaks for one.
var rtspMethods = [...]string{
	"OPTIONS", "DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "ANNOUNCE", "RECORD",
	"GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "PLAY_NOTIFY",
}

// knownMethod returns the method with which b begins, followed by a space. Where b is cut inside
// of one, unsure.
func knownMethod(b []byte) (string, verdict) {
	for _, m := range rtspMethods {
		if len(b) > len(m) {
			if string(b[:len(m)]) == m && b[len(m)] == ' ' {
				return m, yes
			}
		} else if string(b) == m[:len(b)] {
			return "", unsure
		}
	}
	return "", no
}

func isRTSPMethod(s string) bool {
	for _, m := range rtspMethods {
		if s == m {
			return true
		}
	}
	return false
}

// statusLike says whether b begins with "RTSP/1.0 200" or the like.
func statusLike(b []byte) verdict { return match(b, "RTSP/d.d ddd") }

// match compares b with a pattern in which d stands for a digit.
func match(b []byte, pattern string) verdict {
	for i := 0; i < len(pattern); i++ {
		if i == len(b) {
			return unsure
		}
		if p := pattern[i]; p == 'd' && (b[i] < '0' || b[i] > '9') || p != 'd' && b[i] != p {
			return no
		}
	}
	return yes
}

// startsMessage says whether b, found by search, begins with a start line that cannot be mistaken:
// a status line, or a known method with a URL and a version. Where the bytes end (final), a known
// method and an rtsp URL are enough.
func startsMessage(b []byte, final bool) verdict {
	if v := statusLike(b); v != no {
		return v
	}
	m, v := knownMethod(b)
	if v != yes {
		return v
	}
	return requestLine(b, len(m)+1, firstControl(b, 0), final)
}

// rtspURL says whether b begins with an absolute RTSP URL.
func rtspURL(b []byte) verdict {
	const scheme = "rtsp"
	for i := 0; i < len(scheme); i++ {
		if i == len(b) {
			return unsure
		}
		if b[i]|0x20 != scheme[i] {
			return no
		}
	}
	return yes
}

// firstControl returns the position of the first control byte of b, searching from i; where there
// is none within a start line's length, how far it has searched.
func firstControl(b []byte, i int) int {
	for ; i < len(b) && i <= maxStartLine; i++ {
		if b[i] < ' ' && b[i] != '\t' {
			break
		}
	}
	return i
}

// requestLine says whether b is a request line; the URL begins at url, and end is as firstControl
// gives it.
func requestLine(b []byte, url, end int, final bool) verdict {
	switch {
	case end < len(b) && (b[end] == '\r' || b[end] == '\n'):
		line := bytes.TrimRight(b[:end], " \t")
		n := bytes.LastIndexByte(line, ' ')
		return yesIf(n >= url && match(line[n+1:], "RTSP/") == yes)
	case end < len(b) && end <= maxStartLine:
		return no
	case final || end > maxStartLine:
		// Too long, or cut: the URL has to speak for it.
		if rtspURL(b[url:]) == yes {
			return yes
		}
		return no
	}
	return unsure
}

// plainRequest says whether b begins with a request line of any method.
func plainRequest(b []byte) verdict {
	for i, c := range b {
		switch {
		case c == ' ' && i > 0:
			return requestLine(b, i+1, firstControl(b, i), false)
		case i == maxMethod || !tokenByte(c):
			return no
		}
	}
	return unsure
}

// maxMethod is the greatest length of an unknown method that is believed.
const maxMethod = 32

// parseStartLine fills in the start line of m. It is lenient, as its caller knows that a message
// must begin here; false says that even so it is none.
func parseStartLine(m *Message, line string) bool {
	t := strings.TrimRight(line, " \t")
	if len(t) >= 5 && (strings.EqualFold(t[:5], "RTSP/") || t[:5] == "HTTP/") {
		m.HTTP = t[0] == 'H'
		parseStatusLine(m, t[5:])
		return true
	}
	return parseRequestLine(m, t)
}

// parseStatusLine reads what follows "RTSP/" in a status line (RFC 2326, 7.1).
func parseStatusLine(m *Message, t string) {
	m.Version, t = word(t)
	checkVersion(m)
	status, reason := word(t)
	m.Reason = reason
	if len(status) == 3 && digits(status) && status[0] != '0' {
		m.Status = int(status[0]-'0')*100 + int(status[1]-'0')*10 + int(status[2]-'0')
		if reason == "" {
			m.addFault("reason-missing", t)
		}
		return
	}
	m.Reason = t
	m.addFault("status-invalid", t)
}

// parseRequestLine reads a request line (RFC 2326, 6.1). Without a version only the known methods
// are believed.
func parseRequestLine(m *Message, t string) bool {
	method, rest := word(t)
	if method == "" || rest == "" {
		return false
	}
	url, version := rest, ""
	if i := strings.LastIndexAny(rest, " \t"); i >= 0 {
		url, version = strings.TrimRight(rest[:i], " \t"), rest[i+1:]
	}
	known := isRTSPMethod(method)
	switch {
	case len(version) >= 5 && strings.EqualFold(version[:5], "RTSP/"):
		m.Version = version[5:]
		checkVersion(m)
	case len(version) > 5 && version[:5] == "HTTP/":
		m.HTTP, m.Version = true, version[5:]
		if known {
			m.addFault("version-invalid", version)
		}
	case !known:
		return false
	default:
		url = rest
		m.addFault("version-missing", method)
	}
	m.Request, m.Method, m.URL = true, method, url
	if !token(method) {
		m.addFault("method-invalid", method)
	}
	if strings.ContainsAny(url, " \t") {
		m.addFault("url-with-space", method)
	}
	return true
}

func checkVersion(m *Message) {
	if v := m.Version; len(v) != 3 || match([]byte(v), "d.d") != yes {
		m.addFault("version-invalid", v)
	}
}

// word splits off the first word.
func word(s string) (first, rest string) {
	s = strings.TrimLeft(s, " \t")
	if i := strings.IndexAny(s, " \t"); i >= 0 {
		return s[:i], strings.TrimLeft(s[i:], " \t")
	}
	return s, ""
}

// token reports whether s is a token of RFC 2326, 15.1.
func token(s string) bool {
	for i := 0; i < len(s); i++ {
		if !tokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

func tokenByte(c byte) bool {
	return c > ' ' && c < 0x7f && !strings.ContainsRune(`()<>@,;:\"/[]?={}`, rune(c))
}
