package capture

// mpls decodes a label stack (RFC 3032). The labels do not indicate the payload type. IP is recognized by its
// version field (RFC 4928, 3); anything else may be an Ethernet pseudowire, with or without a control word (RFC
// 4448, 4.6).
func (d *decoder) mpls(p *Packet, b []byte, wire int) {
	for bottom := false; !bottom; {
		if len(b) < 4 {
			d.truncated(p, b, wire, ReasonLinkHeader)
			return
		}
		if !d.tag(p, EncapMPLS) {
			return
		}
		bottom = b[2]&1 != 0
		b, wire = b[4:], wire-4
	}
	switch {
	case len(b) == 0:
		d.truncated(p, b, wire, ReasonLinkHeader)
	case len(b) >= 4 && b[0]>>4 == 0 && likelyEthernet(b[4:]):
		d.ethernet(p, b[4:], wire-4)
	case likelyEthernet(b) && !hasIP(b):
		d.ethernet(p, b, wire)
	default:
		d.ip(p, b, wire)
	}
}
