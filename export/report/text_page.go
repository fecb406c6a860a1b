package report

import (
	"bufio"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"rtspect/export/safe"
)

// page is text laid out for a number of columns.
type page struct {
	words
	out   *bufio.Writer
	width int
	color bool
	all   bool
}

func newPage(out *bufio.Writer, o Options) *page {
	p := &page{words: words{safe.Mask{Show: o.ShowSecrets}}, out: out, width: o.Width, color: o.Color, all: o.All}
	if p.width <= 0 {
		p.width = DefaultWidth
	}
	p.width = max(p.width, minWidth)
	return p
}

// minWidth is the least that the layout can do with.
const minWidth = 60

// style is how a piece of text stands out on a terminal that has colours.
type style string

// The styles, as terminals take them (ECMA-48, SGR).
const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	alarm  style = "31" // red
	notice style = "33" // yellow
)

// styled puts a style around s where colours are wanted.
func (p *page) styled(st style, s string) string {
	if !p.color || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

// shown is text from the capture as one visible line.
func (p *page) shown(s string) string { return safe.Line(p.text(s, maxShown)) }

// maxShown is the length to which texts from the capture are cut where they stand in a line.
const maxShown = 400

func (p *page) line(parts ...string) {
	for _, s := range parts {
		p.out.WriteString(s)
	}
	p.out.WriteByte('\n')
}

// labelled writes a label and a text that wraps beside it.
func (p *page) labelled(label, text string) {
	p.styledLabel(label, text, plain)
}

const (
	indentWidth = 2
	labelWidth  = 12 // with the blanks after it
)

func (p *page) styledLabel(label, text string, st style) {
	indent := strings.Repeat(" ", indentWidth)
	lines := wrap(text, p.width-indentWidth-labelWidth)
	for i, l := range lines {
		if i > 0 {
			label = ""
		}
		p.line(indent, p.styled(dim, pad(label, labelWidth)), p.styled(st, l))
	}
}

// columns is the number of terminal columns that s takes; s holds no control characters.
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

// pad fills s with blanks up to n columns; padLeft puts them before it.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-columns(s)))
}

func padLeft(s string, n int) string {
	return strings.Repeat(" ", max(0, n-columns(s))) + s
}

// shorten cuts s to n columns, with an ellipsis where something is missing.
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

// wrap breaks s at blanks into lines of at most n columns; what has no blank is broken anywhere.
func wrap(s string, n int) []string {
	n = max(n, 10)
	var lines []string
	for columns(s) > n {
		cut, blank, used := len(s), -1, 0
		for i, r := range s {
			if used += runeColumns(r); used > n {
				cut = i
				break
			}
			if r == ' ' {
				blank = i
			}
		}
		if cut == 0 {
			_, cut = utf8.DecodeRuneInString(s)
		}
		if cut < len(s) && s[cut] == ' ' {
			blank = cut
		}
		if blank > 0 {
			lines = append(lines, strings.TrimRight(s[:blank], " "))
			s = strings.TrimLeft(s[blank:], " ")
			continue
		}
		lines = append(lines, s[:cut])
		s = s[cut:]
	}
	return append(lines, s)
}
