package capture

import "encoding/binary"

// tcp decodes a TCP segment (RFC 9293, 3.1).
func (d *decoder) tcp(p *Packet, b []byte, wire int) {
	if len(b) < 20 {
		d.truncated(p, b, wire, ReasonTCP)
		return
	}
	header := int(b[12]>>4) * 4
	if header < 20 || header > wire {
		d.undecodable(p, ReasonTCP)
		return
	}
	p.Proto = TCP
	p.Src.Port, p.Dst.Port = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	p.Seq, p.Ack = binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	p.Flags = b[13]
	p.Window = binary.BigEndian.Uint16(b[14:])
	captured := min(header, len(b)) // the snaplen may truncate the options
	p.TCPOptions = b[20:captured:captured]
	p.Payload = b[captured:len(b):len(b)]
	p.PayloadLen = wire - header
}
