package media

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"rtspect/internal/tempdir"
)

// Bounds of what the store uses.
const (
	maxOpen      = 96      // file descriptors
	bufferBudget = 8 << 20 // bytes of all buffers together, as far as minBuffer allows
	minBuffer    = 2 << 10
	maxBuffer    = 64 << 10
	spareBuffers = 16 // buffers beyond one a file, so that writing and hashing overlap
)

// store writes files into a folder. They are put together in a folder of their own and get their
// names when all are complete.
type store struct {
	dir    string
	tmp    *tempdir.Place
	files  []*file
	size   int // of a buffer
	open   []*file
	tick   int64
	free   chan []byte
	hashes chan hashJob
	hashed chan struct{} // closed when the hasher has ended
	err    error         // the first, after which nothing more is written
	made   bool          // dir did not exist
}

// file is one file of a store.
type file struct {
	st     *store
	path   string // while it is put together
	f      *os.File
	used   int64 // tick of the last use
	buf    []byte
	bytes  int64
	hash   hash.Hash
	exists bool
	// again says that the file was overwritten in part, so that its hash must be taken from what
	// it holds.
	again bool
	sum   string
	plain bool // no hash is wanted
}

type hashJob struct {
	h hash.Hash
	b []byte
}

// newStore prepares a folder for a number of files.
func newStore(dir string, files int) (*store, error) {
	s := &store{dir: dir, size: maxBuffer}
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
	if s.tmp, err = tempdir.Folder(dir); err != nil {
		return nil, writeError(dir, err)
	}
	s.free = make(chan []byte, files+spareBuffers)
	s.hashes = make(chan hashJob, spareBuffers)
	s.hashed = make(chan struct{})
	go s.hasher()
	return s, nil
}

// hasher takes the hashes of what is written, in order, beside the writing.
func (s *store) hasher() {
	defer close(s.hashed)
	for j := range s.hashes {
		j.h.Write(j.b)
		select {
		case s.free <- j.b[:0]:
		default:
		}
	}
}

// create adds a file. It exists when the first byte is written.
func (s *store) create() *file {
	f := &file{st: s, path: s.tmp.Part(len(s.files))}
	s.files = append(s.files, f)
	return f
}

func (s *store) buffer() []byte {
	select {
	case b := <-s.free:
		return b
	default:
		return make([]byte, 0, s.size)
	}
}

// Write appends bytes. Errors are the store's.
func (f *file) Write(b []byte) {
	f.bytes += int64(len(b))
	for len(b) > 0 {
		if f.buf == nil {
			f.buf = f.st.buffer()
		}
		n := min(len(b), cap(f.buf)-len(f.buf))
		f.buf = append(f.buf, b[:n]...)
		b = b[n:]
		if len(f.buf) == cap(f.buf) {
			f.flush()
		}
	}
}

// flush writes what is buffered and hands it to the hasher.
func (f *file) flush() {
	if len(f.buf) == 0 {
		return
	}
	s := f.st
	if s.err == nil {
		s.err = f.use()
	}
	if s.err == nil {
		if _, err := f.f.Write(f.buf); err != nil {
			s.err = writeError(s.dir, err)
		}
	}
	b := f.buf
	f.buf = nil
	if f.plain {
		select {
		case s.free <- b[:0]:
		default:
		}
		return
	}
	if f.hash == nil {
		f.hash = sha256.New()
	}
	s.hashes <- hashJob{f.hash, b}
}

// use opens the file, and closes the one that was used longest ago where too many are open.
func (f *file) use() error {
	s := f.st
	s.tick++
	f.used = s.tick
	if f.f != nil {
		return nil
	}
	if len(s.open) >= maxOpen {
		oldest := 0
		for i, x := range s.open {
			if x.used < s.open[oldest].used {
				oldest = i
			}
		}
		if err := s.open[oldest].close(); err != nil {
			return err
		}
		s.open[oldest] = s.open[len(s.open)-1]
		s.open = s.open[:len(s.open)-1]
	}
	flags := os.O_WRONLY | os.O_APPEND
	if !f.exists {
		flags |= os.O_CREATE | os.O_EXCL
	}
	var err error
	if f.f, err = os.OpenFile(f.path, flags, 0o666); err != nil {
		f.f = nil
		return writeError(s.dir, err)
	}
	f.exists = true
	s.open = append(s.open, f)
	return nil
}

func (f *file) close() error {
	err := f.f.Close()
	f.f = nil
	return writeError(f.st.dir, err)
}

// remove gives up a file that is not to be published, and its space.
func (f *file) remove() {
	s := f.st
	f.buf = nil
	if f.f != nil {
		f.f.Close()
		f.f = nil
		s.open = slices.DeleteFunc(s.open, func(x *file) bool { return x == f })
	}
	if f.exists {
		os.Remove(f.path)
	}
}

// patch overwrites the beginning of the file, at the end of the export.
func (f *file) patch(b []byte) {
	if n := len(f.buf); n > 0 && f.bytes == int64(n) {
		copy(f.buf, b)
		return
	}
	f.flush()
	s := f.st
	if s.err != nil {
		return
	}
	f.again = true
	w, err := os.OpenFile(f.path, os.O_WRONLY, 0)
	if err == nil {
		_, err = w.WriteAt(b, 0)
		err = errors.Join(err, w.Close())
	}
	s.err = writeError(s.dir, err)
}

// finish completes all files and takes their hashes.
func (s *store) finish() error {
	for _, f := range s.files {
		f.flush()
	}
	close(s.hashes)
	<-s.hashed
	s.hashes = nil
	for _, f := range s.open {
		if err := f.close(); err != nil && s.err == nil {
			s.err = err
		}
	}
	s.open = nil
	for _, f := range s.files {
		if f.again && s.err == nil {
			s.err = f.rehash()
		}
		if f.hash != nil {
			f.sum = hex.EncodeToString(f.hash.Sum(nil))
		}
	}
	return s.err
}

func (f *file) rehash() error {
	r, err := os.Open(f.path)
	if err != nil {
		return writeError(f.st.dir, err)
	}
	defer r.Close()
	f.hash = sha256.New()
	_, err = io.Copy(f.hash, r)
	return writeError(f.st.dir, err)
}

// publish gives a complete file its name. Without force, one that is there already is kept and is
// an error.
func (s *store) publish(path, name string, force bool) error {
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
func (s *store) discard() {
	if s.hashes != nil {
		close(s.hashes)
		<-s.hashed
		s.hashes = nil
	}
	for _, f := range s.open {
		f.f.Close()
	}
	s.open = nil
	os.RemoveAll(s.tmp.Path)
	s.tmp.Release()
	if s.made {
		os.Remove(s.dir) // only if nothing is in it
	}
}

func existsError(path string) error {
	return fmt.Errorf("%s: is there already; it is kept (use --force to replace it)", strconv.Quote(path))
}

// writeError names the folder or file that could not be written, quoted.
func writeError(name string, err error) error {
	if err == nil {
		return nil
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		err = l.Err
	}
	return fmt.Errorf("%s: cannot write: %w", strconv.Quote(name), err)
}
