package rtspparse

import "strings"

// Param is a parameter of a header value: name=value, or only a name.
type Param struct {
	Name  string
	Value string // without the quotes
	// HasValue reports whether there was an equals sign.
	HasValue bool
	// Quoted reports whether the value was quoted.
	Quoted bool
}

// params is a list of parameters that can be searched by name.
type params []Param

func (p params) get(name string) (Param, bool) {
	for _, q := range p {
		if strings.EqualFold(q.Name, name) {
			return q, true
		}
	}
	return Param{}, false
}

func (p params) value(name string) string {
	q, _ := p.get(name)
	return q.Value
}

// maxParams limits the parameters and list items that are kept per value.
const maxParams = 256

// cut splits s at the first sep outside quotes and trims white space from both parts. A quote without an end is
// an ordinary character.
func cut(s string, sep byte) (part, rest string, more bool) {
	open := false // found a quote without an end
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			if open {
				continue
			}
			if n := quoted(s[i:]); n > 0 {
				i += n - 1
			} else {
				open = true
			}
		case sep:
			return trimSpace(s[:i]), s[i+1:], true
		}
	}
	return trimSpace(s), "", false
}

// quoted returns the length of the quoted string at the start of s, or 0 if its end is missing.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// unquote removes quotes and backslashes (RFC 2068, 2.2).
func unquote(s string) (text string, ok bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s, false
	}
	s = s[1 : len(s)-1]
	if strings.IndexByte(s, '\\') < 0 {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), true
}

func trimSpace(s string) string { return strings.Trim(s, " \t") }

// parseParam parses "name=value", "name="value"" or "name".
func parseParam(s string) Param {
	name, value, has := strings.Cut(s, "=")
	p := Param{Name: trimSpace(name), HasValue: has}
	p.Value, p.Quoted = unquote(trimSpace(value))
	return p
}

// parseParams parses parameters separated by sep. Empty ones are ignored, and excess ones are discarded. The
// violation codes start with the name of the header.
func parseParams(s string, sep byte, header string) (ps params, faults []Violation) {
	for more := s != ""; more; {
		var part string
		part, s, more = cut(s, sep)
		switch {
		case part == "":
			faults = addViolation(faults, header+"-empty-parameter", part)
		case len(ps) == maxParams:
			return ps, addViolation(faults, header+"-limit", "limit on the number of parameters exceeded: "+part)
		default:
			ps = append(ps, parseParam(part))
		}
	}
	return ps, faults
}
