package rtcp

import "encoding/binary"

// Goodbye is a BYE packet (RFC 3550, 6.6).
type Goodbye struct {
	sources []byte
	Reason  []byte // nil if absent
}

// Goodbye parses a BYE packet. ok is false if the sources or the reason do not fit into the packet.
func (p *Packet) Goodbye() (g Goodbye, ok bool) {
	n := 4 * int(p.Count)
	if p.Type != BYE || len(p.Body) < n {
		return g, false
	}
	g.sources = p.Body[:n]
	t := p.Body[n:]
	if len(t) == 0 || t[0] == 0 {
		return g, true
	}
	if 1+int(t[0]) > len(t) {
		return g, false
	}
	g.Reason = t[1 : 1+int(t[0])]
	return g, true
}

// Len returns the number of sources that leave.
func (g Goodbye) Len() int { return len(g.sources) / 4 }

// SSRC returns the SSRC of source i.
func (g Goodbye) SSRC(i int) uint32 { return binary.BigEndian.Uint32(g.sources[4*i:]) }
