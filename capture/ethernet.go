package capture

// EtherTypes.
const (
	etherIPv4   = 0x0800
	etherARP    = 0x0806
	etherVLAN   = 0x8100 // IEEE 802.1Q
	etherQinQ   = 0x88a8 // IEEE 802.1ad
	etherQinQ91 = 0x9100 // obsolete tags of the outer VLAN
	etherQinQ92 = 0x9200
	etherVNTag  = 0x8926 // IEEE 802.1Qbh
	etherIPv6   = 0x86dd
	etherMPLS   = 0x8847
	etherMPLSM  = 0x8848 // with upstream-assigned labels, or multicast
	etherPPPoE  = 0x8864 // session stage
	etherPPP    = 0x880b
	etherBridge = 0x6558 // transparent Ethernet bridging
)

// ethernet decodes an Ethernet II or IEEE 802.3 frame. Padding and the frame check sequence after the IP packet
// are removed when the packet is clipped to its IP length.
func (d *decoder) ethernet(p *Packet, b []byte, wire int) {
	if len(b) < 14 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	t := be16(b[12:])
	if t == etherIPv4 {
		d.ipv4(p, b[14:], wire-14)
		return
	}
	d.etherType(p, t, b[14:], wire-14)
}

// etherType continues with b according to an EtherType, or to the IEEE 802.3 length in its place.
func (d *decoder) etherType(p *Packet, t int, b []byte, wire int) {
	for {
		switch t {
		case etherIPv4:
			d.ipv4(p, b, wire)
		case etherIPv6:
			d.ipv6(p, b, wire)
		case etherVLAN, etherQinQ, etherQinQ91, etherQinQ92, etherVNTag:
			n := 2 // length of the tag before the next EtherType
			if t == etherVNTag {
				n = 4
			}
			if !d.tag(p, EncapVLAN) {
				return
			}
			if len(b) < n+2 {
				d.truncated(p, b, wire, ReasonLinkHeader)
				return
			}
			t, b, wire = be16(b[n:]), b[n+2:], wire-n-2
			continue
		case etherMPLS, etherMPLSM:
			d.mpls(p, b, wire)
		case etherPPPoE:
			d.pppoe(p, b, wire)
		case etherPPP:
			d.ppp(p, b, wire)
		case etherBridge:
			if d.tunnel(p, EncapOther) {
				d.ethernet(p, b, wire)
			}
		default:
			if t > 1500 {
				d.notIP(p)
				return
			}
			wire, d.bounded = min(wire, t), true
			d.llc(p, b[:min(len(b), t)], wire)
		}
		return
	}
}

// llc decodes IEEE 802.2 logical link control and the SNAP header that may follow (RFC 1042).
func (d *decoder) llc(p *Packet, b []byte, wire int) {
	switch {
	case len(b) < 3:
		d.truncated(p, b, wire, ReasonLinkHeader)
	case b[0] == 0xaa && b[1] == 0xaa && b[2] == 3:
		if len(b) < 8 {
			d.truncated(p, b, wire, ReasonLinkHeader)
			return
		}
		oui := be32(b[2:]) & 0xffffff
		if oui != 0 && oui != 0x0000f8 { // RFC 1042 and IEEE 802.1H
			d.notIP(p)
			return
		}
		if t := be16(b[6:]); t > 1500 {
			d.etherType(p, t, b[8:], wire-8)
			return
		}
		d.notIP(p)
	case b[0] == 6 && b[1] == 6 && b[2] == 3: // the SAP of IP
		d.ip(p, b[3:], wire-3)
	default:
		d.notIP(p)
	}
}

// likelyEthernet reports whether b may be the start of an Ethernet frame: whether its EtherType is a common one
// and fits the data that follows. It is for tunnels that do not indicate their content.
func likelyEthernet(b []byte) bool {
	if len(b) < 14 {
		return false
	}
	switch t := be16(b[12:]); t {
	case etherIPv4:
		return len(b) == 14 || b[14]>>4 == 4
	case etherIPv6:
		return len(b) == 14 || b[14]>>4 == 6
	case etherARP, etherVLAN, etherQinQ, etherQinQ91, etherQinQ92, etherMPLS, etherMPLSM, etherPPPoE,
		0x8863, 0x88cc, 0x8809, 0x88f7, 0x888e: // PPPoE discovery, LLDP, LACP, PTP, 802.1X
		return true
	default:
		return t >= 3 && t <= 1500 && len(b) >= 17 && (b[14] == 0xaa || b[14] == 0x42 || b[14] == 0xfe)
	}
}
