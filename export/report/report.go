// Package report writes reports in any format. The table of formats here is the only list of them; each format is a separate
// package above package view.
package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"rtspect/export/report/csv"
	"rtspect/export/report/json"
	"rtspect/export/report/text"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// Options change what a report shows.
type Options = view.Options

// Tables are the tables of CSV, the default first.
var Tables = view.Tables

// Format is the name of an output format.
type Format string

// The formats.
const (
	Text   Format = "text"
	JSON   Format = "json"
	NDJSON Format = "ndjson"
	CSV    Format = "csv"
)

// description is a row of the table of formats.
type description struct {
	format   Format
	meaning  string
	findings bool // reports include their findings
	series   bool // Options.Series has an effect
	// Writers of whole reports, of one row a stream, and of one row a session.
	reports, streams, sessions view.NewWriter
}

// formats is the table of formats, the default first. Parsing, help, completion and errors follow it.
var formats = []description{
	{Text, "for people", true, false, text.NewReports, text.NewStreams, text.NewSessions},
	{JSON, "indented JSON", true, true, json.NewReports, json.NewStreams, json.NewSessions},
	{NDJSON, "one JSON object per line", true, true, json.NewReportLines, json.NewStreamLines, json.NewSessionLines},
	{CSV, "one row per stream, or another table", false, true, csv.New, csv.NewStreams, csv.NewSessions},
}

// Formats returns all formats, the default first.
func Formats() []Format { return formatsThat(func(description) bool { return true }) }

// SeriesFormats returns the formats that have time series.
func SeriesFormats() []Format { return formatsThat(func(d description) bool { return d.series }) }

func formatsThat(match func(description) bool) (list []Format) {
	for _, d := range formats {
		if match(d) {
			list = append(list, d.format)
		}
	}
	return list
}

// FormatList writes formats as a sentence has them: text, json or csv.
func FormatList(list []Format) string {
	var b strings.Builder
	for i, f := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(f))
	}
	return b.String()
}

// ParseFormat returns the format with a name.
func ParseFormat(name string) (Format, error) {
	for _, d := range formats {
		if string(d.format) == name {
			return d.format, nil
		}
	}
	return "", fmt.Errorf("unknown format %q (%s)", name, FormatList(Formats()))
}

func (f Format) describe() description {
	for _, d := range formats {
		if d.format == f {
			return d
		}
	}
	return formats[0]
}

// Meaning describes a format in a few words.
func (f Format) Meaning() string { return f.describe().meaning }

// HasSeries reports whether the format has time series.
func (f Format) HasSeries() bool { return f.describe().series }

// A Writer writes reports one after another. Close completes the output.
type Writer struct {
	out    *bufio.Writer
	format view.Writer
	// Findings says that the output includes findings. If not, damage of a capture has to be reported elsewhere.
	Findings bool
}

// NewWriter returns a Writer of whole reports (CSV: one row a stream). Several says that more than one report may
// follow: JSON is then an array, however many do.
func NewWriter(w io.Writer, f Format, several bool, o Options) *Writer {
	d := f.describe()
	return newWriter(w, d.reports, several, o, d.findings)
}

// NewStreamsWriter returns a Writer of one row an RTP stream.
func NewStreamsWriter(w io.Writer, f Format, several bool, o Options) *Writer {
	return newWriter(w, f.describe().streams, several, o, false)
}

// NewSessionsWriter returns a Writer of one row an RTSP session.
func NewSessionsWriter(w io.Writer, f Format, several bool, o Options) *Writer {
	return newWriter(w, f.describe().sessions, several, o, false)
}

func newWriter(w io.Writer, format view.NewWriter, several bool, o Options, findings bool) *Writer {
	out := bufio.NewWriterSize(w, 64<<10)
	return &Writer{out, format(out, several, o), findings}
}

// Write writes a report. The error is that of the destination.
func (w *Writer) Write(r *rtpflow.Report) error {
	if err := w.format.Write(r); err != nil {
		return err
	}
	return w.out.Flush()
}

// Close completes the output. It does not close the destination.
func (w *Writer) Close() error {
	if err := w.format.Close(); err != nil {
		return err
	}
	return w.out.Flush()
}
