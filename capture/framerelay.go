package capture

// frameRelay decodes multiprotocol encapsulation over Frame Relay (RFC 2427), and Cisco encapsulation, which
// has an EtherType after the address.
func (d *decoder) frameRelay(p *Packet, b []byte, wire int) {
	n := 0
	for n < len(b) && n < 4 && b[n]&1 == 0 { // the last byte of the address has its lowest bit set
		n++
	}
	n++
	if n < 2 || n > 4 || len(b) < n+2 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	b, wire = b[n:], wire-n
	if b[0] != 3 {
		if t := be16(b); t > 1500 {
			d.etherType(p, t, b[2:], wire-2)
			return
		}
		d.notIP(p)
		return
	}
	b, wire = b[1:], wire-1
	if b[0] == 0 && len(b) > 1 { // padding
		b, wire = b[1:], wire-1
	}
	switch nlpid := b[0]; nlpid {
	case 0xcc, 0x8e:
		d.ip(p, b[1:], wire-1)
	case 0x80: // SNAP
		if len(b) < 6 {
			d.truncated(p, b, wire, ReasonLinkHeader)
			return
		}
		oui, t := be32(b)&0xffffff, be16(b[4:])
		switch {
		case oui == 0 && t > 1500:
			d.etherType(p, t, b[6:], wire-6)
		case oui == 0x0080c2 && t == 7: // bridged Ethernet without a frame check sequence
			d.ethernet(p, b[6:], wire-6)
		default:
			d.notIP(p)
		}
	default:
		d.notIP(p)
	}
}
