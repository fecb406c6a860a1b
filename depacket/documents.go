package depacket

import "rtspect/payload"

// Documents extracts media whose units are the payloads of the packets up to a marker bit: KLV metadata (RFC 6597) and
// ONVIF metadata (ONVIF Streaming Specification, 5.2.1).
type Documents struct {
	frameAssembler
	begins func([]byte) bool
}

// NewDocuments makes a depacketizer; begins distinguishes the first bytes of a unit from others.
func NewDocuments(begins func([]byte) bool, pool *Pool, emit Emit) *Documents {
	return &Documents{frameAssembler{newAssembler(pool, func(u *Unit) {
		u.Keyframe = true
		emit(u)
	})}, begins}
}

// Push takes the next packet.
func (d *Documents) Push(p *Packet) {
	traits := payload.Coded
	if d.begins(p.Payload) {
		traits |= payload.Begins
	}
	if d.packet(p, traits) && d.ambiguous && len(p.Payload) > 0 && traits&payload.Begins == 0 {
		d.damage(beginningLost, p)
	}
	d.add(p.Payload, p)
}
