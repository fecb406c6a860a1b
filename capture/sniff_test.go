package capture

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSniff(t *testing.T) {
	dir := t.TempDir()
	pcap := []byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00")
	section := []byte("\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a\x01\x00\x00\x00")
	for i, c := range []struct {
		name string
		in   []byte
		want bool
	}{
		{"pcap", pcap, true},
		{"pcap, big-endian nanoseconds", []byte("\xa1\xb2\x3c\x4d"), true},
		{"pcapng", section, true},
		{"pcapng, big-endian", []byte("\x0a\x0d\x0d\x0a\x00\x00\x00\x1c\x1a\x2b\x3c\x4d"), true},
		{"pcapng, damaged byte-order magic", []byte("\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x00\x3c\x2b\x1a"), false},
		{"gzip of a pcap", gzipped(pcap), true},
		{"zstd of a pcapng", zstded(section), true},
		{"lz4 of a pcap", lz4ed(pcap), true},
		{"gzip of text", gzipped([]byte("hello")), false},
		{"gzip of gzip of a pcap", gzipped(gzipped(pcap)), false},
		{"gzip magic alone", []byte("\x1f\x8b\x08"), false},
		{"text", []byte("OPTIONS rtsp://camera RTSP/1.0"), false},
		{"empty", nil, false},
	} {
		file := filepath.Join(dir, string(rune('a'+i)))
		if err := os.WriteFile(file, c.in, 0o644); err != nil {
			t.Fatal(err)
		}
		if got := Sniff(file); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if Sniff(dir) || Sniff(filepath.Join(dir, "absent")) || Sniff(os.DevNull) {
		t.Error("a file that is not regular looks like a capture")
	}
}

func TestDescribeUnknown(t *testing.T) {
	for in, want := range map[string]string{
		"\x7fELF\x02":              "ELF",
		"PK\x03\x04":               "ZIP",
		"  <html>":                 "HTML",
		"plain words":              "text",
		"\x00\x00\x00\x00":         "zeros",
		"\x01\x02\x03":             "unknown magic",
		"\x1b]0;owned\x07plain":    "unknown magic",
		"BZh91AY":                  "bzip2",
		"<script>alert()</script>": "HTML",
	} {
		got := describeUnknown([]byte(in))
		if !strings.Contains(got, want) || strings.Contains(got, "script") {
			t.Errorf("%q: %q", in, got)
		}
	}
}
