package rtspparse

import (
	"bytes"
	"strings"
)

// verdict is a decision based on the available bytes.
type verdict uint8

const (
	no verdict = iota
	yes
	ambiguous // more bytes are needed
)

// maxStartLine limits the start line bytes that are kept.
const maxStartLine = 16 << 10

// rtspMethods are the methods by which a request is recognized without other evidence.
var rtspMethods = [...]string{
	"OPTIONS", "DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "ANNOUNCE", "RECORD",
	"GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "PLAY_NOTIFY",
}

// knownMethod returns the method at the start of b, followed by a space. If b ends within a method, the result
// is ambiguous.
func knownMethod(b []byte) (string, verdict) {
	for _, m := range rtspMethods {
		if len(b) > len(m) {
			if string(b[:len(m)]) == m && b[len(m)] == ' ' {
				return m, yes
			}
		} else if string(b) == m[:len(b)] {
			return "", ambiguous
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

// statusLike reports whether b starts like "RTSP/1.0 200".
func statusLike(b []byte) verdict { return match(b, "RTSP/d.d ddd") }

// match compares b with a pattern in which d matches a digit.
func match(b []byte, pattern string) verdict {
	for i := 0; i < len(pattern); i++ {
		if i == len(b) {
			return ambiguous
		}
		if p := pattern[i]; p == 'd' && (b[i] < '0' || b[i] > '9') || p != 'd' && b[i] != p {
			return no
		}
	}
	return yes
}

// startsMessage reports whether b starts with an unmistakable start line: a status line, or a known method with
// a URL and a version. At the end of the bytes (final), a known method and an rtsp URL are sufficient.
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

// rtspURL reports whether b starts with an absolute RTSP URL.
func rtspURL(b []byte) verdict {
	const scheme = "rtsp"
	for i := range len(scheme) {
		if i == len(b) {
			return ambiguous
		}
		if b[i]|0x20 != scheme[i] {
			return no
		}
	}
	return yes
}

// firstControl returns the position of the first control byte in b, searching from i. If there is none within
// the length of a start line, it returns how far it has searched.
func firstControl(b []byte, i int) int {
	for ; i < len(b) && i <= maxStartLine; i++ {
		if b[i] < ' ' && b[i] != '\t' {
			break
		}
	}
	return i
}

// requestLine reports whether b is a request line. The URL starts at url, and end is the result of
// firstControl.
func requestLine(b []byte, url, end int, final bool) verdict {
	switch {
	case end < len(b) && (b[end] == '\r' || b[end] == '\n'):
		line := bytes.TrimRight(b[:end], " \t")
		n := bytes.LastIndexByte(line, ' ')
		return yesIf(n >= url && match(line[n+1:], "RTSP/") == yes)
	case end < len(b) && end <= maxStartLine:
		return no
	case final || end > maxStartLine:
		// Too long, or truncated: the URL must be an RTSP URL.
		if rtspURL(b[url:]) == yes {
			return yes
		}
		return no
	}
	return ambiguous
}

// plainRequest reports whether b starts with a request line of any method.
func plainRequest(b []byte) verdict {
	for i, c := range b {
		switch {
		case c == ' ' && i > 0:
			return requestLine(b, i+1, firstControl(b, i), false)
		case i == maxMethod || !tokenByte(c):
			return no
		}
	}
	return ambiguous
}

// maxMethod is the maximum accepted length of an unknown method.
const maxMethod = 32

// parseStartLine parses the start line of m. It is lenient because a message must start here; it returns false
// if the line is still not a start line.
func parseStartLine(m *Message, line string) bool {
	t := strings.TrimRight(line, " \t")
	if len(t) >= 5 && (strings.EqualFold(t[:5], "RTSP/") || t[:5] == "HTTP/") {
		m.HTTP = t[0] == 'H'
		parseStatusLine(m, t[5:])
		return true
	}
	return parseRequestLine(m, t)
}

// parseStatusLine parses the part of a status line after "RTSP/" (RFC 2326, 7.1).
func parseStatusLine(m *Message, t string) {
	m.Version, t = word(t)
	checkVersion(m)
	status, reason := word(t)
	m.Reason = reason
	if len(status) == 3 && digits(status) && status[0] != '0' {
		m.Status = int(status[0]-'0')*100 + int(status[1]-'0')*10 + int(status[2]-'0')
		if reason == "" {
			m.addViolation("reason-missing", t)
		}
		return
	}
	m.Reason = t
	m.addViolation("status-invalid", t)
}

// parseRequestLine parses a request line (RFC 2326, 6.1). Without a version, only known methods are accepted.
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
			m.addViolation("version-invalid", version)
		}
	case !known:
		return false
	default:
		url = rest
		m.addViolation("version-missing", method)
	}
	m.Request, m.Method, m.URL = true, method, url
	if !token(method) {
		m.addViolation("method-invalid", method)
	}
	if strings.ContainsAny(url, " \t") {
		m.addViolation("url-with-space", method)
	}
	return true
}

func checkVersion(m *Message) {
	if v := m.Version; len(v) != 3 || match([]byte(v), "d.d") != yes {
		m.addViolation("version-invalid", v)
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

// token reports whether s is a token (RFC 2326, 15.1).
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
