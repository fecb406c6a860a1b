package asf

const maxPayloads = 63 // six bits count them

// Packet is what an ASF data packet says of itself ([ASF] 5.2), without its media. Use one value for
// many packets: its slices are used again.
type Packet struct {
	ErrorCorrection int  // bytes of error correction data, with their flags
	Multiple        bool // payloads may be several
	// The fields of the payload parsing information. A length that is not given is 0.
	Length, Sequence, Padding uint32
	SendTime                  uint32 // milliseconds
	Duration                  uint16 // milliseconds
	Payloads                  []PacketPayload
	Fault                     Fault // what ended the reading early, if its Code is not empty

	layout layout
}

// layout keeps where the fields are that padding changes.
type layout struct {
	flags, length, padding int // offsets; of the last two, where the field stands or would stand
	lengthType, padType    uint8
}

// PacketPayload is one payload: a media object, a fragment of one, or several small ones.
type PacketPayload struct {
	Stream   int
	KeyFrame bool
	Object   uint32 // number of the media object, modulo the size of its field
	Offset   uint32 // of this fragment in the media object
	// Size of the media object and its presentation time in milliseconds, preroll included; HasTime
	// says whether they were there.
	Size, Time uint32
	HasTime    bool
	Objects    int // media objects here: 1, or as many as a compressed payload holds
	Length     int // bytes of media, for a compressed payload with a length byte for each object
}

// ParsePacket reads one ASF data packet.
func ParsePacket(b []byte) *Packet {
	p := new(Packet)
	p.Parse(b)
	return p
}

// Parse reads one ASF data packet into p. It says whether all of it could be read; what was read before
// a fault stands. It keeps nothing of b.
func (p *Packet) Parse(b []byte) bool {
	*p = Packet{Payloads: p.Payloads[:0]}
	c := cursor{b: b}
	count, lengthType, property, ok := p.head(&c)
	if !ok {
		return false
	}
	end := p.end(b)
	if end < c.at {
		return p.fail(c.at, "length or padding")
	}
	c.b = b[:end]
	for range count {
		if !p.payload(&c, property, lengthType) {
			return false
		}
	}
	return true
}

func (p *Packet) fail(at int, in string) bool {
	p.Fault = Fault{FaultPacket, at, in}
	return false
}

// head reads error correction, parsing information and, of a packet with several payloads, their flags.
func (p *Packet) head(c *cursor) (count int, lengthType, property uint8, ok bool) {
	first := c.u8()
	if first&0x80 != 0 {
		if first&0x60 != 0 {
			return 0, 0, 0, p.fail(0, "error correction") // of a length type that is reserved
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
		return 0, 0, 0, p.fail(c.at, "parsing information")
	}
	if !p.Multiple {
		return 1, 0, property, true
	}
	flags := c.u8()
	if c.short || flags>>6 == 0 {
		return 0, 0, 0, p.fail(c.at, "payload flags") // without lengths, several cannot be told apart
	}
	return int(flags & maxPayloads), flags >> 6, property, true
}

// end is where the payloads end: before the padding. A packet whose explicit length is below the size
// of its kind goes on in padding that nothing declares.
func (p *Packet) end(b []byte) int {
	end := int64(len(b))
	if p.layout.lengthType != 0 && p.Length != 0 {
		end = min(end, int64(p.Length))
	}
	return int(max(end-int64(p.Padding), -1))
}

// payload reads one payload; lengthType is that of its length field, 0 where it goes to the end.
func (p *Packet) payload(c *cursor, property, lengthType uint8) bool {
	at := c.at
	number := c.u8()
	pl := PacketPayload{Stream: int(number & 0x7f), KeyFrame: number&0x80 != 0, Objects: 1}
	pl.Object = c.field(property >> 4)
	pl.Offset = c.field(property >> 2)
	replicated := c.field(property)
	compressed := replicated == 1
	if compressed {
		// Offset is the presentation time, and the one replicated byte the difference between objects.
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
		return p.fail(at, "payload header")
	}
	data := c.bytes(uint64(n))
	if c.short {
		data = c.bytes(uint64(c.left()))
	}
	pl.Length = len(data)
	whole := true
	if compressed {
		pl.Objects, whole = subPayloads(data)
	}
	p.Payloads = append(p.Payloads, pl)
	if c.short || !whole {
		return p.fail(at, "payload data")
	}
	return true
}

// subPayloads counts the media objects of a compressed payload, each behind a byte with its length.
func subPayloads(b []byte) (n int, whole bool) {
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
