package depacket

import "math/bits"

// Pool lends the buffers in which units are joined, to all depacketizers of an export. Most streams need a buffer only
// between the first and the last packet of a frame, so that ten thousand of them share a few. It is not safe for
// concurrent use.
type Pool struct {
	// Limit bounds the bytes lent at once; 0 is DefaultLimit. A unit for which no memory is left is cut and damaged.
	Limit int
	lent  int
	free  [classes][][]byte // by size: firstSize << i
	kept  int
	// Refused counts units that were cut for lack of memory.
	Refused int64
}

// Bounds of the buffers of a Pool, in bytes.
const (
	DefaultLimit = 40 << 20
	MaxUnit      = 32 << 20
	maxKept      = 8 << 20
	firstSize    = 2 << 10
	classes      = 15 // up to MaxUnit
)

func (p *Pool) limit() int {
	if p.Limit == 0 {
		return DefaultLimit
	}
	return p.Limit
}

// class is the smallest class of at least n bytes.
func class(n int) int {
	if n <= firstSize {
		return 0
	}
	return bits.Len(uint(n-1) / firstSize)
}

// get lends an empty buffer of at least n bytes, nil if a limit forbids it.
func (p *Pool) get(n int) []byte {
	if n > MaxUnit {
		return nil
	}
	c := class(n)
	size := firstSize << c
	if p.lent+size > p.limit() {
		return nil
	}
	p.lent += size
	if k := len(p.free[c]); k > 0 {
		b := p.free[c][k-1]
		p.free[c] = p.free[c][:k-1]
		p.kept -= size
		return b[:0]
	}
	return make([]byte, 0, size)
}

// Get lends an empty buffer of at least n bytes; false if a limit forbids it.
func (p *Pool) Get(n int) ([]byte, bool) {
	b := p.get(max(1, n))
	return b, b != nil
}

// Put takes back a buffer, or the beginning of one, that Get lent.
func (p *Pool) Put(b []byte) { p.put(b) }

// grow makes room for n more bytes; false if a limit forbids it, and b is then as it was.
func (p *Pool) grow(b []byte, n int) ([]byte, bool) {
	if len(b)+n <= cap(b) {
		return b, true
	}
	larger := p.get(len(b) + n)
	if larger == nil {
		return b, false
	}
	larger = append(larger, b...)
	p.put(b)
	return larger, true
}

// put takes a buffer back.
func (p *Pool) put(b []byte) {
	size := cap(b)
	if size == 0 {
		return
	}
	p.lent -= size
	if p.kept+size <= maxKept {
		c := class(size)
		p.kept += size
		p.free[c] = append(p.free[c], b[:0])
	}
}
