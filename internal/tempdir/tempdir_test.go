//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package tempdir

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
)

func namesIn(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func newDir(t *testing.T, dir string) *Temp {
	t.Helper()
	p, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestStale checks that the next run removes unlocked files and directories, but not locked ones.
func TestStale(t *testing.T) {
	dir := t.TempDir()
	alive, dead := newDir(t, dir), newDir(t, dir)
	for _, p := range []*Temp{alive, dead} {
		write(t, p.Part(0))
		write(t, p.Part(12))
	}
	file, f, err := File(dir)
	if err != nil {
		t.Fatal(err)
	}
	f.Close() // the lock is independent of f
	deadFile, f, err := File(dir)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	dead.abandon()
	deadFile.abandon()
	last := newDir(t, dir)
	want := []string{filepath.Base(alive.Path), filepath.Base(file.Path), filepath.Base(last.Path)}
	slices.Sort(want)
	if got := namesIn(t, dir); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := namesIn(t, alive.Path); len(got) != 2 {
		t.Errorf("a locked directory contains %v", got)
	}
}

// TestForeignFiles checks that files and directories with a similar name or other contents are left alone.
func TestForeignFiles(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	write(t, filepath.Join(elsewhere, "0.part"))
	for _, name := range []string{".rtspect-UPPER.tmp", ".rtspect-.tmp", ".rtspect-1x.tmp.bak", ".rtspect-a b.tmp", "rtspect-1x.tmp", ".rtspect-1234567890123456.tmp"} {
		write(t, filepath.Join(dir, name))
	}
	for name, file := range map[string]string{".rtspect-1.tmp": "0", ".rtspect-2.tmp": ".part", ".rtspect-3.tmp": "1a.part"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name, "0.part"))
		write(t, filepath.Join(dir, name, file))
	}
	if err := os.MkdirAll(filepath.Join(dir, ".rtspect-4.tmp", "0.part"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(dir, ".rtspect-5.tmp")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, ".rtspect-6.tmp"), 0o666); err != nil {
		t.Fatal(err)
	}
	before := len(namesIn(t, dir))
	newDir(t, dir)
	if after := len(namesIn(t, dir)); after != before+1 {
		t.Errorf("%d files before, %d after: %v", before, after, namesIn(t, dir))
	}
	for _, x := range []string{filepath.Join(dir, ".rtspect-1.tmp"), elsewhere} {
		if !slices.Contains(namesIn(t, x), "0.part") {
			t.Errorf("%s was emptied", x)
		}
	}
}

// TestConcurrentRuns checks that concurrent runs do not remove each other's files, and leave none behind.
func TestConcurrentRuns(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 60 {
				p, err := Dir(dir)
				if err != nil {
					t.Error(err)
					return
				}
				if err := os.WriteFile(p.Part(0), nil, 0o666); err != nil {
					t.Error(err)
				}
				p.Remove()
				file, f, err := File(dir)
				if err != nil {
					t.Error(err)
					return
				}
				f.Close()
				if err := file.Rename(filepath.Join(dir, "result")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := namesIn(t, dir); !slices.Equal(got, []string{"result"}) {
		t.Errorf("left behind: %v", got)
	}
}

func TestMissingDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	if _, err := Dir(dir); err == nil {
		t.Error("created a directory in a missing directory")
	}
	if _, _, err := File(dir); err == nil {
		t.Error("created a file in a missing directory")
	}
}

// abandon releases the lock as the end of the process does.
func (p *Temp) abandon() {
	live.Lock()
	defer live.Unlock()
	p.release()
}

// TestMakeDir checks that only directories that were created are removed, and only if they are empty.
func TestMakeDir(t *testing.T) {
	dir := t.TempDir()
	for _, keep := range []string{"", "a", "a/b"} {
		remove, err := MakeDir(filepath.Join(dir, "a", "b", "c"))
		if err != nil {
			t.Fatal(err)
		}
		if keep != "" {
			write(t, filepath.Join(dir, keep, "file"))
		}
		remove()
		_, err = os.Stat(filepath.Join(dir, "a", "b", "c"))
		_, err2 := os.Stat(filepath.Join(dir, keep))
		if err == nil || err2 != nil {
			t.Errorf("kept %q: %v, %v", keep, err, err2)
		}
	}
	if remove, err := MakeDir(filepath.Join(dir, "a", "file", "d")); err == nil || remove != nil {
		t.Error("created a directory in a file")
	}
}

func TestPrivateFile(t *testing.T) {
	p, f, err := PrivateFile(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Remove()
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
