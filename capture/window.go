package capture

import "io"

const (
	windowSize = 512 << 10 // size of one read; 128 to 512 KiB perform best
	// maxRecord is the largest accepted captured length of a packet. Real packets stay below 256 KiB even with
	// segmentation offload; a larger length is damage.
	maxRecord = 16 << 20
)

// window is a window on a stream: buf[pos:end] has been read but not consumed. Records are decoded in place;
// only a record that crosses the end of the window is moved to the front.
type window struct {
	src      io.Reader
	buf      []byte
	pos, end int
	base     int64  // position of buf[0] in the stream
	err      error  // why src returned no more data; io.EOF at its end
	small    []byte // the buffer to return to after a large record made buf grow
}

func newWindow(src io.Reader, buf []byte) window { return window{src: src, buf: buf, small: buf} }

// offset returns the position in the stream of the next byte to consume.
func (b *window) offset() int64 { return b.base + int64(b.pos) }

// rest returns the number of bytes read but not consumed.
func (b *window) rest() int { return b.end - b.pos }

// need makes n bytes available at pos. It returns false if the stream ends before that; rest then returns how
// many there are. Slices of the buffer are invalid afterwards.
func (b *window) need(n int) bool {
	if b.rest() >= n {
		return true
	}
	b.compact(n)
	for empty := 0; b.end < n; {
		if b.err != nil {
			return false
		}
		if b.end == len(b.buf) {
			// Double the buffer instead of making room for n bytes: a wrong length then costs no more memory
			// than the file has bytes.
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

// compact moves the unconsumed bytes to the front of the buffer, or of the small buffer if n bytes fit into it.
func (b *window) compact(n int) {
	target := b.buf
	if len(b.buf) > len(b.small) && n <= len(b.small) {
		target = b.small
	}
	k := copy(target, b.buf[b.pos:b.end])
	b.buf = target
	b.base += int64(b.pos)
	b.pos, b.end = 0, k
}

// skip consumes n bytes, which need not fit into the window. It returns false if the stream ends first.
func (b *window) skip(n int64) bool {
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
