// Package json writes reports as JSON: one object a report, or one a stream. The struct tags here are the only
// place that has the names of the fields; schema.json says what they mean. There is one file a concept.
package json

import (
	"bufio"
	_ "embed"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// schemaName is the version of the format. It changes when a field changes its meaning.
const schemaName = "rtspect.report/1"

// reports writes whole reports.
type reports struct {
	*encoder
	several bool // as an array
	begun   bool
}

// NewReports returns the Writer of a report as one indented object, of several as an array, even if fewer than two
// follow.
func NewReports(out *bufio.Writer, several bool, o view.Options) view.Writer {
	return &reports{encoder: newEncoder(out, o, true), several: several}
}

// NewReportLines returns the Writer of one object a line (NDJSON).
func NewReportLines(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	return &reports{encoder: newEncoder(out, o, false)}
}

// Write writes a report.
func (w *reports) Write(r *rtpflow.Report) error {
	if w.several {
		w.begin()
		w.next()
	}
	if err := w.object(r); err != nil {
		return err
	}
	if !w.several {
		return w.out.WriteByte('\n')
	}
	return nil
}

// object writes a report piece by piece, so that it is never in memory twice.
func (w *reports) object(r *rtpflow.Report) error {
	c := w.converter(r)
	w.open('{')
	w.name("schema")
	if err := w.value(schemaName); err != nil {
		return err
	}
	if err := w.array("captures", len(r.Captures), func(i int) any { return c.capture(r.Captures[i]) }); err != nil {
		return err
	}
	if err := w.array("connections", len(r.Connections), func(i int) any { return c.connection(r.Connections[i]) }); err != nil {
		return err
	}
	if err := w.array("sessions", len(r.Sessions), func(i int) any { return c.session(r.Sessions[i]) }); err != nil {
		return err
	}
	w.name("unassociated")
	if err := w.value(c.unassociated(&r.Unassociated)); err != nil {
		return err
	}
	if err := w.array("findings", len(r.Findings), func(i int) any { return c.finding(&r.Findings[i]) }); err != nil {
		return err
	}
	if err := w.optional("limits", len(r.Limits), func(i int) any { return c.limit(&r.Limits[i]) }); err != nil {
		return err
	}
	if err := w.optional("icmp_unreachable", len(r.Unreachable), func(i int) any { return c.unreachable(&r.Unreachable[i]) }); err != nil {
		return err
	}
	if err := w.optional("failed_connections", len(r.Attempts), func(i int) any { return c.attempt(&r.Attempts[i]) }); err != nil {
		return err
	}
	w.close('}')
	return nil
}

// optional is array, and leaves out an empty one.
func (w *reports) optional(name string, n int, element func(int) any) error {
	if n == 0 {
		return nil
	}
	return w.array(name, n, element)
}

func (w *reports) begin() {
	if !w.begun {
		w.open('[')
		w.begun = true
	}
}

// Close ends the array.
func (w *reports) Close() error {
	if !w.several {
		return nil
	}
	w.begin()
	w.close(']')
	return w.out.WriteByte('\n')
}

// Schema is the JSON Schema (2020-12) of one report.
//
//go:embed schema.json
var Schema []byte
