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
	// plausibleRecord is the largest packet that capture tools write, but for rare ones.
	plausibleRecord = 256 << 10
)

// pcapReader reads the records of a pcap file, of whatever byte order, resolution and age.
type pcapReader struct {
	in     *input
	order  binary.ByteOrder
	swap   bool  // big-endian
	unit   int64 // nanoseconds in one of the fraction field
	size   int   // bytes of a record header: 16, or 24 in the modified format
	link   LinkType
	lenIn2 bool   // the lengths stand in the other order (version 2.2 and before)
	sec    uint32 // seconds of the latest record that others confirm
	timed  bool   // that is known
	header [8]byte
	empty  int64 // all-zero record headers that turned out to be records
}

// beginPcap reads the file header.
func (in *input) beginPcap() error {
	if !in.need(pcapHeader) {
		if in.src.err != nil {
			return in.src.err
		}
		return fmt.Errorf("%w: it has %d bytes of %d", ErrTooShort, in.block.rest(), pcapHeader)
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
			return fmt.Errorf("%w: a modified pcap file of which the record headers have no known form", ErrNotCapture)
		}
	}
	in.records = r
	return nil
}

// pcapLink takes the link type from the header's last field, which may hold the length of the frame
// check sequence in its upper bits.
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

// modifiedSize finds the size of the record headers behind the modified magic number, which some
// writers put before plain records: the one with which the first records follow one another.
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
			return n > 0 // a last record cut short
		}
		incl, orig := r.order.Uint32(b[8:]), r.order.Uint32(b[12:])
		if incl > plausibleRecord || orig > plausibleRecord || r.order.Uint32(b[4:]) >= 1e6 {
			return false
		}
		if size+int(incl) > len(b) {
			return n > 0 || r.in.block.err == nil // cut by the end of the file, or by the window
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
		in.took(p, false)
		return true
	}
	for {
		if in.block.rest() < r.size && !in.need(r.size) {
			if in.block.rest() > 0 {
				in.ended("a record header")
			} else {
				in.ended("")
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
			switch r.odd(h) {
			case oddAgain:
				continue
			case oddEnd:
				return false
			case oddEmpty:
				return r.next(p)
			}
		}
		n := r.size + int(incl)
		if uint(n) > uint(len(h)) || incl > usualRecord || incl > orig || !near(sec, r.sec) || int64(frac)*r.unit >= 1e9 {
			switch r.whole(incl) {
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
		in.took(p, true)
		return true
	}
}

// usualRecord is the largest packet of which the header is believed without a look at what follows.
const usualRecord = 1 << 16

// What a record at the edge of the window, or of unusual size or time, turned out to be.
type recordIs int

const (
	recordWhole recordIs = iota
	recordBad            // it makes no sense; the window is at the next one that does
	recordEnd            // nothing more can be read
)

// whole brings a record of incl captured bytes into the window.
func (r *pcapReader) whole(incl uint32) recordIs {
	bad := ""
	switch {
	case incl > maxRecord:
		bad = fmt.Sprintf("a record says that it has %d bytes, more than a packet can have", incl)
	case r.in.need(r.size + int(incl)):
		h := r.read(r.in.head())
		if h.incl <= usualRecord && r.usual(h, r.sec) { // only at the window's edge
			r.sec = h.sec
			return recordWhole
		}
		if r.believe(h) {
			return recordWhole
		}
		bad = fmt.Sprintf("no record follows one that says that it has %d bytes", incl)
	case incl > plausibleRecord && r.in.block.err == io.EOF:
		bad = fmt.Sprintf("a record says that it has %d bytes, more than the file has left", incl)
	default:
		r.in.ended("a record")
		return recordEnd
	}
	if r.recover(bad) {
		return recordBad
	}
	return recordEnd
}

// origLen takes a length on the wire, which may be any number, as an int.
func origLen(n uint32) int { return int(min(n, 1<<31-1)) }

// What a record without bytes turned out to be.
type odd int

const (
	oddRecord odd = iota // an ordinary record
	oddAgain             // a file header, now read
	oddEmpty             // all-zero records, counted in empty
	oddEnd               // the end of the file
)

// odd looks at a record without any bytes, of which h begins with the header. Such a record is
// unusual but legal. Two things look like one:
//
//   - the header of a second file, where two were joined by cat: reading goes on in that one;
//   - zeros to the end of a file whose blocks were allocated and never written. If anything follows,
//     they are records after all, for tools that number packets count them as such.
func (r *pcapReader) odd(h []byte) odd {
	if bytes.HasPrefix(h, r.header[:]) {
		return r.secondFile()
	}
	if r.size != 16 || !zeros(h[:16]) {
		return oddRecord
	}
	in := r.in
	var n int64
	for in.need(16) && zeros(in.head()[:16]) {
		in.block.pos += 16
		n++
	}
	if in.block.rest() < 16 && zeros(in.head()) {
		in.damage("trailing-data", "the file ends in zeros, which were taken for no packets", false)
		in.block.pos = in.block.end
		in.ended("")
		return oddEnd
	}
	r.empty = n
	return oddEmpty
}

func zeros(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

func (r *pcapReader) secondFile() odd {
	in := r.in
	if !in.need(pcapHeader) {
		in.ended("the header of a second file")
		return oddEnd
	}
	link, err := pcapLink(r.order.Uint32(in.head()[20:]))
	if err != nil {
		in.damage("bad-length", "the header of a second file follows, of a link type that is not supported", true)
		return oddEnd
	}
	in.damage("trailing-data", "the header of a second file follows inside the file; its packets were read too", false)
	r.link = link
	in.block.pos += pcapHeader
	return oddAgain
}
