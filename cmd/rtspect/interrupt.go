package main

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"rtspect/internal/tempdir"
)

// interrupted is set when a signal ends the program. What fails from then on fails because its files are removed.
var interrupted atomic.Bool

// catchSignals makes an interrupted run remove its unfinished files and end with 128 plus the number of the signal. A
// second signal ends it at once. Signals that are ignored, as with nohup, remain ignored.
func catchSignals() {
	caught := make(chan os.Signal, 2)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(caught, s)
		}
	}
	go func() {
		s := <-caught
		interrupted.Store(true)
		go func() { os.Exit(signalCode(<-caught)) }()
		tempdir.RemoveAll()
		os.Exit(signalCode(s))
	}()
}

func signalCode(s os.Signal) int {
	if n, ok := s.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return 128
}

// exit ends the program, unless a signal is about to end it.
func exit(code int) {
	waitIfInterrupted()
	os.Exit(code)
}

// waitIfInterrupted does not return if a signal is about to end the program.
func waitIfInterrupted() {
	if interrupted.Load() {
		select {}
	}
}
