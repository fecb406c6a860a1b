package store

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"sync/atomic"
)

// Digests computes the SHA-256 of captures beside the work that reads them: touching each byte once more takes as long
// as all of that together.
type Digests struct {
	done    chan struct{}
	stopped atomic.Bool
	of      map[string]digest // by name
}

// digest is that of one file.
type digest struct {
	hex           string
	before, after os.FileInfo // when it was opened, and when it had been read; nil if it was not
}

// StartDigests begins to compute the digests of files, one after another.
func StartDigests(names []string) *Digests {
	d := &Digests{done: make(chan struct{}), of: map[string]digest{}}
	go func() {
		defer close(d.done)
		buf := make([]byte, 256<<10)
		for _, name := range names {
			if _, ok := d.of[name]; !ok {
				d.of[name] = d.compute(name, buf)
			}
		}
	}()
	return d
}

func (d *Digests) compute(name string, buf []byte) (x digest) {
	f, err := os.Open(name)
	if err != nil {
		return x
	}
	defer f.Close()
	x.before, _ = f.Stat()
	h := sha256.New()
	for !d.stopped.Load() {
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if err == io.EOF {
			x.hex = hex.EncodeToString(h.Sum(nil))
			x.after, _ = f.Stat()
			return x
		}
		if err != nil {
			break
		}
	}
	return x
}

// SHA256 waits for the digest of a file; "" if the file could not be read or was not among the names.
func (d *Digests) SHA256(name string) string {
	<-d.done
	return d.of[name].hex
}

// Files waits for the digest of a file, and describes the file before and after it was read; nil if it was not.
func (d *Digests) Files(name string) (before, after os.FileInfo) {
	<-d.done
	return d.of[name].before, d.of[name].after
}

// Stop abandons what has not been read yet, and waits until nothing is read any more. It may be called several times.
func (d *Digests) Stop() {
	d.stopped.Store(true)
	<-d.done
}
