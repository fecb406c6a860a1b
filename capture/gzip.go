package capture

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// gzipReader reads the members of a gzip file in sequence (RFC 1952, 2.2). Member boundaries need not coincide
// with packets. A checksum error is recorded but does not stop the reading.
type gzipReader struct {
	src    *bufio.Reader
	z      *gzip.Reader
	u      *unpacker
	inside bool // within a member
	err    error
}

func (g *gzipReader) Read(p []byte) (int, error) {
	for g.err == nil {
		if !g.inside {
			g.err = g.nextMember()
			continue
		}
		n, err := g.z.Read(p)
		switch {
		case err == io.EOF:
			g.inside = false
		case errors.Is(err, gzip.ErrChecksum):
			// The reader is positioned after the trailer; another member may follow.
			g.u.note("compression", "gzip checksum or length error")
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

// nextMember starts the next member. It returns io.EOF if there is none.
func (g *gzipReader) nextMember() error {
	magic, err := g.src.Peek(3)
	if len(magic) == 0 {
		return err
	}
	if compression(magic) != "gzip" {
		g.u.note("trailing-data", "the gzip data is followed by other data, which was not read")
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
