package capture

import "encoding/binary"

// Next header values of extension headers.
const (
	headerHopByHop    = 0
	headerRouting     = 43
	headerFragment    = 44
	headerAH          = 51
	headerDestination = 60
	headerMobility    = 135
	headerHIP         = 139
	headerShim6       = 140
)

// ipv6 decodes an IPv6 packet (RFC 8200, 3).
func (d *decoder) ipv6(p *Packet, b []byte, wire int) {
	switch {
	case len(b) > 0 && b[0]>>4 == 4: // see ipv4
		d.ipv4(p, b, wire)
		return
	case len(b) < 40:
		d.truncated(p, b, wire, ReasonIPv6)
		return
	case b[0]>>4 != 6:
		d.undecodable(p, ReasonIPv6)
		return
	}
	p.Src.Addr = Addr(b[8:24])
	p.Dst.Addr = Addr(b[24:40])
	p.TTL = b[7]
	p.IPID = 0
	next, length := b[6], int(binary.BigEndian.Uint16(b[4:]))
	b, wire = b[40:], wire-40
	if length == 0 { // jumbogram or segmentation offload: as long as the frame unless the jumbo option specifies the length
		length = jumbo(next, b, wire)
	}
	if length <= wire || !d.bounded { // see ipv4
		wire = length
	}
	b = b[:min(wire, len(b))]
	switch Proto(next) {
	case UDP:
		d.udp(p, b, wire)
	case TCP:
		d.tcp(p, b, wire)
	default:
		d.headers6(p, next, b, wire)
	}
}

// jumbo returns the length in a jumbo payload option (RFC 2675, 2), or wire.
func jumbo(next byte, b []byte, wire int) int {
	const optPad1, optJumbo = 0, 0xc2
	if next != headerHopByHop || len(b) < 8 {
		return wire
	}
	o := b[2:min((int(b[1])+1)*8, len(b))]
	for len(o) >= 2 {
		if o[0] == optPad1 {
			o = o[1:]
			continue
		}
		if o[0] == optJumbo && o[1] == 4 && len(o) >= 6 {
			if n := be32(o[2:]); n > 0xffff && n <= maxRecord {
				return int(n)
			}
			break
		}
		o = o[min(2+int(o[1]), len(o)):]
	}
	return wire
}

// headers6 skips the extension headers (RFC 8200, 4) and continues with the payload.
func (d *decoder) headers6(p *Packet, next byte, b []byte, wire int) {
	for range maxHeaders {
		var n int
		switch next {
		case headerHopByHop, headerRouting, headerDestination, headerMobility, headerHIP, headerShim6, headerAH:
			if len(b) < 8 {
				d.truncated(p, b, wire, ReasonIPv6)
				return
			}
			n = (int(b[1]) + 1) * 8
			if next == headerAH {
				n = (int(b[1]) + 2) * 4
			}
		case headerFragment:
			if len(b) < 8 {
				d.truncated(p, b, wire, ReasonIPv6)
				return
			}
			if part := binary.BigEndian.Uint16(b[2:]); part&^6 != 0 {
				d.fragment6(p, b[0], part, be32(b[4:]), b[8:], wire-8)
				return
			}
			n = 8 // an atomic fragment (RFC 6946)
		default:
			d.transport(p, next, b, wire)
			return
		}
		if n > wire {
			d.undecodable(p, ReasonIPv6)
			return
		}
		if n > len(b) {
			d.truncated(p, b, wire, ReasonIPv6)
			return
		}
		next, b, wire = b[0], b[n:], wire-n
	}
	d.undecodable(p, ReasonIPv6)
}

// fragment6 adds a fragment. The next header is taken from the first fragment and does not identify the
// datagram.
func (d *decoder) fragment6(p *Packet, next byte, part uint16, id uint32, b []byte, wire int) {
	whole, ok := d.fragment(p, fragment{
		key:  fragmentKey{src: p.Src.Addr, dst: p.Dst.Addr, id: id, six: true},
		at:   int(part &^ 7),
		more: part&1 != 0,
		data: b, wire: wire,
		next: next,
	})
	if ok && d.tunnel(p, 0) { // limits the nesting of datagrams
		d.headers6(p, whole.next, whole.data, whole.wire)
	}
}
