package capture

// gtpu decodes the GPRS tunneling protocol, user plane (3GPP TS 29.281, 5.1): flags, type, length, tunnel
// endpoint, and, depending on the flags, sequence number, N-PDU number and extension headers. It returns false
// if b is not GTP-U.
func (d *decoder) gtpu(p *Packet, b []byte, wire int) bool {
	const (
		version1 = 0x30 // with the protocol type GTP
		optional = 0x07
		hasNext  = 0x04
		gPDU     = 255
	)
	if len(b) < 8 || b[0]&^optional != version1 || b[1] != gPDU || be16(b[2:]) > wire-8 {
		return false
	}
	n := 8
	if b[0]&optional != 0 {
		n += 4
		if len(b) < n {
			return false
		}
		next := b[11]
		for b[0]&hasNext != 0 && next != 0 {
			if len(b) < n+4 || b[n] == 0 {
				return false
			}
			size := int(b[n]) * 4
			if len(b) < n+size {
				return false
			}
			next = b[n+size-1]
			n += size
		}
	}
	if !hasIP(b[n:]) {
		return false
	}
	if d.tunnel(p, EncapGTPU) {
		d.ip(p, b[n:], wire-n)
	}
	return true
}
