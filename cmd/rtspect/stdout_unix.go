//go:build unix

package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// isClosed reports whether standard output was closed when the program started. Go then opens the null device in its
// place, for reading and writing. Most parents that discard the output open the null device for writing. Those that open
// it for both cannot always be distinguished: they give one descriptor to several standard files, or to standard output
// alone. The latter counts as closed, unless the output is optional and standard input is something else.
func isClosed(f *os.File, optional bool) bool {
	flags, ok := nullFlags(f)
	if !ok || shared(int(f.Fd()), flags) {
		return false
	}
	_, ok = nullFlags(os.Stdin)
	return ok || !optional
}

// nullFlags returns the flags of f if it is the null device, open for reading and writing.
func nullFlags(f *os.File) (flags int, ok bool) {
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	return flags, err == nil && flags&unix.O_ACCMODE == unix.O_RDWR && isNull(f)
}

func isNull(f *os.File) bool {
	null, err := os.Stat(os.DevNull)
	info, err2 := f.Stat()
	return err == nil && err2 == nil && os.SameFile(null, info)
}

// shared reports whether another standard descriptor is a duplicate of fd: flags that are set on one are then set on
// both. The flag has no effect on the null device.
func shared(fd, flags int) bool {
	set := func(flags int) { _, _ = unix.FcntlInt(uintptr(fd), unix.F_SETFL, flags) } // an error leaves the flag as it is
	set(flags ^ syscall.O_APPEND)
	defer set(flags)
	for _, other := range []int{0, 1, 2} {
		if other == fd {
			continue
		}
		before := flags & syscall.O_APPEND
		if now, err := unix.FcntlInt(uintptr(other), unix.F_GETFL, 0); err == nil && now&syscall.O_APPEND != before && sameDevice(other, fd) {
			return true
		}
	}
	return false
}

func sameDevice(a, b int) bool {
	var x, y unix.Stat_t
	return unix.Fstat(a, &x) == nil && unix.Fstat(b, &y) == nil && x.Dev == y.Dev && x.Ino == y.Ino
}
