package dialectfixture

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the captures in testdata")

// TestFiles checks that the captures in testdata match this package.
func TestFiles(t *testing.T) {
	for name, made := range map[string]func() []byte{"realmedia": RealMedia, "onvif-replay": ONVIFReplay, "raop": RAOP, "wfd": WiFiDisplay} {
		path := filepath.Join("..", "..", "testdata", "made-up", name+".pcap")
		got := made()
		if len(got) > 60<<10 {
			t.Errorf("%s: %d bytes, too large", name, len(got))
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
			t.Errorf("%s.pcap differs; run the test with -update", name)
		}
	}
}
