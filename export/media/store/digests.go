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
	of      map[string]string // by name, in hexadecimal
}

// StartDigests begins to compute the digests of files, one after another.
func StartDigests(names []string) *Digests {
	d := &Digests{done: make(chan struct{}), of: map[string]string{}}
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

func (d *Digests) compute(name string, buf []byte) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	for !d.stopped.Load() {
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil))
		}
		if err != nil {
			break
		}
	}
	return ""
}

// SHA256 waits for the digest of a file; "" if the file could not be read or was not among the names.
func (d *Digests) SHA256(name string) string {
	<-d.done
	return d.of[name]
}

// Stop abandons what has not been read yet, and waits until nothing is read any more. It may be called several times.
func (d *Digests) Stop() {
	d.stopped.Store(true)
	<-d.done
}
