package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"slices"
)

// File is one file of a Store. Its methods return no errors: the Store keeps the first, and Finish returns it.
type File struct {
	store     *Store
	path      string // while it is assembled
	f         *os.File
	used      int64 // tick of the last use
	buf       []byte
	bytes     int64
	hash      hash.Hash
	digest    string
	exists    bool
	patched   bool // it was overwritten in part, so that its digest must be taken from the disk
	temporary bool
}

// hashJob is a buffer that has been written and is still to be hashed.
type hashJob struct {
	h hash.Hash
	b []byte
}

// hasher hashes what is written, in order, beside the writing.
func (s *Store) hasher() {
	defer close(s.hashed)
	for j := range s.hashes {
		j.h.Write(j.b)
		s.recycle(j.b)
	}
}

func (s *Store) stopHasher() {
	if s.hashes == nil {
		return
	}
	close(s.hashes)
	<-s.hashed
	s.hashes = nil
}

// Bytes is how many bytes were written.
func (f *File) Bytes() int64 { return f.bytes }

// SHA256 is the digest in hexadecimal, after Finish; "" of a file without bytes.
func (f *File) SHA256() string { return f.digest }

// Open opens what was flushed of the file for reading.
func (f *File) Open() (*os.File, error) { return f.store.openFile(f.path, os.O_RDONLY) }

// Write appends bytes.
func (f *File) Write(b []byte) {
	f.bytes += int64(len(b))
	for len(b) > 0 {
		if f.buf == nil {
			f.buf = f.store.buffer()
		}
		n := min(len(b), cap(f.buf)-len(f.buf))
		f.buf = append(f.buf, b[:n]...)
		b = b[n:]
		if len(f.buf) == cap(f.buf) {
			f.Flush()
		}
	}
}

// Flush writes what is buffered and hands it to the hasher.
func (f *File) Flush() {
	if len(f.buf) == 0 {
		return
	}
	s := f.store
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
	if f.temporary {
		s.recycle(b)
		return
	}
	if f.hash == nil {
		f.hash = sha256.New()
	}
	s.hashes <- hashJob{f.hash, b}
}

// use opens the file for appending.
func (f *File) use() error {
	s := f.store
	s.tick++
	f.used = s.tick
	if f.f != nil {
		return nil
	}
	if err := s.makeRoom(); err != nil {
		return err
	}
	flags := os.O_WRONLY | os.O_APPEND
	if !f.exists {
		flags |= os.O_CREATE | os.O_EXCL
	}
	var err error
	if f.f, err = s.openFile(f.path, flags); err != nil {
		f.f = nil
		return writeError(s.dir, err)
	}
	f.exists = true
	s.open = append(s.open, f)
	return nil
}

func (f *File) close() error {
	err := f.f.Close()
	f.f = nil
	return writeError(f.store.dir, err)
}

// Remove discards a temporary file and its space.
func (f *File) Remove() {
	s := f.store
	f.buf = nil
	if f.f != nil {
		f.f.Close()
		f.f = nil
		s.open = slices.DeleteFunc(s.open, func(x *File) bool { return x == f })
	}
	if f.exists {
		os.Remove(f.path)
		f.exists = false
	}
}

// Patch overwrites the beginning of the file, after all else has been written.
func (f *File) Patch(b []byte) {
	if n := len(f.buf); n > 0 && f.bytes == int64(n) {
		copy(f.buf, b)
		return
	}
	f.Flush()
	s := f.store
	if s.err != nil {
		return
	}
	f.patched = true
	w, err := s.openFile(f.path, os.O_WRONLY)
	if err == nil {
		_, err = w.WriteAt(b, 0)
		err = errors.Join(err, w.Close())
	}
	s.err = writeError(s.dir, err)
}

// rehash hashes the file again from its beginning.
func (f *File) rehash() error {
	r, err := f.Open()
	if err != nil {
		return writeError(f.store.dir, err)
	}
	defer r.Close()
	f.hash = sha256.New()
	_, err = io.Copy(f.hash, r)
	return writeError(f.store.dir, err)
}

// sync makes the file durable.
func (f *File) sync() error {
	w, err := f.store.openFile(f.path, os.O_WRONLY)
	if err == nil {
		err = errors.Join(w.Sync(), w.Close())
	}
	return writeError(f.store.dir, err)
}

func (f *File) sum() {
	if f.hash != nil {
		f.digest = hex.EncodeToString(f.hash.Sum(nil))
	}
}
