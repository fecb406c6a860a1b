package wmsfixture

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the capture in testdata")

// TestFile checks that the capture in testdata matches this package.
func TestFile(t *testing.T) {
	path := filepath.Join("..", "..", "testdata", "made-up", "wms.pcap")
	got := PCAP()
	if len(got) > 60<<10 {
		t.Errorf("%d bytes: too large", len(got))
	}
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("wms.pcap differs; run the test with -update")
	}
}
