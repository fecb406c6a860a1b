package text

import (
	"bufio"
	"strings"

	"rtspect/export/report/view"
	"rtspect/export/safe"
)

// writer writes lines of text for a number of columns. Errors of the destination stay in out.
type writer struct {
	view.Masker
	out   *bufio.Writer
	width int
	color bool
	all   bool
}

const (
	defaultWidth = 100 // without a terminal
	minWidth     = 60  // the layout needs this
	indentWidth  = 2
	labelWidth   = 12  // with the spaces after the label
	nestedWidth  = 2   // further indentation of text below a labeled line
	maxShown     = 400 // bytes of text from the capture within a line
)

func newWriter(out *bufio.Writer, o view.Options) *writer {
	w := &writer{Masker: view.NewMasker(o), out: out, width: o.Width, color: o.Color, all: o.All}
	if w.width <= 0 {
		w.width = defaultWidth
	}
	w.width = max(w.width, minWidth)
	return w
}

// err returns the first error of the destination.
func (w *writer) err() error {
	_, err := w.out.Write(nil)
	return err
}

// style is a style of text on a terminal with colors (ECMA-48, SGR).
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31" // errors
	yellow style = "33" // warnings
)

// styled returns s in a style if colors are wanted.
func (w *writer) styled(st style, s string) string {
	if !w.color || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

// shown returns text from the capture as one visible line, with credentials masked.
func (w *writer) shown(s string) string { return safe.Line(w.Text(s, maxShown)) }

// line writes a line.
func (w *writer) line(parts ...string) {
	for _, s := range parts {
		w.out.WriteString(s)
	}
	w.out.WriteByte('\n')
}

// title writes an empty line and the title of a section.
func (w *writer) title(s string) {
	w.line()
	w.line(w.styled(bold, s))
}

// labeled writes a label with text that wraps beside it.
func (w *writer) labeled(label, text string) { w.labeledIn(plain, label, text) }

func (w *writer) labeledIn(st style, label, text string) {
	indent := strings.Repeat(" ", indentWidth)
	for _, l := range wrap(text, w.width-indentWidth-labelWidth) {
		w.line(indent, w.styled(dim, pad(label, labelWidth)), w.styled(st, l))
		label = ""
	}
}

// nested writes text that belongs to the labeled line above it.
func (w *writer) nested(text string) {
	indent := strings.Repeat(" ", indentWidth+labelWidth+nestedWidth)
	for _, l := range wrap(text, w.width-len(indent)) {
		w.line(indent, l)
	}
}

// labeledLines writes lines beside one label.
func (w *writer) labeledLines(label string, lines []string) {
	for i, l := range lines {
		if i == maxLines && !w.all {
			w.labeledIn(dim, "", notShown(len(lines)-i, "line"))
			return
		}
		w.labeled(label, l)
		label = ""
	}
}

// notShown is the line in place of n elements of a long list.
func notShown(n int, noun string) string {
	return view.Count(int64(n), "more "+noun) + " not shown (use --all)"
}
