package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"rtspect/internal/tempdir"
)

// output is the destination of results: standard output, or a file that gets its name when it is complete.
type output struct {
	io.Writer
	name      string // "" for standard output
	file      *os.File
	temporary *tempdir.Temp // nil if the file is written directly
	mode      fs.FileMode
	replace   bool // a regular file with this mode exists
}

// openOutput opens the output; "" and "-" are standard output. Devices and pipes are written directly. Any other file is
// written under a temporary name in the same directory.
func openOutput(name string, inputs []input) (*output, error) {
	if name == "" || name == "-" {
		if info, err := os.Stdout.Stat(); err == nil && info.Mode().IsRegular() {
			if err := refuseInput("standard output", info, inputs); err != nil {
				return nil, err
			}
		}
		return &output{Writer: stdout}, nil
	}
	o := &output{name: name}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, o.withPath(errors.New("is a directory"))
	case err == nil && !info.Mode().IsRegular():
		o.file, err = os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, o.withPath(err)
		}
		o.Writer = o.file
		return o, nil
	case err == nil:
		o.replace, o.mode = true, info.Mode().Perm()
		if err := refuseInput(strconv.Quote(name), info, inputs); err != nil {
			return nil, err
		}
	}
	return o, o.create()
}

// refuseInput returns an error if the output would replace an input.
func refuseInput(name string, info fs.FileInfo, inputs []input) error {
	for _, in := range inputs {
		for _, path := range in {
			if in, err := os.Stat(path); err == nil && os.SameFile(in, info) {
				return fmt.Errorf("%s: the output is the same file as an input", name)
			}
		}
	}
	return nil
}

// create creates the temporary file. Its name is short, so that it is valid wherever that of the output is.
func (o *output) create() error {
	var err error
	if o.temporary, o.file, err = tempdir.File(filepath.Dir(o.name)); err != nil {
		return o.withPath(err)
	}
	o.Writer = o.file
	return nil
}

// commit gives the complete output its name.
func (o *output) commit() error {
	if o.file == nil {
		return nil
	}
	if o.replace {
		if err := o.file.Chmod(o.mode); err != nil {
			return o.withPath(err)
		}
	}
	var err error
	if o.temporary != nil {
		err = o.file.Sync()
	}
	err = errors.Join(err, o.file.Close())
	o.file = nil
	if err != nil || o.temporary == nil {
		return o.withPath(err)
	}
	return o.withPath(o.temporary.Rename(o.name))
}

// discard removes an output that is not committed.
func (o *output) discard() {
	if o.file != nil {
		o.file.Close()
	}
	if o.temporary != nil {
		o.temporary.Remove()
	}
}

// withPath adds the name of the output to an error of writing it.
func (o *output) withPath(err error) error {
	switch {
	case err == nil:
		return nil
	case o.name == "":
		return fmt.Errorf("standard output: %w", withoutPath(err))
	}
	return writeError(o.name, err)
}
