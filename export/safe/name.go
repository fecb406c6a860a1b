package safe

import "strings"

// nameBefore returns the name that ends at s[:end].
func nameBefore(s string, end int) string {
	n := end
	for n > 0 && end-n < maxName && isNameByte(s[n-1]) {
		n--
	}
	return s[n:end]
}

func isNameByte(c byte) bool { return isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' }

// squeezed returns a name in lower case without separators: names of one meaning are spelled access_token,
// Access-Token and accessToken.
func squeezed(name string) string {
	plain := true
	for i := 0; i < len(name) && plain; i++ {
		plain = name[i] >= 'a' && name[i] <= 'z' || name[i] >= '0' && name[i] <= '9'
	}
	if plain {
		return name
	}
	if !hasLetter(name) { // an address, for instance
		return ""
	}
	var buffer [2 * maxName]byte
	b := buffer[:0]
	for i := 0; i < len(name); i++ {
		if c := name[i]; c >= 'A' && c <= 'Z' {
			b = append(b, c|0x20)
		} else if c != '_' && c != '-' && c != '.' && c != ' ' && c != '\t' {
			b = append(b, c)
		}
	}
	return string(b)
}

// lastWord returns the last word of a name in lower case: token of access_token and of accessToken.
func lastWord(name string) string {
	name = strings.TrimRight(name, "_-. \t")
	n := len(name)
	for n > 0 && name[n-1] != '_' && name[n-1] != '-' && name[n-1] != '.' {
		if n--; n > 0 && name[n] >= 'A' && name[n] <= 'Z' && name[n-1] >= 'a' && name[n-1] <= 'z' {
			break
		}
	}
	return strings.ToLower(name[n:])
}

// isSecret reports whether the value of a parameter or header field of this name is a secret.
func isSecret(name string) bool {
	switch name { // fast path for the most common names
	case "", "rtsp", "rtsps", "http", "https", "client_port", "server_port", "interleaved", "port", "ttl", "mode", "ssrc", "source", "destination", "unicast", "url", "seq", "rtptime",
		"npt", "clock", "timeout", "trackID", "streamid", "stream", "track", "realm", "algorithm", "qop", "uri", "username", "nonce", "rtpmap", "fmtp", "control",
		"cseq", "session", "transport", "user-agent", "server", "public", "range", "rtp-info", "date", "accept", "content-type", "content-length", "content-base":
		return false
	}
	short := squeezed(name)
	if isPublic(short) {
		return false
	}
	for _, part := range secretParts {
		if strings.Contains(short, part) {
			return true
		}
	}
	for _, end := range []string{"pass", "key", "auth", "jwt", "hmac"} {
		if strings.HasSuffix(short, end) {
			return true
		}
	}
	if rest, ok := strings.CutPrefix(short, "auth"); ok && authParts[rest] {
		return true
	}
	return secretWords[lastWord(name)]
}

// isSecretInQuery is isSecret for the parameters of a URL. There, some names are secrets that have another meaning
// elsewhere.
func isSecretInQuery(name string) bool {
	if isSecret(name) {
		return true
	}
	short := squeezed(name)
	return !isPublic(short) && (queryWords[lastWord(name)] || strings.HasSuffix(short, "hash") || strings.HasSuffix(short, "sessionid") || strings.HasSuffix(short, "sessid"))
}

// isPublic reports whether a name, squeezed, is public although it resembles that of a secret.
func isPublic(short string) bool {
	return short == "secwebsocketkey" || strings.Contains(short, "keyframe")
}

// secretParts are the parts of a squeezed name that identify a secret.
var secretParts = []string{
	"passw", "passphrase", "passcode", "pwd", "token", "secret", "signature", "credential", "apikey", "authinfo", "signinfo",
	"hdnts", "hdnea", "hdntl", "ticket", "bearer", "activeremote",
}

// authParts are what follows auth in names of secrets. Others, as auth_type, have public values.
var authParts = map[string]bool{
	"data": true, "code": true, "hash": true, "sign": true, "param": true, "params": true, "string": true, "str": true, "value": true,
	"orization": true, "header": true, "id": true, "sig": true,
}

// secretWords are the last words of names of secrets.
var secretWords = map[string]bool{
	"sig": true, "sign": true, "pw": true, "psw": true, "pswd": true, "pass": true, "jwt": true, "hmac": true, "response": true, "cnonce": true, "rspauth": true,
	"cred": true, "creds": true, "otp": true, "totp": true, "stok": true, "tok": true, "pin": true, "pincode": true, "sas": true,
}

// queryWords are the last words of names of secrets in queries.
var queryWords = map[string]bool{
	"st": true, "tk": true, "code": true, "login": true, "sid": true, "policy": true, "hash": true, "md5": true, "sha": true, "sha1": true, "sha256": true,
	"digest": true, "checksum": true, "license": true, "cookie": true,
}
