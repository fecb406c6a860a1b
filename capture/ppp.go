package capture

// pppFrame decodes PPP from the first byte of a link: in HDLC-like framing (RFC 1662), without it, or
// the HDLC of Cisco, which the link types of serial lines stand for as well.
func (d *decoder) pppFrame(p *Packet, b []byte, wire int) {
	if len(b) >= 2 && (b[0] == 0x0f || b[0] == 0x8f) && b[1] == 0 {
		d.ciscoHDLC(p, b, wire)
		return
	}
	d.ppp(p, b, wire)
}

// ppp decodes the protocol field (RFC 1661, section 2), behind address and control where they are
// sent. A field whose first byte is odd is compressed to that byte.
func (d *decoder) ppp(p *Packet, b []byte, wire int) {
	p.Encap |= EncapPPP
	if len(b) >= 2 && b[0] == 0xff && b[1] == 3 {
		b, wire = b[2:], wire-2
	}
	if len(b) < 2 {
		d.short(p, b, wire, ReasonLinkHeader)
		return
	}
	protocol, n := be16(b), 2
	if b[0]&1 != 0 {
		protocol, n = int(b[0]), 1
	}
	b, wire = b[n:], wire-n
	switch protocol {
	case 0x0021:
		d.ipv4(p, b, wire)
	case 0x0057:
		d.ipv6(p, b, wire)
	case 0x0281, 0x0283:
		d.mpls(p, b, wire)
	case 0x002d, 0x002f, 0x00fd, 0x00fb: // Van Jacobson, CCP
		d.bad(p, ReasonCompressed)
	case 0x0053: // ECP
		d.bad(p, ReasonEncrypted)
	default:
		d.notIP(p)
	}
}

// ciscoHDLC decodes the HDLC of Cisco: address, control, EtherType.
func (d *decoder) ciscoHDLC(p *Packet, b []byte, wire int) {
	if len(b) < 4 {
		d.short(p, b, wire, ReasonLinkHeader)
		return
	}
	t := be16(b[2:])
	if t <= 1500 {
		d.notIP(p)
		return
	}
	d.etherType(p, t, b[4:], wire-4)
}

// pppoe decodes the session stage of PPP over Ethernet (RFC 2516, section 4): version and type, code,
// session, length.
func (d *decoder) pppoe(p *Packet, b []byte, wire int) {
	if len(b) < 6 {
		d.short(p, b, wire, ReasonLinkHeader)
		return
	}
	if b[0] != 0x11 {
		d.bad(p, ReasonLinkHeader)
		return
	}
	if b[1] != 0 { // discovery, in a PPP_ETHER capture
		d.notIP(p)
		return
	}
	n := be16(b[4:])
	b, wire = b[6:], wire-6
	if n <= wire {
		wire = n
		b = b[:min(n, len(b))]
	}
	if d.tunnel(p, EncapPPPoE) {
		d.ppp(p, b, wire)
	}
}
