package sdpview

import "strings"

// readFmtp parses the value of a=fmtp (RFC 8866, 6.15): payload type and parameters. It may precede the rtpmap.
func (p *parser) readFmtp(m *Media, value string) {
	number, text := cutSpace(value)
	pt, ok := parsePayloadType(number)
	if !ok || text == "" {
		p.violation(ViolationFmtp, "a=fmtp:"+value)
	}
	if !ok {
		return
	}
	if text == "" {
		return
	}
	f := m.format(pt)
	params, spaced := parseParams(text)
	if spaced {
		p.violation(ViolationFmtpSeparator, "a=fmtp:"+value)
	}
	if f.FmtpText != "" {
		p.violation(ViolationFmtpRepeated, "a=fmtp:"+value)
		text = f.FmtpText + "; " + text
	}
	if len(f.Fmtp)+len(params) > MaxParams || len(text) > MaxLine {
		p.tooMany("a=fmtp:" + value)
		return
	}
	f.FmtpText = text
	f.Fmtp = append(f.Fmtp, params...)
}

// parseParams parses parameters in the common format: name=value, separated by ";". spaced reports that some
// are separated only by spaces.
func parseParams(text string) (params []Param, spaced bool) {
	for piece := range strings.SplitSeq(text, ";") {
		piece = strings.TrimSpace(piece)
		for piece != "" {
			var rest string
			piece, rest = cutSpaced(piece)
			spaced = spaced || rest != ""
			name, value, _ := strings.Cut(piece, "=")
			params = append(params, Param{strings.TrimSpace(name), unquote(strings.TrimSpace(value))})
			piece = rest
		}
	}
	return params, spaced
}

// cutSpaced splits a piece before a second "name=value" that follows white space: "DecoderTag=x RTCP=0". Base64
// strings after a space do not count, because they end in "=".
func cutSpaced(piece string) (first, rest string) {
	eq := strings.IndexByte(piece, '=')
	if eq < 0 {
		return piece, ""
	}
	for i := eq; i < len(piece); i++ {
		if piece[i] != ' ' && piece[i] != '\t' {
			continue
		}
		next := strings.TrimLeft(piece[i:], " \t")
		if beginsPair(next) {
			return strings.TrimRight(piece[:i], " \t"), next
		}
		i = len(piece) - len(next) - 1
	}
	return piece, ""
}

// beginsPair reports whether s starts with a parameter name, "=" and a value.
func beginsPair(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z', i > 0 && ('0' <= c && c <= '9' || c == '-' || c == '_'):
		case c == '=' && i > 0:
			return i+1 < len(s) && strings.IndexByte("= \t,", s[i+1]) < 0
		default:
			return false
		}
	}
	return false
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}
