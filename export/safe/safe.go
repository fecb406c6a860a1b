// Package safe escapes and masks text from captures for output. An attacker may control every byte of a capture. It must
// not be able to move the cursor, reorder or hide output, start a new line, run as a spreadsheet formula, or disclose a
// password that was sent in the clear. All outputs pass their text through this package and escape it nowhere else.
package safe

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// Line returns s as one line of visible text. Control characters, line and paragraph separators, bidirectional and other
// format characters, invisible characters, and bytes that are not UTF-8 are escaped as \n, \x1b, \u202e or \xff. Other
// text is returned unchanged.
func Line(s string) string {
	i := firstHazard(s)
	if i < 0 {
		return s
	}
	b := append(make([]byte, 0, len(s)+16), s[:i]...)
	return string(appendLine(b, s[i:]))
}

func appendLine(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = append(b, '\\', 'x', hexDigits[s[i]>>4], hexDigits[s[i]&15])
		case !Hazard(r):
			b = append(b, s[i:i+n]...)
		default:
			b = appendEscape(b, r)
		}
		i += n
	}
	return b
}

func appendEscape(b []byte, r rune) []byte {
	switch {
	case r == '\n':
		return append(b, '\\', 'n')
	case r == '\r':
		return append(b, '\\', 'r')
	case r == '\t':
		return append(b, '\\', 't')
	case r < 0x80:
		return append(b, '\\', 'x', hexDigits[r>>4], hexDigits[r&15])
	case r < 0x10000:
		return appendUnicode(b, r)
	}
	b = append(b, '\\', 'U')
	for shift := 28; shift >= 0; shift -= 4 {
		b = append(b, hexDigits[r>>shift&15])
	}
	return b
}

// appendUnicode appends \u and four digits. r must be less than 0x10000.
func appendUnicode(b []byte, r rune) []byte {
	return append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// Hazard reports whether a character must be escaped for a terminal because it controls it, reorders text, breaks the
// line, or is invisible.
func Hazard(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	return !unicode.IsGraphic(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Variation_Selector, r)
}

// firstHazard returns the index of the first byte that Line must escape, or -1.
func firstHazard(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || Hazard(r) {
			return i
		}
		i += n
	}
	return -1
}

// Cell returns s as a CSV cell: the result of Line, preceded by an apostrophe if a spreadsheet would evaluate it as a
// formula. It does not quote; encoding/csv does.
func Cell(s string) string {
	s = Line(s)
	if r, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@＝＋－＠", r) && s != "" {
		return "'" + s
	}
	return s
}

// Cut truncates s to at most limit bytes, at a character boundary, and appends how many bytes were removed.
func Cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := limit
	for n > 0 && n > limit-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…[" + strconv.Itoa(len(s)-n) + " bytes cut]"
}
