package safe

import (
	"net/netip"
	"strings"
)

// slash handles a slash or backslash: the first of several precedes the authority of a URL.
func (x *scanner) slash(i int) span {
	if i > 0 && isSlash(x.s[i-1]) {
		return span{}
	}
	path := x.slashed
	x.slashed = true
	if x.colon >= 0 && x.at < 0 && isPort(x.s[x.colon+1:i], "/") {
		x.colon = -1 // host:port/path
	}
	start := i
	for start < len(x.s) && isSlash(x.s[start]) {
		start++
	}
	if start-i > 1 {
		return x.userInfo(start, false)
	}
	if path && !x.query {
		return x.pathSegment(i)
	}
	return span{}
}

func isSlash(c byte) bool { return c == '/' || c == '\\' }

// maxName limits the length of a name, in bytes.
const maxName = 64

// pathSegment finds a secret that is the segment of a path after its name, as in /password/x.
func (x *scanner) pathSegment(i int) span {
	name := nameBefore(x.s, i)
	if n := i - len(name); n == 0 || !isSlash(x.s[n-1]) {
		return span{}
	}
	switch squeezed(name) {
	case "password", "passwd", "passphrase", "pwd", "token", "accesstoken", "authtoken", "secret", "apikey", "jwt", "signature":
		return span{i + 1, i + 1 + spanUntil(x.s[i+1:], urlEnds+`/\?&;,#`)}
	}
	return span{}
}

// userInfo finds the password in the authority of a URL, which begins at start. Passwords of cameras contain @, /, blanks
// and other characters that should have been escaped, so that the password extends to the last @ before the path or, if
// the port is not a number, to the last @ of the URL or else of the line. A URL with a scheme but without an @ was cut,
// if the port is not a number: everything may be the password.
func (x *scanner) userInfo(start int, scheme bool) span {
	s := x.s
	if start >= len(s) {
		return span{}
	}
	x.url, x.query = true, false // it may be in the query of another
	end := x.authorityEnd.next(s, start, urlEnds+`/\?#`)
	at := x.inAuthority.lastAt(s, start, end)
	colon := x.nextColon.next(s, start, ":")
	if colon >= end {
		return userToken(s, start, at)
	}
	line := min(x.lineEnd.next(s, colon, "\r\n\x00"), x.nextURL.nextText(s, colon, "://"))
	run := min(line, x.runEnd.next(s, colon, blanks+"\x00"))
	far := x.inRun.lastAt(s, colon, run)
	if at > colon {
		if far > at && !isHost(s[at+1:]) && isHost(s[far+1:]) {
			at = far
		}
		return span{colon + 1, at}
	}
	host := s[start:colon]
	port := isPort(s[colon+1:end], s[end:])
	if strings.HasPrefix(host, "[") || !port && isIPv6(s[start:end]) {
		return span{}
	}
	if far <= colon {
		far = x.inLine.lastAt(s, colon, line)
	}
	switch {
	case far > colon && (!port || !isHost(host+"/") && isHost(s[far+1:])):
		return span{colon + 1, far}
	case port || !scheme && (start < 3 || s[start-3] != ':'):
		return span{}
	}
	return span{colon + 1, x.urlEnd.next(s, colon+1, urlEnds)}
}

// userToken finds user information without a colon that is not the name of a user.
func userToken(s string, start, at int) span {
	if at > start && isRandom(s[start:at]) {
		return span{start, at}
	}
	return span{}
}

// isIPv6 reports whether s is an IPv6 address that should have been in brackets.
func isIPv6(s string) bool {
	if len(s) > 45 {
		return false
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

// isPort reports whether s, which precedes the rest of a URL, is a port number or empty.
func isPort(s, rest string) bool {
	if s == "" {
		return rest == "" || rest[0] != '#' && rest[0] != '?'
	}
	n := 0
	for n < min(len(s), 6) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n > 0 && n <= 5 && (n == len(s) || strings.IndexByte(",;&)].=|", s[n]) >= 0)
}

// maxHost limits the search for the end of a host name, in bytes.
const maxHost = 256

// isHost reports whether s starts with what is probably a host rather than a part of a path or a password: it has a dot
// or a port, or is an address.
func isHost(s string) bool {
	s = s[:min(len(s), maxHost)]
	s = s[:spanUntil(s, urlEnds+`/\?#,;`)]
	name, port, _ := strings.Cut(s, ":")
	return strings.HasPrefix(s, "[") || strings.Contains(strings.Trim(name, "."), ".") || strings.EqualFold(name, "localhost") ||
		name != "" && port != "" && isPort(port, "")
}

// schemes are those of the URLs that contain passwords. Their URLs are recognized with any number of slashes.
var urlSchemes = map[string]bool{
	"rtsp": true, "rtsps": true, "rtspu": true, "rtspt": true, "rtsph": true, "rtp": true, "http": true, "https": true, "ws": true, "wss": true,
	"rtmp": true, "rtmps": true, "rtmpt": true, "rtmpe": true, "mms": true, "mmst": true, "mmsu": true, "mmsh": true, "srt": true, "ftp": true, "ftps": true,
	"sftp": true, "onvif": true, "ffmpeg": true, "exec": true, "udp": true, "tcp": true, "pnm": true, "webrtc": true, "hls": true,
}

// accounts are the words before a colon after which name@host is not a password and host.
var accounts = map[string]bool{
	"sip": true, "sips": true, "mailto": true, "tel": true, "xmpp": true, "acct": true, "im": true, "pres": true, "urn": true, "cid": true, "mid": true,
	"cname": true, "from": true, "to": true, "contact": true, "email": true, "mail": true, "user": true, "username": true, "control": true, "url": true,
	"uri": true, "session": true, "host": true, "server": true,
}

// withoutScheme finds the password of user:password@host at the @.
func (x *scanner) withoutScheme(i int) span {
	if x.colon < 0 || i+1 >= len(x.s) || !isNameByte(x.s[i+1]) && x.s[i+1] != '[' {
		return span{}
	}
	if x.at >= 0 && strings.ContainsAny(x.s[x.at:i], `/\`) {
		x.colon = -1 // an @ in the path
		return span{}
	}
	x.at = i
	return span{x.colon + 1, i}
}

// component finds a secret in a component of a query that has no name: ?user:password, ?TOKEN.
func (x *scanner) component(start int) span {
	s := x.s
	end := min(x.urlEnd.next(s, start, urlEnds), x.nextAmpersand.next(s, start, "&\x00"))
	whole := s[start:end]
	name, rest, colon := strings.Cut(s[start:min(end, x.nextEquals.next(s, start, "="))], ":")
	switch {
	case colon:
		if hasLetter(name) && !urlSchemes[strings.ToLower(name)] && !strings.Contains(name, ".") && !strings.HasPrefix(rest, "/") && len(name) <= maxName {
			return span{start + len(name) + 1, end}
		}
	case len(name) == len(whole) && isRandom(whole):
		return span{start, end}
	}
	return span{}
}

func hasLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' })
}
