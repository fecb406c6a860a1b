package tempdir

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// live contains what an interrupted run must remove. The mutex is locked while something is created, renamed or
// removed, so that RemoveAll finds all of it.
var live = struct {
	sync.Mutex
	temps map[*Temp]bool
	dirs  []string // created by MakeDir, the innermost last
}{temps: map[*Temp]bool{}}

// RemoveAll removes the temporary files and directories of this process and the empty directories that MakeDir created. The
// process must end afterwards: creating, renaming or removing a Temp blocks from then on.
func RemoveAll() {
	live.Lock() // never unlocked
	for p := range live.temps {
		removeTemp(p.Path)
	}
	for _, dir := range slices.Backward(live.dirs) {
		os.Remove(dir)
	}
}

// Uninterrupted runs f, which gives several files their final names: RemoveAll waits until it is done. f must not call
// the functions of this package.
func Uninterrupted(f func() error) error {
	live.Lock()
	defer live.Unlock()
	return f()
}

// MakeDir creates a directory and its parents where they do not exist. The returned function removes the directories
// that were created, as far as they are empty.
func MakeDir(dir string) (remove func(), err error) {
	live.Lock()
	defer live.Unlock()
	var made []string
	for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
		if _, err := os.Stat(d); err == nil || d == filepath.Dir(d) {
			break
		}
		made = append([]string{d}, made...)
	}
	live.dirs = append(live.dirs, made...)
	remove = func() {
		for _, dir := range slices.Backward(made) {
			os.Remove(dir)
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		remove()
		return nil, err
	}
	return remove, nil
}
