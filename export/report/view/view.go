// Package view is what all formats of the report share: options, limits on the size of a value, masking of
// credentials, one row a stream, and one form for every kind of value. number.go has the forms for programs (JSON,
// CSV), text.go those for people (text, and whatever shows values beside text).
package view

import (
	"bufio"

	"rtspect/rtpflow"
)

// Options change what a report shows. The zero value masks credentials and fits text in 100 columns.
type Options struct {
	ShowSecrets bool   // show passwords, tokens and keys as they were sent
	All         bool   // text: do not elide long lists
	Width       int    // text: columns to fit; 0 for the default
	Color       bool   // text: use terminal colors
	Table       string // CSV: one of Tables; "" for the first
	Series      bool   // JSON: include per-stream time series; CSV: write those, one row a bin
}

// A Writer writes reports in one format, one after another. It keeps no report that it was given.
type Writer interface {
	// Write writes a report. The error is that of the destination.
	Write(r *rtpflow.Report) error
	// Close writes what completes the output. It neither flushes nor closes the destination.
	Close() error
}

// NewWriter is the constructor that every format has. Several says that more than one report may follow.
type NewWriter func(out *bufio.Writer, several bool, o Options) Writer

// Tables are the tables that CSV has.
var Tables = []string{"streams", "sessions", "exchanges", "findings"}
