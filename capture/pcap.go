package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
)

const (
	pcapHeader = 24
	// plausibleRecord is the largest packet that capture tools write, with rare exceptions.
	plausibleRecord = 256 << 10
)

// pcapReader reads the records of a pcap file of any byte order, resolution and version.
type pcapReader struct {
	in     *input
	order  binary.ByteOrder
	swap   bool  // big-endian
	unit   int64 // nanoseconds per unit of the fraction field
	size   int   // size of a record header: 16, or 24 in the modified format
	link   LinkType
	lenIn2 bool   // the lengths are in the opposite order (version 2.2 and earlier)
	sec    uint32 // seconds of the latest record that was confirmed by another
	timed  bool   // sec is valid
	header [8]byte
	empty  int64 // all-zero record headers that are records
}

// beginPcap reads the file header.
func (in *input) beginPcap() error {
	if !in.need(pcapHeader) {
		if in.src.err != nil {
			return in.src.err
		}
		return fmt.Errorf("%w: %d of %d bytes", ErrTooShort, in.block.rest(), pcapHeader)
	}
	h := in.head()
	order, _ := pcapOrder(h)
	r := &pcapReader{in: in, order: order, swap: order == binary.ByteOrder(binary.BigEndian), unit: 1000, size: 16}
	copy(r.header[:], h)
	link, err := pcapLink(order.Uint32(h[20:]))
	if err != nil {
		return err
	}
	r.link = link
	major, minor := order.Uint16(h[4:]), order.Uint16(h[6:])
	r.lenIn2 = major == 2 && minor < 3 || major == 543
	in.block.pos += pcapHeader
	switch order.Uint32(h) {
	case magicNano:
		r.unit = 1
	case magicModified:
		if r.size = r.modifiedSize(); r.size == 0 {
			return fmt.Errorf("%w: a modified pcap file with unknown record headers", ErrNotCapture)
		}
	}
	in.records = r
	return nil
}

// pcapLink extracts the link type from the last field of the file header. The upper bits of that field may
// contain the length of the frame check sequence.
func pcapLink(field uint32) (LinkType, error) {
	if n := field & 0x03ffffff; n > 0xffff {
		return 0, fmt.Errorf("%w: %d", ErrLinkType, n)
	}
	link := LinkType(field)
	if !link.Supported() {
		return 0, fmt.Errorf("%w: %d (%s)", ErrLinkType, link, link.Name())
	}
	return link, nil
}

// modifiedSize returns the size of the record headers after the modified magic number, which some writers use
// for plain records: the size with which the first records are consistent.
func (r *pcapReader) modifiedSize() int {
	r.in.need(64 << 10)
	for _, size := range []int{24, 16} {
		if r.plausible(r.in.head(), size) {
			return size
		}
	}
	return 0
}

func (r *pcapReader) plausible(b []byte, size int) bool {
	for n := 0; n < 4 && len(b) > 0; n++ {
		if len(b) < size {
			return n > 0 // a truncated last record
		}
		incl, orig := r.order.Uint32(b[8:]), r.order.Uint32(b[12:])
		if incl > plausibleRecord || orig > plausibleRecord || r.order.Uint32(b[4:]) >= 1e6 {
			return false
		}
		if size+int(incl) > len(b) {
			return n > 0 || r.in.block.err == nil // truncated by the end of the file, or by the window
		}
		b = b[size+int(incl):]
	}
	return true
}

func (r *pcapReader) next(p *Packet) bool {
	in := r.in
	if r.empty > 0 {
		r.empty--
		*p = Packet{Link: r.link}
		in.account(p, false)
		return true
	}
	for {
		if in.block.rest() < r.size && !in.need(r.size) {
			if in.block.rest() > 0 {
				in.endOfInput("a record header")
			} else {
				in.endOfInput("")
			}
			return false
		}
		h := in.block.buf[in.block.pos:in.block.end]
		sec, frac := binary.LittleEndian.Uint32(h), binary.LittleEndian.Uint32(h[4:])
		incl, orig := binary.LittleEndian.Uint32(h[8:]), binary.LittleEndian.Uint32(h[12:])
		if r.swap {
			sec, frac = bits.ReverseBytes32(sec), bits.ReverseBytes32(frac)
			incl, orig = bits.ReverseBytes32(incl), bits.ReverseBytes32(orig)
		}
		if r.lenIn2 {
			incl, orig = orig, incl
		}
		if incl == 0 && orig == 0 {
			switch r.emptyRecord(h) {
			case emptyIsFileHeader:
				continue
			case emptyIsEnd:
				return false
			case emptyIsZeros:
				return r.next(p)
			}
		}
		n := r.size + int(incl)
		if uint(n) > uint(len(h)) || incl > usualRecord || incl > orig || !nearInTime(sec, r.sec) || int64(frac)*r.unit >= 1e9 {
			switch r.complete(incl) {
			case recordBad:
				continue
			case recordEnd:
				return false
			}
			h = in.block.buf[in.block.pos:in.block.end]
		} else {
			r.sec = sec
		}
		p.Raw = h[r.size:n:n]
		in.block.pos += n
		p.Time = int64(sec)*1e9 + int64(frac)*r.unit
		p.OrigLen = max(int(incl), origLen(orig))
		p.Link = r.link
		in.account(p, true)
		return true
	}
}

// usualRecord is the largest packet whose record header is accepted without checking the next one.
const usualRecord = 1 << 16

// recordResult is the result of reading a record at the edge of the window, or of unusual size or time.
type recordResult int

const (
	recordComplete recordResult = iota
	recordBad                   // invalid; the window is at the next valid record
	recordEnd                   // no more data can be read
)

// complete brings a record of incl captured bytes into the window.
func (r *pcapReader) complete(incl uint32) recordResult {
	var bad string
	switch {
	case incl > maxRecord:
		bad = fmt.Sprintf("record length %d exceeds the maximum packet size", incl)
	case r.in.need(r.size + int(incl)):
		h := r.read(r.in.head())
		if h.incl <= usualRecord && r.usual(h, r.sec) { // only at the edge of the window
			r.sec = h.sec
			return recordComplete
		}
		if r.confirm(h) {
			return recordComplete
		}
		bad = fmt.Sprintf("no valid record follows a record with length %d", incl)
	case incl > plausibleRecord && r.in.block.err == io.EOF:
		bad = fmt.Sprintf("record length %d exceeds the remaining file", incl)
	default:
		r.in.endOfInput("a record")
		return recordEnd
	}
	if r.recover(bad) {
		return recordBad
	}
	return recordEnd
}

// origLen converts a length on the wire, which may be any number, to an int.
func origLen(n uint32) int { return int(min(n, 1<<31-1)) }

// emptyKind is the meaning of a record without bytes.
type emptyKind int

const (
	emptyIsRecord     emptyKind = iota // an ordinary record
	emptyIsFileHeader                  // a file header, which has been read
	emptyIsZeros                       // all-zero records, counted in empty
	emptyIsEnd                         // the end of the file
)

// emptyRecord classifies a record without bytes, whose header is at the start of h. Such a record is unusual
// but legal. Two other things look like one:
//
//   - The header of a second file that was appended with cat: reading continues with that file.
//   - Zeros up to the end of a file whose blocks were allocated but never written. If other data follows,
//     the zeros are records, because tools that number packets count them as such.
func (r *pcapReader) emptyRecord(h []byte) emptyKind {
	if bytes.HasPrefix(h, r.header[:]) {
		return r.secondFile()
	}
	if r.size != 16 || !zeros(h[:16]) {
		return emptyIsRecord
	}
	in := r.in
	var n int64
	for in.need(16) && zeros(in.head()[:16]) {
		in.block.pos += 16
		n++
	}
	if in.block.rest() < 16 && zeros(in.head()) {
		in.damage("trailing-data", "the file ends with zeros, which were ignored", false)
		in.block.pos = in.block.end
		in.endOfInput("")
		return emptyIsEnd
	}
	r.empty = n
	return emptyIsZeros
}

func zeros(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

func (r *pcapReader) secondFile() emptyKind {
	in := r.in
	if !in.need(pcapHeader) {
		in.endOfInput("the header of a second file")
		return emptyIsEnd
	}
	link, err := pcapLink(r.order.Uint32(in.head()[20:]))
	if err != nil {
		in.damage("bad-length", "the header of an appended file has an unsupported link type", true)
		return emptyIsEnd
	}
	in.damage("trailing-data", "a second file was appended to the file; its packets were read as well", false)
	r.link = link
	in.block.pos += pcapHeader
	return emptyIsFileHeader
}
