package capture

// gre decodes generic routing encapsulation (RFC 2784, 2890), and version 1, which carries PPP (RFC 2637, 4.1).
func (d *decoder) gre(p *Packet, b []byte, wire int) {
	if len(b) < 4 {
		d.truncated(p, b, wire, ReasonTunnel)
		return
	}
	const checksum, routing, key, sequence, ack = 0x80, 0x40, 0x20, 0x10, 0x80
	t, version, n := be16(b[2:]), b[1]&7, 4
	for _, bit := range []byte{checksum | routing, key, sequence} {
		if b[0]&bit != 0 {
			n += 4
		}
	}
	if version == 1 && b[1]&ack != 0 {
		n += 4
	}
	if version > 1 || b[0]&routing != 0 || n > wire {
		d.undecodable(p, ReasonTunnel)
		return
	}
	if n > len(b) {
		d.truncated(p, b, wire, ReasonTunnel)
		return
	}
	hasSequence := b[0]&sequence != 0
	b, wire = b[n:], wire-n
	if !d.tunnel(p, EncapGRE) {
		return
	}
	switch {
	case version == 1 && wire == 0: // an acknowledgment without payload
		d.notIP(p)
	case version == 1:
		d.ppp(p, b, wire)
	case t == 0x88be && !hasSequence: // ERSPAN type I has no header
		d.ethernet(p, b, wire)
	case t == 0x88be:
		d.offset(p, b, wire, 8, (*decoder).ethernet)
	case t == 0x22eb:
		d.erspan3(p, b, wire)
	case t <= 1500:
		d.notIP(p)
	case t == etherBridge:
		d.ethernet(p, b, wire)
	default:
		d.etherType(p, t, b, wire)
	}
}

// erspan3 decodes the ERSPAN type III header: twelve bytes, and a platform-specific subheader of eight bytes if
// the lowest bit is set. The frame type distinguishes Ethernet from IP.
func (d *decoder) erspan3(p *Packet, b []byte, wire int) {
	if len(b) < 12 {
		d.truncated(p, b, wire, ReasonTunnel)
		return
	}
	n := 12
	if b[11]&1 != 0 {
		n += 8
	}
	switch frameType := b[10] >> 2 & 0x1f; frameType {
	case 0:
		d.offset(p, b, wire, n, (*decoder).ethernet)
	case 2:
		d.offset(p, b, wire, n, (*decoder).ip)
	default:
		d.notIP(p)
	}
}
