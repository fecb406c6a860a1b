package media

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow/analyze"
)

// FuzzExport exports captures of any bytes: no file appears outside the directory, and the manifest lists all files in it.
func FuzzExport(f *testing.F) {
	seeds, err := filepath.Glob("../../testdata/captures/*.pcap*")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no captures")
	}
	for i, path := range seeds {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 16<<10)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, choice uint8) {
		parent := t.TempDir()
		path, out := filepath.Join(parent, "input"), filepath.Join(parent, "out")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := capture.Open(path)
		if err != nil {
			return
		}
		r, err := analyze.Analyze(c, analyze.Options{})
		c.Close()
		if err != nil {
			return
		}
		mux := []string{"", "mp4", "mkv", "ts"}[choice%4]
		open := func() (*capture.Capture, error) { return capture.Open(path) }
		m, err := Export(open, r, Options{Dir: out, Mux: mux, Times: choice&4 != 0, Damaged: Policy(choice >> 3 % 3)})
		if err != nil {
			t.Fatal(err)
		}
		listed := []string{"manifest.json"}
		for _, x := range m.Files {
			listed = append(listed, x.File)
			if x.Times != "" {
				listed = append(listed, x.Times)
			}
		}
		for _, x := range m.Muxed {
			if x.File != "" {
				listed = append(listed, x.File)
			}
		}
		for _, name := range names(t, out) {
			if !slices.Contains(listed, name) {
				t.Errorf("%s is not in the manifest", name)
			}
		}
		for _, name := range listed {
			if filepath.Base(name) != name {
				t.Errorf("%q is no file of the directory", name)
			} else if _, err := os.Lstat(filepath.Join(out, name)); err != nil {
				t.Error(err)
			}
		}
		if got := names(t, parent); !slices.Equal(got, []string{"input", "out"}) {
			t.Errorf("files beside the directory: %q", got)
		}
	})
}
