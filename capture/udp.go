package capture

import "encoding/binary"

// Tunnel ports.
const (
	portGTPU      = 2152
	portVXLAN     = 4789
	portGeneve    = 6081
	portVXLANOld  = 8472 // used by Linux before the port was assigned
	portTZSP      = 37008
	udpHeaderSize = 8
)

// udp decodes a UDP datagram (RFC 768). An invalid length is ignored because the IP length is reliable.
func (d *decoder) udp(p *Packet, b []byte, wire int) {
	if len(b) < udpHeaderSize {
		d.truncated(p, b, wire, ReasonUDP)
		return
	}
	if n := int(binary.BigEndian.Uint16(b[4:])); n >= udpHeaderSize && n < wire {
		wire = n
		b = b[:min(n, len(b))]
	}
	src, dst := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	switch dst {
	case portVXLAN, portVXLANOld, portGeneve, portGTPU, portTZSP:
		if d.udpTunnel(p, dst, b[udpHeaderSize:], wire-udpHeaderSize) {
			return
		}
	}
	p.Proto = UDP
	p.Src.Port, p.Dst.Port = src, dst
	p.Payload = b[udpHeaderSize:len(b):len(b)]
	p.PayloadLen = wire - udpHeaderSize
}

// udpTunnel decodes a tunnel on the given port. It returns false if the payload does not look like that tunnel:
// media may use these ports as well.
func (d *decoder) udpTunnel(p *Packet, port uint16, b []byte, wire int) bool {
	switch port {
	case portVXLAN, portVXLANOld:
		return d.vxlan(p, b, wire)
	case portGeneve:
		return d.geneve(p, b, wire)
	case portGTPU:
		return d.gtpu(p, b, wire)
	default:
		return d.tzsp(p, b, wire)
	}
}
