package sdpview

import "strings"

// readFmtp reads the value of a=fmtp (RFC 8866, 6.15): payload-type parameters. It may come before
// the rtpmap.
func (p *parser) readFmtp(m *Media, value string) {
	number, text := cutSpace(value)
	pt, ok := parsePayloadType(number)
	if !ok || text == "" {
		p.fault(FaultFmtp, "a=fmtp:"+value)
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
		p.fault(FaultFmtpSeparator, "a=fmtp:"+value)
	}
	if f.FmtpText != "" {
		p.fault(FaultFmtpRepeated, "a=fmtp:"+value)
		text = f.FmtpText + "; " + text
	}
	if len(f.Fmtp)+len(params) > MaxParams || len(text) > MaxLine {
		p.tooMany("a=fmtp:" + value)
		return
	}
	f.FmtpText = text
	f.Fmtp = append(f.Fmtp, params...)
}

// parseParams reads parameters as most payload formats define them: name=value parted by ";". Where
// spaces alone part some, spaced is true.
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

// cutSpaced cuts a piece before a second "name=value" that follows white space: "DecoderTag=x RTCP=0".
// What follows a space in a list of base64 strings is no such pair: it ends in "=".
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

// beginsPair reports whether s begins with a parameter name, "=" and a value.
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
