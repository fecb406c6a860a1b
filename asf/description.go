package asf

import (
	"strconv"
	"strings"
)

// Description is an entry of a content description list, in which a Windows Media server describes a playlist
// entry.
type Description struct {
	Name  string // "title", "WMS_CONTENT_DESCRIPTION_SERVER_BRANDING_INFO"
	Type  int    // the VARIANT type: DescriptionNumber, DescriptionText, others
	Value string // with percent escapes decoded
}

// The VARIANT types that servers use.
const (
	DescriptionNumber = 3  // VT_I4, in decimal
	DescriptionText   = 31 // VT_LPWSTR
)

const maxDescriptions = 256

// ParseContentDescription parses the list in an application/x-wms-contentdesc data URL. Each entry has four
// comma-separated fields: the length of the name, the name and type, the length of the value, and the value.
// The lengths count characters as written, before percent decoding, so a value may contain commas. If a length
// does not end at a comma, the field extends to the next comma and a violation is reported.
func ParseContentDescription(text string) ([]Description, []Violation) {
	var (
		list []Description
		f    violations
	)
	l := listReader{s: text, f: &f}
	for l.at < len(l.s) {
		if len(list) == maxDescriptions {
			f.add(ViolationTooMany, l.at, "content description list")
			break
		}
		var d Description
		name, ok := l.counted()
		d.Name = unescape(name)
		if ok {
			d.Type, ok = l.number()
		}
		if ok {
			name, ok = l.counted()
			d.Value = unescape(name)
		}
		if !ok {
			f.add(ViolationTruncated, l.at, "content description list")
			if d.Name != "" {
				list = append(list, d)
			}
			break
		}
		list = append(list, d)
	}
	return list, f.list
}

type listReader struct {
	s  string
	at int
	f  *violations
}

// next returns the text up to the next comma and skips the comma.
func (l *listReader) next() (string, bool) {
	if l.at > len(l.s) {
		return "", false
	}
	rest := l.s[l.at:]
	i := strings.IndexByte(rest, ',')
	if i < 0 {
		i = len(rest)
	}
	l.at += i + 1
	return rest[:i], true
}

func (l *listReader) number() (int, bool) {
	s, _ := l.next()
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil && n >= 0
}

// counted reads a length and that many characters.
func (l *listReader) counted() (string, bool) {
	n, ok := l.number()
	if !ok || l.at > len(l.s) {
		return "", false
	}
	rest := l.s[l.at:]
	if n == len(rest) || n < len(rest) && rest[n] == ',' {
		l.at += n + 1
		return rest[:n], true
	}
	l.f.add(ViolationListLength, l.at, "content description list")
	return l.next()
}

// unescape decodes percent escapes. Invalid escapes are left unchanged.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return strings.Clone(s)
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}
