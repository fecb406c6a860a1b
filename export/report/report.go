// Package report writes what rtpflow found as text for people and as JSON, NDJSON and CSV for
// programs. The JSON names live only here, one file for each concept; what the names mean stands
// in schema.json. All text from the capture passes export/safe.
package report

import (
	"bufio"
	"fmt"
	"io"

	"rtspect/export/safe"
	"rtspect/rtpflow"
)

// Format is an output format.
type Format string

// The formats.
const (
	Text   Format = "text"
	JSON   Format = "json"
	NDJSON Format = "ndjson"
	CSV    Format = "csv"
)

// Formats lists the formats in the order in which help names them.
var Formats = []Format{Text, JSON, NDJSON, CSV}

// ParseFormat returns the format of a name.
func ParseFormat(name string) (Format, error) {
	for _, f := range Formats {
		if string(f) == name {
			return f, nil
		}
	}
	return "", fmt.Errorf("unknown format %q (text, json, ndjson or csv)", name)
}

// Options change what is shown. The zero value hides secrets and fits 100 columns.
type Options struct {
	ShowSecrets bool // passwords, tokens and keys as they were sent
	All         bool // text: leave nothing out, however long
	Width       int  // text: columns to fit; 0 is DefaultWidth
	Color       bool // text: with terminal colours
	Series      bool // JSON: streams have their series; CSV: a row for each bin of those
}

// DefaultWidth is the width of text that goes to no terminal.
const DefaultWidth = 100

// A Writer writes reports one after another; what it has been given it does not keep. Close
// completes the output.
type Writer struct {
	out  *bufio.Writer
	view view
	// Findings says that the reports come with their findings. Where they do not, what is wrong with a
	// capture has to be told elsewhere.
	Findings bool
}

// view is one way of writing reports: a format, and whether whole reports or only their streams.
type view interface {
	report(r *rtpflow.Report) error
	end() error
}

// NewWriter writes whole reports (CSV: a row for each stream). Several says that more than one
// report may come: JSON is then an array, even if fewer do.
func NewWriter(w io.Writer, f Format, several bool, o Options) *Writer {
	out := bufio.NewWriterSize(w, 64<<10)
	var v view
	switch f {
	case JSON:
		v = &jsonReports{jsonOut: newJSONOut(out, o, true), several: several}
	case NDJSON:
		v = &jsonReports{jsonOut: newJSONOut(out, o, false)}
	case CSV:
		v = newCSV(out, o)
	default:
		v = newTextReports(out, o)
	}
	return &Writer{out, v, f != CSV}
}

// NewStreamsWriter writes a row for each RTP stream instead of whole reports: a table, CSV, a JSON
// array, or a JSON object a line.
func NewStreamsWriter(w io.Writer, f Format, several bool, o Options) *Writer {
	out := bufio.NewWriterSize(w, 64<<10)
	var v view
	switch f {
	case JSON:
		v = &jsonStreams{jsonOut: newJSONOut(out, o, true), array: true}
	case NDJSON:
		v = &jsonStreams{jsonOut: newJSONOut(out, o, false)}
	case CSV:
		v = newCSV(out, o)
	default:
		v = newTextStreams(out, o, several)
	}
	return &Writer{out, v, false}
}

// Write writes a report. The error is the destination's.
func (w *Writer) Write(r *rtpflow.Report) error {
	if err := w.view.report(r); err != nil {
		return err
	}
	return w.out.Flush()
}

// Close writes what ends the output. It does not close the destination.
func (w *Writer) Close() error {
	if err := w.view.end(); err != nil {
		return err
	}
	return w.out.Flush()
}

// Limits on what one value may take, so that no capture makes a report that cannot be read. What
// is cut says how much is missing.
const (
	maxHeaderValue = 8 << 10
	maxURL         = 8 << 10
	maxSDP         = 64 << 10
	maxName        = 1 << 10
	maxSummary     = 4 << 10
	maxHeaders     = 256
	maxTimeline    = 2000
	maxLosses      = 1000
	maxFrames      = 1000
)

// words turns text from the capture into text for a report: masked and cut.
type words struct{ mask safe.Mask }

func (w words) text(s string, limit int) string { return safe.Cut(w.mask.Text(s), limit) }
