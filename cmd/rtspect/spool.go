package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"rtspect/capture"
	"rtspect/internal/tempdir"
)

// spool keeps what a pipe gives, while it is read the first time, so that it can be read again.
type spool struct {
	in     input
	from   *os.File
	to     *os.File
	place  *tempdir.Place // of to
	dir    string
	made   bool  // dir did not exist
	failed error // of writing
}

// newSpool makes a file in a folder for what an input gives.
func newSpool(in input, dir string) (*spool, error) {
	s := &spool{in: in, from: os.Stdin, dir: dir}
	if in[0] != "-" {
		f, err := os.Open(in[0])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", in, err)
		}
		s.from = f
	}
	_, err := os.Lstat(dir)
	s.made = errors.Is(err, fs.ErrNotExist)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, s.unwritten(err)
	}
	if s.place, s.to, err = tempdir.File(dir); err != nil {
		return nil, s.unwritten(err)
	}
	return s, nil
}

// Read reads the pipe.
func (s *spool) Read(b []byte) (int, error) {
	n, err := s.from.Read(b)
	if s.failed == nil {
		if _, err := s.to.Write(b[:n]); err != nil {
			s.failed = s.unwritten(err)
		}
	}
	if s.failed != nil {
		return 0, s.failed
	}
	return n, err
}

// rest keeps what the first reading left, as it does of a damaged capture.
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

// open reads what was kept.
func (s *spool) open() (*capture.Capture, error) {
	if _, err := s.to.Seek(0, io.SeekStart); err != nil {
		return nil, s.unwritten(err)
	}
	return capture.OpenReader(s.in[0], s.to)
}

// close removes what was kept, and the folder if nothing came into it.
func (s *spool) close(c *cleaner) {
	s.to.Close()
	if s.from != os.Stdin {
		s.from.Close()
	}
	c.remove(s.place.Path)
	s.place.Release()
	if s.made {
		os.Remove(s.dir)
	}
}

func (s *spool) unwritten(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s: cannot write: %w", strconv.Quote(s.dir), err)
}
