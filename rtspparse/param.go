package rtspparse

import "strings"

// Param is one parameter of a header value: name=value, or a name alone.
type Param struct {
	Name  string
	Value string // without the quotes
	// HasValue says that there was an equals sign.
	HasValue bool
	// Quoted says that the value stood in quotes.
	Quoted bool
}

// params finds a parameter by its name, in any case.
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

// maxParams bounds the parameters, and the list items, that are kept of one value.
const maxParams = 256

// cut splits s at the first sep outside of quotes and trims both parts' space. Quotes that are
// never closed quote nothing.
func cut(s string, sep byte) (part, rest string, more bool) {
	open := false // a quote that is never closed has been met
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
			return space(s[:i]), s[i+1:], true
		}
	}
	return space(s), "", false
}

// quoted returns the length of the quoted string with which s begins, 0 if its end is missing.
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

func space(s string) string { return strings.Trim(s, " \t") }

// parseParam reads "name=value", "name="value"" or "name".
func parseParam(s string) Param {
	name, value, has := strings.Cut(s, "=")
	p := Param{Name: space(name), HasValue: has}
	p.Value, p.Quoted = unquote(space(value))
	return p
}

// parseParams reads parameters with sep between them. Empty ones are passed over, and of a value
// with too many the rest is left out; faults begin with the header's name.
func parseParams(s string, sep byte, header string) (ps params, faults []Fault) {
	for more := s != ""; more; {
		var part string
		part, s, more = cut(s, sep)
		switch {
		case part == "":
			faults = addFault(faults, header+"-empty-parameter", part)
		case len(ps) == maxParams:
			return ps, addFault(faults, header+"-limit", "limit on the number of parameters exceeded: "+part)
		default:
			ps = append(ps, parseParam(part))
		}
	}
	return ps, faults
}
