package capture

import "io"

const (
	// headroom is what a buffer of an ahead has before the bytes read, for the record that the buffer
	// before cut.
	headroom = 64 << 10
	// aheadBuffers is how many buffers there are: one is decoded, one is full, one is being filled.
	aheadBuffers = 3
)

// ahead reads a file in a goroutine of its own while the packets of the block before are decoded. Most of
// the time that a capture takes goes into the copy that read makes.
type ahead struct {
	src  *source
	full chan *chunk
	free chan *chunk
	stop chan struct{}
}

// chunk is what one call of Read gave: buf[headroom:headroom+n].
type chunk struct {
	buf []byte
	n   int
	err error
}

// newAhead begins to read. close ends it.
func newAhead(src *source) *ahead {
	a := &ahead{src: src, full: make(chan *chunk, aheadBuffers), free: make(chan *chunk, aheadBuffers), stop: make(chan struct{})}
	for range aheadBuffers {
		a.free <- &chunk{buf: make([]byte, headroom+blockSize)}
	}
	go a.fill(src.r)
	return a
}

// fill reads until there is no more or nobody wants it.
func (a *ahead) fill(r io.Reader) {
	empty := 0
	for {
		var c *chunk
		select {
		case c = <-a.free:
		case <-a.stop:
			return
		}
		c.n, c.err = r.Read(c.buf[headroom:])
		if c.n > 0 {
			empty = 0
		} else if empty++; empty == maxEmptyReads && c.err == nil {
			c.err = io.ErrNoProgress
		}
		last := c.err != nil
		a.full <- c // there is room for all chunks
		if last {
			return
		}
	}
}

// take waits for the next chunk. After one with an error there is none.
func (a *ahead) take() *chunk {
	c := <-a.full
	a.src.count(c.n, c.err)
	return c
}

// close ends the reading. The bytes of chunks stay valid.
func (a *ahead) close() { close(a.stop) }
