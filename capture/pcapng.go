package capture

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Block types of pcapng.
const (
	blockInterface  = 1
	blockPacket     = 2 // obsolete
	blockSimple     = 3
	blockNames      = 4
	blockStatistics = 5
	blockEnhanced   = 6
	blockJournal    = 9
	blockSecrets    = 10
	blockCustom     = 0x0bad
	blockCustomKeep = 0x40000bad // not to be copied
	blockSysdig     = 0x204
	blockSysdig2    = 0x216
	blockSysdigBig  = 0x221
)

const (
	// maxPacketBlock leaves room for a packet's options.
	maxPacketBlock = maxRecord + 1<<20
	// maxOptions is how much of any other block is looked at; the rest is skipped unread.
	maxOptions = 64 << 10
	// maxSectionInterfaces bounds the table that packets refer to.
	maxSectionInterfaces = 1 << 16
)

// pcapngReader reads the blocks of a pcapng file. Each section has its own byte order and interfaces.
type pcapngReader struct {
	in         *input
	order      binary.ByteOrder
	swap       bool // big-endian
	interfaces []ngInterface
	first      int  // Packet.Interface of the section's interface 0
	partly     bool // only the front of the block is looked at
}

// ngInterface is what reading packets needs of an interface.
type ngInterface struct {
	link    LinkType
	snaplen uint32
	clock   clock
	// What the capturing tool lost here, by the drop counts of packets and by the latest
	// statistics: two views of one thing.
	dropsOfPackets, dropsOfStatistics int64
}

func (i *ngInterface) dropped() int64 { return max(i.dropsOfPackets, i.dropsOfStatistics) }

// beginPcapng reads the first section header.
func (in *input) beginPcapng() error {
	r := &pcapngReader{in: in}
	problem, cut := r.section()
	switch {
	case in.src.err != nil:
		return in.src.err
	case cut:
		return fmt.Errorf("%w: it ends inside the section header block", ErrTooShort)
	case problem != "":
		return fmt.Errorf("%w: %s", ErrNotCapture, problem)
	}
	in.records = r
	return nil
}

func (r *pcapngReader) u16(b []byte) uint16 {
	v := binary.LittleEndian.Uint16(b)
	if r.swap {
		v = bits.ReverseBytes16(v)
	}
	return v
}

func (r *pcapngReader) u32(b []byte) uint32 {
	v := binary.LittleEndian.Uint32(b)
	if r.swap {
		v = bits.ReverseBytes32(v)
	}
	return v
}

func (r *pcapngReader) next(p *Packet) bool {
	in := r.in
	for {
		if in.block.rest() < 12 && !in.need(12) {
			if in.block.rest() > 0 {
				in.ended("a block header")
			} else {
				in.ended("")
			}
			return false
		}
		h := in.block.buf[in.block.pos:in.block.end]
		kind, n := r.u32(h), r.u32(h[4:])
		switch kind {
		case blockEnhanced, blockSimple, blockPacket:
			if uint64(n) > uint64(len(h)) || n < 12 || n&3 != 0 {
				switch r.whole(n) {
				case recordBad:
					continue
				case recordEnd:
					return false
				}
				h = in.block.buf[in.block.pos:in.block.end]
			}
			if r.u32(h[n-4:]) != n {
				if !r.follows(n) {
					if r.recover("bad-block", "the two lengths of a block differ, and no block follows it") {
						continue
					}
					return false
				}
				h = in.block.buf[in.block.pos:in.block.end]
				in.damage("bad-block", "the two lengths of a block differ", false)
			}
			in.block.pos += int(n)
			if r.packet(p, kind, h[8:n-4]) {
				return true
			}
		case magicSection:
			problem, cut := r.section()
			if cut {
				in.ended("a section header block")
				return false
			}
			if problem != "" && !r.recover("bad-block", problem) {
				return false
			}
		default:
			if !r.other(kind, n) {
				return false
			}
		}
	}
}

// whole brings a packet block of n bytes into the window.
func (r *pcapngReader) whole(n uint32) recordIs {
	kind, bad := "bad-block", badLength(n)
	switch {
	case bad != "":
	case n > maxPacketBlock:
		kind, bad = "bad-length", "a packet block says that it has more bytes than a packet can have"
	case r.in.need(int(n)):
		return recordWhole
	case n > plausibleRecord:
		kind, bad = "bad-length", "a packet block says that it has more bytes than the file has left"
	default:
		r.in.ended("a block")
		return recordEnd
	}
	if r.recover(kind, bad) {
		return recordBad
	}
	return recordEnd
}

// badLength says what is wrong with the length of a block.
func badLength(n uint32) string {
	switch {
	case n < 12:
		return "the length of a block is below the least possible"
	case n&3 != 0:
		return "the length of a block is not a multiple of four"
	}
	return ""
}

// follows reports whether something like a block, or the end of the file, follows one of n bytes.
func (r *pcapngReader) follows(n uint32) bool {
	if !r.in.need(int(n) + 8) {
		return r.in.block.rest() == int(n)
	}
	b := r.in.head()[n:]
	kind, next := r.u32(b), r.u32(b[4:])
	return kind == magicSection || badLength(next) == "" && next <= maxPacketBlock && (kind <= blockSecrets || kind&0x7fffffff == blockCustom|kind&0x40000000)
}

// packet reads a packet block. It is false where that holds no packet that can be read.
func (r *pcapngReader) packet(p *Packet, kind uint32, b []byte) bool {
	in := r.in
	header := 20
	if kind == blockSimple {
		header = 4
	}
	if len(b) < header {
		in.damage("bad-block", "a packet block is too short for its fields", false)
		return false
	}
	var id, incl, orig uint32
	switch kind {
	case blockEnhanced:
		id, incl, orig = r.u32(b), r.u32(b[12:]), r.u32(b[16:])
	case blockPacket:
		id, incl, orig = uint32(r.u16(b)), r.u32(b[12:]), r.u32(b[16:])
	case blockSimple:
		orig = r.u32(b)
		incl = min(orig, uint32(len(b)-4))
	}
	if uint64(id) >= uint64(len(r.interfaces)) {
		in.damage("bad-interface", "a packet belongs to an interface that the section does not describe", false)
		return false
	}
	iface := &r.interfaces[id]
	if kind == blockSimple && iface.snaplen != 0 {
		incl = min(incl, iface.snaplen)
	}
	if uint64(incl) > uint64(len(b)-header) || incl > maxRecord {
		in.damage("bad-length", "the captured length of a packet is beyond its block", false)
		return false
	}
	end := header + int(incl)
	p.Raw = b[header:end:end]
	p.OrigLen = max(int(incl), origLen(orig))
	p.Link = iface.link
	p.Interface = r.first + int(id)
	if kind == blockSimple {
		in.took(p, false)
		return true
	}
	time, ok := iface.clock.time(uint64(r.u32(b[4:]))<<32 | uint64(r.u32(b[8:])))
	p.Time = time
	in.took(p, true)
	if !ok {
		in.damage("limit", "a time is out of range; the nearest that can be told was taken", false)
	}
	if kind == blockPacket {
		if n := r.u16(b[2:]); n != 0xffff {
			r.lost(iface, int64(n))
		}
	}
	if opts := (end + 3) &^ 3; opts < len(b) {
		r.packetOptions(p, iface, b[opts:])
	}
	return true
}

func (r *pcapngReader) packetOptions(p *Packet, iface *ngInterface, b []byte) {
	o := options{b: b, order: r.order}
	for o.next() {
		switch o.code {
		case 1:
			r.in.comment(p.Frame, o.value)
		case 4:
			if n, ok := o.count(); ok {
				r.lost(iface, n)
			}
		}
	}
	r.checkOptions(&o)
}

func (r *pcapngReader) checkOptions(o *options) {
	if o.overrun && !r.partly {
		r.in.damage("bad-block", "an option reaches beyond its block", false)
	}
}

// lost adds packets that the capturing tool lost before a packet.
func (r *pcapngReader) lost(iface *ngInterface, n int64) {
	if n > 0 {
		before := iface.dropped()
		iface.dropsOfPackets = min(iface.dropsOfPackets+n, 1<<48)
		r.in.file.Dropped += iface.dropped() - before
	}
}
