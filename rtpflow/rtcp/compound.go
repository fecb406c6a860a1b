package rtcp

import "encoding/binary"

// ParseError classifies malformed RTCP: a packet, or the bytes after the last packet of a compound.
type ParseError uint8

// The parse errors.
const (
	NoError       ParseError = iota
	BadVersion               // a version other than 2
	BadType                  // a packet type outside 192 to 223 (RFC 5761, 4)
	TooLong                  // the length field exceeds the datagram
	TrailingBytes            // one to three bytes are left: too few for a header
	BadPadding               // padding that is not a multiple of four, or larger than the packet (RFC 3550, 6.4.1)
	TooShort                 // the content exceeds the length
)

// String describes the error.
func (f ParseError) String() string {
	return [...]string{
		"no error", "version is not 2", "packet type outside 192 to 223", "length exceeds the datagram",
		"1 to 3 bytes after the last packet", "invalid padding", "content exceeds the length",
	}[f]
}

// Packet is one packet of a compound packet (RFC 3550, 6.1).
type Packet struct {
	Type      Type
	Count     uint8      // five bits of the header: the count of reports, sources or chunks, the subtype, or the feedback format
	Body      []byte     // content after the first four bytes, without padding
	Truncated bool       // truncated by the snaplen
	Err       ParseError // BadPadding or NoError
}

// Compound iterates over the packets of a datagram or interleaved frame. Reduced-size RTCP (RFC 5506) needs no
// special treatment: any packet type may come first.
type Compound struct {
	rest    []byte
	wireLen int // length of rest on the wire
	err     ParseError
}

// ParseCompound returns an iterator over the packets in b. b may be only the beginning of the data; wireLen is
// its length on the wire.
func ParseCompound(b []byte, wireLen int) Compound {
	return Compound{rest: b, wireLen: max(wireLen, len(b))}
}

// Err returns, after Next has returned false, why the data after the last packet was not parsed.
func (c *Compound) Err() ParseError { return c.err }

// Remaining returns the number of bytes, on the wire, that have not been parsed.
func (c *Compound) Remaining() int { return c.wireLen }

// Next parses the next packet into p. It returns false at the end of the data or before malformed data.
func (c *Compound) Next(p *Packet) bool {
	b := c.rest
	if len(b) < 4 {
		if len(b) > 0 && len(b) == c.wireLen {
			c.err = TrailingBytes
		}
		return false
	}
	switch {
	case b[0]>>6 != 2:
		c.err = BadVersion
		return false
	case b[1] < firstType || b[1] > lastType:
		c.err = BadType
		return false
	}
	size := 4 + 4*int(binary.BigEndian.Uint16(b[2:]))
	if size > c.wireLen {
		c.err = TooLong
		return false
	}
	*p = Packet{Type: Type(b[1]), Count: b[0] & 0x1f}
	if size > len(b) {
		p.Truncated, p.Body = true, b[4:]
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

// unpad removes the padding. If the padding is invalid, the extent of the content is unknown and the body stays
// as it is.
func (p *Packet) unpad() {
	n := 0
	if len(p.Body) > 0 {
		n = int(p.Body[len(p.Body)-1])
	}
	if n == 0 || n%4 != 0 || n > len(p.Body) {
		p.Err = BadPadding
		return
	}
	p.Body = p.Body[:len(p.Body)-n]
}

// Sender returns the SSRC at the beginning of the body. Every packet type except SDES and BYE has one there.
func (p *Packet) Sender() (ssrc uint32, ok bool) {
	if len(p.Body) < 4 {
		return 0, false
	}
	return binary.BigEndian.Uint32(p.Body), true
}

// BeginsCompound reports whether the first packet of a datagram that looks like RTCP has a known type and a length that
// fits: one in 32 of the random packets that clients send to open a path through a NAT look like RTCP.
func BeginsCompound(b []byte, wireLen int) bool {
	return len(b) >= 4 && Type(b[1]) >= SR && Type(b[1]) <= XR && 4+4*(int(b[2])<<8|int(b[3])) <= wireLen
}
