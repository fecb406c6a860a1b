package capture

import (
	"fmt"
	"io"
	"os"
)

// Repeats makes c verify that it reads the files of an earlier pass, which had been read to their ends: the same files,
// with the same size, time of modification and packets. It returns ErrChanged, with the name of the file, if they are not
// the same now; Next returns it in place of io.EOF if they changed while they were read. A failure that ended the earlier
// pass too, after as many packets, is io.EOF. Files that are not regular are compared by their packets.
func (c *Capture) Repeats(earlier []*File) error {
	if len(earlier) != len(c.files) {
		return fmt.Errorf("%w: %d files, not %d", ErrChanged, len(c.files), len(earlier))
	}
	c.earlier = earlier
	return c.verify(false)
}

// verify compares the files with those of the earlier pass. After the end, it compares what was read as well.
func (c *Capture) verify(ended bool) error {
	for i, e := range c.earlier {
		f := c.files[i]
		same := sameFile(e.opened, f.opened) && sameFile(e.opened, f.closed)
		if ended && (f.Packets != e.Packets || f.Format != e.Format) {
			same = false
		}
		if !same {
			return withName(f.Name, ErrChanged)
		}
	}
	return nil
}

// Is reports whether info describes the file that was opened, unchanged since. It is true where nothing is known of the
// file, as of a pipe.
func (f *File) Is(info os.FileInfo) bool { return sameFile(f.opened, info) }

func sameFile(a, b os.FileInfo) bool {
	return a == nil || b == nil || os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// fileOf is the file from which r reads, if it has one.
type fileOf interface{ Stat() (os.FileInfo, error) }

// regular returns the properties of r if it reads a regular file.
func regular(r io.Reader) os.FileInfo {
	f, ok := r.(fileOf)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	return info
}
