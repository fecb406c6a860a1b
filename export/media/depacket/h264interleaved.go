package depacket

import "encoding/binary"

// pushInterleaved takes a packet of the interleaved mode (RFC 6184, 5.3 and 5.7), in which NAL units
// come with decoding order numbers.
func (d *H264) pushInterleaved(p *Packet) {
	b := p.Payload
	d.order.note(p)
	if len(b) < 3 {
		return
	}
	switch b[0] & 0x1f {
	case h264STAPB:
		d.stapB(binary.BigEndian.Uint16(b[1:]), b[3:], p)
	case h264MTAP16:
		d.mtap(binary.BigEndian.Uint16(b[1:]), b[3:], p, 2)
	case h264MTAP24:
		d.mtap(binary.BigEndian.Uint16(b[1:]), b[3:], p, 3)
	case h264FUB:
		if len(b) >= 4 {
			head := [1]byte{b[0]&0xe0 | b[1]&0x1f}
			d.order.begin(binary.BigEndian.Uint16(b[2:]), p, head[:], b[4:])
		}
	case h264FUA:
		if !d.order.add(b[2:]) {
			d.order.lost++
		} else if b[1]&0x40 != 0 {
			d.order.finish()
		}
	default:
		d.order.lost++
	}
	d.release(false)
}

func (d *H264) stapB(don uint16, b []byte, p *Packet) {
	for len(b) > 2 {
		n := int(binary.BigEndian.Uint16(b))
		if n == 0 || 2+n > len(b) {
			d.order.lost++
			return
		}
		d.order.insert(don, p.Timestamp, p, b[2:2+n], nil)
		don++
		b = b[2+n:]
	}
}

// mtap takes an aggregation packet of several times, its offsets of width bytes.
func (d *H264) mtap(base uint16, b []byte, p *Packet, width int) {
	for head := 3 + width; len(b) > head; {
		n := int(binary.BigEndian.Uint16(b)) // DOND and offset do not count in (5.7.2)
		if n == 0 || head+n > len(b) {
			d.order.lost++
			return
		}
		var offset uint32
		for _, c := range b[3:head] {
			offset = offset<<8 | uint32(c)
		}
		d.order.insert(base+uint16(b[2]), p.Timestamp+offset, p, b[head:head+n], nil)
		b = b[head+n:]
	}
}

// release hands on what is in decoding order.
func (d *H264) release(all bool) {
	for {
		h, ok := d.order.next(all)
		if !ok {
			return
		}
		if d.packet(&h.p) {
			d.recovery = false
		}
		d.whole(h.data, &h.p)
	}
}
