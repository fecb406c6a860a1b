package safe

import "strings"

// Lengths in bytes from which text without a name is a token.
const (
	minHexToken   = 16
	minMixedToken = 20
	minWebToken   = 12
)

// isRandom reports whether s is probably a token: hexadecimal digits, as a digest, or letters of both cases with digits.
func isRandom(s string) bool {
	var upper, lower, digit, hex, other int
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digit++
			hex++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= 'A' && c <= 'Z':
			upper++
		case strings.IndexByte("+/=-_.~%", c) >= 0:
			other++
		default:
			return false
		}
		if c := s[i] | 0x20; c >= 'a' && c <= 'f' {
			hex++
		}
	}
	dashes := strings.Count(s, "-")
	return hex >= minHexToken && hex+dashes == len(s) && lower+upper > 0 && digit > 0 ||
		len(s) >= minMixedToken && upper > 1 && lower > 1 && digit > 1 && other*6 <= len(s)
}

// bareTokens finds JSON web tokens (RFC 7519), wherever they are: they start with the base64 of {".
func (x *scanner) bareTokens() {
	for i := 0; ; {
		n := strings.Index(x.s[i:], "eyJ")
		if n < 0 {
			return
		}
		start := i + n
		i = start
		for i < len(x.s) && (isNameByte(x.s[i]) || strings.IndexByte("+/=~", x.s[i]) >= 0) {
			i++
		}
		if i-start >= minWebToken && (start == 0 || !isLetterOrDigit(x.s[start-1])) {
			x.add(span{start, i})
		}
	}
}

func isLetterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// schemeCredentials finds the credentials after the name of a scheme that sends them unprotected. The name ends at the
// blank at i.
func schemeCredentials(s string, i int) span {
	if i < len("ntlm") || strings.IndexByte("crem", s[i-1]|0x20) < 0 { // fast path for most blanks
		return span{}
	}
	switch strings.ToLower(nameBefore(s, i)) {
	case "basic", "bearer", "ntlm", "negotiate":
	default:
		return span{}
	}
	i = skipBlanks(s, i+1)
	n := 0
	for i+n < len(s) && (isNameByte(s[i+n]) || strings.IndexByte("+/~=", s[i+n]) >= 0) {
		n++
	}
	// A challenge has parameters (Basic realm="…"), and a lower-case word is not base64.
	if n < 6 || strings.HasPrefix(strings.ToLower(s[i:i+n]), "realm=") || isWord(s[i:i+n]) {
		return span{}
	}
	return span{i, i + n}
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
