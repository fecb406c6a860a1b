package asf

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxLogFields = 256
	maxLogValue  = 4096 // maximum bytes per value
)

// LogField is an element of a client log that contains only text.
type LogField struct {
	Name  string // "c-playerversion", "cs(User-Agent)"
	Value string
}

// ParseLog parses the body of an application/x-wms-Logconnectstats or -Logplaystats request. The format
// resembles XML, but names such as cs(User-Agent) are not valid XML. Elements without child elements are
// returned in order: <XML><c-os>Windows_XP</c-os></XML> yields c-os.
func ParseLog(body string) ([]LogField, []Violation) {
	var (
		list []LogField
		f    violations
	)
	for at := 0; ; {
		i := strings.IndexByte(body[at:], '<')
		if i < 0 {
			return list, f.list
		}
		open := at + i
		i = strings.IndexByte(body[open:], '>')
		if i < 0 {
			f.add(ViolationTruncated, open, "log")
			return list, f.list
		}
		tag := body[open+1 : open+i]
		at = open + i + 1
		name := elementName(tag)
		if name == "" {
			continue // an end tag, a declaration or a comment
		}
		value, ended, found := "", false, strings.HasSuffix(tag, "/")
		if !found {
			value, ended = untilTag(body[at:])
			found = !ended && closes(body[at+len(value):], name)
		}
		if ended { // no tag follows: the body is truncated
			f.add(ViolationTruncated, at, "log")
			found = strings.TrimSpace(value) != ""
		}
		if !found {
			continue
		}
		if len(list) == maxLogFields {
			f.add(ViolationTooMany, open, "log")
			return list, f.list
		}
		if len(value) > maxLogValue {
			f.add(ViolationLongText, at, "log")
			value = value[:maxLogValue]
		}
		list = append(list, LogField{strings.Clone(name), unentity(strings.TrimSpace(value))})
	}
}

// elementName returns the name in a start tag, or "" for any other tag.
func elementName(tag string) string {
	if tag == "" || tag[0] == '/' || tag[0] == '!' || tag[0] == '?' || strings.IndexByte(tag, '<') >= 0 {
		return ""
	}
	if i := strings.IndexAny(tag, " \t\r\n/"); i >= 0 {
		tag = tag[:i]
	}
	return tag[:min(len(tag), 128)]
}

// untilTag returns the text before the next tag. ended reports that there is no further tag.
func untilTag(s string) (text string, ended bool) {
	before, _, ok := strings.Cut(s, "<")
	if !ok {
		return s, true
	}
	return before, false
}

// closes reports whether s starts with the end tag of the named element.
func closes(s, name string) bool {
	return len(s) > len(name)+2 && s[1] == '/' && strings.EqualFold(s[2:2+len(name)], name)
}

// unentity decodes XML entities. Unknown entities are left unchanged.
func unentity(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return strings.ToValidUTF8(strings.Clone(s), "\uFFFD")
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '&' {
			if end := strings.IndexByte(s[i:min(len(s), i+12)], ';'); end > 0 {
				if r := entity(s[i+1 : i+end]); r > 0 {
					out = utf8.AppendRune(out, r)
					i += end
					continue
				}
			}
		}
		out = append(out, s[i])
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// entity returns the character of an entity, or 0 if it is unknown.
func entity(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0
	}
	base := 10
	if len(digits) > 1 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return 0
	}
	return rune(n)
}
