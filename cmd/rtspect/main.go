// Rtspect analyzes RTSP sessions and their RTP streams in packet captures.
package main

import (
	"errors"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"rtspect/internal/tempdir"
)

// The exit codes. 1 is reserved for failed checks.
const (
	exitDone     = 0
	exitUnusable = 2 // an argument, an input or the output cannot be used
	exitInternal = 3 // a bug
)

func main() {
	catchSignals()
	setGCPercent()
	exit(run(os.Args[1:]))
}

// gcPercent lets the heap grow to three times what is in use. Most runs are short and have a small heap: to collect it
// as often as Go does by default takes 5 % more processor time.
const gcPercent = 200

// setGCPercent sets gcPercent unless the user chose another value.
func setGCPercent() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}

// run runs the program and returns its exit code.
func run(args []string) (code int) {
	defer func() {
		if p := recover(); p != nil {
			printError(internalError("", p, debug.Stack()))
			tempdir.RemoveAll()
			code = exitInternal
		}
	}()
	signal.Ignore(syscall.SIGPIPE) // a closed pipe is an error of the write
	cmd := newRoot()
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	err := cmd.Execute()
	if e := stdout.close(); e != nil && !errors.As(err, new(reportedError)) {
		err = e // that of the command is the same, or caused by it
	}
	var reported reportedError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &reported):
		return reported.code
	case errors.Is(err, syscall.EPIPE):
		return exitUnusable // the output is incomplete, as its reader (head, for example) wants it
	}
	printError(err)
	return exitUnusable
}
