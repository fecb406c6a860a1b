package depacket

import (
	"encoding/base64"
	"encoding/binary"
	"strings"

	"rtspect/payload"
)

// Vorbis extracts Vorbis from its payload format (RFC 5215). Its units are packets; those of parameters are the three
// headers, in one unit each.
type Vorbis struct {
	assembler
	out   Emit
	ident uint32 // of the packet that comes in fragments
	kind  byte   // its data type
	// headers are the known configurations by ident.
	headers map[uint32][][]byte
	given   bool
}

const maxConfigurations = 16

// NewVorbis makes a depacketizer for a stream with this fmtp parameter (configuration).
func NewVorbis(param func(string) string, pool *Pool, emit Emit) *Vorbis {
	d := &Vorbis{out: emit, headers: map[uint32][][]byte{}}
	d.assembler = newAssembler(pool, d.fragmented)
	text := strings.TrimRight(strings.TrimSpace(param("configuration")), "=")
	if b, err := base64.RawStdEncoding.DecodeString(text); err == nil {
		d.packed(b)
	}
	return d
}

// packed reads packed headers (3.2.1): a count, and for each an ident, a length and headers.
func (d *Vorbis) packed(b []byte) {
	if len(b) < 4 {
		return
	}
	n := binary.BigEndian.Uint32(b)
	b = b[4:]
	for ; n > 0 && len(b) >= 6 && len(d.headers) < maxConfigurations; n-- {
		ident := uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
		size := int(binary.BigEndian.Uint16(b[3:]))
		list, used := xiphHeaders(b[5:], size)
		if used == 0 {
			return
		}
		d.headers[ident] = list
		b = b[5+used:]
	}
}

// xiphHeaders splits the headers that follow their count and lengths (RFC 5215, 3.2.1); size is that of all of them
// together. used is 0 if they do not fit.
func xiphHeaders(b []byte, size int) (list [][]byte, used int) {
	if len(b) == 0 {
		return nil, 0
	}
	count, at := int(b[0]), 1
	var lengths []int
	sum := 0
	for range count {
		n := 0
		for more := true; more; at++ {
			if at >= len(b) || n > size {
				return nil, 0
			}
			n = n<<7 | int(b[at]&0x7f)
			more = b[at]&0x80 != 0
		}
		lengths = append(lengths, n)
		sum += n
	}
	if sum > size || at+size > len(b) {
		return nil, 0
	}
	for _, n := range append(lengths, size-sum) {
		list = append(list, b[at:at+n])
		at += n
	}
	return list, at
}

// Push takes the next packet: a header, then packets of Vorbis with their lengths.
func (d *Vorbis) Push(p *Packet) {
	h, _ := payload.Xiph(p.Payload)
	if len(p.Payload) < payload.XiphHeaderSize+2 {
		return
	}
	b := p.Payload[payload.XiphHeaderSize:]
	if h.Fragment != 0 {
		d.fragment(&h, b, p)
		return
	}
	if d.open {
		d.damage(endLost, p)
		d.end()
	}
	for range h.Packets {
		n := 0
		if len(b) >= 2 {
			n = int(binary.BigEndian.Uint16(b))
		}
		if len(b) < 2 || 2+n > len(b) {
			d.out(damagedUnit(p, malformed))
			return
		}
		u := unitOf(p)
		u.Data = b[2 : 2+n]
		d.data(h.Ident, h.DataType, &u)
		b = b[2+n:]
	}
}

// fragment takes a fragment of a packet of Vorbis: the first, one in the middle or the last.
func (d *Vorbis) fragment(h *payload.XiphHeader, b []byte, p *Packet) {
	n := int(binary.BigEndian.Uint16(b))
	if h.Fragment == 1 {
		d.fresh(p)
		d.ident, d.kind = h.Ident, h.DataType
	} else if d.packet(p, 0) {
		d.damage(beginningLost, p)
	}
	if 2+n > len(b) {
		d.damage(malformed, p)
	} else if !d.gap {
		d.write(b[2 : 2+n])
	}
	if h.Fragment == 3 {
		d.end()
	}
}

func (d *Vorbis) fragmented(u *Unit) {
	u.Keyframe = true
	if u.Damaged {
		d.out(u)
		return
	}
	d.data(d.ident, d.kind, u)
}

// data emits a packet of coded data, or reads a packed configuration.
func (d *Vorbis) data(ident uint32, kind byte, u *Unit) {
	switch kind {
	case 0:
		if !d.given {
			d.given = d.describe(ident, u)
		}
		d.out(u)
	case 1: // packed configuration, without count and ident
		if list, used := xiphHeaders(u.Data, len(u.Data)-headersLead(u.Data)); used > 0 && len(d.headers) < maxConfigurations {
			for i := range list {
				list[i] = append([]byte(nil), list[i]...)
			}
			d.headers[ident] = list
		}
	}
}

// headersLead is the length of the count and lengths before the headers.
func headersLead(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	at := 1
	for n := int(b[0]); n > 0 && at < len(b); at++ {
		if b[at]&0x80 == 0 {
			n--
		}
	}
	return at
}

// describe emits the headers before the first packet. The comment header may be missing (3.2): an empty one takes its
// place.
func (d *Vorbis) describe(ident uint32, first *Unit) bool {
	list := d.headers[ident]
	if len(list) == 0 {
		return false
	}
	if len(list) == 2 {
		h := list[0]
		if len(h) < 7 {
			return false
		}
		comment := append([]byte{h[0] + 2}, h[1:7]...)
		if h[0] == 0x80 {
			comment[0] = 0x81
		}
		comment = append(comment, 0, 0, 0, 0, 0, 0, 0, 0, 1)
		list = [][]byte{h, comment, list[1]}
	}
	for _, h := range list {
		d.out(&Unit{Data: h, Parameters: true, Timestamp: first.Timestamp, Time: first.Time, FirstSeq: first.FirstSeq, LastSeq: first.LastSeq})
	}
	return true
}

// Flush emits what is open.
func (d *Vorbis) Flush() {
	if d.open {
		d.damage(EndOfStream, nil)
	}
	d.end()
}
