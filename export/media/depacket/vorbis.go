package depacket

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// Vorbis takes Vorbis out of its payload format (RFC 5215), and Theora out of the same one. Its units
// are packets; those of parameters are the three headers, in one unit each.
type Vorbis struct {
	assembler
	out   Emit
	ident uint32
	// headers are the configurations known, by ident, as packed headers.
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

// xiphHeaders parts the headers that follow their count and lengths (RFC 5215, 3.2.1); size is the sum
// of all of them. used is 0 if they do not fit.
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

// Push takes the next packet (2.2): ident, fragment type, data type and count, then packets with their
// lengths.
func (d *Vorbis) Push(p *Packet) {
	b := p.Payload
	if len(b) < 6 {
		return
	}
	ident := uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
	fragment, kind, count := b[3]>>6, b[3]>>4&3, int(b[3]&15)
	b = b[4:]
	if fragment != 0 {
		d.fragment(ident, fragment, kind, b, p)
		return
	}
	if d.open {
		d.damage("its end is lost", p)
		d.end()
	}
	for range count {
		n := 0
		if len(b) >= 2 {
			n = int(binary.BigEndian.Uint16(b))
		}
		if len(b) < 2 || 2+n > len(b) {
			d.out(&Unit{Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq, Damaged: true, Why: "a payload is malformed"})
			return
		}
		u := Unit{Data: b[2 : 2+n], Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq, Keyframe: true}
		d.data(ident, kind, &u)
		b = b[2+n:]
	}
}

// fragment takes a piece of a packet: the first, one in the middle or the last.
func (d *Vorbis) fragment(ident uint32, fragment, kind byte, b []byte, p *Packet) {
	n := int(binary.BigEndian.Uint16(b))
	if fragment == 1 {
		d.fresh(p)
		d.ident = ident<<2 | uint32(kind)
	} else if d.packet(p) {
		d.damage("its beginning is lost", p)
	}
	if 2+n > len(b) {
		d.damage("a payload is malformed", p)
	} else if !d.hole {
		d.write(b[2 : 2+n])
	}
	if fragment == 3 {
		d.end()
	}
}

func (d *Vorbis) fragmented(u *Unit) {
	u.Keyframe = true
	if u.Damaged {
		d.out(u)
		return
	}
	d.data(d.ident>>2, byte(d.ident&3), u)
}

// data gives a packet of data, or takes in a packed configuration.
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

// headersLead is the length of count and lengths before headers.
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

// describe gives the headers before the first packet. The comment header may be missing (3.2): an empty
// one is in its place.
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

// Flush gives what is open.
func (d *Vorbis) Flush() {
	if d.open {
		d.damage(CutOff, nil)
	}
	d.end()
}
