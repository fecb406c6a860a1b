package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"rtspect/internal/tempdir"
)

// output is where results go: standard output, or a file that gets its name only when complete.
type output struct {
	io.Writer
	name      string // "" for standard output
	file      *os.File
	temporary *tempdir.Place // nil where the file is written directly
	mode      fs.FileMode
	replace   bool // a regular file with this mode is there already
}

// unfinished is the file that an interrupted run must remove. Whoever holds the lock may rename it.
var unfinished struct {
	sync.Mutex
	path string
}

// removeUnfinished removes an output file that is not complete; afterwards none can be completed.
func removeUnfinished() {
	unfinished.Lock() // for good: the program is ending
	if unfinished.path != "" {
		os.Remove(unfinished.path)
	}
}

// openOutput opens the output; "" and "-" are standard output. What is no regular file (a device, a
// pipe) is written directly; else a temporary file beside it becomes it at the end.
func openOutput(name string, inputs []input) (*output, error) {
	if name == "" || name == "-" {
		return &output{Writer: os.Stdout}, nil
	}
	o := &output{name: name}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, o.named(errors.New("is a directory"))
	case err == nil && !info.Mode().IsRegular():
		o.file, err = os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, o.named(err)
		}
		o.Writer = o.file
		return o, nil
	case err == nil:
		o.replace, o.mode = true, info.Mode().Perm()
		if err := refuseInput(name, info, inputs); err != nil {
			return nil, err
		}
	}
	return o, o.create()
}

// refuseInput keeps the output from taking the place of an input.
func refuseInput(name string, info fs.FileInfo, inputs []input) error {
	for _, in := range inputs {
		for _, path := range in {
			if have, err := os.Stat(path); err == nil && os.SameFile(have, info) {
				return fmt.Errorf("%s: the output is the same file as an input", strconv.Quote(name))
			}
		}
	}
	return nil
}

// create makes the temporary file. Its name is short, so that it fits wherever the output's does.
func (o *output) create() error {
	unfinished.Lock()
	defer unfinished.Unlock()
	var err error
	if o.temporary, o.file, err = tempdir.File(filepath.Dir(o.name)); err != nil {
		return o.named(err)
	}
	unfinished.path = o.temporary.Path
	o.Writer = o.file
	return nil
}

// commit completes the output.
func (o *output) commit() error {
	if o.file == nil {
		return nil
	}
	if o.replace {
		if err := o.file.Chmod(o.mode); err != nil {
			return o.named(err)
		}
	}
	err := o.file.Close()
	o.file = nil
	if err != nil || o.temporary == nil {
		return o.named(err)
	}
	unfinished.Lock()
	defer unfinished.Unlock()
	if err := os.Rename(o.temporary.Path, o.name); err != nil {
		return o.named(err)
	}
	unfinished.path = ""
	o.temporary.Release()
	o.temporary = nil
	return nil
}

// discard removes what was not committed.
func (o *output) discard() {
	if o.file != nil {
		o.file.Close()
	}
	if o.temporary == nil {
		return
	}
	unfinished.Lock()
	defer unfinished.Unlock()
	os.Remove(o.temporary.Path)
	o.temporary.Release()
	unfinished.path = ""
}

// named adds the name of the output to an error.
func (o *output) named(err error) error {
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
	if o.name == "" {
		return fmt.Errorf("standard output: %w", err)
	}
	return fmt.Errorf("%s: cannot write: %w", strconv.Quote(o.name), err)
}
