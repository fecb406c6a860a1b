package capture

// nearTime is the largest difference in seconds between the times of consecutive records that is accepted
// without checking the next record.
const nearTime = 86400

// resyncAhead is how much of the file must be in the window to check a position: three records of the largest
// plausible size.
const resyncAhead = 3 * (plausibleRecord + 64)

// resync records damage at the current position and searches for the next record. found reports whether a
// record starts at the beginning of b; final reports that the file ends with b. Each byte is examined once. If
// no record is found, the damage ends the readable data and resync returns false.
func (in *input) resync(kind, detail string, found func(b []byte, final bool) bool) bool {
	d := Damage{Kind: kind, Frame: in.frame, Offset: in.block.offset(), Detail: detail}
	in.block.pos++ // do not find the same record again
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
			in.endOfInput("")
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

// nearInTime reports whether two times are within nearTime of each other.
func nearInTime(a, b uint32) bool { return a-b+nearTime <= 2*nearTime }

// usual reports whether a header is typical of capture tools, at about the given time.
func (r *pcapReader) usual(h recordHeader, sec uint32) bool {
	return h.incl > 0 && h.incl <= h.orig && h.orig <= plausibleRecord && int64(h.frac)*r.unit < 1e9 && nearInTime(h.sec, sec)
}

// startsRecord reports whether a record starts at b: three typical records in a row, or fewer up to the end of the
// file.
func (r *pcapReader) startsRecord(b []byte, final bool) bool {
	for n := range 3 {
		if len(b) < r.size {
			return n > 0 && final // the file ends here, or within the next header
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

// confirm checks a complete record of unusual size or time by what follows it: another record or the end of the
// file. A time confirmed by a second record becomes the reference.
func (r *pcapReader) confirm(h recordHeader) bool {
	in := r.in
	n := r.size + int(h.incl)
	if !in.need(n + r.size) {
		return true // the file ends with it
	}
	next := r.read(in.head()[n:])
	if next.orig = max(next.orig, next.incl); r.usual(next, h.sec) { // some tools write a wrong length on the wire
		r.sec, r.timed = h.sec, true
		return true
	}
	return isPcap(in.head()[n:]) || next.incl <= maxRecord && h.incl <= h.orig
}

// recover searches for the next record after an invalid one.
func (r *pcapReader) recover(detail string) bool {
	return r.in.resync("bad-length", detail, r.startsRecord)
}

// recover searches for the next block after an invalid one.
func (r *pcapngReader) recover(kind, detail string) bool {
	return r.in.resync(kind, detail, r.startsBlock)
}

// startsBlock reports whether a block starts at b: a known type, and the same length at both ends.
func (r *pcapngReader) startsBlock(b []byte, final bool) bool {
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
	return order.Uint32(b[n-4:]) == n
}
