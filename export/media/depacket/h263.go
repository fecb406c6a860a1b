package depacket

import "rtspect/bitstream"

// H263 takes H.263 out of the payload format of RFC 2190: three kinds of header, and payloads that
// begin and end inside a byte. Its units are pictures.
type H263 struct {
	frameAssembler
	ebit int // bits of the last byte that belong to the next payload
}

// NewH263 makes a depacketizer.
func NewH263(pool *Pool, emit Emit) *H263 {
	return &H263{frameAssembler: frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet.
func (d *H263) Push(p *Packet) {
	b := p.Payload
	n := 4 // mode A
	if len(b) > 0 && b[0]&0x80 != 0 {
		n = 8 // mode B
		if b[0]&0x40 != 0 {
			n = 12 // mode C
		}
	}
	starts := len(b) > n+2 && b[n] == 0 && b[n+1] == 0 && b[n+2]&0xfc == 0x80 // picture start code
	first := d.frame(p, starts || len(b) == 0)
	if len(b) <= n {
		if len(b) > 0 {
			d.damage("a payload is malformed", p)
		}
		d.marker(p)
		return
	}
	sbit, ebit := int(b[0]>>3&7), int(b[0]&7)
	if first {
		// The bit that says P (inter) stands in each header: in the second byte in mode A, in the
		// fifth in B and C.
		d.unit.Keyframe = n == 4 && b[1]&0x10 == 0 || n > 4 && b[4]&0x80 == 0
		d.ebit = 0
	}
	body := b[n:]
	if end := len(d.unit.Data); sbit > 0 && end > 0 && !d.hole {
		if (sbit+d.ebit)&7 != 0 {
			d.damage("bits between two packets are missing", p)
		} else {
			d.unit.Data[end-1] = d.unit.Data[end-1]&(0xff<<d.ebit) | body[0]&(0xff>>sbit)
			body = body[1:]
		}
	}
	d.ebit = ebit
	d.add(body, p)
}

// H263Plus takes H.263+ out of the payload format of RFC 4629. Its units are pictures.
type H263Plus struct{ frameAssembler }

// NewH263Plus makes a depacketizer.
func NewH263Plus(pool *Pool, emit Emit) *H263Plus {
	return &H263Plus{frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet: a header of 2 bytes (5.1), video redundancy coding and an extra picture
// header after it where it says so.
func (d *H263Plus) Push(p *Packet) {
	b := p.Payload
	if len(b) < 2 {
		d.frame(p, len(b) == 0)
		d.marker(p)
		return
	}
	start := b[0]&0x04 != 0 // two zero bytes of a start code are left out
	n := 2 + (int(b[0]&1)<<5 | int(b[1]>>3))
	if b[0]&0x02 != 0 {
		n++
	}
	if n >= len(b) {
		d.frame(p, false)
		d.damage("a payload is malformed", p)
		d.marker(p)
		return
	}
	body := b[n:]
	picture := start && body[0]&0xfc == 0x80
	if d.frame(p, picture) {
		d.unit.Keyframe = bitstream.H263Intra(body)
	}
	if start && !d.hole {
		d.write([]byte{0, 0})
	}
	d.add(body, p)
}
