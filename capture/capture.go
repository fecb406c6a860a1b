// Package capture reads packet captures: the container formats, compression formats, link layers, tunnels and
// fragments in use, as a sequence of Packets. It has no knowledge of TCP streams or RTSP.
//
// Files, pipes and decompressors are handled alike: data is read in blocks of 512 KiB, records are decoded in
// place, and nothing is allocated per packet. Damage is recorded in the File and is not an error: reading
// continues with the next intact record, if there is one.
//
// The package is large because it has one file per container format, link type and tunnel. Readers and decoders work on
// the same Packet in place and record damage in the same File, so they are not separate packages.
package capture

import (
	"errors"
	"io"
)

// Capture is an open input: one file, or several files merged in time order.
type Capture struct {
	files   []*File
	decoder decoder
	single  *input // the only input; nil if several are merged
	joined  *join
	earlier []*File // see Repeats
	err     error   // the result of Next after the end
}

// Open opens a capture file, or merges several: packets are returned in time order, and in file order within
// each file. "-" is standard input. The error wraps ErrNotCapture, ErrTooShort, ErrLinkType, ErrEmpty or a
// system error, and contains the quoted file name and what was found, but no content of the file.
//
// When files are merged, only those that overlap in time are open at once, so the thousand parts of a ring
// buffer cost no more than one file.
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
		c.single, err = openInput(names[0], 0, c.files[0], make([]byte, windowSize))
	} else {
		c.joined, err = openJoin(names, c.files)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// OpenReader reads a capture from r, which it does not close. name is used in File and in errors.
func OpenReader(name string, r io.Reader) (*Capture, error) {
	c := &Capture{files: []*File{{}}}
	c.decoder.files = c.files
	var err error
	if c.single, err = newInput(name, r, 0, c.files[0], make([]byte, windowSize)); err != nil {
		return nil, err
	}
	return c, nil
}

// Next returns the next packet, which is valid until the following call. At the end of the file, or of its
// readable part (see File.Damage), it returns io.EOF. Any other error is a read failure, ErrDamaged, ErrDecompress,
// ErrChanged (see Repeats), or ErrLinkType if the input contained only unsupported link types. After a read failure,
// ErrDamaged or ErrDecompress, what was returned before is valid, and the failure is in File.Damage too.
func (c *Capture) Next() (*Packet, error) {
	if c.err != nil {
		return nil, c.err
	}
	if in := c.single; in != nil {
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

// end finishes the statistics after the last packet.
func (c *Capture) end(err error) (*Packet, error) {
	c.decoder.end()
	var packets, unsupported int64
	var first string
	for _, f := range c.files {
		packets += f.Packets
		unsupported += f.Undecoded[ReasonLinkType]
		if first == "" && f.Undecoded[ReasonLinkType] > 0 {
			first = f.Name
		}
	}
	switch {
	case err != nil && (c.earlier == nil || c.verify(true) != nil):
		c.err = err
	case packets > 0 && unsupported == packets:
		c.err = unsupportedLink(c.files, first)
	case c.verify(true) != nil:
		c.err = c.verify(true)
	default:
		c.err = io.EOF
	}
	return nil, c.err
}

// Files returns the properties of each file, in the order of Frame.File.
func (c *Capture) Files() []*File { return c.files }

// Close releases the input. Next returns an error afterwards.
func (c *Capture) Close() error {
	if c.single != nil {
		c.single.close()
	}
	if c.joined != nil {
		c.joined.close()
	}
	if c.err == nil {
		c.err = errors.New("capture is closed")
	}
	return nil
}
