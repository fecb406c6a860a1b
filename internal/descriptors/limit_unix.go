//go:build unix

package descriptors

import "syscall"

// Limit returns how many descriptors the process may have open.
func Limit() int {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil || uint64(r.Cur) > unlimited { //nolint:unconvert // int64 on FreeBSD
		return unlimited
	}
	return int(r.Cur)
}
