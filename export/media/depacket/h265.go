package depacket

import (
	"encoding/binary"
	"strconv"
)

// Payload structures of H.265 (RFC 7798, 4.4).
const (
	h265AP   = 48
	h265FU   = 49
	h265PACI = 50
)

// H265 takes H.265 out of its payload format (RFC 7798). Its units are access units in the byte stream
// format.
type H265 struct {
	nalAssembler
	order  donOrder
	hasDON bool
}

// NewH265 makes a depacketizer for a stream with these fmtp parameters (sprop-vps, sprop-sps,
// sprop-pps, sprop-max-don-diff, sprop-depack-buf-nalus).
func NewH265(param func(string) string, pool *Pool, emit Emit) *H265 {
	d := &H265{}
	d.init(pool, emit)
	d.typeOf = func(header byte) byte { return header >> 1 & 0x3f }
	d.kindOf = h265Kind
	n, _ := strconv.Atoi(param("sprop-max-don-diff"))
	d.hasDON = n > 0
	d.order = newDonOrder(param("sprop-depack-buf-nalus"))
	for _, name := range []string{"sprop-vps", "sprop-sps", "sprop-pps"} {
		d.described = append(d.described, base64List(param(name))...)
	}
	return d
}

func h265Kind(typ byte) nalKind {
	switch {
	case typ >= 16 && typ <= 23: // intra random access points
		return nalKey
	case typ < 32:
		return nalSlice
	case typ <= 34:
		return nalSet
	}
	return nalOther
}

// Push takes the next packet.
func (d *H265) Push(p *Packet) {
	if d.hasDON {
		d.order.note(p)
	} else {
		d.packet(p)
	}
	if len(p.Payload) > 2 {
		d.payload([2]byte{p.Payload[0], p.Payload[1]}, p.Payload[2:], p)
	} else if len(p.Payload) > 0 {
		d.bad(p)
	}
	if d.hasDON {
		d.release(false)
		return
	}
	d.marker(p)
}

// bad tells of a payload that is none.
func (d *H265) bad(p *Packet) {
	if d.hasDON {
		d.order.lost++
		return
	}
	d.badPacket(p)
}

func (d *H265) payload(head [2]byte, b []byte, p *Packet) {
	switch typ := head[0] >> 1 & 0x3f; {
	case typ == h265AP:
		d.aggregate(b, p)
	case typ == h265FU:
		d.fragment(head, b, p)
	case typ == h265PACI:
		d.paci(head, b, p)
	case typ > h265PACI:
		d.bad(p)
	case d.hasDON && len(b) > 2:
		d.order.insert(binary.BigEndian.Uint16(b), p.Timestamp, p, head[:], b[2:])
	case d.hasDON:
		d.bad(p)
	default:
		d.slice(typ, b, p)
		d.nal(head[:], b, p)
	}
}

// slice looks at the first slice after a loss: where it is not the first of its picture, the loss
// touched this one (first_slice_segment_in_pic_flag, ITU-T H.265, 7.3.6.1).
func (d *H265) slice(typ byte, body []byte, p *Packet) {
	if typ >= 32 || len(body) == 0 || body[0]&0x80 != 0 {
		return
	}
	d.sameSlice()
	if d.unsure && !d.coded {
		d.damage("its beginning is lost", p)
	}
}

// aggregate takes an AP (4.4.2).
func (d *H265) aggregate(b []byte, p *Packet) {
	var don uint16
	for first := true; len(b) > 0; first = false {
		if d.hasDON && first && len(b) > 2 {
			don, b = binary.BigEndian.Uint16(b), b[2:]
		} else if d.hasDON && !first {
			don, b = don+uint16(b[0])+1, b[1:]
		}
		if len(b) < 2 {
			d.bad(p)
			return
		}
		n := int(binary.BigEndian.Uint16(b))
		if n < 2 || 2+n > len(b) {
			d.bad(p)
			return
		}
		if nal := b[2 : 2+n]; d.hasDON {
			d.order.insert(don, p.Timestamp, p, nal, nil)
		} else {
			d.slice(nal[0]>>1&0x3f, nal[2:], p)
			d.nal(nal[:2], nal[2:], p)
		}
		b = b[2+n:]
	}
}

// fragment takes an FU (4.4.3).
func (d *H265) fragment(head [2]byte, b []byte, p *Packet) {
	if len(b) < 2 {
		d.bad(p)
		return
	}
	start, end := b[0]&0x80 != 0, b[0]&0x40 != 0
	nal := [2]byte{head[0]&0x81 | b[0]&0x3f<<1, head[1]}
	b = b[1:]
	if d.hasDON {
		d.fragmentDON(nal, b, p, start, end)
		return
	}
	switch {
	case start:
		d.slice(nal[0]>>1&0x3f, b, p)
		d.startNAL(nal[:], b, p)
		d.frag = true
	case !d.frag:
		d.damage("the beginning of a fragmented NAL unit is lost", p)
		return
	default:
		d.more(b)
	}
	if end {
		d.endNAL()
	}
}

func (d *H265) fragmentDON(nal [2]byte, b []byte, p *Packet, start, end bool) {
	if start && len(b) > 2 {
		d.order.begin(binary.BigEndian.Uint16(b), p, nal[:], b[2:])
	} else if start || !d.order.add(b) {
		d.order.lost++
		return
	}
	if end {
		d.order.finish()
	}
}

// paci takes the payload out of a PACI packet (4.4.4); its control information is of use to a receiver
// of live media only.
func (d *H265) paci(head [2]byte, b []byte, p *Packet) {
	if len(b) < 2 {
		d.bad(p)
		return
	}
	fields := binary.BigEndian.Uint16(b)
	size := int(fields >> 4 & 0x1f)
	typ := byte(fields >> 9 & 0x3f)
	if 2+size >= len(b) || typ == h265PACI {
		d.bad(p)
		return
	}
	inner := [2]byte{byte(fields>>8)&0x80 | typ<<1 | head[0]&1, head[1]}
	d.payload(inner, b[2+size:], p)
}

// release hands on what is in decoding order.
func (d *H265) release(all bool) {
	for {
		h, ok := d.order.next(all)
		if !ok {
			return
		}
		d.packet(&h.p)
		d.slice(h.data[0]>>1&0x3f, h.data[2:], &h.p)
		d.nal(h.data[:2], h.data[2:], &h.p)
	}
}

// Described reports whether the stream or its description gave the parameter sets that decoders need.
func (d *H265) Described() bool { return d.hasSets(32, 33, 34) }

// Flush gives what is open.
func (d *H265) Flush() {
	d.release(true)
	d.flush(CutOff)
}
