package report

import "strings"

// column is a column of a table.
type column struct {
	head  string
	right bool // numbers stand at the right
	// drop ranks columns that may be left out where the page is narrow: the highest goes first, 0
	// never goes.
	drop int
	// least is the width to which the column may be shortened; 0 means not at all.
	least int
}

// tableCell is the text of a cell and how it stands out.
type tableCell struct {
	text  string
	style style
}

// table is rows of cells under columns. The last cell of a row that has fewer cells than the table
// has columns reaches to the edge of the page, and wraps there.
type table struct {
	columns []column
	rows    [][]tableCell
	bare    bool // without the heads
}

const columnGap = 2

// print writes the table, indented, within the width of the page: columns that are empty
// throughout are left out, then those that may be dropped, then the others are shortened.
func (t *table) print(p *page, indent int) {
	shown, widths := t.measure()
	for t.total(shown, widths) > p.width-indent {
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
	t.squeeze(shown, widths, p.width-indent)
	if !t.bare {
		heads := make([]tableCell, len(t.columns))
		for i, c := range t.columns {
			heads[i] = tableCell{c.head, dim}
		}
		t.printRow(p, indent, heads, shown, widths)
	}
	for _, row := range t.rows {
		t.printRow(p, indent, row, shown, widths)
	}
}

// measure finds the columns that have content, and their natural widths.
func (t *table) measure() (shown []bool, widths []int) {
	shown, widths = make([]bool, len(t.columns)), make([]int, len(t.columns))
	for _, row := range t.rows {
		for i, c := range row {
			if i == len(row)-1 && len(row) < len(t.columns) {
				shown[i] = true
				continue
			}
			if n := columns(c.text); n > 0 {
				shown[i] = true
				widths[i] = max(widths[i], n)
			}
		}
	}
	if !t.bare {
		for i, c := range t.columns {
			widths[i] = max(widths[i], columns(c.head))
		}
	}
	return shown, widths
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

// squeeze shortens columns, the widest first, until the table fits or none can be shortened.
func (t *table) squeeze(shown []bool, widths []int, limit int) {
	for over := t.total(shown, widths) - limit; over > 0; over-- {
		widest := -1
		for i, c := range t.columns {
			if shown[i] && c.least > 0 && widths[i] > c.least && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

func (t *table) printRow(p *page, indent int, row []tableCell, shown []bool, widths []int) {
	var b strings.Builder
	at, blanks := 0, indent // columns written, and blanks owed before the next text: no line ends in blanks
	for i, c := range row {
		if !shown[i] {
			continue
		}
		if i == len(row)-1 && len(row) < len(t.columns) {
			t.reach(p, &b, at+blanks, blanks, c)
			return
		}
		width, text := widths[i], c.text
		if t.columns[i].least > 0 {
			text = shorten(text, width)
		}
		used := columns(text)
		free := max(0, width-used)
		if t.columns[i].right {
			blanks, free = blanks+free, 0
		}
		if text != "" {
			b.WriteString(strings.Repeat(" ", blanks))
			b.WriteString(p.styled(c.style, text))
			at, blanks = at+blanks+used, 0
		}
		blanks += free + columnGap
	}
	p.line(b.String())
}

// reach ends a row with a cell that goes on to the edge of the page, from column at on.
func (t *table) reach(p *page, b *strings.Builder, at, blanks int, c tableCell) {
	for _, l := range wrap(c.text, max(p.width-at, minWidth/2)) {
		b.WriteString(strings.Repeat(" ", blanks))
		b.WriteString(p.styled(c.style, l))
		p.line(b.String())
		b.Reset()
		blanks = at
	}
}
