package sample

import (
	"errors"
	"path/filepath"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// Captures returns the paths of the captures in a directory.
func Captures(t *testing.T, dir string) (paths []string) {
	t.Helper()
	for _, pattern := range []string{"*.pcap", "*.pcapng", "*.pcap.*"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	if len(paths) == 0 {
		t.Fatalf("no captures in %s", dir)
	}
	return paths
}

// Analyze returns the report on a capture, with time series. The test is skipped if the link type is not supported.
func Analyze(t *testing.T, path string) *rtpflow.Report {
	t.Helper()
	c, err := capture.Open(path)
	if errors.Is(err, capture.ErrLinkType) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := analyze.Analyze(c, analyze.Options{Series: true})
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
