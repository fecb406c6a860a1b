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
	s.PublishAll(func() error { return nil })
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

// TestPublishFails checks that an export that fails while its files get their names leaves only what was there before.
func TestPublishFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "old"), []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := New(dir, 2)
	if err != nil {
		t.Fatal(err)
	}
	a, b := s.Create(), s.Create()
	a.Write([]byte("a"))
	b.Write([]byte("b"))
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
	err = s.PublishAll(func() error {
		if err := s.Publish(a, "new", false); err != nil {
			return err
		}
		return s.Publish(b, "old", false)
	})
	if err == nil {
		t.Error("an existing file was replaced")
	}
	s.Discard()
	if entries, _ := os.ReadDir(dir); len(entries) != 1 || entries[0].Name() != "old" {
		t.Errorf("left behind: %v", entries)
	}
}

// TestManyFiles checks that more files than may be open are written completely.
func TestManyFiles(t *testing.T) {
	dir := t.TempDir()
	s, err := New(dir, 50)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Discard()
	s.most = 2
	var files []*File
	for range 50 {
		files = append(files, s.Create())
	}
	for i := range 5 {
		for _, f := range files {
			f.Write([]byte{byte(i)})
			f.Flush()
			if len(s.open) > 2 {
				t.Fatalf("%d open files", len(s.open))
			}
		}
	}
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
	want := sha256.Sum256([]byte{0, 1, 2, 3, 4})
	for _, f := range files {
		if f.SHA256() != hex.EncodeToString(want[:]) {
			t.Fatalf("digest %s of %d bytes", f.SHA256(), f.Bytes())
		}
	}
}
