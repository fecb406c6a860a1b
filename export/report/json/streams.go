package json

import (
	"bufio"
	"iter"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// streamRowJSON is a stream on its own, with the capture, session and media that it belongs to.
type streamRowJSON struct {
	Capture string `json:"capture,omitempty"`
	Session string `json:"session,omitempty"`
	Media   *int   `json:"media,omitempty"`
	Type    string `json:"type,omitempty"`
	streamJSON
}

// rows writes rows of all reports.
type rows struct {
	*encoder
	array bool // as one array; else one object a line
	begun bool
	of    func(*converter, *rtpflow.Report) iter.Seq[any]
}

// NewStreams returns the Writer of one array of streams.
func NewStreams(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	return &rows{encoder: newEncoder(out, o, true), array: true, of: streamRows}
}

// NewStreamLines returns the Writer of one stream a line (NDJSON).
func NewStreamLines(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	return &rows{encoder: newEncoder(out, o, false), of: streamRows}
}

// Write writes the rows of a report.
func (w *rows) Write(r *rtpflow.Report) error {
	c := w.converter(r)
	w.begin()
	for row := range w.of(c, r) {
		if w.array {
			w.next()
		}
		if err := w.value(row); err != nil {
			return err
		}
		if !w.array {
			if err := w.out.WriteByte('\n'); err != nil {
				return err
			}
		}
	}
	return nil
}

func streamRows(c *converter, r *rtpflow.Report) iter.Seq[any] {
	return func(yield func(any) bool) {
		for row := range view.Rows(r) {
			if !yield(c.row(row)) {
				return
			}
		}
	}
}

func (c *converter) row(row view.Row) streamRowJSON {
	j := streamRowJSON{Capture: row.Capture, streamJSON: c.stream(row.Stream)}
	if row.Session != nil {
		j.Session = row.Session.ID
	}
	if row.Media != nil {
		j.Media, j.Type = &row.Media.Index, c.Text(row.Media.Type, view.MaxName)
	}
	return j
}

func (w *rows) begin() {
	if w.array && !w.begun {
		w.begun = true
		w.open('[')
	}
}

// Close ends the array.
func (w *rows) Close() error {
	if !w.array {
		return nil
	}
	w.begin()
	w.close(']')
	return w.out.WriteByte('\n')
}
