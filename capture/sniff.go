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
	magicModified = 0xa1b2cd34 // longer record headers, by the kernel patches of Alexey Kuznetzov
	magicSection  = 0x0a0d0d0a // type of a section header block; the same in both byte orders
	magicOrder    = 0x1a2b3c4d // in the section header, in the section's byte order
)

// isPcap reports whether b begins like a pcap file.
func isPcap(b []byte) bool {
	_, ok := pcapOrder(b)
	return ok
}

// pcapOrder gives the byte order of a pcap file header.
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

// isPcapng reports whether b begins like a pcapng file.
func isPcapng(b []byte) bool {
	return len(b) >= 4 && binary.BigEndian.Uint32(b) == magicSection
}

// stranger says in a few words what a file that is no capture seems to be; nothing of the file itself.
func stranger(b []byte) string {
	for _, s := range strangers {
		if bytes.HasPrefix(b, []byte(s.magic)) {
			return s.is
		}
	}
	if text := bytes.TrimLeft(b, " \t\r\n\ufeff"); len(text) > 0 && text[0] == '<' {
		return "it looks like HTML or XML"
	}
	if len(b) == 0 || len(bytes.Trim(b[:min(len(b), 512)], "\x00")) == 0 {
		return "it begins with zeros"
	}
	for _, c := range b[:min(len(b), 512)] {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return "it begins with no known magic number"
		}
	}
	return "it looks like text"
}

var strangers = []struct{ magic, is string }{
	{"\x7fELF", "it is a program (ELF)"},
	{"PK\x03\x04", "it is a ZIP archive; unpack it first"},
	{"\xfd7zXZ\x00", "it is compressed with xz, which is not supported; unpack it first"},
	{"BZh", "it is compressed with bzip2, which is not supported; unpack it first"},
	{"7z\xbc\xaf\x27\x1c", "it is a 7z archive; unpack it first"},
	{"Rar!", "it is a RAR archive; unpack it first"},
	{"snoop\x00", "it is a snoop file, which is not supported"},
	{"GMBU", "it is a Network Monitor file, which is not supported"},
	{"RTSS", "it is a Network Monitor file, which is not supported"},
	{"%PDF", "it is a PDF document"},
	{"#!rtpplay", "it is an rtpdump file, which is not supported"},
}

// Sniff reports whether the named file looks like a capture, compressed or not, from its first bytes
// alone. Anything but a regular file that can be read does not.
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
	b := newBlock(f, make([]byte, 4096))
	b.need(12)
	if kind := compression(b.buf[:b.end]); kind != "" {
		u, err := newUnpacker(kind, io.MultiReader(bytes.NewReader(b.buf[:b.end]), f))
		if err != nil {
			return false
		}
		defer u.close()
		b = newBlock(u, make([]byte, 4096))
		b.need(12)
	}
	head := b.buf[:b.end]
	return isPcap(head) || isPcapng(head) && len(head) >= 12 && sectionOrder(head) != nil
}

// sectionOrder gives the byte order that a section header block states, nil if it states none.
func sectionOrder(b []byte) binary.ByteOrder {
	switch uint32(magicOrder) {
	case binary.LittleEndian.Uint32(b[8:]):
		return binary.LittleEndian
	case binary.BigEndian.Uint32(b[8:]):
		return binary.BigEndian
	}
	return nil
}
