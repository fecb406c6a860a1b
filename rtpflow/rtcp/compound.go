package rtcp

import "encoding/binary"

// Fault says what is wrong with a packet, or with what follows the last packet of a compound.
type Fault uint8

// The faults.
const (
	NoFault    Fault = iota
	BadVersion       // a version other than 2
	BadType          // a packet type outside 192 to 223 (RFC 5761, 4)
	TooLong          // the length field goes beyond the datagram
	Remnant          // one to three bytes are left: no header
	BadPadding       // padding that is no multiple of four, or larger than the packet (RFC 3550, 6.4.1)
	TooShort         // the content does not fit the length
)

// String says it in plain words.
func (f Fault) String() string {
	return [...]string{"no fault", "another version than 2", "a packet type outside 192 to 223", "a length beyond the datagram",
		"a few bytes after the last packet", "padding that does not fit", "content that does not fit the length"}[f]
}

// Packet is one packet of a compound (RFC 3550, 6.1).
type Packet struct {
	Type  Type
	Count uint8  // the header's five bits: reports, sources, chunks, subtype or feedback format
	Body  []byte // what follows the first four bytes, without padding
	Cut   bool   // the capture kept only the beginning of it
	Fault Fault  // BadPadding, else NoFault
}

// Compound walks the packets of a datagram or interleaved frame. Reduced size (RFC 5506) is no special
// case: any packet may come first.
type Compound struct {
	rest    []byte
	wireLen int // bytes from rest on, on the wire
	fault   Fault
}

// Read begins to walk b; wireLen is the length on the wire, of which b may be only the beginning.
func Read(b []byte, wireLen int) Compound { return Compound{rest: b, wireLen: max(wireLen, len(b))} }

// Fault says, when Next has returned false, why the walk did not end with the last byte.
func (c *Compound) Fault() Fault { return c.fault }

// Left is how many bytes, on the wire, have not been read.
func (c *Compound) Left() int { return c.wireLen }

// Next reads the next packet into p; false at the end, or where nothing readable follows.
func (c *Compound) Next(p *Packet) bool {
	b := c.rest
	if len(b) < 4 {
		if len(b) > 0 && len(b) == c.wireLen {
			c.fault = Remnant
		}
		return false
	}
	switch {
	case b[0]>>6 != 2:
		c.fault = BadVersion
		return false
	case b[1] < 192 || b[1] > 223:
		c.fault = BadType
		return false
	}
	size := 4 + 4*int(binary.BigEndian.Uint16(b[2:]))
	if size > c.wireLen {
		c.fault = TooLong
		return false
	}
	*p = Packet{Type: Type(b[1]), Count: b[0] & 0x1f}
	if size > len(b) {
		p.Cut, p.Body = true, b[4:]
		c.rest = nil
		return true
	}
	p.Body = b[4:size]
	if b[0]&0x20 != 0 {
		p.unpad()
	}
	c.rest, c.wireLen = b[size:], c.wireLen-size
	return true
}

// unpad takes the padding off; where it does not fit, what is content is not known.
func (p *Packet) unpad() {
	n := 0
	if len(p.Body) > 0 {
		n = int(p.Body[len(p.Body)-1])
	}
	if n == 0 || n%4 != 0 || n > len(p.Body) {
		p.Fault = BadPadding
		return
	}
	p.Body = p.Body[:len(p.Body)-n]
}

// Sender is the SSRC that begins the body of every kind of packet but SDES and BYE, which may name
// none.
func (p *Packet) Sender() (ssrc uint32, ok bool) {
	if len(p.Body) < 4 {
		return 0, false
	}
	return binary.BigEndian.Uint32(p.Body), true
}
