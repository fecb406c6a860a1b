package capture

// mpls decodes a label stack (RFC 3032). The labels do not say what they carry: IP tells by its version
// (RFC 4928, section 3); anything else can be an Ethernet pseudowire, with a control word (RFC 4448,
// section 4.6) or without.
func (d *decoder) mpls(p *Packet, b []byte, wire int) {
	for bottom := false; !bottom; {
		if len(b) < 4 {
			d.short(p, b, wire, ReasonLinkHeader)
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
		d.short(p, b, wire, ReasonLinkHeader)
	case len(b) >= 4 && b[0]>>4 == 0 && likelyEthernet(b[4:]):
		d.ethernet(p, b[4:], wire-4)
	case likelyEthernet(b) && !hasIP(b):
		d.ethernet(p, b, wire)
	default:
		d.ip(p, b, wire)
	}
}
