// Package csv writes reports as CSV: one row a stream, session, exchange, finding, or bin of the time series of streams. A value
// that is not known is an empty cell.
package csv

import (
	"bufio"
	"encoding/csv"
	"slices"

	"rtspect/export/report/view"
	"rtspect/export/safe"
	"rtspect/rtpflow"
)

// NewStreams returns the Writer of one row a stream, or of one row a bin of the time series.
func NewStreams(out *bufio.Writer, several bool, o view.Options) view.Writer {
	o.Table = ""
	return New(out, several, o)
}

// NewSessions returns the Writer of one row a session.
func NewSessions(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	return newList(out, o, sessionFields(), sessionRows)
}

// New returns the Writer of one row a stream, or of another table or one row a bin of the time series if the options ask
// for that.
func New(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	t := table{Masker: view.NewMasker(o), out: csv.NewWriter(out)}
	switch o.Table {
	case "sessions":
		return NewSessions(out, false, o)
	case "exchanges":
		return newList(out, o, exchangeFields(), exchangeRows)
	case "findings":
		return newList(out, o, findingFields(), findingRows)
	}
	if o.Series {
		t.names = seriesColumns
		return &series{t}
	}
	s := &streams{table: t, columns: columns()}
	for _, c := range s.columns {
		s.names = append(s.names, c.name)
	}
	return s
}

// table is what both kinds of rows share. Errors of the destination stay in out.
type table struct {
	view.Masker
	out   *csv.Writer
	names []string // of the columns
	begun bool     // the names are written
	cells []string // of the current row
}

// begin writes the names of the columns.
func (t *table) begin() {
	if !t.begun {
		t.begun = true
		_ = t.out.Write(t.names) // the error stays in out
	}
}

func (t *table) flush() error {
	t.out.Flush()
	return t.out.Error()
}

// Close writes the names of the columns if there were no rows.
func (t *table) Close() error {
	t.begin()
	return t.flush()
}

// cell returns text from the capture.
func (t *table) cell(s string) string { return safe.Cell(t.Text(s, view.MaxName)) }

// streams writes one row a stream.
type streams struct {
	table
	columns []column
}

// Write writes the streams of a report.
func (s *streams) Write(r *rtpflow.Report) error {
	s.begin()
	for row := range view.Rows(r) {
		s.cells = s.cells[:0]
		for _, c := range s.columns {
			s.cells = append(s.cells, c.value(s, row))
		}
		if err := s.out.Write(s.cells); err != nil {
			return err
		}
	}
	return s.flush()
}

// column is a column of the table of streams.
type column struct {
	name  string
	value func(*streams, view.Row) string
}

// columns returns all columns in their order.
func columns() []column {
	return slices.Concat(identity(), counts(), timing(), measured(), accessUnits(), rtcp())
}
