package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/export/report/view"
)

// at writes a time in seconds after the first packet, like Wireshark's time column.
func (t *report) at(ns int64) string {
	return fmt.Sprintf("%.3f", float64(ns-t.start)/1e9)
}

// frame writes the number of a frame, with that of the file before it if several were joined.
func (t *report) frame(f capture.Frame) string {
	switch {
	case f == 0:
		return ""
	case t.joined:
		return fmt.Sprintf("%d:%d", f.File()+1, f.Number())
	}
	return strconv.FormatInt(f.Number(), 10)
}

// frames writes the first frames of a list and counts the others.
func (t *report) frames(list []capture.Frame, most int) string {
	if len(list) == 0 {
		return ""
	}
	noun := "frame "
	if len(list) > 1 {
		noun = "frames "
	}
	names := make([]string, 0, most)
	for _, f := range list[:min(len(list), most)] {
		names = append(names, t.frame(f))
	}
	s := noun + strings.Join(names, ", ")
	if n := len(list) - most; n > 0 {
		s += " and " + view.Thousands(int64(n)) + " more"
	}
	return s
}

// nonZero writes a count; "" for 0.
func nonZero(n int64) string {
	if n == 0 {
		return ""
	}
	return view.Thousands(n)
}

// nonEmpty returns the strings that are not empty, in place.
func nonEmpty(list []string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

// appendNew appends s unless it is empty or in the list.
func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
