package capture

import (
	"encoding/binary"
	"io"
)

// section reads a section header block. It tells what is wrong with it, or that the file ends in it.
func (r *pcapngReader) section() (problem string, cut bool) {
	in := r.in
	if !in.need(12) {
		return "", true
	}
	order := sectionOrder(in.head())
	if order == nil {
		return "the byte-order magic of a section header block is wrong", false
	}
	n := order.Uint32(in.head()[4:])
	if n < 28 || n&3 != 0 {
		return "the length of a section header block is wrong", false
	}
	looked := min(n, maxOptions)
	if !in.need(int(looked)) {
		return "", true
	}
	r.order, r.swap = order, order == binary.ByteOrder(binary.BigEndian)
	r.first += len(r.interfaces)
	r.interfaces = r.interfaces[:0]
	o := options{b: in.head()[24 : looked-4], order: order}
	f := in.file
	for o.next() {
		switch o.code {
		case 1:
			in.comment(0, o.value)
		case 2:
			setText(&f.Hardware, o.value)
		case 3:
			setText(&f.OS, o.value)
		case 4:
			setText(&f.Application, o.value)
		}
	}
	r.partly = looked < n
	r.checkOptions(&o)
	r.partly = false
	return "", !in.block.skip(int64(n))
}

// setText keeps the first text that is given.
func setText(to *string, value []byte) {
	if *to == "" {
		*to = clipText(value, maxText)
	}
}

// other reads what matters of a block that holds no packet, and skips it. It is false at the end of
// what can be read.
func (r *pcapngReader) other(kind, n uint32) bool {
	in := r.in
	if bad := badLength(n); bad != "" {
		return r.recover("bad-block", bad)
	}
	if n > maxPacketBlock || n > plausibleRecord && !in.need(int(n)) && in.block.err == io.EOF {
		return r.recover("bad-length", "a block says that it has more bytes than the file has left, or than are believed")
	}
	looked := min(n, maxOptions)
	if !in.need(int(looked)) {
		in.ended("a block")
		return false
	}
	body := in.head()[8 : looked-4]
	known := true
	r.partly = looked < n
	switch kind {
	case blockInterface:
		r.describe(body)
	case blockStatistics:
		r.statistics(body)
	case blockSecrets:
		in.file.HasSecrets = true
	case blockNames:
	case blockJournal, blockCustom, blockCustomKeep, blockSysdig, blockSysdig2, blockSysdigBig:
		in.frame++ // no packet, but Wireshark shows a line for it
	default:
		known = false
	}
	r.partly = false
	if !in.block.skip(int64(n)-4) || !in.need(4) {
		in.ended("a block")
		return false
	}
	if r.u32(in.head()) != n {
		if !known { // garbage, most likely: no next block where it says
			return r.recover("bad-block", "the two lengths of a block differ")
		}
		in.damage("bad-block", "the two lengths of a block differ", false)
	}
	in.block.pos += 4
	return true
}

// describe reads an interface description block.
func (r *pcapngReader) describe(b []byte) {
	in := r.in
	if len(r.interfaces) == maxSectionInterfaces {
		in.damage("limit", "a section has more interfaces than are kept", false)
		return
	}
	iface := ngInterface{link: 0xffff, clock: microClock}
	about := Interface{Link: iface.link, Received: -1, Dropped: -1}
	if len(b) < 8 { // its number is taken all the same
		in.damage("bad-block", "an interface description block is too short for its fields", false)
		b = nil
	} else {
		iface.link, iface.snaplen = LinkType(r.u16(b)), r.u32(b[4:])
		about.Link = iface.link
		b = b[8:]
	}
	o := options{b: b, order: r.order}
	var offset int64
	for o.next() {
		switch o.code {
		case 1:
			in.comment(0, o.value)
		case 2:
			setText(&about.Name, o.value)
		case 3:
			setText(&about.Description, o.value)
		case 9:
			iface.clock = r.resolution(iface.clock, o.value)
		case 11:
			if len(o.value) > 1 && o.value[0] == 0 { // else it is BPF code
				setText(&about.Filter, o.value[1:])
			}
		case 14:
			if n, ok := o.uint64(); ok {
				offset = int64(n)
			}
		}
	}
	r.checkOptions(&o)
	iface.clock.setOffset(offset)
	r.interfaces = append(r.interfaces, iface)
	if len(in.file.Interfaces) < maxInterfaces {
		in.file.Interfaces = append(in.file.Interfaces, about)
	}
}

func (r *pcapngReader) resolution(old clock, value []byte) clock {
	if len(value) == 0 {
		return old
	}
	c, ok := newClock(value[0])
	if !ok {
		r.in.damage("bad-time-resolution",
			"the time resolution of an interface is finer than can be; microseconds were assumed", false)
	}
	return c
}

// statistics reads an interface statistics block. Its numbers are totals, so the last one counts.
func (r *pcapngReader) statistics(b []byte) {
	in := r.in
	if len(b) < 12 {
		in.damage("bad-block", "an interface statistics block is too short for its fields", false)
		return
	}
	id := r.u32(b)
	if uint64(id) >= uint64(len(r.interfaces)) {
		in.damage("bad-interface", "statistics belong to an interface that the section does not describe", false)
		return
	}
	received, dropped := int64(-1), int64(-1)
	o := options{b: b[12:], order: r.order}
	for o.next() {
		n, ok := o.count()
		switch {
		case !ok:
		case o.code == 4:
			received = n
		case o.code == 5, o.code == 7: // by the interface, by the system
			dropped = max(dropped, 0) + n
		}
	}
	r.checkOptions(&o)
	iface := &r.interfaces[id]
	if i := r.first + int(id); i < len(in.file.Interfaces) {
		about := &in.file.Interfaces[i]
		if received >= 0 {
			about.Received = received
		}
		if dropped >= 0 {
			about.Dropped = dropped
		}
	}
	if dropped >= 0 {
		before := iface.dropped()
		iface.dropsOfStatistics = dropped
		in.file.Dropped += iface.dropped() - before
	}
}
