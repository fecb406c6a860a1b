package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/export/report/internal/sample"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The golden reports are what the program prints. Read a difference before accepting it with
// go test ./export/report -update.
func TestGolden(t *testing.T) {
	for _, name := range []string{"c01_gst_ffmpeg_udp.pcap", "a03_wrong_password.pcap", "i20_tcp_capture_gaps.pcap", "m03_port_reuse.pcap"} {
		r := sample.Analyze(t, filepath.Join("../../testdata/captures", name))
		for f, ending := range map[Format]string{Text: ".txt", JSON: ".json"} {
			golden(t, strings.TrimSuffix(name, ".pcap")+ending, write(t, f, Options{}, r))
		}
	}
}

// golden compares text with a golden file, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("../../testdata/golden", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", path, cmp.Diff(string(want), got))
	}
}
