package asf

const maxPayloads = 63 // the count has six bits

// Packet is the parsing information of an ASF data packet ([ASF] 5.2), without the media data. Use one value
// for many packets to reuse its slices.
type Packet struct {
	ErrorCorrection int  // bytes of error correction data, including the flags
	Multiple        bool // the packet may contain several payloads
	// The fields of the payload parsing information. An absent length is 0.
	Length, Sequence, Padding uint32
	SendTime                  uint32 // milliseconds
	Duration                  uint16 // milliseconds
	Payloads                  []PacketPayload
	Violation                 Violation // the violation that ended the parsing; its Code is empty if there was none

	layout layout
}

// layout contains the positions of the fields that padding changes.
type layout struct {
	flags, length, padding int // offsets; of the last two, where the field is or would be
	lengthType, padType    uint8
}

// PacketPayload is a payload: a media object, a fragment of one, or several small ones.
type PacketPayload struct {
	Stream   int
	KeyFrame bool
	Object   uint32 // media object number, modulo the size of its field
	Offset   uint32 // offset of this fragment in the media object
	// Size is the size of the media object, and Time is its presentation time in milliseconds, including the
	// preroll. HasTime reports whether they are present.
	Size, Time uint32
	HasTime    bool
	Objects    int // media objects in this payload: 1, or more for a compressed payload
	Length     int // media bytes; for a compressed payload including a length byte per object
}

// Parse parses an ASF data packet into p and reports whether it could be parsed completely. Everything before a
// violation is valid. p does not refer to b.
func (p *Packet) Parse(b []byte) bool {
	*p = Packet{Payloads: p.Payloads[:0]}
	c := cursor{b: b}
	count, lengthType, property, ok := p.head(&c)
	if !ok {
		return false
	}
	end := p.end(b)
	if end < c.at {
		return p.violate(c.at, "length or padding")
	}
	c.b = b[:end]
	for range count {
		if !p.payload(&c, property, lengthType) {
			return false
		}
	}
	return true
}

func (p *Packet) violate(at int, in string) bool {
	p.Violation = Violation{ViolationPacket, at, in}
	return false
}

// head parses the error correction data, the parsing information and, for multiple payloads, the payload flags.
func (p *Packet) head(c *cursor) (count int, lengthType, property uint8, ok bool) {
	first := c.u8()
	if first&0x80 != 0 {
		if first&0x60 != 0 {
			return 0, 0, 0, p.violate(0, "error correction") // a reserved length type
		}
		n := uint64(first & 0x0f)
		c.bytes(n)
		p.ErrorCorrection = c.at
		p.layout.flags = c.at
		first = c.u8()
	}
	property = c.u8()
	p.Multiple = first&1 != 0
	p.layout.lengthType, p.layout.padType = first>>5&3, first>>3&3
	p.layout.length = c.at
	p.Length = c.field(first >> 5)
	p.Sequence = c.field(first >> 1)
	p.layout.padding = c.at
	p.Padding = c.field(first >> 3)
	p.SendTime, p.Duration = c.u32(), c.u16()
	if c.short {
		return 0, 0, 0, p.violate(c.at, "parsing information")
	}
	if !p.Multiple {
		return 1, 0, property, true
	}
	flags := c.u8()
	if c.short || flags>>6 == 0 {
		return 0, 0, 0, p.violate(c.at, "payload flags") // several payloads without lengths cannot be separated
	}
	return int(flags & maxPayloads), flags >> 6, property, true
}

// end returns the end of the payloads, which precede the padding. A packet whose explicit length is below the
// packet size is followed by undeclared padding.
func (p *Packet) end(b []byte) int {
	end := int64(len(b))
	if p.layout.lengthType != 0 && p.Length != 0 {
		end = min(end, int64(p.Length))
	}
	return int(max(end-int64(p.Padding), -1))
}

// payload parses a payload. lengthType is the type of its length field, or 0 if it extends to the end.
func (p *Packet) payload(c *cursor, property, lengthType uint8) bool {
	at := c.at
	number := c.u8()
	pl := PacketPayload{Stream: int(number & 0x7f), KeyFrame: number&0x80 != 0, Objects: 1}
	pl.Object = c.field(property >> 4)
	pl.Offset = c.field(property >> 2)
	replicated := c.field(property)
	compressed := replicated == 1
	if compressed {
		// Offset is the presentation time, and the single replicated byte is the time between objects.
		pl.Time, pl.HasTime, pl.Offset = pl.Offset, true, 0
		c.u8()
	} else if b := (cursor{b: c.bytes(uint64(replicated))}); len(b.b) >= 8 {
		pl.Size, pl.Time, pl.HasTime = b.u32(), b.u32(), true
	}
	n := uint32(max(c.left(), 0))
	if lengthType != 0 {
		n = c.field(lengthType)
	}
	if c.short {
		return p.violate(at, "payload header")
	}
	data := c.bytes(uint64(n))
	if c.short {
		data = c.bytes(uint64(c.left()))
	}
	pl.Length = len(data)
	complete := true
	if compressed {
		pl.Objects, complete = subPayloads(data)
	}
	p.Payloads = append(p.Payloads, pl)
	if c.short || !complete {
		return p.violate(at, "payload data")
	}
	return true
}

// subPayloads counts the media objects of a compressed payload. Each is preceded by a length byte.
func subPayloads(b []byte) (n int, complete bool) {
	for len(b) > 0 {
		size := 1 + int(b[0])
		n++
		if size > len(b) {
			return n, false
		}
		b = b[size:]
	}
	return n, true
}
