package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// input is one open file: where its bytes come from, how its records are read, and what was
// noted of it.
type input struct {
	file     *File
	frame    Frame // the latest; to begin with, the one before the first
	block    block
	src      *source
	unpacker *unpacker // nil for an uncompressed file
	closer   io.Closer // nil for what is not ours to close
	records  records
	packet   Packet
	last     int64      // time of the latest packet that had one
	links    []LinkType // seen so far, the latest first
	err      error      // a failure to read, which ends the input
}

// records steps over the records of one capture format. next fills the record's part of p (all but
// Frame, and what decoding gives); it is false at the end of what can be read.
type records interface {
	next(p *Packet) bool
}

// source reads the file as it is stored. It counts, and keeps a failure to read apart from damage
// that an unpacker may make of it.
type source struct {
	r    io.Reader
	file *File
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.file.Read += int64(n)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// openInput opens the named file as number index; its facts go to f, its bytes through buf.
func openInput(name string, index int, f *File, buf []byte) (*input, error) {
	if name == "-" {
		return newInput(name, os.Stdin, index, f, buf)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, named(name, err)
	}
	in, err := newInput(name, file, index, f, buf)
	if err != nil {
		file.Close()
		return nil, err
	}
	in.closer = file
	return in, nil
}

// newInput reads a capture from r up to its header.
func newInput(name string, r io.Reader, index int, f *File, buf []byte) (*input, error) {
	*f = File{Name: name, Compression: "none"}
	if file, ok := r.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return nil, named(name, syscall.EISDIR)
		} else if err == nil && info.Mode().IsRegular() {
			f.Size = info.Size()
		}
	}
	src := &source{r: r, file: f}
	in := &input{file: f, frame: MakeFrame(index, 0), src: src, block: newBlock(src, buf)}
	if err := in.begin(); err != nil {
		in.close()
		return nil, named(name, err)
	}
	return in, nil
}

// named puts the file's name before err, quoted, so that no control byte of it gets to a terminal.
func named(name string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if name == "-" {
		return fmt.Errorf("standard input: %w", err)
	}
	return fmt.Errorf("%s: %w", strconv.Quote(name), err)
}

// begin finds out what the file is and reads its header.
func (in *input) begin() error {
	in.block.need(12)
	if in.src.err != nil {
		return in.src.err
	}
	if in.block.rest() == 0 {
		return ErrEmpty
	}
	if kind := compression(in.head()); kind != "" {
		if err := in.unpack(kind); err != nil {
			return err
		}
	}
	head := in.head()
	switch {
	case isPcap(head):
		in.file.Format = "pcap"
		return in.beginPcap()
	case isPcapng(head):
		in.file.Format = "pcapng"
		return in.beginPcapng()
	case len(head) < 4:
		return fmt.Errorf("%w: it is shorter than a magic number", ErrNotCapture)
	}
	return fmt.Errorf("%w: %s", ErrNotCapture, stranger(head))
}

// head is what the window holds.
func (in *input) head() []byte { return in.block.buf[in.block.pos:in.block.end] }

// unpack puts an unpacker between the file and the window.
func (in *input) unpack(kind string) error {
	u, err := newUnpacker(kind, io.MultiReader(bytes.NewReader(bytes.Clone(in.head())), in.src))
	if err != nil {
		return err
	}
	in.file.Compression, in.unpacker = kind, u
	in.block = newBlock(u, in.block.home)
	in.block.need(12)
	switch rest, err := in.block.rest(), in.block.err; {
	case in.src.err != nil:
		return in.src.err
	case rest == 0 && err == io.EOF:
		return fmt.Errorf("%w (compressed with %s)", ErrEmpty, kind)
	case rest < 4 && errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the %s data ends early", ErrTooShort, kind)
	case rest < 4 && err != nil && err != io.EOF:
		return fmt.Errorf("%w: the %s data is damaged", ErrNotCapture, kind)
	case compression(in.head()) != "":
		return fmt.Errorf("%w: it is compressed twice, with %s in %s", ErrNotCapture, compression(in.head()), kind)
	}
	return nil
}

// need makes n bytes available in the window; see block.need. What an unpacker found meanwhile is
// noted when the window has been consumed, so that it stands behind the packets before it.
func (in *input) need(n int) bool {
	if in.unpacker != nil && len(in.unpacker.faults) > 0 && in.block.rest() < n {
		in.takeFaults()
	}
	ok := in.block.need(n)
	in.file.Bytes = in.block.base + int64(in.block.end)
	if in.unpacker != nil && !ok {
		in.takeFaults()
	}
	return ok
}

func (in *input) takeFaults() {
	for _, f := range in.unpacker.takeFaults() {
		in.damage(f.kind, f.detail, false)
	}
}

// ended settles why the stream ended: between two records (inside is ""), or inside what is named.
func (in *input) ended(inside string) {
	err := in.block.err
	switch {
	case in.src.err != nil:
		in.err = named(in.file.Name, in.src.err)
	case in.unpacker == nil && err != io.EOF:
		in.err = named(in.file.Name, err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		in.file.CutShort = true
		in.damage("compression", "the "+in.unpacker.kind+" data ends early", true)
	case err != io.EOF:
		in.damage("compression", "the "+in.unpacker.kind+" data is damaged", true)
	case inside != "":
		in.file.CutShort = true
		in.damage("cut-short", "the file ends inside "+inside, true)
	}
}

// damage notes a fault of the container at the window's place.
func (in *input) damage(kind, detail string, fatal bool) {
	in.file.addDamage(Damage{
		Kind: kind, Frame: in.frame, Offset: in.block.offset(), Detail: detail, Fatal: fatal,
	})
}

// close releases the file. Its buffer can then serve another.
func (in *input) close() {
	if in.unpacker != nil {
		in.takeFaults()
		in.unpacker.close()
	}
	if in.closer != nil {
		in.closer.Close()
		in.closer = nil
	}
	// What lies behind fatal damage is still part of the file.
	if in.unpacker == nil {
		in.file.Bytes = max(in.file.Bytes, in.file.Size)
	}
}
