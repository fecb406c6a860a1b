package asf

import (
	"testing"

	"rtspect/internal/wmsfixture"
)

func TestFileHeader(t *testing.T) {
	sent := wmsfixture.ASFHeader()
	out, ok := FileHeader(sent, 7)
	if !ok || len(out) != len(sent) {
		t.Fatalf("%d bytes of %d, %v", len(out), len(sent), ok)
	}
	h, before := ParseHeader(out), ParseHeader(sent)
	check(t, "packets", [...]uint64{h.File.Packets, h.Data.Packets}, [...]uint64{7, 7})
	check(t, "file size", h.File.FileSize, uint64(len(out)+7*wmsfixture.PacketSize))
	check(t, "streams", h.Streams, before.Streams)
	check(t, "faults", len(h.Violations), 0)
	for _, n := range []int{0, 20, 100, 130, int(before.Size) - 1} {
		if _, ok := FileHeader(sent[:n], 7); ok {
			t.Errorf("%d bytes of a header make a file", n)
		}
	}
}
