package asf

// StreamBitrate is an entry of the Stream Bitrate Properties Object ([ASF] 3.12).
type StreamBitrate struct {
	Number  int    // of the stream
	Bitrate uint32 // average, in bits per second, including ASF overhead
}

func (p *parser) bitrates(c *cursor) {
	for range c.u16() {
		if len(p.h.Bitrates) >= maxStreams {
			p.violation(ViolationTooMany, c.offset(), "Stream Bitrate Properties")
			return
		}
		number, rate := int(c.u16()&0x7f), c.u32()
		if c.short {
			break
		}
		p.h.Bitrates = append(p.h.Bitrates, StreamBitrate{number, rate})
	}
	p.checkLength(c, "Stream Bitrate Properties")
}

// Codec is an entry of the Codec List Object ([ASF] 3.5), which is informative.
type Codec struct {
	Type        string // "video", "audio", or "unknown"
	Name        string
	Description string
}

func (p *parser) codecs(c *cursor) {
	c.guid() // reserved
	n := c.u32()
	for range n {
		if c.short {
			break
		}
		if len(p.h.Codecs) >= maxCodecs {
			p.violation(ViolationTooMany, c.offset(), "Codec List")
			return
		}
		codec := Codec{Type: "unknown"}
		switch c.u16() {
		case 1:
			codec.Type = "video"
		case 2:
			codec.Type = "audio"
		}
		// Unlike all other lengths in the header, these two count characters.
		codec.Name = p.text(c, 2*int(c.u16()), "Codec List")
		codec.Description = p.text(c, 2*int(c.u16()), "Codec List")
		c.bytes(uint64(c.u16()))
		if c.short && codec.Name == "" {
			break
		}
		p.h.Codecs = append(p.h.Codecs, codec)
	}
	p.checkLength(c, "Codec List")
}

// languages parses the Language List Object ([ASF] 4.6).
func (p *parser) languages(c *cursor) {
	for range c.u16() {
		if len(p.h.Languages) >= maxLanguages {
			p.violation(ViolationTooMany, c.offset(), "Language List")
			return
		}
		n := int(c.u8())
		if c.short {
			break
		}
		p.h.Languages = append(p.h.Languages, p.text(c, n, "Language List"))
		if c.short {
			break
		}
	}
	p.checkLength(c, "Language List")
}
