package capture

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// gzipReader reads the members of a gzip file one after the other (RFC 1952, section 2.2), wherever
// they cut the capture. A wrong checksum spoils a member's trailer, not the bytes that were unpacked.
type gzipReader struct {
	src    *bufio.Reader
	z      *gzip.Reader
	u      *unpacker
	inside bool // a member has been begun
	err    error
}

func (g *gzipReader) Read(p []byte) (int, error) {
	for g.err == nil {
		if !g.inside {
			g.err = g.begin()
			continue
		}
		n, err := g.z.Read(p)
		switch {
		case err == io.EOF:
			g.inside = false
		case errors.Is(err, gzip.ErrChecksum):
			// The reader stands behind the trailer: there may be another member.
			g.u.note("compression", "gzip: the checksum or the length of the unpacked data is wrong")
			g.inside = false
		case err != nil:
			g.err = err
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, g.err
}

// begin begins the next member. It gives io.EOF where there is none.
func (g *gzipReader) begin() error {
	magic, err := g.src.Peek(3)
	if len(magic) == 0 {
		return err
	}
	if compression(magic) != "gzip" {
		g.u.note("trailing-data", "the gzip data is followed by something else, which was not read")
		return io.EOF
	}
	if g.z == nil {
		g.z, err = gzip.NewReader(g.src)
	} else {
		err = g.z.Reset(g.src)
	}
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	g.z.Multistream(false)
	g.inside = true
	return nil
}
