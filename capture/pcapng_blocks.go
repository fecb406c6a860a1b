package capture

import (
	"encoding/binary"
	"io"
)

// section reads a section header block. problem describes what is wrong with it; cut reports that the file ends
// within it.
func (r *pcapngReader) section() (problem string, truncated bool) {
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
	examined := min(n, maxOptions)
	if !in.need(int(examined)) {
		return "", true
	}
	r.order, r.swap = order, order == binary.ByteOrder(binary.BigEndian)
	r.first += len(r.interfaces)
	r.interfaces = r.interfaces[:0]
	o := options{b: in.head()[24 : examined-4], order: order}
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
	r.partial = examined < n
	r.checkOptions(&o)
	r.partial = false
	return "", !in.block.skip(int64(n))
}

// setText sets a string that has not been set before.
func setText(to *string, value []byte) {
	if *to == "" {
		*to = clipText(value, maxText)
	}
}

// other processes a block without a packet and skips it. It returns false at the end of the readable data.
func (r *pcapngReader) other(kind, n uint32) bool {
	in := r.in
	if bad := badLength(n); bad != "" {
		return r.recover("bad-block", bad)
	}
	if n > maxPacketBlock || n > plausibleRecord && !in.need(int(n)) && in.block.err == io.EOF {
		return r.recover("bad-length", "the length of a block exceeds the remaining file or the maximum")
	}
	examined := min(n, maxOptions)
	if !in.need(int(examined)) {
		in.endOfInput("a block")
		return false
	}
	body := in.head()[8 : examined-4]
	known := true
	r.partial = examined < n
	switch kind {
	case blockInterface:
		r.interfaceDescription(body)
	case blockStatistics:
		r.statistics(body)
	case blockSecrets:
		in.file.HasSecrets = true
	case blockNames:
	case blockJournal, blockCustom, blockCustomKeep, blockSysdig, blockSysdig2, blockSysdigBig:
		in.frame++ // not a packet, but Wireshark shows a line for it
	default:
		known = false
	}
	r.partial = false
	if !in.block.skip(int64(n)-4) || !in.need(4) {
		in.endOfInput("a block")
		return false
	}
	if r.u32(in.head()) != n {
		if !known { // most likely garbage: its length is wrong
			return r.recover("bad-block", "the two lengths of a block differ")
		}
		in.damage("bad-block", "the two lengths of a block differ", false)
	}
	in.block.pos += 4
	return true
}

// interfaceDescription reads an interface description block.
func (r *pcapngReader) interfaceDescription(b []byte) {
	in := r.in
	if len(r.interfaces) == maxSectionInterfaces {
		in.damage("limit", "too many interfaces in a section", false)
		return
	}
	iface := ngInterface{link: 0xffff, clock: microClock}
	properties := Interface{Link: iface.link, Received: -1, Dropped: -1}
	if len(b) < 8 { // the interface number is assigned nevertheless
		in.damage("bad-block", "truncated interface description block", false)
		b = nil
	} else {
		iface.link, iface.snaplen = LinkType(r.u16(b)), r.u32(b[4:])
		properties.Link = iface.link
		b = b[8:]
	}
	o := options{b: b, order: r.order}
	var offset int64
	for o.next() {
		switch o.code {
		case 1:
			in.comment(0, o.value)
		case 2:
			setText(&properties.Name, o.value)
		case 3:
			setText(&properties.Description, o.value)
		case 9:
			iface.clock = r.resolution(iface.clock, o.value)
		case 11:
			if len(o.value) > 1 && o.value[0] == 0 { // otherwise BPF code
				setText(&properties.Filter, o.value[1:])
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
		in.file.Interfaces = append(in.file.Interfaces, properties)
	}
}

func (r *pcapngReader) resolution(old clock, value []byte) clock {
	if len(value) == 0 {
		return old
	}
	c, ok := newClock(value[0])
	if !ok {
		r.in.damage("bad-time-resolution",
			"unsupported time resolution of an interface; microseconds were assumed", false)
	}
	return c
}

// statistics reads an interface statistics block. Its numbers are totals, so the last block counts.
func (r *pcapngReader) statistics(b []byte) {
	in := r.in
	if len(b) < 12 {
		in.damage("bad-block", "truncated interface statistics block", false)
		return
	}
	id := r.u32(b)
	if uint64(id) >= uint64(len(r.interfaces)) {
		in.damage("bad-interface", "statistics refer to an undescribed interface", false)
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
		case o.code == 5, o.code == 7: // by the interface, and by the operating system
			dropped = max(dropped, 0) + n
		}
	}
	r.checkOptions(&o)
	iface := &r.interfaces[id]
	if i := r.first + int(id); i < len(in.file.Interfaces) {
		properties := &in.file.Interfaces[i]
		if received >= 0 {
			properties.Received = received
		}
		if dropped >= 0 {
			properties.Dropped = dropped
		}
	}
	if dropped >= 0 {
		before := iface.dropped()
		iface.dropsOfStatistics = dropped
		in.file.Dropped += iface.dropped() - before
	}
}
