package demux

import "rtspect/capture"

// DTLS remembers between which endpoints DTLS handshakes ran: their RTP is encrypted (RFC 5764). The zero value is ready.
type DTLS struct {
	between map[FlowKey]bool
}

// maxDTLS bounds the pairs of endpoints that are remembered.
const maxDTLS = 1 << 14

// Datagram notes a datagram that is neither RTP nor RTCP if it is a DTLS handshake record (RFC 6347, 4.1; RFC 9147, 4).
func (d *DTLS) Datagram(p *capture.Packet) {
	if b := p.Payload; len(b) < 13 || b[0] != 22 || b[1] != 0xfe || b[2] < 0xfc {
		return
	}
	if d.between == nil {
		d.between = map[FlowKey]bool{}
	}
	if len(d.between) < maxDTLS {
		d.between[FlowKey{A: p.Src, B: p.Dst}] = true
	}
}

// Between reports whether a handshake ran between two endpoints.
func (d *DTLS) Between(a, b capture.Endpoint) bool {
	return d.between[FlowKey{A: a, B: b}] || d.between[FlowKey{A: b, B: a}]
}
