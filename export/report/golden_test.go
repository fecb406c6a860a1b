package report

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
	"rtspect/rtpflow"
)

var update = flag.Bool("update", false, "write the golden files anew")

const captures = "../../testdata/captures"

// capturesIn lists the captures of a folder.
func capturesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	for _, pattern := range []string{"*.pcap", "*.pcapng", "*.pcap.*"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	if len(names) == 0 {
		t.Fatalf("no captures in %s", folder)
	}
	return names
}

func analysed(t *testing.T, path string) *rtpflow.Report {
	t.Helper()
	c, err := capture.Open(path)
	if errors.Is(err, capture.ErrLinkType) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := rtpflow.Analyze(c, rtpflow.Options{Series: true})
	if errors.Is(err, capture.ErrLinkType) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Captures {
		f.Name = filepath.Base(f.Name)
	}
	return r
}

// The golden reports are what the program prints; read what changes before accepting it with
// go test ./export/report -update.
func TestGolden(t *testing.T) {
	for _, name := range []string{"c01_gst_ffmpeg_udp.pcap", "a03_wrong_password.pcap", "i20_tcp_capture_gaps.pcap", "m03_port_reuse.pcap"} {
		r := analysed(t, filepath.Join(captures, name))
		for _, f := range []Format{Text, JSON} {
			ending := map[Format]string{Text: ".txt", JSON: ".json"}[f]
			path := filepath.Join("../../testdata/golden", strings.TrimSuffix(name, ".pcap")+ending)
			got := write(t, f, Options{}, r)
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
	}
}

// Real reports keep to the schema, and the schema describes every field they have.
func TestSchemaHoldsForCaptures(t *testing.T) {
	folders := []string{captures, filepath.Join(captures, "..", "made-up")}
	if more := os.Getenv("RTSPECT_CAPTURES"); more != "" {
		folders = append(folders, filepath.Join(more, "made"), filepath.Join(more, "public"))
	}
	schema := compileSchema(t, true)
	for _, folder := range folders {
		for _, path := range capturesIn(t, folder) {
			t.Run(filepath.Base(path), func(t *testing.T) {
				r := analysed(t, path)
				validate(t, schema, []byte(write(t, JSON, Options{Series: true}, r)))
				for _, width := range []int{80, 160} {
					for _, line := range strings.Split(write(t, Text, Options{Width: width}, r), "\n") {
						if columns(line) > width && !strings.Contains(line, "filter: ") {
							t.Errorf("%d columns of %d: %s", columns(line), width, line)
						}
					}
				}
			})
		}
	}
}
