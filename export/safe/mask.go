package safe

import "strings"

// hidden replaces masked text.
const hidden = "***"

// Mask masks credentials in text from captures. The zero value masks; Show disables it. Only values are masked, never
// names, so the output still shows that a credential was sent, and of which kind.
type Mask struct{ Show bool }

// Text masks the credentials in any text: passwords in URLs (rtsp://user:password@host) and in parameters (password=,
// token=, …, in a query or, as with many cameras, in the path), Basic and Bearer credentials, Digest responses, and SRTP
// keys (inline:, key-mgmt:).
func (m Mask) Text(s string) string {
	if m.Show {
		return s
	}
	var out []byte
	done := 0 // s[:done] is in out
	for i := 0; i < len(s); i++ {
		if !precedes[s[i]] {
			continue
		}
		var from, to int
		switch s[i] {
		case '/':
			from, to = userInfo(s, i)
		case '=':
			from, to = parameter(s, i, i+1)
		case '%':
			if strings.HasPrefix(s[i:], "%3D") || strings.HasPrefix(s[i:], "%3d") {
				from, to = parameter(s, i, i+3)
			}
		case ':':
			from, to = fieldValue(s, i)
		case ' ':
			from, to = schemeCredentials(s, i)
		}
		if from < to && from >= done && s[from:to] != hidden {
			out = append(append(out, s[done:from]...), hidden...)
			done = to
			i = to - 1
		}
	}
	if done == 0 && out == nil {
		return s
	}
	return string(append(out, s[done:]...))
}

// precedes contains the bytes that may precede a secret.
var precedes = [256]bool{'/': true, '=': true, '%': true, ':': true, ' ': true}

// maxUserInfo limits the search for the end of the user information of a URL, in bytes, so that the time stays linear in
// the length of the text.
const maxUserInfo = 256

// userInfo finds the password of a URL whose "//" is at i. Passwords of cameras contain @, / and other characters that
// should have been escaped, so the password extends to the last @ before the path or, if the port is not a number, to the
// last @ of the URL.
func userInfo(s string, i int) (from, to int) {
	if i+1 >= len(s) || s[i+1] != '/' || i > 0 && s[i-1] == '/' {
		return 0, 0
	}
	start := i + 2
	near := s[start:min(len(s), start+maxUserInfo)]
	authority := near[:spanUntil(near, urlEnd+"/?#")]
	colon, width := separator(authority)
	if colon < 0 {
		return 0, 0
	}
	at := strings.LastIndexByte(authority, '@')
	if at < 0 && authority[0] != '[' && !isPort(authority[colon+width:], near[len(authority):]) {
		at = strings.LastIndexByte(near[:spanUntil(near, " \t\r\n")], '@')
	}
	if at <= colon {
		return 0, 0
	}
	return start + colon + width, start + at
}

// urlEnd contains the bytes that end a URL in text.
const urlEnd = " \t\r\n\"'<>"

// separator finds the colon after the user name. It may be percent-encoded.
func separator(s string) (at, width int) {
	for i := 0; i < len(s); i++ {
		if s[i] == ':' {
			return i, 1
		}
		if strings.HasPrefix(s[i:], "%3A") || strings.HasPrefix(s[i:], "%3a") {
			return i, 3
		}
	}
	return -1, 0
}

// isPort reports whether s, which precedes the rest of a URL, is a port number or empty.
func isPort(s, rest string) bool {
	if s == "" {
		return rest == "" || rest[0] != '#' && rest[0] != '?'
	}
	s = s[:spanUntil(s, ",;")]
	return len(s) <= 5 && strings.Trim(s, "0123456789") == ""
}

// maxName limits the length of a parameter name, in bytes.
const maxName = 48

// parameter finds the value of name=value if the name identifies a secret. eq is the position of the equals sign, start
// that of the value.
func parameter(s string, eq, start int) (from, to int) {
	name := nameBefore(s, eq)
	if start >= len(s) || s[start] == '=' || !secretParameter(name) {
		return 0, 0
	}
	if q := s[start]; q == '"' || q == '\'' {
		end := strings.IndexByte(s[start+1:], q)
		if end < 0 {
			end = len(s) - start - 1
		}
		return start + 1, start + 1 + end
	}
	end, underscore := start, 0
	for end < len(s) && strings.IndexByte(urlEnd+"&;#/,", s[end]) < 0 {
		switch {
		case s[end] == '_':
			underscore = end
		case s[end] == '=' && underscore > 0 && startsParameter(s[underscore+1:end], s[end+1:]):
			return start, underscore
		case s[end] == '=' || !isNameByte(s[end]):
			underscore = 0
		}
		end++
	}
	return start, end
}

// startsParameter reports whether the underscore before name separates parameters, as in the URL paths of some
// recorders: user=admin_password=x_channel=1.
func startsParameter(name, rest string) bool {
	return len(name) > 1 && strings.IndexFunc(name, func(r rune) bool { return r < 'A' || r > 'z' }) < 0 &&
		rest != "" && (isNameByte(rest[0]) || strings.HasPrefix(rest, hidden))
}

// nameBefore returns the name that ends at s[:end].
func nameBefore(s string, end int) string {
	n := end
	for n > 0 && end-n < maxName && isNameByte(s[n-1]) {
		n--
	}
	return s[n:end]
}

// fieldValue finds the value after "inline:" (RFC 4568), "key-mgmt:" (RFC 4567) and the names of header fields with
// secrets, in text that quotes a message.
func fieldValue(s string, i int) (from, to int) {
	name := nameBefore(s, len(strings.TrimRight(s[max(0, i-maxName):i], " \t"))+max(0, i-maxName))
	line := i + 1
	end := func() int { return line + spanUntil(s[line:], "\r\n") }
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, "inline"):
		return line, line + spanUntil(s[line:], " \t\r\n|;,\"")
	case lower == "key-mgmt":
		return secondWord(s, line), end()
	case lower == "cookie" || lower == "set-cookie" || secretParameter(lower) && !isPublicField(lower):
		return skipBlanks(s, line), end()
	}
	return 0, 0
}

// skipBlanks returns the index of the first byte of s, from i on, that is not blank.
func skipBlanks(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

// secondWord returns the index of the second word of s[i:], or i if there is none nearby.
func secondWord(s string, i int) int {
	near := s[:min(len(s), i+maxName)]
	word := skipBlanks(near, i)
	next := skipBlanks(near, word+spanUntil(near[word:], " \t\r\n"))
	if next >= len(near) || near[next] == '\r' || near[next] == '\n' {
		return i
	}
	return next
}

// schemeCredentials finds the credentials after the name of a scheme that sends them unprotected.
func schemeCredentials(s string, i int) (from, to int) {
	if i < len("basic") || s[i-1]|0x20 != 'c' && s[i-1]|0x20 != 'r' { // fast path for most blanks
		return 0, 0
	}
	if name := nameBefore(s, i); !strings.EqualFold(name, "basic") && !strings.EqualFold(name, "bearer") {
		return 0, 0
	}
	i = skipBlanks(s, i)
	n := 0
	for i+n < len(s) && (isNameByte(s[i+n]) || strings.IndexByte("+/~=", s[i+n]) >= 0) {
		n++
	}
	// A challenge has parameters (Basic realm="…"), and a lower-case word is not base64.
	if n < 6 || strings.HasPrefix(strings.ToLower(s[i:i+n]), "realm=") || isWord(s[i:i+n]) {
		return 0, 0
	}
	return i, i + n
}

// isWord reports whether s is all lower case, as in "basic authentication".
func isWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

// secretParameter reports whether the value of a parameter of this name is a secret.
func secretParameter(name string) bool {
	switch name { // fast path for the most common names
	case "", "rtsp", "rtsps", "http", "https", "client_port", "server_port", "interleaved", "port", "ttl", "mode", "ssrc", "source", "destination", "unicast", "url", "seq", "rtptime",
		"npt", "clock", "timeout", "trackID", "streamid", "stream", "track", "realm", "algorithm", "qop", "uri", "username",
		"cseq", "session", "transport", "user-agent", "server", "public", "range", "rtp-info", "date", "accept", "content-type", "content-length", "content-base":
		return false
	}
	name = strings.ToLower(name)
	for _, part := range secretParts {
		if strings.Contains(name, part) {
			return true
		}
	}
	for _, end := range []string{"pass", "key", "auth"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	last := name[strings.LastIndexAny(name, "_-.")+1:]
	switch last {
	case "sig", "sign", "pw", "psw", "jwt", "hmac", "response", "cnonce", "rspauth":
		return true
	}
	return false
}

// secretParts are the parts of a name that identify a secret, in parameters and header fields.
var secretParts = []string{"passw", "passphrase", "pwd", "token", "secret", "signature", "credential", "apikey", "api-key", "api_key"}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}

// spanUntil returns the length of the part of s before the first byte of stop.
func spanUntil(s, stop string) int {
	if i := strings.IndexAny(s, stop); i >= 0 {
		return i
	}
	return len(s)
}
