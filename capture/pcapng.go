package capture

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// pcapng block types.
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
	// maxPacketBlock includes space for the options of a packet.
	maxPacketBlock = maxRecord + 1<<20
	// maxOptions is how much of any other block is examined; the rest is skipped.
	maxOptions = 64 << 10
	// maxSectionInterfaces limits the interface table of a section.
	maxSectionInterfaces = 1 << 16
)

// pcapngReader reads the blocks of a pcapng file. Each section has its own byte order and interfaces.
type pcapngReader struct {
	in         *input
	order      binary.ByteOrder
	swap       bool // big-endian
	interfaces []ngInterface
	first      int  // Packet.Interface of the first interface of the section
	partial    bool // only the beginning of the block is examined
}

// ngInterface contains the interface properties needed for reading packets.
type ngInterface struct {
	link    LinkType
	snaplen uint32
	clock   clock
	// Packets lost by the capturing tool, according to the drop counts of packets and to the latest statistics,
	// which are two views of the same losses.
	dropsOfPackets, dropsOfStatistics int64
}

func (i *ngInterface) dropped() int64 { return max(i.dropsOfPackets, i.dropsOfStatistics) }

// beginPcapng reads the first section header.
func (in *input) beginPcapng() error {
	r := &pcapngReader{in: in}
	problem, truncated := r.section()
	switch {
	case in.src.err != nil:
		return in.src.err
	case truncated:
		return fmt.Errorf("%w: it ends within the section header block", ErrTooShort)
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
				in.endOfInput("a block header")
			} else {
				in.endOfInput("")
			}
			return false
		}
		h := in.block.buf[in.block.pos:in.block.end]
		kind, n := r.u32(h), r.u32(h[4:])
		switch kind {
		case blockEnhanced, blockSimple, blockPacket:
			if uint64(n) > uint64(len(h)) || n < 12 || n&3 != 0 {
				switch r.complete(n) {
				case recordBad:
					continue
				case recordEnd:
					return false
				}
				h = in.block.buf[in.block.pos:in.block.end]
			}
			if r.u32(h[n-4:]) != n {
				switch r.lengthsDiffer(n) {
				case recordBad:
					continue
				case recordEnd:
					return false
				}
				h = in.block.buf[in.block.pos:in.block.end]
			}
			in.block.pos += int(n)
			if r.packet(p, kind, h[8:n-4]) {
				return true
			}
		case magicSection:
			problem, truncated := r.section()
			if truncated {
				in.endOfInput("a section header block")
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

// lengthsDiffer handles a packet block whose two lengths differ: it is complete if a valid block follows it.
func (r *pcapngReader) lengthsDiffer(n uint32) recordResult {
	if r.follows(n) {
		r.in.damage("bad-block", "the two lengths of a block differ", false)
		return recordComplete
	}
	if r.recover("bad-block", "the two lengths of a block differ, and no valid block follows") {
		return recordBad
	}
	return recordEnd
}

// complete brings a packet block of n bytes into the window.
func (r *pcapngReader) complete(n uint32) recordResult {
	kind, bad := "bad-block", badLength(n)
	switch {
	case bad != "":
	case n > maxPacketBlock:
		kind, bad = "bad-length", "the length of a packet block exceeds the maximum packet size"
	case r.in.need(int(n)):
		return recordComplete
	case n > plausibleRecord:
		kind, bad = "bad-length", "the length of a packet block exceeds the remaining file"
	default:
		r.in.endOfInput("a block")
		return recordEnd
	}
	if r.recover(kind, bad) {
		return recordBad
	}
	return recordEnd
}

// badLength describes what is wrong with the length of a block.
func badLength(n uint32) string {
	switch {
	case n < 12:
		return "the length of a block is below the minimum"
	case n&3 != 0:
		return "the length of a block is not a multiple of four"
	}
	return ""
}

// follows reports whether a plausible block or the end of the file follows a block of n bytes.
func (r *pcapngReader) follows(n uint32) bool {
	if !r.in.need(int(n) + 8) {
		return r.in.block.rest() == int(n)
	}
	b := r.in.head()[n:]
	kind, next := r.u32(b), r.u32(b[4:])
	return kind == magicSection || badLength(next) == "" && next <= maxPacketBlock && (kind <= blockSecrets || kind&0x7fffffff == blockCustom|kind&0x40000000)
}

// packet reads a packet block. It returns false if the block contains no readable packet.
func (r *pcapngReader) packet(p *Packet, kind uint32, b []byte) bool {
	in := r.in
	header := 20
	if kind == blockSimple {
		header = 4
	}
	if len(b) < header {
		in.damage("bad-block", "truncated packet block", false)
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
		in.damage("bad-interface", "a packet refers to an undescribed interface", false)
		return false
	}
	iface := &r.interfaces[id]
	if kind == blockSimple && iface.snaplen != 0 {
		incl = min(incl, iface.snaplen)
	}
	if uint64(incl) > uint64(len(b)-header) || incl > maxRecord {
		in.damage("bad-length", "the captured length of a packet exceeds its block", false)
		return false
	}
	end := header + int(incl)
	p.Raw = b[header:end:end]
	p.OrigLen = max(int(incl), origLen(orig))
	p.Link = iface.link
	p.Interface = r.first + int(id)
	if kind == blockSimple {
		in.account(p, false)
		return true
	}
	time, ok := iface.clock.time(uint64(r.u32(b[4:]))<<32 | uint64(r.u32(b[8:])))
	p.Time = time
	in.account(p, true)
	if !ok {
		in.damage("limit", "a timestamp is out of range and was clamped", false)
	}
	if kind == blockPacket {
		if n := r.u16(b[2:]); n != 0xffff {
			r.addDropped(iface, int64(n))
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
				r.addDropped(iface, n)
			}
		}
	}
	r.checkOptions(&o)
}

func (r *pcapngReader) checkOptions(o *options) {
	if o.overrun && !r.partial {
		r.in.damage("bad-block", "an option exceeds its block", false)
	}
}

// addDropped adds packets that the capturing tool lost before a packet.
func (r *pcapngReader) addDropped(iface *ngInterface, n int64) {
	if n > 0 {
		before := iface.dropped()
		iface.dropsOfPackets = min(iface.dropsOfPackets+n, 1<<48)
		r.in.file.Dropped += iface.dropped() - before
	}
}
