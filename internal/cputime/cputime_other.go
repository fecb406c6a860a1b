//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package cputime

import "time"

var start = time.Now()

// Used returns the time since the process started, because CPU time is not available on this system.
func Used() time.Duration { return time.Since(start) }
