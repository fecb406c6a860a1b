package capture

// tzsp decodes the TaZmen Sniffer Protocol, in which access points and routers send captured packets: version,
// type, link type, and tags up to an end tag. It returns false if b is not TZSP.
func (d *decoder) tzsp(p *Packet, b []byte, wire int) bool {
	const tagPadding, tagEnd = 0, 1
	if len(b) < 5 || b[0] != 1 || b[1] > 1 { // received, or to be transmitted
		return false
	}
	link, n := be16(b[2:]), 4
	for n < len(b) && b[n] != tagEnd {
		if b[n] == tagPadding {
			n++
			continue
		}
		if n+1 >= len(b) {
			return false
		}
		n += 2 + int(b[n+1])
	}
	if n++; n > len(b) {
		return false
	}
	inner := b[n:]
	switch {
	case link == 1 && likelyEthernet(inner):
	case link == 18 && len(inner) > 0 && inner[0]&3 == 0: // IEEE 802.11, version 0
	default:
		return false
	}
	if !d.tunnel(p, EncapOther) {
		return true
	}
	if link == 1 {
		d.ethernet(p, inner, wire-n)
	} else {
		d.wifi(p, inner, wire-n, false)
	}
	return true
}
