package capture

// geneve decodes Geneve (RFC 8926, 3.4): version and length of the options, flags, protocol, network
// identifier. It returns false if b is not Geneve.
func (d *decoder) geneve(p *Packet, b []byte, wire int) bool {
	if len(b) < 8 || b[0]>>6 != 0 || b[1]&0x3f != 0 || b[7] != 0 {
		return false
	}
	n, t := 8+int(b[0]&0x3f)*4, be16(b[2:])
	if n > len(b) {
		return false
	}
	switch {
	case t == etherBridge && likelyEthernet(b[n:]):
	case (t == etherIPv4 || t == etherIPv6) && hasIP(b[n:]):
	default:
		return false
	}
	if !d.tunnel(p, EncapGeneve) {
		return true
	}
	if t == etherBridge {
		d.ethernet(p, b[n:], wire-n)
	} else {
		d.etherType(p, t, b[n:], wire-n)
	}
	return true
}
