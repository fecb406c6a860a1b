package store

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

func TestDigests(t *testing.T) {
	dir := t.TempDir()
	var names []string
	want := map[string]string{}
	for i, size := range []int{0, 1, 256 << 10, 256<<10 + 1, 3 << 20} {
		b := make([]byte, size)
		for j := range b {
			b[j] = byte(j*7 + i)
		}
		name := filepath.Join(dir, string(rune('a'+i)))
		if err := os.WriteFile(name, b, 0o666); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		want[name] = hex.EncodeToString(sum[:])
		names = append(names, name, name) // a name may come twice
	}
	absent := filepath.Join(dir, "absent")
	s := StartDigests(append(names, absent, dir))
	defer s.Stop()
	for _, n := range names {
		if got := s.SHA256(n); got != want[n] {
			t.Errorf("%s: %s, it has %s", filepath.Base(n), got, want[n])
		}
	}
	for _, n := range []string{absent, dir, "never named"} {
		if got := s.SHA256(n); got != "" {
			t.Errorf("%s: %s", n, got)
		}
	}
}

// TestDigestsStopped: what was abandoned has no digest, not even one of the part that was read.
func TestDigestsStopped(t *testing.T) {
	name := filepath.Join(t.TempDir(), "long")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	f.Truncate(8 << 30) // sparse: seconds to read, and no space
	f.Close()
	s := StartDigests([]string{name})
	s.Stop()
	if got := s.SHA256(name); got != "" {
		t.Errorf("%s of a file that was not read to its end", got)
	}
}
