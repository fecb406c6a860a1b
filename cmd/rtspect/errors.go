package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"rtspect/export/safe"
	"rtspect/internal/ordered"
)

// reportedError ends the program with an exit code. The errors themselves, those of single inputs, are already printed.
type reportedError struct{ code int }

func (e reportedError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// printError writes an error to standard error as one line, whatever it quotes.
func printError(err error) {
	waitIfInterrupted()
	fmt.Fprintln(os.Stderr, "rtspect: "+safe.Line(safe.Mask{}.Text(err.Error())))
}

// pathError returns an error about a path. The path that the operating system's error repeats is left out.
func pathError(path string, err error) error {
	return fmt.Errorf("%s: %w", strconv.Quote(path), withoutPath(err))
}

// writeError is pathError for a failed write.
func writeError(path string, err error) error {
	return fmt.Errorf("%s: cannot write: %w", strconv.Quote(path), withoutPath(err))
}

func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}

// internalError is a panic as an error. The stack is printed with RTSPECT_DEBUG=1 only.
func internalError(input string, p any, stack []byte) error {
	if inner, ok := p.(ordered.Panic); ok {
		p, stack = inner.Value, inner.Stack
	}
	if os.Getenv("RTSPECT_DEBUG") == "1" {
		fmt.Fprintf(os.Stderr, "%v\n%s\n", p, stack)
	}
	if input != "" {
		input = " in " + input
	}
	cause := strings.TrimPrefix(fmt.Sprint(p), "runtime error: ")
	return fmt.Errorf("internal error%s: %s (please report)", input, cause)
}
