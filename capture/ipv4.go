package capture

import "slices"

import "encoding/binary"

// ipv4 decodes an IPv4 packet (RFC 791, 3.1). Checksums are ignored because offload leaves them invalid.
func (d *decoder) ipv4(p *Packet, b []byte, wire int) {
	if len(b) < 20 {
		d.truncated(p, b, wire, ReasonIPv4)
		return
	}
	header, total := int(b[0]&15)*4, int(binary.BigEndian.Uint16(b[2:]))
	if b[0]>>4 != 4 || header < 20 {
		if b[0]>>4 == 6 { // the version field is more reliable than the type before it
			d.ipv6(p, b, wire)
			return
		}
		d.undecodable(p, ReasonIPv4)
		return
	}
	switch {
	case total == 0: // segmentation offload: as long as the frame
	case total < header:
		d.undecodable(p, ReasonIPv4)
		return
	case total <= wire:
		wire = total
		b = b[:min(total, len(b))]
	case !d.bounded:
		// A shorter frame was truncated by the mirroring device, and the total length is the length of the
		// packet. Inside a tunnel, the total length must be wrong.
		wire = total
	}
	if len(b) < header {
		d.truncated(p, b, wire, ReasonIPv4)
		return
	}
	p.Src.Addr.set4(b[12:16])
	p.Dst.Addr.set4(b[16:20])
	p.TTL = b[8]
	p.IPID = binary.BigEndian.Uint16(b[4:])
	proto, part := b[9], binary.BigEndian.Uint16(b[6:])
	b, wire = b[header:], wire-header
	if part&0x3fff != 0 { // more fragments, or not the first
		d.fragment4(p, proto, part, b, wire)
		return
	}
	switch Proto(proto) {
	case UDP:
		d.udp(p, b, wire)
	case TCP:
		d.tcp(p, b, wire)
	default:
		d.transport(p, proto, b, wire)
	}
}

// fragment4 adds a fragment (RFC 791, 3.2) and decodes the datagram that it completes.
func (d *decoder) fragment4(p *Packet, proto byte, part uint16, b []byte, wire int) {
	whole, ok := d.fragment(p, fragment{
		key:  fragmentKey{src: p.Src.Addr, dst: p.Dst.Addr, id: uint32(p.IPID), proto: proto},
		at:   int(part&0x1fff) * 8,
		more: part&0x2000 != 0,
		data: b, wire: wire,
		next: proto,
	})
	if ok {
		d.transport(p, proto, whole.data, whole.wire)
	}
}

// set4 sets a to the IPv4 address in b.
func (a *Addr) set4(b []byte) {
	// Writes ::ffff:0:0 and the four bytes after it with two stores.
	binary.LittleEndian.PutUint64(a[:8], 0)
	binary.LittleEndian.PutUint64(a[8:], 0xffff0000|uint64(binary.LittleEndian.Uint32(b))<<32)
}

// transport continues with the payload of an IP packet.
func (d *decoder) transport(p *Packet, proto byte, b []byte, wire int) {
	switch proto {
	case byte(UDP):
		d.udp(p, b, wire)
	case byte(TCP):
		d.tcp(p, b, wire)
	case byte(ICMP), byte(ICMPv6):
		d.icmp(p, Proto(proto), b, wire)
	case 4:
		if d.tunnel(p, EncapIPinIP) {
			d.ipv4(p, b, wire)
		}
	case 41:
		if d.tunnel(p, EncapIPinIP) {
			d.ipv6(p, b, wire)
		}
	case 47:
		d.gre(p, b, wire)
	case 51:
		d.authentication(p, b, wire)
	case 137:
		if d.tunnel(p, EncapMPLS) { // RFC 4023
			d.mpls(p, b, wire)
		}
	case 0: // for IPv6 a hop-by-hop header that is not the first; for IPv4 invalid
		d.undecodable(p, ReasonProtocol)
	default:
		p.Proto = Proto(proto)
		p.Src.Port, p.Dst.Port = 0, 0
		p.setPayload(b, wire)
	}
}

func (p *Packet) setPayload(b []byte, wire int) {
	p.Payload = slices.Clip(b)
	p.PayloadLen = wire
}

// authentication skips an authentication header (RFC 4302, 2). The data that it protects is not encrypted.
func (d *decoder) authentication(p *Packet, b []byte, wire int) {
	if len(b) < 12 {
		d.truncated(p, b, wire, ReasonProtocol)
		return
	}
	next, n := b[0], (int(b[1])+2)*4
	if n < 12 || n > wire {
		d.undecodable(p, ReasonProtocol)
		return
	}
	if n > len(b) {
		d.truncated(p, b, wire, ReasonProtocol)
		return
	}
	if d.tunnel(p, 0) { // limits the nesting depth
		d.transport(p, next, b[n:], wire-n)
	}
}
