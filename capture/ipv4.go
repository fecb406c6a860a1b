package capture

import "encoding/binary"

// ipv4 decodes an IPv4 packet (RFC 791, section 3.1). Checksums are no matter: offload leaves them wrong.
func (d *decoder) ipv4(p *Packet, b []byte, wire int) {
	if len(b) < 20 {
		d.short(p, b, wire, ReasonIPv4)
		return
	}
	header, total := int(b[0]&15)*4, int(binary.BigEndian.Uint16(b[2:]))
	if b[0]>>4 != 4 || header < 20 {
		if b[0]>>4 == 6 { // the version is more to be believed than what came before it
			d.ipv6(p, b, wire)
			return
		}
		d.bad(p, ReasonIPv4)
		return
	}
	switch {
	case total == 0: // segmentation offload: as long as the frame
	case total < header:
		d.bad(p, ReasonIPv4)
		return
	case total <= wire:
		wire = total
		b = b[:min(total, len(b))]
	case !d.bounded:
		// A frame shorter than that was cut by whoever mirrored it: the total length still
		// says how long the packet was. Within a tunnel it can only be wrong.
		wire = total
	}
	if len(b) < header {
		d.short(p, b, wire, ReasonIPv4)
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

// set4 makes a the IPv4 address in b.
func (a *Addr) set4(b []byte) {
	// ::ffff:0:0 and the four bytes after it, in two stores.
	binary.LittleEndian.PutUint64(a[:8], 0)
	binary.LittleEndian.PutUint64(a[8:], 0xffff0000|uint64(binary.LittleEndian.Uint32(b))<<32)
}

// transport goes on with what an IP packet carries.
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
	case 0: // of IPv6, a hop-by-hop header that is not the first; of IPv4, nothing
		d.bad(p, ReasonProtocol)
	default:
		p.Proto = Proto(proto)
		p.Src.Port, p.Dst.Port = 0, 0
		p.setPayload(b, wire)
	}
}

func (p *Packet) setPayload(b []byte, wire int) {
	p.Payload = b[:len(b):len(b)]
	p.PayloadLen = wire
}

// authentication skips an authentication header (RFC 4302, section 2): what it guards is in the clear.
func (d *decoder) authentication(p *Packet, b []byte, wire int) {
	if len(b) < 12 {
		d.short(p, b, wire, ReasonProtocol)
		return
	}
	next, n := b[0], (int(b[1])+2)*4
	if n < 12 || n > wire {
		d.bad(p, ReasonProtocol)
		return
	}
	if n > len(b) {
		d.short(p, b, wire, ReasonProtocol)
		return
	}
	if d.tunnel(p, 0) { // bounds how many there can be
		d.transport(p, next, b[n:], wire-n)
	}
}
