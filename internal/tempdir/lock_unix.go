//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package tempdir

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// hold locks a file or folder; the lock is nil where that is not possible here. errTaken: another
// process holds it, or it is gone.
func hold(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errTaken
	case errors.Is(err, fs.ErrPermission): // by the umask; then nobody else can open it either
		return nil, nil
	case err != nil:
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errTaken
		}
		return nil, nil // no locks here
	}
	// Who held it before may have removed it since it was opened.
	have, err := f.Stat()
	there, err2 := os.Lstat(path)
	if err != nil || err2 != nil || !os.SameFile(have, there) {
		f.Close()
		return nil, errTaken
	}
	return f, nil
}
