package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

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

// unfinished is the file that an interrupted run must remove. The lock protects against renaming it meanwhile.
var unfinished struct {
	sync.Mutex
	path string
}

// removeUnfinished removes an output file that is not complete. No output can be completed afterwards.
func removeUnfinished() {
	unfinished.Lock() // never unlocked, as the program ends
	if unfinished.path != "" {
		os.Remove(unfinished.path)
	}
}

// removeOnSignal makes an interrupted run remove its unfinished output.
func removeOnSignal() {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		s := <-caught
		removeUnfinished()
		code := 128
		if n, ok := s.(syscall.Signal); ok {
			code += int(n)
		}
		os.Exit(code)
	}()
}

// openOutput opens the output; "" and "-" are standard output. Devices and pipes are written directly. Any other file is
// written under a temporary name in the same directory.
func openOutput(name string, inputs []input) (*output, error) {
	if name == "" || name == "-" {
		return &output{Writer: os.Stdout}, nil
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
		if err := refuseInput(name, info, inputs); err != nil {
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
				return pathError(name, errors.New("the output is the same file as an input"))
			}
		}
	}
	return nil
}

// create creates the temporary file. Its name is short, so that it is valid wherever that of the output is.
func (o *output) create() error {
	unfinished.Lock()
	defer unfinished.Unlock()
	var err error
	if o.temporary, o.file, err = tempdir.File(filepath.Dir(o.name)); err != nil {
		return o.withPath(err)
	}
	unfinished.path = o.temporary.Path
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
	err := o.file.Close()
	o.file = nil
	if err != nil || o.temporary == nil {
		return o.withPath(err)
	}
	unfinished.Lock()
	defer unfinished.Unlock()
	if err := os.Rename(o.temporary.Path, o.name); err != nil {
		return o.withPath(err)
	}
	unfinished.path = ""
	o.temporary.Release()
	o.temporary = nil
	return nil
}

// discard removes an output that is not committed.
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
