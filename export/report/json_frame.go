package report

import "rtspect/capture"

// Frame numbers are Wireshark's: 1-based, per file. Where several files were read as one, the
// place of the file in "captures" stands beside each number, under its name with "file" for
// "frame". fileOf is that place, nil where it says nothing.
func (c *converter) fileOf(f capture.Frame) *int {
	if !c.joined || f == 0 {
		return nil
	}
	n := f.File()
	return &n
}
