package capture

import "encoding/binary"

// icmp decodes an ICMP (RFC 792) or ICMPv6 (RFC 4443) message, and the flow that an error message quotes.
func (d *decoder) icmp(p *Packet, proto Proto, b []byte, wire int) {
	if len(b) < 4 {
		d.truncated(p, b, wire, ReasonICMP)
		return
	}
	p.Proto = proto
	p.Src.Port, p.Dst.Port = 0, 0
	p.setPayload(b, wire)
	if len(b) < 8 {
		return
	}
	var isError bool
	if proto == ICMP {
		isError = b[0] == 3 || b[0] == 11 || b[0] == 12 // destination unreachable, time exceeded, parameter problem
	} else {
		isError = b[0] >= 1 && b[0] <= 4 // destination unreachable, packet too big, time exceeded, parameter problem
	}
	if isError {
		p.HasUnreachable = quotedFlow(p, b[8:])
	}
}

// quotedFlow extracts the flow of the packet that an error message quotes: its complete IP header and at least
// eight more bytes (RFC 792), which include the ports.
func quotedFlow(p *Packet, b []byte) bool {
	var src, dst Endpoint
	var proto byte
	first := true // the fragment that contains the ports
	switch {
	case len(b) >= 20 && b[0]>>4 == 4:
		header := int(b[0]&15) * 4
		if header < 20 || header > len(b) {
			return false
		}
		src.Addr.set4(b[12:16])
		dst.Addr.set4(b[16:20])
		proto, first = b[9], binary.BigEndian.Uint16(b[6:])&0x1fff == 0
		b = b[header:]
	case len(b) >= 40 && b[0]>>4 == 6:
		src.Addr, dst.Addr = Addr(b[8:24]), Addr(b[24:40])
		proto, b = b[6], b[40:]
		if proto == headerFragment && len(b) >= 8 {
			proto, first = b[0], binary.BigEndian.Uint16(b[2:])&^7 == 0
			b = b[8:]
		}
	default:
		return false
	}
	if p := Proto(proto); (p == UDP || p == TCP) && first && len(b) >= 4 {
		src.Port, dst.Port = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	}
	p.UnreachableSrc, p.UnreachableDst, p.UnreachableProto = src, dst, Proto(proto)
	return true
}
