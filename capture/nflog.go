package capture

import "encoding/binary"

// nflog decodes packets logged by the NFLOG target of a Linux firewall: a header with family, version and
// resource ID, followed by attributes in the byte order of the capturing machine, one of which is the packet.
func (d *decoder) nflog(p *Packet, b []byte, wire int) {
	const payload = 9 // NFULA_PAYLOAD
	if len(b) < 4 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	b, wire = b[4:], wire-4
	for len(b) >= 4 {
		n, kind := int(binary.LittleEndian.Uint16(b)), binary.LittleEndian.Uint16(b[2:])
		if kind > 0xff { // opposite byte order
			n, kind = be16(b), uint16(be16(b[2:]))
		}
		if kind&0x7fff == payload && n >= 4 {
			wire = min(wire, n)
			d.ip(p, b[4:min(n, len(b))], wire-4)
			return
		}
		step := (n + 3) &^ 3
		if n < 4 || step > len(b) {
			break
		}
		b, wire = b[step:], wire-step
	}
	d.truncated(p, b, wire, ReasonLinkHeader)
}
