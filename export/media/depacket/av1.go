package depacket

import "rtspect/bitstream"

// Types of open bitstream units (AV1 bitstream specification, 6.2.2).
const (
	obuSequence  = 1
	obuDelimiter = 2
	obuTileList  = 8
	obuPadding   = 15
)

// AV1 takes AV1 out of its RTP payload format. Its units are temporal units in the low-overhead
// format: each OBU with its size, a temporal delimiter first.
type AV1 struct {
	frameAssembler
	obu    []byte // that goes on in the next packet
	inOBU  bool
	coded  bool
	header [16]byte
}

// NewAV1 makes a depacketizer.
func NewAV1(pool *Pool, emit Emit) *AV1 {
	return &AV1{frameAssembler: frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet: an aggregation header, then OBU elements (RTP Payload Format For AV1,
// 4.4).
func (d *AV1) Push(p *Packet) {
	b := p.Payload
	goesOn := len(b) > 0 && b[0]&0x80 != 0
	if p.Lost > 0 || p.Restart {
		d.inOBU = false
	}
	if d.frame(p, !goesOn) {
		d.inOBU = false
		d.write([]byte{obuDelimiter<<3 | 2, 0})
	}
	if goesOn && !d.inOBU {
		d.damage("the beginning of an OBU is lost", p)
	}
	if len(b) > 0 {
		d.elements(b[0], b[1:], goesOn, p)
	}
	if p.Marker && d.inOBU {
		d.damage("an OBU does not end", p)
		d.inOBU = false
	}
	d.marker(p)
}

func (d *AV1) elements(head byte, b []byte, goesOn bool, p *Packet) {
	count := int(head >> 4 & 3)
	for i := 1; len(b) > 0; i++ {
		size := len(b)
		if count == 0 || i < count {
			n, used := bitstream.LEB128(b)
			if used == 0 || n > len(b)-used {
				d.damage("a payload is malformed", p)
				d.inOBU = false
				return
			}
			size, b = n, b[used:]
		}
		last := size == len(b) || count != 0 && i == count
		d.element(b[:size], goesOn && i == 1, last && head&0x40 != 0)
		b = b[size:]
		if count != 0 && i == count {
			return
		}
	}
}

// element takes an OBU or a part of one.
func (d *AV1) element(b []byte, goesOn, more bool) {
	switch {
	case goesOn && !d.inOBU:
		return
	case goesOn || more:
		if !goesOn {
			d.obu = d.obu[:0]
		}
		if len(d.obu)+len(b) > MaxUnit/4 {
			d.damage("too large", nil)
			d.inOBU = false
			return
		}
		d.obu = append(d.obu, b...)
		d.inOBU = more
		if more {
			return
		}
		b = d.obu
	}
	d.whole(b)
}

// whole appends an OBU with its size.
func (d *AV1) whole(b []byte) {
	if len(b) == 0 {
		return
	}
	typ := b[0] >> 3 & 15
	if typ == obuDelimiter || typ == obuTileList || d.hole {
		return // the payload format leaves them out
	}
	if typ == obuSequence {
		d.unit.Keyframe = true
		d.unit.Width, d.unit.Height = bitstream.AV1Size(b)
	}
	head := 1
	if b[0]&4 != 0 {
		head = 2
	}
	if len(b) < head {
		return
	}
	body := b[head:]
	if b[0]&2 != 0 { // it has its size already
		d.write(b)
		return
	}
	h := append(d.header[:0], b[0]|2)
	h = append(h, b[1:head]...)
	h = appendLEB128(h, len(body))
	if d.write(h) {
		d.write(body)
	}
}

func appendLEB128(dst []byte, n int) []byte {
	for ; n >= 0x80; n >>= 7 {
		dst = append(dst, byte(n)|0x80)
	}
	return append(dst, byte(n))
}
