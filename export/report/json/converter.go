package json

import (
	"rtspect/capture"
	"rtspect/export/report/view"
)

// A converter makes the JSON structs of one report. It is safe for concurrent use.
//
// Frame numbers are Wireshark's: 1-based, per file. If several files were joined, the index of the file in
// "captures" is given beside each frame number, in a field that has "file" for "frame" in its name.
type converter struct {
	view.Masker
	joined  bool  // several files were read as one
	start   int64 // of the first packet, ns since 1970
	hasTime bool  // start is known
	series  bool  // streams include their time series
}

// file returns the index of the file that contains a frame; nil in a report on one file.
func (c *converter) file(f capture.Frame) *int {
	if !c.joined || f == 0 {
		return nil
	}
	n := f.File()
	return &n
}

// frameAndFile returns both parts of a frame that the model has as a plain number.
func (c *converter) frameAndFile(n int64) (int64, *int) {
	f := capture.Frame(n)
	return f.Number(), c.file(f)
}

// at returns the time since the first packet in seconds, like Wireshark's time column; nil in a capture
// without timestamps.
func (c *converter) at(ns int64) *float64 {
	if !c.hasTime {
		return nil
	}
	return view.Seconds(ns - c.start)
}

// nonNil returns an empty list for nil: JSON distinguishes what is empty from what is not known.
func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// nonNilMap is nonNil for counts by name.
func nonNilMap(m map[string]int64) map[string]int64 {
	if m == nil {
		return map[string]int64{}
	}
	return m
}
