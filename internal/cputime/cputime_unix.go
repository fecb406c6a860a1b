//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package cputime

import (
	"syscall"
	"time"
)

// Used is the time that this process has spent on processors so far, on all of them together.
func Used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it has no other cause than a wrong argument
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
