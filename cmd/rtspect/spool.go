package main

import (
	"fmt"
	"io"
	"os"

	"rtspect/capture"
	"rtspect/internal/tempdir"
)

// spool copies a pipe to a file while it is read for the first time, so that it can be read again.
type spool struct {
	in     input
	from   *os.File
	to     *os.File
	place  *tempdir.Temp // of to
	dir    string
	remove func() // removes the directories that were created, as far as they are empty
	failed error  // of the copy
}

// newSpool creates the copy of an input in a directory, which it creates if necessary.
func newSpool(in input, dir string) (*spool, error) {
	s := &spool{in: in, from: os.Stdin, dir: dir}
	if in[0] != "-" {
		f, err := os.Open(in[0])
		if err != nil {
			return nil, pathError(in[0], err)
		}
		s.from = f
	}
	var err error
	if s.remove, err = tempdir.MakeDir(dir); err != nil {
		return nil, writeError(s.dir, err)
	}
	if s.place, s.to, err = tempdir.PrivateFile(dir); err != nil {
		s.remove()
		return nil, writeError(s.dir, err)
	}
	return s, nil
}

// Read reads from the pipe.
func (s *spool) Read(b []byte) (int, error) {
	n, err := s.from.Read(b)
	if s.failed == nil {
		if _, err := s.to.Write(b[:n]); err != nil {
			s.failed = writeError(s.dir, err)
		}
	}
	if s.failed != nil {
		return 0, s.failed
	}
	return n, err
}

// rest copies what was not read, as of a damaged capture.
func (s *spool) rest() error {
	_, err := io.Copy(io.Discard, s)
	if s.failed != nil {
		return s.failed
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.in, err)
	}
	return nil
}

// open opens the copy.
func (s *spool) open() (*capture.Capture, error) {
	if _, err := s.to.Seek(0, io.SeekStart); err != nil {
		return nil, writeError(s.dir, err)
	}
	return capture.OpenReader(s.in[0], s.to)
}

// close removes the copy, and the directory if it was created and is empty.
func (s *spool) close() {
	s.to.Close()
	if s.from != os.Stdin {
		s.from.Close()
	}
	s.place.Remove()
	s.remove()
}
