// Package store writes the files of an export into a directory. They are assembled in a temporary directory inside it
// and get their names only when all are complete, so that a failed or interrupted export leaves nothing half-written.
// File descriptors and buffers stay bounded however many files there are, and digests are computed beside the writing.
package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"rtspect/internal/tempdir"
)

// Bounds of what a Store uses.
const (
	maxOpen      = 96      // file descriptors
	bufferBudget = 8 << 20 // bytes of all buffers together, as far as minBuffer allows
	minBuffer    = 2 << 10
	maxBuffer    = 64 << 10
	spareBuffers = 16 // buffers beyond one per file, so that writing and hashing overlap
)

// Store writes files into a directory.
type Store struct {
	dir    string
	tmp    *tempdir.Temp
	files  []*File
	size   int // of a buffer
	open   []*File
	tick   int64
	free   chan []byte
	hashes chan hashJob
	hashed chan struct{} // closed when the hasher has ended
	err    error         // the first, after which nothing more is written
	made   bool          // dir did not exist
}

// New prepares a directory for a number of files.
func New(dir string, files int) (*Store, error) {
	s := &Store{dir: dir, size: maxBuffer}
	for s.size > minBuffer && s.size*max(1, files) > bufferBudget {
		s.size /= 2
	}
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		s.made = true
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, writeError(dir, err)
	}
	var err error
	if s.tmp, err = tempdir.Dir(dir); err != nil {
		return nil, writeError(dir, err)
	}
	s.free = make(chan []byte, files+spareBuffers)
	s.hashes = make(chan hashJob, spareBuffers)
	s.hashed = make(chan struct{})
	go s.hasher()
	return s, nil
}

// TemporaryDir is the directory in which files are assembled. It is gone after Discard.
func (s *Store) TemporaryDir() string { return s.tmp.Path }

// Err is the first error; nothing is written after it.
func (s *Store) Err() error { return s.err }

// Fail notes an error of reading a file back.
func (s *Store) Fail(err error) error {
	if s.err == nil {
		s.err = writeError(s.dir, err)
	}
	return s.err
}

// Create adds a file. It exists once its first byte is written.
func (s *Store) Create() *File {
	f := &File{store: s, path: s.tmp.Part(len(s.files))}
	s.files = append(s.files, f)
	return f
}

// CreateTemporary adds a file that is not to be published: it has no digest.
func (s *Store) CreateTemporary() *File {
	f := s.Create()
	f.temporary = true
	return f
}

func (s *Store) buffer() []byte {
	select {
	case b := <-s.free:
		return b
	default:
		return make([]byte, 0, s.size)
	}
}

// recycle takes back a buffer.
func (s *Store) recycle(b []byte) {
	select {
	case s.free <- b[:0]:
	default:
	}
}

// closeOldest closes the file that was used longest ago if as many are open as may be.
func (s *Store) closeOldest() error {
	if len(s.open) < maxOpen {
		return nil
	}
	oldest := slices.MinFunc(s.open, func(a, b *File) int { return int(a.used - b.used) })
	s.open = slices.DeleteFunc(s.open, func(f *File) bool { return f == oldest })
	return oldest.close()
}

// Finish completes all files and their digests.
func (s *Store) Finish() error {
	for _, f := range s.files {
		f.Flush()
	}
	s.stopHasher()
	for _, f := range s.open {
		if err := f.close(); err != nil && s.err == nil {
			s.err = err
		}
	}
	s.open = nil
	for _, f := range s.files {
		if f.patched && s.err == nil {
			s.err = f.rehash()
		}
		f.sum()
	}
	return s.err
}

// Missing returns an error if a file of one of these names exists.
func (s *Store) Missing(names []string) error {
	for _, n := range names {
		path := filepath.Join(s.dir, n)
		if _, err := os.Lstat(path); err == nil {
			return existsError(path)
		}
	}
	return nil
}

// Publish gives a complete file its name. An existing file is replaced with force only; without, it is an error.
func (s *Store) Publish(f *File, name string, force bool) error {
	return s.publish(f.path, name, force)
}

// PublishBytes writes a file that is complete already.
func (s *Store) PublishBytes(b []byte, name string, force bool) error {
	path := s.tmp.Part(len(s.files))
	if err := os.WriteFile(path, b, 0o666); err != nil {
		return writeError(s.dir, err)
	}
	return s.publish(path, name, force)
}

func (s *Store) publish(path, name string, force bool) error {
	final := filepath.Join(s.dir, name)
	if force {
		return writeError(final, os.Rename(path, final))
	}
	err := os.Link(path, final)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return existsError(final)
	}
	// A file system without hard links.
	if _, err := os.Lstat(final); err == nil {
		return existsError(final)
	}
	return writeError(final, os.Rename(path, final))
}

// Discard removes what has not been published.
func (s *Store) Discard() {
	s.stopHasher()
	for _, f := range s.open {
		f.f.Close()
	}
	s.open = nil
	os.RemoveAll(s.tmp.Path)
	s.tmp.Release()
	if s.made {
		os.Remove(s.dir) // only if it is empty
	}
}

func existsError(path string) error {
	return fmt.Errorf("%s: file exists (use --force to overwrite)", strconv.Quote(path))
}

// writeError names the directory or file that could not be written, quoted.
func writeError(name string, err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		err = l.Err
	}
	return fmt.Errorf("%s: cannot write: %w", strconv.Quote(name), err)
}
