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

// input is an open file: its byte source, its record reader and its statistics.
type input struct {
	file     *File
	frame    Frame // the latest frame; initially the one before the first
	block    window
	src      *source
	unpacker *unpacker // nil for an uncompressed file
	closer   io.Closer // nil if the file must not be closed
	records  records
	packet   Packet
	last     int64      // time of the latest packet with a time
	links    []LinkType // link types seen so far, the latest first
	err      error      // a read failure, which ends the input
}

// records iterates over the records of a capture format. next fills the record's part of p: everything except
// Frame and the results of decoding. It returns false at the end of the readable data.
type records interface {
	next(p *Packet) bool
}

// source reads the stored file. It counts the bytes and distinguishes read failures from damage that a
// decompressor may make of them.
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

// openInput opens the named file as number index. f receives its properties, and buf is its read buffer.
func openInput(name string, index int, f *File, buf []byte) (*input, error) {
	if name == "-" {
		return newInput(name, os.Stdin, index, f, buf)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, withName(name, err)
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
			return nil, withName(name, syscall.EISDIR)
		}
	}
	if f.opened = regular(r); f.opened != nil {
		f.Size = f.opened.Size()
	}
	src := &source{r: r, file: f}
	in := &input{file: f, frame: MakeFrame(index, 0), src: src, block: newWindow(src, buf)}
	if err := in.readHeader(); err != nil {
		in.close()
		return nil, withName(name, err)
	}
	return in, nil
}

// withName prefixes err with the file name, quoted so that its control characters do not reach a terminal.
func withName(name string, err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	if name == "-" {
		return fmt.Errorf("standard input: %w", err)
	}
	return fmt.Errorf("%s: %w", strconv.Quote(name), err)
}

// readHeader detects the format of the file and reads its header.
func (in *input) readHeader() error {
	if !in.block.need(12) && in.src.err != nil {
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
		return fmt.Errorf("%w: shorter than a magic number", ErrNotCapture)
	}
	return fmt.Errorf("%w: %s", ErrNotCapture, describeUnknown(head))
}

// head returns the content of the window.
func (in *input) head() []byte { return in.block.buf[in.block.pos:in.block.end] }

// unpack inserts a decompressor between the file and the window.
func (in *input) unpack(kind string) error {
	head := bytes.NewReader(bytes.Clone(in.head()))
	u, err := newUnpacker(kind, io.MultiReader(head, in.src))
	if err != nil {
		return err
	}
	in.file.Compression, in.unpacker = kind, u
	u.unread = func() int64 { return int64(head.Len() + u.src.Buffered()) }
	in.block = newWindow(u, in.block.small)
	in.block.need(12)
	switch rest, err := in.block.rest(), in.block.err; {
	case in.src.err != nil && rest < 12:
		return in.src.err
	case rest == 0 && err == io.EOF:
		return fmt.Errorf("%w (compressed with %s)", ErrEmpty, kind)
	case rest < 4 && errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the %s data is truncated", ErrTooShort, kind)
	case rest < 4 && errors.Is(err, ErrDecompress):
		return err
	case rest < 4 && err != nil && err != io.EOF:
		return fmt.Errorf("%w: the %s data is damaged", ErrNotCapture, kind)
	case compression(in.head()) != "":
		return fmt.Errorf("%w: it is compressed twice (%s inside %s)", ErrNotCapture, compression(in.head()), kind)
	}
	return nil
}

// need makes n bytes available in the window; see window.need. Faults found by a decompressor are recorded once
// the window has been consumed, so that they follow the packets before them.
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

// endOfInput records why the stream ended: between two records (inside is ""), or inside the named structure.
func (in *input) endOfInput(inside string) {
	err := in.block.err
	switch {
	case in.src.err != nil:
		in.readError(in.src.err)
	case in.unpacker == nil && err != io.EOF:
		in.readError(err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		in.file.Truncated = true
		in.damage("compression", "the "+in.unpacker.kind+" data is truncated", true)
	case errors.Is(err, ErrDecompress):
		in.damage("limit", err.Error(), true)
		in.err = withName(in.file.Name, err)
	case err != io.EOF:
		detail := fmt.Sprintf("the %s data is damaged near byte %d of the stored file", in.unpacker.kind, in.file.Read-in.unpacker.unread())
		in.damage("compression", detail, true)
		in.err = withName(in.file.Name, fmt.Errorf("%w: %s", ErrDamaged, detail))
	case inside != "":
		in.file.Truncated = true
		in.damage("cut-short", "the file ends inside "+inside, true)
	}
}

// readError ends the input with a failure of reading the stored file.
func (in *input) readError(err error) {
	in.err = withName(in.file.Name, err)
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	detail := err.Error()
	if in.unpacker != nil {
		detail += fmt.Sprintf(" (at byte %d of the stored file)", in.file.Read)
	}
	in.damage("read-error", detail, true)
}

// damage records damage of the container at the current position.
func (in *input) damage(kind, detail string, fatal bool) {
	in.file.addDamage(Damage{
		Kind: kind, Frame: in.frame, Offset: in.block.offset(), Detail: detail, Fatal: fatal,
	})
}

// close closes the file. Its buffer can then be reused.
func (in *input) close() {
	if in.file.closed == nil {
		in.file.closed = regular(in.src.r)
	}
	if in.unpacker != nil {
		in.takeFaults()
		in.unpacker.close()
	}
	if in.closer != nil {
		in.closer.Close()
		in.closer = nil
	}
	// Data after fatal damage is still part of the file.
	if in.unpacker == nil {
		in.file.Bytes = max(in.file.Bytes, in.file.Size)
	}
}
