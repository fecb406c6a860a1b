package capture

import "encoding/binary"

// nearTime is how far (s) the time of a record may lie from that of the record before to be believed
// without a look at what follows it.
const nearTime = 86400

// resyncAhead is how much of the file must be in the window to judge a place in it: three records of the
// largest plausible size.
const resyncAhead = 3 * (plausibleRecord + 64)

// resync tells of damage at the window's place and looks for the next record behind it: found says whether
// one begins where the bytes given begin; final, that the file ends with them. Each byte is looked at once.
// It is false where none was found: then the damage is the end of what can be read.
func (in *input) resync(kind, detail string, found func(b []byte, final bool) bool) bool {
	d := Damage{Kind: kind, Frame: in.frame, Offset: in.block.offset(), Detail: detail}
	in.block.pos++ // not the same again
	for {
		if in.block.rest() < resyncAhead && in.block.err == nil {
			in.need(2 * resyncAhead)
		}
		final := in.block.err != nil
		w := in.head()
		n := len(w)
		if !final {
			n -= resyncAhead - 1
		}
		for i := range n {
			if found(w[i:], final) {
				in.block.pos += i
				d.Skipped = in.block.offset() - d.Offset
				in.file.addDamage(d)
				return true
			}
		}
		in.block.pos += n
		if final {
			d.Fatal = true
			in.file.addDamage(d)
			in.ended("")
			return false
		}
	}
}

// recordHeader is the header of a pcap record.
type recordHeader struct{ sec, frac, incl, orig uint32 }

func (r *pcapReader) read(h []byte) recordHeader {
	x := recordHeader{r.order.Uint32(h), r.order.Uint32(h[4:]), r.order.Uint32(h[8:]), r.order.Uint32(h[12:])}
	if r.lenIn2 {
		x.incl, x.orig = x.orig, x.incl
	}
	return x
}

// near reports whether two times lie within nearTime of one another.
func near(a, b uint32) bool { return a-b+nearTime <= 2*nearTime }

// usual reports whether a header is one as capture tools write them, at about the given time.
func (r *pcapReader) usual(h recordHeader, sec uint32) bool {
	return h.incl > 0 && h.incl <= h.orig && h.orig <= plausibleRecord && int64(h.frac)*r.unit < 1e9 && near(h.sec, sec)
}

// begins reports whether a record begins where b does: three usual records in a row, or fewer with which
// the file ends.
func (r *pcapReader) begins(b []byte, final bool) bool {
	for n := 0; n < 3; n++ {
		if len(b) < r.size {
			return n > 0 && final // the file ends there, or cuts the next header
		}
		h := r.read(b)
		sec := r.sec
		if !r.timed {
			sec = h.sec
		}
		if !r.usual(h, sec) {
			return false
		}
		if size := r.size + int(h.incl); size <= len(b) {
			b = b[size:]
		} else {
			return n > 0 && final
		}
	}
	return true
}

// believe judges a record of unusual size or time, which is whole, by what follows it: another record, or
// the end of the file. A time that a second record confirms is the one to compare with from then on.
func (r *pcapReader) believe(h recordHeader) bool {
	in := r.in
	n := r.size + int(h.incl)
	if !in.need(n + r.size) {
		return true // the file ends with it
	}
	next := r.read(in.head()[n:])
	if next.orig = max(next.orig, next.incl); r.usual(next, h.sec) { // some tools set the length on the wire wrong
		r.sec, r.timed = h.sec, true
		return true
	}
	return isPcap(in.head()[n:]) || next.incl <= maxRecord && h.incl <= h.orig
}

// recover looks for the next record behind one that makes no sense.
func (r *pcapReader) recover(detail string) bool {
	return r.in.resync("bad-length", detail, r.begins)
}

// recover looks for the next block behind one that makes no sense.
func (r *pcapngReader) recover(kind, detail string) bool {
	return r.in.resync(kind, detail, r.begins)
}

// begins reports whether a block begins where b does: of a known type, with its length at both its ends.
func (r *pcapngReader) begins(b []byte, final bool) bool {
	if len(b) < 16 {
		return false
	}
	order := r.order
	kind, n := order.Uint32(b), order.Uint32(b[4:])
	least := uint32(12)
	switch kind {
	case magicSection:
		if order = sectionOrder(b); order == nil {
			return false
		}
		n, least = order.Uint32(b[4:]), 28
	case blockEnhanced, blockPacket:
		if least = 32; len(b) < 28 || kind == blockEnhanced && uint64(order.Uint32(b[8:])) >= uint64(len(r.interfaces)) || order.Uint32(b[20:]) > n {
			return false
		}
	case blockInterface:
		least = 20
	case blockStatistics:
		least = 24
	case blockSimple:
		least = 16
	case blockNames, blockSecrets:
	default:
		return false
	}
	if n < least || n&3 != 0 || n > plausibleRecord || uint64(n) > uint64(len(b)) {
		return false
	}
	return binary.ByteOrder(order).Uint32(b[n-4:]) == n
}
