package rtcp

import "encoding/binary"

// Application is an application-defined packet (RFC 3550, 6.7).
type Application struct {
	SSRC    uint32
	Subtype uint8
	Name    [4]byte // ASCII
}

// Application parses an APP packet.
func (p *Packet) Application() (a Application, ok bool) {
	if p.Type != APP || len(p.Body) < 8 {
		return a, false
	}
	return Application{binary.BigEndian.Uint32(p.Body), p.Count, [4]byte(p.Body[4:8])}, true
}
