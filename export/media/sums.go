package media

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"sync/atomic"
)

// Sums takes the SHA-256 of captures beside the work that reads them: touching each byte once more costs
// as much as all of that together.
type Sums struct {
	done    chan struct{}
	stopped atomic.Bool
	of      map[string]string // by name, in hexadecimal
}

// StartSums begins to take the sums of files, one after another.
func StartSums(names []string) *Sums {
	s := &Sums{done: make(chan struct{}), of: map[string]string{}}
	go func() {
		defer close(s.done)
		buf := make([]byte, 256<<10)
		for _, name := range names {
			if _, ok := s.of[name]; !ok {
				s.of[name] = s.take(name, buf)
			}
		}
	}()
	return s
}

func (s *Sums) take(name string, buf []byte) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	for !s.stopped.Load() {
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

// Sum is that of a file, once it is known; "" if the file could not be read, or was not among the names.
func (s *Sums) Sum(name string) string {
	<-s.done
	return s.of[name]
}

// Stop gives up what has not been read yet, and waits until nothing reads any more. It may be called
// several times.
func (s *Sums) Stop() {
	s.stopped.Store(true)
	<-s.done
}
