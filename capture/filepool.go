package capture

import (
	"io"
	"os"
	"slices"

	"rtspect/internal/descriptors"
)

// maxOpenFiles is the number of regular files that a join has open at once, fewer where the process may have few.
const maxOpenFiles = 64

// filePool bounds the file descriptors of regular files that are read at the same time.
type filePool struct {
	most int
	open []*pooledFile // the one used longest ago first
}

func newFilePool() *filePool { return &filePool{most: descriptors.Share(maxOpenFiles)} }

// pooledFile is a regular file that is read from its beginning to its end. It is opened when it is read, and closed when
// another file of the pool needs its descriptor.
type pooledFile struct {
	pool   *filePool
	name   string
	info   os.FileInfo // of the file that must be opened
	offset int64
	f      *os.File
}

func (p *filePool) file(name string, info os.FileInfo) *pooledFile {
	return &pooledFile{pool: p, name: name, info: info}
}

// Read opens the file if necessary. It returns ErrChanged if the name belongs to another file by now.
func (x *pooledFile) Read(b []byte) (int, error) {
	if err := x.use(); err != nil {
		return 0, err
	}
	n, err := x.f.ReadAt(b, x.offset)
	x.offset += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, err
}

func (x *pooledFile) use() error {
	p := x.pool
	if n := len(p.open); n > 0 && p.open[n-1] == x {
		return nil
	}
	if x.f == nil {
		if len(p.open) >= p.most {
			p.open[0].Close()
		}
		f, err := os.Open(x.name)
		if err != nil {
			return err
		}
		if info, err := f.Stat(); err != nil || !os.SameFile(info, x.info) {
			f.Close()
			return ErrChanged
		}
		x.f = f
	} else {
		p.remove(x)
	}
	p.open = append(p.open, x)
	return nil
}

// Stat describes the file.
func (x *pooledFile) Stat() (os.FileInfo, error) {
	if x.f != nil {
		return x.f.Stat()
	}
	return os.Stat(x.name)
}

// Close gives the descriptor back. The file can still be read.
func (x *pooledFile) Close() error {
	if x.f == nil {
		return nil
	}
	x.pool.remove(x)
	err := x.f.Close()
	x.f = nil
	return err
}

func (p *filePool) remove(x *pooledFile) {
	p.open = slices.DeleteFunc(p.open, func(y *pooledFile) bool { return y == x })
}
