package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

func TestStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := New(dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := s.Create()
	want := bytes.Repeat([]byte("0123456789"), maxBuffer/4)
	for b := want; len(b) > 0; b = b[min(len(b), 1000):] {
		f.Write(b[:min(len(b), 1000)])
	}
	f.Patch([]byte("head"))
	copy(want, "head")
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%d entries before the file is complete", len(entries))
	}
	if err := s.Publish(f, "name", false); err != nil {
		t.Fatal(err)
	}
	if err := s.Publish(f, "name", false); err == nil {
		t.Error("a file was replaced")
	}
	s.Discard()
	if entries, _ := os.ReadDir(dir); len(entries) != 1 || entries[0].Name() != "name" {
		t.Errorf("left behind: %v", entries)
	}
	got, err := os.ReadFile(filepath.Join(dir, "name"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(want)
	if !bytes.Equal(got, want) || f.SHA256() != hex.EncodeToString(sum[:]) || f.Bytes() != int64(len(want)) {
		t.Errorf("%d bytes, hash %s", f.Bytes(), f.SHA256())
	}
}

func TestStoreFailsOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := New(dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := s.Create()
	os.RemoveAll(s.tmp.Path) // nothing can be written any more
	for range 10 {
		f.Write(make([]byte, maxBuffer))
	}
	if err := s.Finish(); err == nil {
		t.Error("no error")
	}
	s.Discard()
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder is left behind")
	}
}
