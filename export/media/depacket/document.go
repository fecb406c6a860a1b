package depacket

// Documents takes media whose units are the payloads of the packets up to a marker bit: KLV metadata
// (RFC 6597) and ONVIF metadata (ONVIF Streaming Specification, 5.2.1).
type Documents struct {
	frameAssembler
	begins func([]byte) bool
}

// NewDocuments makes a depacketizer; begins tells the first bytes of a unit from others, and may be nil.
func NewDocuments(begins func([]byte) bool, pool *Pool, emit Emit) *Documents {
	return &Documents{frameAssembler{newAssembler(pool, func(u *Unit) {
		u.Keyframe = true
		emit(u)
	})}, begins}
}

// Push takes the next packet.
func (d *Documents) Push(p *Packet) {
	starts := d.begins == nil || len(p.Payload) == 0 || d.begins(p.Payload)
	if d.packet(p) && d.unsure && !starts {
		d.damage("its beginning is lost", p)
	}
	d.add(p.Payload, p)
}

// BeginsKLV reports whether b begins with a universal label (SMPTE ST 298).
func BeginsKLV(b []byte) bool { return len(b) >= 4 && string(b[:4]) == "\x06\x0e\x2b\x34" }

// BeginsXML reports whether b begins with a tag, with or without a byte order mark and white space.
func BeginsXML(b []byte) bool {
	if len(b) >= 3 && string(b[:3]) == "\xef\xbb\xbf" {
		b = b[3:]
	}
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\n' || b[0] == '\r' || b[0] == '\t') {
		b = b[1:]
	}
	return len(b) > 0 && b[0] == '<'
}

// BeginsGzip reports whether b begins with the magic number of gzip.
func BeginsGzip(b []byte) bool { return len(b) >= 2 && b[0] == 0x1f && b[1] == 0x8b }
