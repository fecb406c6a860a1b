package capture

// sll decodes a Linux cooked capture header, version 1: packet type, ARPHRD type, address length, eight address
// bytes, protocol.
func (d *decoder) sll(p *Packet, b []byte, wire int) {
	if len(b) < 16 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	d.cooked(p, be16(b[2:]), be16(b[14:]), b[16:], wire-16)
}

// sll2 decodes version 2: protocol, reserved, interface index, ARPHRD type, packet type, address length,
// address.
func (d *decoder) sll2(p *Packet, b []byte, wire int) {
	if len(b) < 20 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	d.cooked(p, be16(b[8:]), be16(b), b[20:], wire-20)
}

// ARPHRD types whose protocol field is not an EtherType.
const (
	arphrdNetlink  = 824
	arphrdWiFi     = 801
	arphrdRadiotap = 803
	arphrdFrad     = 770
)

func (d *decoder) cooked(p *Packet, hardware, protocol int, b []byte, wire int) {
	switch hardware {
	case arphrdNetlink:
		d.notIP(p)
		return
	case arphrdWiFi:
		d.wifi(p, b, wire, false)
		return
	case arphrdRadiotap:
		d.radiotap(p, b, wire)
		return
	case arphrdFrad:
		d.frameRelay(p, b, wire)
		return
	}
	switch {
	case protocol > 1500:
		d.etherType(p, protocol, b, wire)
	case protocol == 4: // IEEE 802.2 without a length field
		d.llc(p, b, wire)
	default: // 1: IPX directly in 802.3; 0x0c, 0x0d: CAN; …
		d.notIP(p)
	}
}

// loopback decodes the BSD loopback header: the address family, in NULL captures in the byte order of the
// capturing machine and in LOOP captures in network byte order. Families are small numbers, so both orders are
// accepted for both.
func (d *decoder) loopback(p *Packet, b []byte, wire int) {
	if len(b) < 4 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	family := be32(b)
	if family&0xffff == 0 {
		family = uint32(b[0]) | uint32(b[1])<<8
	}
	switch family {
	case 2: // AF_INET on all systems
		d.ipv4(p, b[4:], wire-4)
	case 10, 23, 24, 28, 30: // AF_INET6 on Linux, Windows, OpenBSD and NetBSD, FreeBSD, macOS
		d.ipv6(p, b[4:], wire-4)
	default:
		if t := be16(b[2:]); t == etherIPv4 || t == etherIPv6 { // some drivers write an EtherType
			d.etherType(p, t, b[4:], wire-4)
			return
		}
		d.notIP(p)
	}
}
