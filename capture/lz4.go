package capture

import (
	"bufio"
	"encoding/binary"
	"io"

	"github.com/pierrec/lz4/v4"
)

const (
	lz4Window   = 64 << 10 // how far back a match may refer
	lz4MaxBlock = 8 << 20  // the largest block, that of the legacy format
	lz4MinMatch = 4
)

// lz4Reader reads lz4 frames. The library decompresses whole blocks, of 4 MB by default; of a last block that is not
// complete, lz4Reader returns what can be decompressed.
type lz4Reader struct {
	src     lz4Source
	z       *lz4.Reader
	history []byte // the latest output, up to lz4Window
	tail    []byte // output of the incomplete block
	err     error  // after tail
}

func newLZ4Reader(src *bufio.Reader) *lz4Reader {
	r := &lz4Reader{src: lz4Source{r: src}}
	r.z = lz4.NewReader(&r.src)
	return r
}

func (r *lz4Reader) Read(p []byte) (int, error) {
	if r.err == nil {
		n, err := r.z.Read(p)
		r.remember(p[:n])
		if err == nil || err == io.EOF || r.src.block == nil {
			return n, err
		}
		r.err = err
		if r.src.stored {
			r.tail = r.src.block
		} else {
			r.tail = lz4Prefix(r.src.block, r.history)
		}
		if n > 0 {
			return n, nil
		}
	}
	if len(r.tail) == 0 {
		return 0, r.err
	}
	n := copy(p, r.tail)
	r.tail = r.tail[n:]
	return n, nil
}

// remember keeps the end of the output, to which the matches of the next block may refer.
func (r *lz4Reader) remember(b []byte) {
	if len(b) >= lz4Window {
		r.history = append(r.history[:0], b[len(b)-lz4Window:]...)
		return
	}
	r.history = append(r.history, b...)
	if len(r.history) > 4*lz4Window {
		r.history = append(r.history[:0], r.history[len(r.history)-lz4Window:]...)
	}
}

// lz4Source hands bytes to the library, which reads the length of a block and then the block, each at once. It keeps an
// incomplete block.
type lz4Source struct {
	r      io.Reader
	word   uint32 // the latest four bytes that were read at once
	stored bool   // block is not compressed
	block  []byte // the part of the last block that exists; nil while all blocks are complete
}

func (s *lz4Source) Read(p []byte) (int, error) {
	n, err := io.ReadFull(s.r, p)
	switch {
	case err == nil && n == 4:
		s.word = binary.LittleEndian.Uint32(p)
	case err != nil && n > 0 && uint32(len(p)) == s.word&(1<<31-1):
		s.stored = s.word>>31 != 0
		s.block = append([]byte{}, p[:n]...)
	}
	return n, err
}

// lz4Prefix decompresses the beginning of a block, up to the end of src. history is the output before the block.
func lz4Prefix(src, history []byte) []byte {
	out := append([]byte{}, history...)
	for len(src) > 0 && len(out)-len(history) <= lz4MaxBlock {
		token := src[0]
		src = src[1:]
		literals := int(token >> 4)
		literals, src = lz4Length(literals, src)
		n := min(literals, len(src))
		out = append(out, src[:n]...)
		if src = src[n:]; len(src) < 2 {
			break
		}
		offset := int(binary.LittleEndian.Uint16(src))
		if offset == 0 || offset > len(out) {
			break
		}
		var match int
		match, src = lz4Length(int(token&15), src[2:])
		for range min(match+lz4MinMatch, lz4MaxBlock) { // the match may overlap what it produces
			out = append(out, out[len(out)-offset])
		}
	}
	return out[len(history):][:min(len(out)-len(history), lz4MaxBlock)]
}

// lz4Length completes a length of four bits with the bytes that follow if all of its bits are set.
func lz4Length(n int, src []byte) (length int, rest []byte) {
	for more := n == 15; more && len(src) > 0; src = src[1:] {
		n += int(src[0])
		more = src[0] == 255
	}
	return n, src
}
