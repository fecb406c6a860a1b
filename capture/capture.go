// Package capture reads packet captures: every container, compression, link layer, tunnel and
// fragment that the field uses, as a sequence of Packets. It knows nothing of TCP streams or RTSP.
//
// A file, a pipe and a decompressor go the same way: blocks of 256 KiB, records decoded in place,
// nothing allocated per packet. Damage is a fact in the File, no error: what lies behind it is read on from
// the next record that can be found, if there is one.
package capture

import (
	"errors"
	"io"
)

// Capture is an open input: one file, or several read in time order as one.
type Capture struct {
	files   []*File
	decoder decoder
	one     *input // the only input; nil where several are joined
	joined  *join
	err     error // what Next has come to
}

// Open opens a capture, or joins several: packets then come in time order, each file's own order
// kept. "-" is standard input. The error wraps ErrNotCapture, ErrTooShort, ErrLinkType, ErrEmpty or
// that of the system, and names the file, quoted, and what was found; nothing in it comes from inside
// the file.
//
// Of files that are joined only those are open that overlap in time: a ring buffer's thousand
// parts cost no more than one.
func Open(names ...string) (*Capture, error) {
	if len(names) == 0 {
		return nil, errors.New("no capture file named")
	}
	c := &Capture{}
	for range names {
		c.files = append(c.files, &File{})
	}
	c.decoder.files = c.files
	var err error
	if len(names) == 1 {
		c.one, err = openInput(names[0], 0, c.files[0], make([]byte, blockSize))
	} else {
		c.joined, err = openJoin(names, c.files)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// OpenReader reads a capture from r, which it does not close; name is what File and errors call it.
func OpenReader(name string, r io.Reader) (*Capture, error) {
	c := &Capture{files: []*File{{}}}
	c.decoder.files = c.files
	var err error
	if c.one, err = newInput(name, r, 0, c.files[0], make([]byte, blockSize)); err != nil {
		return nil, err
	}
	return c, nil
}

// Next returns the next packet, valid until the following call, or io.EOF at the end: of the file
// or of what could be read of it (File.Damage says why). Any other error is a failure to read, or
// ErrLinkType when the whole input held nothing but link types that are not supported.
func (c *Capture) Next() (*Packet, error) {
	if c.err != nil {
		return nil, c.err
	}
	if in := c.one; in != nil {
		if p := &in.packet; in.records.next(p) {
			c.decoder.decode(p)
			return p, nil
		}
		in.close()
		return c.end(in.err)
	}
	p, err := c.joined.next()
	if p == nil {
		return c.end(err)
	}
	c.decoder.decode(p)
	return p, nil
}

// end settles the facts when nothing more can be read.
func (c *Capture) end(err error) (*Packet, error) {
	c.decoder.end()
	var packets, foreign int64
	var first string
	for _, f := range c.files {
		packets += f.Packets
		foreign += f.Undecoded[ReasonLinkType]
		if first == "" && f.Undecoded[ReasonLinkType] > 0 {
			first = f.Name
		}
	}
	switch {
	case err != nil:
		c.err = err
	case packets > 0 && foreign == packets:
		c.err = foreignLink(c.files, first)
	default:
		c.err = io.EOF
	}
	return nil, c.err
}

// Files gives the facts of each file, in the order of Frame.File.
func (c *Capture) Files() []*File { return c.files }

// Close releases the input. Next then gives an error.
func (c *Capture) Close() error {
	if c.one != nil {
		c.one.close()
	}
	if c.joined != nil {
		c.joined.close()
	}
	if c.err == nil {
		c.err = errors.New("capture is closed")
	}
	return nil
}
