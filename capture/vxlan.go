package capture

// vxlan decodes VXLAN (RFC 7348, 5): flags, of which one is set, and a network identifier. The group policy
// extension adds a flag and an identifier. It returns false if b is not VXLAN.
func (d *decoder) vxlan(p *Packet, b []byte, wire int) bool {
	const hasVNI, hasPolicy = 0x08, 0x80
	if len(b) < 8 || b[0]&^hasPolicy != hasVNI || b[7] != 0 || !likelyEthernet(b[8:]) {
		return false
	}
	if b[0]&hasPolicy == 0 && b[1]|b[2]|b[3] != 0 {
		return false
	}
	if d.tunnel(p, EncapVXLAN) {
		d.ethernet(p, b[8:], wire-8)
	}
	return true
}
