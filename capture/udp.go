package capture

import "encoding/binary"

// Ports of tunnels.
const (
	portGTPU      = 2152
	portVXLAN     = 4789
	portGeneve    = 6081
	portVXLANOld  = 8472 // Linux, before there was a number
	portTZSP      = 37008
	udpHeaderSize = 8
)

// udp decodes a UDP datagram (RFC 768). A length that cannot be is no matter: the IP length is right.
func (d *decoder) udp(p *Packet, b []byte, wire int) {
	if len(b) < udpHeaderSize {
		d.short(p, b, wire, ReasonUDP)
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

// udpTunnel decodes a tunnel to the port given. It is false where the payload does not look like that
// tunnel: media may use these ports as well as any other.
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
