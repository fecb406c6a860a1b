package report

import (
	"io"
	"testing"
)

// Writing must not dominate: 2000 sessions with their streams.
func BenchmarkReport(b *testing.B) {
	r := many(2000)
	for _, f := range Formats {
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
