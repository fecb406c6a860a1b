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
	"syscall"

	"rtspect/internal/descriptors"
	"rtspect/internal/tempdir"
)

// Bounds of what a Store uses.
const (
	maxOpen      = 96      // file descriptors, fewer where the process may have few
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
	most   int // files open at once
	open   []*File
	tick   int64
	free   chan []byte
	hashes chan hashJob
	hashed chan struct{} // closed when the hasher has ended
	err    error         // the first, after which nothing more is written
	remove func()        // removes the directories that were created, as far as they are empty

	published []string // files that did not exist before
	complete  bool     // all files are published
}

// New prepares a directory for a number of files.
func New(dir string, files int) (*Store, error) {
	s := &Store{dir: dir, size: maxBuffer, most: descriptors.Share(maxOpen)}
	for s.size > minBuffer && s.size*max(1, files) > bufferBudget {
		s.size /= 2
	}
	var err error
	if s.remove, err = tempdir.MakeDir(dir); err != nil {
		return nil, writeError(dir, err)
	}
	if s.tmp, err = tempdir.Dir(dir); err != nil {
		s.remove()
		return nil, writeError(dir, err)
	}
	s.free = make(chan []byte, files+spareBuffers)
	s.hashes = make(chan hashJob, spareBuffers)
	s.hashed = make(chan struct{})
	go s.hasher()
	return s, nil
}

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

// makeRoom closes the file that was used longest ago if as many are open as may be.
func (s *Store) makeRoom() error {
	if len(s.open) < s.most {
		return nil
	}
	return s.closeOldest()
}

// closeOldest closes the file that was used longest ago.
func (s *Store) closeOldest() error {
	oldest := slices.MinFunc(s.open, func(a, b *File) int { return int(a.used - b.used) })
	s.open = slices.DeleteFunc(s.open, func(f *File) bool { return f == oldest })
	return oldest.close()
}

// openFile opens a file of the store. If no descriptor is left, it closes others first.
func (s *Store) openFile(path string, flags int) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, flags, 0o666)
		if !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE) || len(s.open) == 0 {
			return f, err
		}
		if err := s.closeOldest(); err != nil {
			return nil, err
		}
	}
}

// Finish completes all files and their digests, and makes them durable.
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
		if f.exists && !f.temporary && s.err == nil {
			s.err = f.sync()
		}
		f.sum()
	}
	return s.err
}

// PublishAll runs f, which publishes all files. An interrupt of the program waits until it is done; if it fails,
// the files that it published are removed, unless they replaced others.
func (s *Store) PublishAll(f func() error) error {
	return tempdir.Uninterrupted(func() error {
		if err := f(); err != nil {
			return err
		}
		s.complete = true
		return writeError(s.dir, tempdir.SyncDir(s.dir))
	})
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
	f, err := s.openFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err == nil {
		_, err = f.Write(b)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		return writeError(s.dir, err)
	}
	return s.publish(path, name, force)
}

func (s *Store) publish(path, name string, force bool) error {
	final := filepath.Join(s.dir, name)
	_, err := os.Lstat(final)
	switch exists := err == nil; {
	case exists && !force:
		return existsError(final)
	case exists:
		return writeError(final, os.Rename(path, final))
	case !force:
		err = os.Link(path, final) // fails if the file was created meanwhile
		if errors.Is(err, fs.ErrExist) {
			return existsError(final)
		}
	}
	if err != nil { // nothing to keep, or a file system without hard links
		err = os.Rename(path, final)
	}
	if err == nil {
		s.published = append(s.published, final)
	}
	return writeError(final, err)
}

// Discard removes what has not been published, and what was published of an incomplete export.
func (s *Store) Discard() {
	s.stopHasher()
	for _, f := range s.open {
		f.f.Close()
	}
	s.open = nil
	if !s.complete {
		for _, path := range s.published {
			os.Remove(path)
		}
	}
	s.tmp.Remove()
	s.remove()
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
