package container

import "encoding/binary"

// Ogg makes the pages of a logical bitstream (RFC 3533). Packets accumulate in a page until it is full or Flush is called.
type Ogg struct {
	Serial uint32
	seq    uint32
	begun  bool
	page   []byte // content
	lacing []byte
	cont   bool // the page begins inside a packet
	ended  bool // a packet ends on the page
	// granule is the position at the end of the last packet that ends on the page.
	granule int64
}

// noGranule is the position of a page on which no packet ends.
const noGranule = -1

// AppendPacket adds a packet that ends at a position, and appends to dst the pages that became full.
func (o *Ogg) AppendPacket(dst, packet []byte, granule int64) []byte {
	for first := true; ; first = false {
		if len(o.lacing) == 255 {
			dst = o.appendPage(dst, 0)
			o.cont = !first
		}
		n := min(len(packet), 255)
		o.lacing = append(o.lacing, byte(n))
		o.page = append(o.page, packet[:n]...)
		packet = packet[n:]
		if n < 255 {
			o.granule, o.ended = granule, true
			return dst
		}
	}
}

// Pending is how many bytes wait for their page to be full.
func (o *Ogg) Pending() int { return len(o.page) }

// SetGranule sets the position at the end of the last packet, where it becomes known only later.
func (o *Ogg) SetGranule(granule int64) {
	if o.ended {
		o.granule = granule
	}
}

// Flush appends the page that waits, if there is one; last says that it ends the stream.
func (o *Ogg) Flush(dst []byte, last bool) []byte {
	if len(o.lacing) == 0 && !last {
		return dst
	}
	flags := byte(0)
	if last {
		flags = 4
	}
	return o.appendPage(dst, flags)
}

func (o *Ogg) appendPage(dst []byte, flags byte) []byte {
	if !o.begun {
		flags |= 2
		o.begun = true
	}
	if o.cont {
		flags |= 1
	}
	granule := o.granule
	if !o.ended && len(o.lacing) > 0 {
		granule = noGranule
	}
	le := binary.LittleEndian
	start := len(dst)
	dst = append(dst, "OggS\x00"...)
	dst = append(dst, flags)
	dst = le.AppendUint64(dst, uint64(granule))
	dst = le.AppendUint32(dst, o.Serial)
	dst = le.AppendUint32(dst, o.seq)
	dst = append(dst, 0, 0, 0, 0, byte(len(o.lacing)))
	dst = append(dst, o.lacing...)
	dst = append(dst, o.page...)
	le.PutUint32(dst[start+22:], oggCRC(dst[start:]))
	o.seq++
	o.page, o.lacing, o.cont, o.ended = o.page[:0], o.lacing[:0], false, false
	return dst
}

var oggTable = func() (t [256]uint32) {
	for i := range t {
		r := uint32(i) << 24
		for range 8 {
			r = r<<1 ^ 0x04c11db7&-(r>>31)
		}
		t[i] = r
	}
	return t
}()

func oggCRC(b []byte) (r uint32) {
	for _, c := range b {
		r = r<<8 ^ oggTable[byte(r>>24)^c]
	}
	return r
}
