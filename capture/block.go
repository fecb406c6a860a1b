package capture

import "io"

const (
	blockSize = 512 << 10 // read at once: 128 to 512 KiB measure best
	// maxRecord bounds the captured bytes of one packet. Real ones stay below 256 KiB even with
	// segmentation offload; a larger length is damage.
	maxRecord = 16 << 20
)

// block is a window on a stream: buf[pos:end] has been read and not yet consumed. Records are decoded
// where they lie; only one that the window cuts is moved to the front.
type block struct {
	src      io.Reader
	buf      []byte
	pos, end int
	base     int64  // position in the stream of buf[0]
	err      error  // why src gave no more; io.EOF at its end
	home     []byte // the buffer to go back to when a large record made buf grow
}

func newBlock(src io.Reader, buf []byte) block { return block{src: src, buf: buf, home: buf} }

// offset is the position in the stream of the next byte to be consumed.
func (b *block) offset() int64 { return b.base + int64(b.pos) }

// rest is the number of bytes read and not yet consumed.
func (b *block) rest() int { return b.end - b.pos }

// need makes n bytes available from pos on. It is false when the stream ends before; rest then tells
// how many there are. Slices of the buffer are void after it.
func (b *block) need(n int) bool {
	if b.rest() >= n {
		return true
	}
	b.toFront(n)
	for empty := 0; b.end < n; {
		if b.err != nil {
			return false
		}
		if b.end == len(b.buf) {
			// Doubling, not making room for n at once: a length that lies costs no
			// more memory than the file has bytes.
			b.buf = append(b.buf, make([]byte, len(b.buf))...)
		}
		k, err := b.src.Read(b.buf[b.end:])
		b.end += k
		b.err = err
		if k > 0 {
			empty = 0
		} else if empty++; empty == 100 && err == nil {
			b.err = io.ErrNoProgress
		}
	}
	return true
}

// toFront moves what is unconsumed to the front of the buffer; of the small one, if n bytes fit there.
func (b *block) toFront(n int) {
	to := b.buf
	if len(b.buf) > len(b.home) && n <= len(b.home) {
		to = b.home
	}
	k := copy(to, b.buf[b.pos:b.end])
	b.buf = to
	b.base += int64(b.pos)
	b.pos, b.end = 0, k
}

// skip consumes n bytes, of which the window need not hold all. It is false when the stream ends first.
func (b *block) skip(n int64) bool {
	for n > int64(b.rest()) {
		n -= int64(b.rest())
		b.pos = b.end
		if !b.need(1) {
			return false
		}
	}
	b.pos += int(n)
	return true
}
