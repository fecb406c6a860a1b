//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package cputime

import (
	"syscall"
	"time"
)

// Used returns the CPU time that this process has used so far, on all processors.
func Used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // only an invalid argument causes an error
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
