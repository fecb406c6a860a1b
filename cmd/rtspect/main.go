// Rtspect tells what happened in RTSP sessions and to their RTP media, from packet captures alone.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"rtspect/export/safe"
	"rtspect/internal/ordered"
)

// The exit codes. 1 is for checks that found a breach.
const (
	exitDone     = 0
	exitUnusable = 2 // the arguments, an input or the output could not be used
	exitInternal = 3 // a bug
)

func main() {
	// The first collections of a small heap cost more than they free. A reserve that is never touched,
	// and so takes no memory, puts them off until the heap is worth collecting.
	reserve := make([]byte, 24<<20)
	code := run(os.Args[1:])
	runtime.KeepAlive(reserve)
	os.Exit(code)
}

// run runs the program and returns its exit code.
func run(args []string) (code int) {
	defer func() {
		if p := recover(); p != nil {
			removeUnfinished()
			complain(internalError("", p, debug.Stack()))
			code = exitInternal
		}
	}()
	handleSignals()
	cmd := newRoot()
	cmd.SetArgs(args)
	err := cmd.Execute()
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, syscall.EPIPE):
		return exitUnusable // the output is not whole; who closed it, as head does, knows and need not be told
	}
	var told toldError
	if errors.As(err, &told) {
		return told.code
	}
	complain(err)
	return exitUnusable
}

// toldError ends the program after the errors of single inputs have been told.
type toldError struct{ code int }

func (e toldError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// complain writes an error to standard error as one line, whatever it quotes.
func complain(err error) {
	fmt.Fprintln(os.Stderr, "rtspect: "+safe.Line(safe.Mask{}.Text(err.Error())))
}

// internalError is a panic in words. The stack is for developers.
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
	what := strings.TrimPrefix(fmt.Sprint(p), "runtime error: ")
	return fmt.Errorf("internal error%s: %s (please report)", input, what)
}

// handleSignals makes an interrupted run leave nothing behind, and a closed pipe an error of the
// write that meets it.
func handleSignals() {
	signal.Ignore(syscall.SIGPIPE)
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
