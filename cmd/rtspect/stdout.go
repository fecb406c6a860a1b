package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// stdout is standard output. It keeps the first error of writing to it: libraries that write help or completions do not
// return it.
var stdout = &checkedOutput{file: os.Stdout}

// checkedOutput is a file with the first error of writing to it.
type checkedOutput struct {
	mu      sync.Mutex
	file    *os.File
	err     error
	written bool
	// optional: the output is not the result, so that a parent may discard it in any way.
	optional bool
}

// errClosed is the error of writing to a standard output that was closed when the program started.
var errClosed = errors.New("it is closed")

func (o *checkedOutput) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return 0, o.err
	}
	if !o.written && isClosed(o.file, o.optional) {
		o.err = errClosed
		return 0, o.err
	}
	o.written = true
	n, err := o.file.Write(b)
	o.err = err
	return n, err
}

// WriteString writes without a conversion where possible.
func (o *checkedOutput) WriteString(s string) (int, error) { return o.Write([]byte(s)) }

// close returns the first error of writing, or that of closing, by which some file systems report a full disk.
func (o *checkedOutput) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	err := o.err
	if err == nil && o.written {
		err = o.file.Close()
		o.written = false
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("standard output: %w", withoutPath(err))
}

var _ io.StringWriter = stdout
