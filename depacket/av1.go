package depacket

import (
	"rtspect/bitstream"
	"rtspect/payload"
)

// AV1 rebuilds the temporal units of AV1 from its RTP payload format. They are in the low-overhead format: each OBU
// with its size, a temporal delimiter first.
type AV1 struct {
	frameAssembler
	elements payload.AV1
	obu      []byte // that continues in the next packet
	isOpen   bool   // there is such an OBU
	header   [16]byte
}

// NewAV1 makes a depacketizer.
func NewAV1(pool *Pool, emit Emit) *AV1 {
	return &AV1{frameAssembler: frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet.
func (d *AV1) Push(p *Packet) {
	b := p.Payload
	continues := len(b) > 0 && b[0]&0x80 != 0
	if p.Lost > 0 || p.Restart {
		d.isOpen = false
	}
	traits := payload.Coded
	if d.elements.Read(b); d.elements.Next() {
		traits |= d.elements.Traits()
	}
	if d.frame(p, traits) {
		d.isOpen = false
		d.write([]byte{payload.OBUTemporalDelimiter<<3 | 2, 0})
	}
	if continues && !d.isOpen {
		d.damage("the beginning of an OBU is lost", p)
	}
	for d.elements.Read(b); d.elements.Next(); {
		if d.elements.Cut {
			d.elements.Malformed = true
			break
		}
		d.traits.Join(d.elements.Traits())
		d.element(&d.elements)
	}
	if d.elements.Malformed {
		d.damage(malformed, p)
		d.isOpen = false
	}
	if p.Marker && d.isOpen {
		d.damage("an OBU does not end", p)
		d.isOpen = false
	}
	d.mark(p)
}

// element takes an OBU or a part of one.
func (d *AV1) element(e *payload.AV1) {
	b := e.Data
	switch {
	case e.Continues && !d.isOpen:
		return
	case e.Continues || e.Unfinished:
		if !e.Continues {
			d.obu = d.obu[:0]
		}
		if len(d.obu)+len(b) > MaxUnit/4 {
			d.damage(tooLarge, nil)
			d.isOpen = false
			return
		}
		d.obu = append(d.obu, b...)
		d.isOpen = e.Unfinished
		if e.Unfinished {
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
	if typ == payload.OBUTemporalDelimiter || typ == payload.OBUTileList || d.gap {
		return // the payload format leaves these two out
	}
	if typ == payload.OBUSequenceHeader {
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
