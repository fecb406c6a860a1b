package text

import "strings"

// column is a column of a table.
type column struct {
	head  string
	right bool // align numbers on the right
	// drop ranks columns that are left out of a narrow page: the highest first, 0 never.
	drop int
	// min is the width to which the column may be shortened; 0 for not at all.
	min int
}

// cell is the text of a cell and its style.
type cell struct {
	text  string
	style style
}

// table is rows of cells below columns. The last cell of a row with fewer cells than there are columns extends to the
// edge of the page and wraps there.
type table struct {
	columns []column
	rows    [][]cell
	fixed   bool // empty columns are shown too
}

const columnGap = 2

// print writes the table indented and fits it to the page. Empty columns are left out, then those that may be dropped;
// then columns are shortened.
func (t *table) print(w *writer, indent int) {
	shown, widths := t.fit(w.width - indent)
	heads := make([]cell, len(t.columns))
	for i, c := range t.columns {
		heads[i] = cell{c.head, dim}
	}
	t.printRow(w, indent, heads, shown, widths)
	for _, row := range t.rows {
		t.printRow(w, indent, row, shown, widths)
	}
}

// printRows is print without the heads of the columns.
func (t *table) printRows(w *writer, indent int) {
	shown, widths := t.fit(w.width - indent)
	for _, row := range t.rows {
		t.printRow(w, indent, row, shown, widths)
	}
}

// fit returns which columns are shown in a width, and how wide they are.
func (t *table) fit(limit int) (shown []bool, widths []int) {
	shown, widths = t.measure()
	for t.total(shown, widths) > limit {
		last := -1
		for i, c := range t.columns {
			if shown[i] && c.drop > 0 && (last < 0 || c.drop > t.columns[last].drop) {
				last = i
			}
		}
		if last < 0 {
			break
		}
		shown[last] = false
	}
	t.squeeze(shown, widths, limit)
	return shown, widths
}

// measure returns the columns that are not empty, and the natural width of every column.
func (t *table) measure() (shown []bool, widths []int) {
	shown, widths = make([]bool, len(t.columns)), make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i], shown[i] = columns(c.head), t.fixed
	}
	for _, row := range t.rows {
		for i, c := range row {
			if t.extends(row, i) {
				shown[i] = true
				continue
			}
			if n := columns(c.text); n > 0 {
				shown[i] = true
				widths[i] = max(widths[i], n)
			}
		}
	}
	return shown, widths
}

// extends reports whether a cell of a row extends to the edge of the page.
func (t *table) extends(row []cell, i int) bool {
	return i == len(row)-1 && len(row) < len(t.columns)
}

func (t *table) total(shown []bool, widths []int) int {
	sum := -columnGap
	for i, w := range widths {
		if shown[i] {
			sum += w + columnGap
		}
	}
	return sum
}

// squeeze shortens the widest columns until the table fits or none can be shortened.
func (t *table) squeeze(shown []bool, widths []int, limit int) {
	for excess := t.total(shown, widths) - limit; excess > 0; excess-- {
		widest := -1
		for i, c := range t.columns {
			if shown[i] && c.min > 0 && widths[i] > c.min && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// printRow writes a row. Spaces are written only before text, so that no line ends in spaces.
func (t *table) printRow(w *writer, indent int, row []cell, shown []bool, widths []int) {
	var b strings.Builder
	written, spaces := 0, indent
	for i, c := range row {
		if !shown[i] {
			continue
		}
		if t.extends(row, i) {
			t.printExtended(w, &b, written+spaces, spaces, c)
			return
		}
		text := c.text
		if t.columns[i].min > 0 {
			text = shorten(text, widths[i])
		}
		used := columns(text)
		free := max(0, widths[i]-used)
		if t.columns[i].right {
			spaces, free = spaces+free, 0
		}
		if text != "" {
			b.WriteString(strings.Repeat(" ", spaces))
			b.WriteString(w.styled(c.style, text))
			written, spaces = written+spaces+used, 0
		}
		spaces += free + columnGap
	}
	w.line(b.String())
}

// printExtended ends a row with a cell that starts at a column and extends to the edge of the page.
func (t *table) printExtended(w *writer, b *strings.Builder, start, spaces int, c cell) {
	for _, l := range wrap(c.text, max(w.width-start, minWidth/2)) {
		b.WriteString(strings.Repeat(" ", spaces))
		b.WriteString(w.styled(c.style, l))
		w.line(b.String())
		b.Reset()
		spaces = start
	}
}
