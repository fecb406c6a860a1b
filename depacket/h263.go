package depacket

import "rtspect/payload"

// H263 rebuilds the frames of H.263 from the payload format of RFC 2190, whose payloads begin and end inside a
// byte.
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
	f, ok := payload.H263(p.Payload)
	first := d.frame(p, f.Traits)
	if !ok {
		d.skip(p)
		return
	}
	sbit, ebit := int(p.Payload[0]>>3&7), int(p.Payload[0]&7)
	if first {
		d.ebit = 0
	}
	body := p.Payload[f.Header:]
	if end := len(d.unit.Data); sbit > 0 && end > 0 && !d.gap {
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

// H263Plus rebuilds the frames of H.263+ from the payload format of RFC 4629.
type H263Plus struct{ frameAssembler }

// NewH263Plus makes a depacketizer.
func NewH263Plus(pool *Pool, emit Emit) *H263Plus {
	return &H263Plus{frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet.
func (d *H263Plus) Push(p *Packet) {
	f, zeros, ok := payload.H263Plus(p.Payload)
	d.frame(p, f.Traits)
	if !ok {
		if len(p.Payload) >= 2 {
			d.damage(malformed, p)
		}
		d.mark(p)
		return
	}
	if zeros && !d.gap {
		d.write([]byte{0, 0})
	}
	d.add(p.Payload[f.Header:], p)
}
