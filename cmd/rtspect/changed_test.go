package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"rtspect/capture"
	"rtspect/export/media"
)

// TestExportOfChangedCapture checks that an export of a capture that changed after its first pass leaves nothing behind.
func TestExportOfChangedCapture(t *testing.T) {
	b, err := os.ReadFile("../../testdata/captures/c01_gst_ffmpeg_udp.pcap")
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(name string) error{
		"truncated": func(name string) error { return os.Truncate(name, int64(len(b)/2)) },
		"replaced":  func(name string) error { return errors.Join(os.Remove(name), os.WriteFile(name, b, 0o666)) },
	} {
		dir := t.TempDir()
		name := filepath.Join(dir, "x.pcap")
		if err := os.WriteFile(name, b, 0o666); err != nil {
			t.Fatal(err)
		}
		e := exporting{in: input{name}, options: media.Options{Dir: filepath.Join(dir, "out")}, flags: &exportOptions{quiet: true}, progress: newProgress(true)}
		r, err := e.analyze()
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(change(name), e.export(r))
		e.options.Digests.Stop()
		if _, left := os.Stat(e.options.Dir); !errors.Is(err, capture.ErrChanged) || left == nil {
			t.Errorf("%s: %v, left: %t", what, err, left == nil)
		}
	}
}
