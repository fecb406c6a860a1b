// Package tempdir makes the files and folders in which outputs are put together, beside the place where
// they will stand. A run that is killed outright leaves its own behind; the next run that puts something
// together in the same folder removes them. That a run is alive it shows by a lock, which the system takes
// off when the process ends, however it ends. Where a file system has no locks nothing is removed.
package tempdir

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	prefix = ".rtspect-"
	suffix = ".tmp"
	part   = ".part"
)

// Place is a file or folder that exists while something is put together.
type Place struct {
	Path string
	lock *os.File // nil where the file system has none
}

// Folder makes a folder in dir. Only files with names from Part may be put into it.
func Folder(dir string) (*Place, error) {
	return makeIn(dir, func(path string) error { return os.Mkdir(path, 0o777) })
}

// File makes a file in dir, open for reading and writing.
func File(dir string) (p *Place, f *os.File, err error) {
	p, err = makeIn(dir, func(path string) (err error) {
		if f != nil {
			f.Close()
		}
		f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		return err
	})
	if err != nil && f != nil {
		f.Close()
	}
	return p, f, err
}

// Part is the path of the nth file of a folder.
func (p *Place) Part(n int) string { return filepath.Join(p.Path, strconv.Itoa(n)+part) }

// Release says that the place is gone, or has its final name. More than once is no fault.
func (p *Place) Release() {
	if p.lock != nil {
		p.lock.Close()
		p.lock = nil
	}
}

func makeIn(dir string, create func(path string) error) (*Place, error) {
	sweep(dir)
	for try := 0; ; try++ {
		path := filepath.Join(dir, prefix+strconv.FormatUint(rand.Uint64(), 36)+suffix)
		err := create(path)
		if err == nil {
			var lock *os.File
			if lock, err = hold(path); err == nil {
				return &Place{path, lock}, nil
			}
		}
		// Another run may have found it before it was locked: then it is gone, or is about to be.
		taken := errors.Is(err, fs.ErrExist) || errors.Is(err, errTaken)
		if !taken || try == 100 {
			return nil, err
		}
	}
}

// errTaken says that somebody else holds a place, or that it is not there any more.
var errTaken = errors.New("held by another process")

// sweep removes from a folder what runs that were killed left of places. What cannot be removed stays.
func sweep(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	for {
		names, err := d.Readdirnames(1024)
		for _, name := range names {
			if isPlace(name) {
				removeStale(dir, name)
			}
		}
		if err != nil || len(names) == 0 {
			return
		}
	}
}

// isPlace reports whether a name is one that makeIn gives.
func isPlace(name string) bool {
	id, ok := strings.CutPrefix(name, prefix)
	if !ok {
		return false
	}
	id, ok = strings.CutSuffix(id, suffix)
	_, err := strconv.ParseUint(id, 36, 64)
	return ok && err == nil && strings.ToLower(id) == id
}

// removeStale removes a place that nobody holds, and of a folder only what a run puts there.
func removeStale(dir, name string) {
	path := filepath.Join(dir, name)
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() && !info.Mode().IsRegular() {
		return
	}
	lock, err := hold(path)
	if err != nil || lock == nil {
		return
	}
	defer lock.Close()
	if !info.IsDir() {
		os.Remove(path)
		return
	}
	entries, err := lock.ReadDir(-1)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !isPart(e.Name()) {
			return
		}
	}
	folder, err := os.OpenRoot(path)
	if err != nil {
		return
	}
	defer folder.Close()
	for _, e := range entries {
		folder.Remove(e.Name())
	}
	os.Remove(path)
}

func isPart(name string) bool {
	n, ok := strings.CutSuffix(name, part)
	if !ok || n == "" {
		return false
	}
	return strings.Trim(n, "0123456789") == ""
}
