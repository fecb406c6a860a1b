//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package tempdir

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// lockFile locks a file or directory. The lock is nil if the file system does not support locks. It returns errLocked if
// another process has the lock or the file was removed.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errLocked
	case errors.Is(err, fs.ErrPermission): // because of the umask; other processes cannot open it either
		return nil, nil
	case err != nil:
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errLocked
		}
		return nil, nil // locks are not supported
	}
	// The previous owner may have removed it after it was opened.
	have, err := f.Stat()
	there, err2 := os.Lstat(path)
	if err != nil || err2 != nil || !os.SameFile(have, there) {
		f.Close()
		return nil, errLocked
	}
	return f, nil
}

// SyncDir makes the names of the files in a directory durable. File systems that cannot do that are ignored.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil // a directory that may be written but not read
	}
	defer d.Close()
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil
	}
	return err
}
