//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package cputime

import "time"

var start = time.Now()

// Used is the time since the process began: nothing better is known here.
func Used() time.Duration { return time.Since(start) }
