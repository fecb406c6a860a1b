// Rtspect analyzes RTSP sessions and their RTP streams in packet captures.
package main

import (
	"errors"
	"os"
	"os/signal"
	"runtime"
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

// firstGCPercent delays the first garbage collection until the heap has 24 MiB, because Go applies the percentage to 4 MiB
// at first: most runs end before that. gcPercent applies from then on.
const (
	firstGCPercent = 600
	gcPercent      = 100
)

// setGCPercent sets firstGCPercent and, at the first collection, gcPercent, unless the user chose another value.
func setGCPercent() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(firstGCPercent)
	garbage := new([64]byte) // the first collection frees it
	runtime.AddCleanup(garbage, func(percent int) { debug.SetGCPercent(percent) }, gcPercent)
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
