package capture

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// A window that is filled from ahead gives the bytes that one filled at once gives, at the same places,
// whatever is asked for and however the reader deals it out.
func TestAhead(t *testing.T) {
	data := make([]byte, 9<<20)
	for i := range data {
		data[i] = byte(i ^ i>>8 ^ i>>16)
	}
	broken := errors.New("the disk is gone")
	for _, c := range []struct {
		name    string
		size    int
		reader  func(io.Reader) io.Reader
		err     error
		largest int
	}{
		{"small records", 4 << 20, func(r io.Reader) io.Reader { return r }, io.EOF, 3000},
		{"records beyond the headroom", 9 << 20, func(r io.Reader) io.Reader { return r }, io.EOF, 300 << 10},
		{"records beyond a block", 9 << 20, func(r io.Reader) io.Reader { return r }, io.EOF, 3 << 20},
		{"short reads", 2 << 20, iotest.HalfReader, io.EOF, 200 << 10},
		{"a byte at a time", 1 << 15, iotest.OneByteReader, io.EOF, 10 << 10},
		{"the end with the last bytes", 2 << 20, iotest.DataErrReader, io.EOF, 3000},
		{"an error", 2 << 20, func(r io.Reader) io.Reader { return io.MultiReader(r, iotest.ErrReader(broken)) }, broken, 3000},
		{"nothing, for ever", 1 << 20, func(r io.Reader) io.Reader { return io.MultiReader(r, idle{}) }, io.ErrNoProgress, 3000},
		{"empty", 0, func(r io.Reader) io.Reader { return r }, io.EOF, 1},
	} {
		rng := rand.New(rand.NewPCG(1, 2))
		for range 2 {
			src := &source{r: c.reader(bytes.NewReader(data[:c.size])), file: &File{}}
			b := newBlock(src, make([]byte, 64))
			b.need(min(40, c.size))
			b.ahead = newAhead(src)
			at := 0
			for {
				n := 1 + rng.IntN(c.largest)
				if !b.need(n) {
					break
				}
				if got := b.buf[b.pos : b.pos+n]; !bytes.Equal(got, data[at:at+n]) || b.offset() != int64(at) {
					t.Fatalf("%s: wrong bytes at %d, or offset %d", c.name, at, b.offset())
				}
				b.pos += n
				at += n
			}
			if at+b.rest() != c.size || !bytes.Equal(b.buf[b.pos:b.end], data[at:c.size]) {
				t.Errorf("%s: %d bytes and %d left, of %d", c.name, at, b.rest(), c.size)
			}
			if b.err != c.err || src.file.Read != int64(c.size) {
				t.Errorf("%s: ended by %v after %d bytes", c.name, b.err, src.file.Read)
			}
			if want := c.err != io.EOF; (src.err != nil) != want {
				t.Errorf("%s: the source's error is %v", c.name, src.err)
			}
			b.ahead.close()
		}
	}
}

// idle gives nothing, and no error.
type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }
