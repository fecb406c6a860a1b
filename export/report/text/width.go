package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// columns returns the number of terminal columns of s, which contains no control characters.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r < 0x1100:
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// pad appends spaces to s up to n columns.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-columns(s)))
}

// shorten cuts s to n columns, with an ellipsis for what is missing.
func shorten(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	used := 1
	for i, r := range s {
		if used += runeColumns(r); used > n {
			return s[:i] + "…"
		}
	}
	return s
}

// wrap breaks s at spaces into lines of at most n columns, and anywhere if there is no space.
func wrap(s string, n int) []string {
	n = max(n, 10)
	var lines []string
	for columns(s) > n {
		cut, space, used := len(s), -1, 0
		for i, r := range s {
			if used += runeColumns(r); used > n {
				cut = i
				break
			}
			if r == ' ' {
				space = i
			}
		}
		if cut == 0 {
			_, cut = utf8.DecodeRuneInString(s)
		}
		if cut < len(s) && s[cut] == ' ' {
			space = cut
		}
		if space > 0 {
			lines = append(lines, strings.TrimRight(s[:space], " "))
			s = strings.TrimLeft(s[space:], " ")
			continue
		}
		lines = append(lines, s[:cut])
		s = s[cut:]
	}
	return append(lines, s)
}
