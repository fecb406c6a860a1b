package media

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
	s, err := newStore(dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := s.create()
	want := bytes.Repeat([]byte("0123456789"), maxBuffer/4)
	for b := want; len(b) > 0; b = b[min(len(b), 1000):] {
		f.Write(b[:min(len(b), 1000)])
	}
	f.patch([]byte("head"))
	copy(want, "head")
	if err := s.finish(); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%d entries before the file is complete", len(entries))
	}
	if err := s.publish(f.path, "name", false); err != nil {
		t.Fatal(err)
	}
	if err := s.publish(f.path, "name", false); err == nil {
		t.Error("a file was replaced")
	}
	s.made = false
	s.discard()
	if got := names(t, dir); len(got) != 1 || got[0] != "name" {
		t.Errorf("left behind: %v", got)
	}
	sum := sha256.Sum256(want)
	if !bytes.Equal(read(t, dir, "name"), want) || f.sum != hex.EncodeToString(sum[:]) || f.bytes != int64(len(want)) {
		t.Errorf("%d bytes, hash %s", f.bytes, f.sum)
	}
}

func TestStoreFailsOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := newStore(dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := s.create()
	os.RemoveAll(s.tmp.Path) // nothing can be written any more
	for range 10 {
		f.Write(make([]byte, maxBuffer))
	}
	if err := s.finish(); err == nil {
		t.Error("no error")
	}
	s.discard()
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder is left behind")
	}
}
