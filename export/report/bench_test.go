package report

import (
	"io"
	"testing"

	"rtspect/export/report/internal/sample"
)

// Writing must take little of the time of a run: 2000 sessions with their streams.
func BenchmarkReport(b *testing.B) {
	r := sample.Many(2000)
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			n := int64(len(write(b, f, Options{}, r)))
			b.SetBytes(n)
			for b.Loop() {
				w := NewWriter(io.Discard, f, false, Options{})
				if err := w.Write(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
