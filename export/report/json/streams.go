package json

import (
	"bufio"

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

// streams writes the streams of all reports.
type streams struct {
	*encoder
	array bool // as one array; else one object a line
	begun bool
}

// NewStreams returns the Writer of one array of streams.
func NewStreams(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	return &streams{encoder: newEncoder(out, o, true), array: true}
}

// NewStreamLines returns the Writer of one stream a line (NDJSON).
func NewStreamLines(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	return &streams{encoder: newEncoder(out, o, false)}
}

// Write writes the streams of a report.
func (w *streams) Write(r *rtpflow.Report) error {
	c := w.converter(r)
	w.begin()
	for row := range view.Rows(r) {
		if w.array {
			w.next()
		}
		if err := w.value(c.row(row)); err != nil {
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

func (w *streams) begin() {
	if w.array && !w.begun {
		w.begun = true
		w.open('[')
	}
}

// Close ends the array.
func (w *streams) Close() error {
	if !w.array {
		return nil
	}
	w.begin()
	w.close(']')
	return w.out.WriteByte('\n')
}
