package capture

// pppFrame decodes PPP from the first byte of a link: with HDLC-like framing (RFC 1662), without framing, or
// Cisco HDLC, which the serial link types include as well.
func (d *decoder) pppFrame(p *Packet, b []byte, wire int) {
	if len(b) >= 2 && (b[0] == 0x0f || b[0] == 0x8f) && b[1] == 0 {
		d.ciscoHDLC(p, b, wire)
		return
	}
	d.ppp(p, b, wire)
}

// ppp decodes the protocol field (RFC 1661, 2), after the address and control fields if present. A field whose
// first byte is odd is compressed to that byte.
func (d *decoder) ppp(p *Packet, b []byte, wire int) {
	p.Encap |= EncapPPP
	if len(b) >= 2 && b[0] == 0xff && b[1] == 3 {
		b, wire = b[2:], wire-2
	}
	if len(b) < 2 {
		d.truncated(p, b, wire, ReasonLinkHeader)
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
		d.undecodable(p, ReasonCompressed)
	case 0x0053: // ECP
		d.undecodable(p, ReasonEncrypted)
	default:
		d.notIP(p)
	}
}

// ciscoHDLC decodes Cisco HDLC: address, control, EtherType.
func (d *decoder) ciscoHDLC(p *Packet, b []byte, wire int) {
	if len(b) < 4 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	t := be16(b[2:])
	if t <= 1500 {
		d.notIP(p)
		return
	}
	d.etherType(p, t, b[4:], wire-4)
}

// pppoe decodes the session stage of PPP over Ethernet (RFC 2516, 4): version and type, code, session, length.
func (d *decoder) pppoe(p *Packet, b []byte, wire int) {
	if len(b) < 6 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	if b[0] != 0x11 {
		d.undecodable(p, ReasonLinkHeader)
		return
	}
	if b[1] != 0 { // discovery stage, in a PPP_ETHER capture
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
