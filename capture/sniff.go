package capture

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
)

// The magic numbers of capture files.
const (
	magicMicro    = 0xa1b2c3d4
	magicNano     = 0xa1b23c4d
	magicModified = 0xa1b2cd34 // longer record headers, from the kernel patches of Alexey Kuznetzov
	magicSection  = 0x0a0d0d0a // type of a section header block; the same in both byte orders
	magicOrder    = 0x1a2b3c4d // in the section header, in the byte order of the section
)

// isPcap reports whether b starts like a pcap file.
func isPcap(b []byte) bool {
	_, ok := pcapOrder(b)
	return ok
}

// pcapOrder returns the byte order of a pcap file header.
func pcapOrder(b []byte) (order binary.ByteOrder, ok bool) {
	if len(b) < 4 {
		return nil, false
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch order.Uint32(b) {
		case magicMicro, magicNano, magicModified:
			return order, true
		}
	}
	return nil, false
}

// isPcapng reports whether b starts like a pcapng file.
func isPcapng(b []byte) bool {
	return len(b) >= 4 && binary.BigEndian.Uint32(b) == magicSection
}

// describeUnknown describes what a file that is not a capture appears to be. The text contains nothing from the
// file.
func describeUnknown(b []byte) string {
	for _, s := range unknownFormats {
		if bytes.HasPrefix(b, []byte(s.magic)) {
			return s.is
		}
	}
	if text := bytes.TrimLeft(b, " \t\r\n\ufeff"); len(text) > 0 && text[0] == '<' {
		return "it looks like HTML or XML"
	}
	if len(b) == 0 || len(bytes.Trim(b[:min(len(b), 512)], "\x00")) == 0 {
		return "it starts with zeros"
	}
	for _, c := range b[:min(len(b), 512)] {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return "unknown magic number"
		}
	}
	return "it looks like text"
}

var unknownFormats = []struct{ magic, is string }{
	{"\x7fELF", "it is an ELF binary"},
	{"PK\x03\x04", "it is a ZIP archive; extract it first"},
	{"\xfd7zXZ\x00", "xz compression is not supported; decompress it first"},
	{"BZh", "bzip2 compression is not supported; decompress it first"},
	{"7z\xbc\xaf\x27\x1c", "it is a 7z archive; extract it first"},
	{"Rar!", "it is a RAR archive; extract it first"},
	{"snoop\x00", "snoop files are not supported"},
	{"GMBU", "Network Monitor files are not supported"},
	{"RTSS", "Network Monitor files are not supported"},
	{"%PDF", "it is a PDF document"},
	{"#!rtpplay", "rtpdump files are not supported"},
}

// Sniff reports whether the named file is a regular file that looks like a capture, compressed or not. It reads
// only the first bytes.
func Sniff(name string) bool {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	b := newWindow(f, make([]byte, 4096))
	b.need(12)
	if kind := compression(b.buf[:b.end]); kind != "" {
		u, err := newUnpacker(kind, io.MultiReader(bytes.NewReader(b.buf[:b.end]), f))
		if err != nil {
			return false
		}
		defer u.close()
		b = newWindow(u, make([]byte, 4096))
		b.need(12)
	}
	head := b.buf[:b.end]
	return isPcap(head) || isPcapng(head) && len(head) >= 12 && sectionOrder(head) != nil
}

// sectionOrder returns the byte order that a section header block specifies, or nil.
func sectionOrder(b []byte) binary.ByteOrder {
	switch uint32(magicOrder) {
	case binary.LittleEndian.Uint32(b[8:]):
		return binary.LittleEndian
	case binary.BigEndian.Uint32(b[8:]):
		return binary.BigEndian
	}
	return nil
}
