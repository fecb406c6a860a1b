// Package safe makes text from captures fit to be shown. Every byte of a capture may have been
// chosen by an attacker: it must not move the cursor, reorder or hide what is read, begin a new
// line of output, run as a spreadsheet formula, or hand out a password that was sent in clear.
// All outputs take their text through this package and escape nowhere else.
package safe

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// Line returns s as one line of visible text: control characters, line and paragraph separators,
// bidirectional and other format characters, characters that show nothing, and bytes that are not
// UTF-8 stand as \n, \x1b, \u202e or \xff. Text without any of them is returned as it is.
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

// appendUnicode appends \u and four digits; r is below 0x10000.
func appendUnicode(b []byte, r rune) []byte {
	return append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// Hazard reports whether a character must not reach a terminal as it is: it controls, reorders,
// breaks the line or cannot be seen.
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

// Cell returns s as a CSV cell: one line as Line gives it, and where a spreadsheet would take it
// for a formula, with an apostrophe before it. Quoting is left to encoding/csv.
func Cell(s string) string {
	s = Line(s)
	if r, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@＝＋－＠", r) && s != "" {
		return "'" + s
	}
	return s
}

// Cut shortens s to at most limit bytes, never inside a character, and says in a trailing mark how
// much is missing.
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
