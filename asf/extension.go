package asf

import "time"

// ExtendedStream is an Extended Stream Properties Object ([ASF] 4.1).
type ExtendedStream struct {
	Number              int
	Start, End          time.Duration // 0 if not specified
	Bitrate             uint32        // bits per second, of the leaky bucket
	BufferSize          time.Duration // of the leaky bucket
	AlternateBitrate    uint32        // the peak, bits per second
	MaxObjectSize       uint32        // bytes; 0 if unknown
	Reliable            bool          // intended for a reliable transport
	Seekable            bool
	NoCleanPoints       bool
	Language            int           // index in Header.Languages
	AverageTimePerFrame time.Duration // 0 if not specified
	Names               []StreamName
}

// StreamName is the name of a stream in one language.
type StreamName struct {
	Language int // index in Header.Languages
	Name     string
}

// headerExtension parses the Header Extension Object ([ASF] 3.4), whose data consists of objects.
func (p *parser) headerExtension(c *cursor, depth int) {
	if depth > 0 {
		p.violation(ViolationTooDeep, c.offset(), "Header Extension")
		return
	}
	c.guid()
	c.u16()
	size := c.u32()
	p.checkLength(c, "Header Extension")
	if c.short {
		return
	}
	if uint64(size) > uint64(c.left()) {
		p.violation(ViolationTruncated, c.offset(), "Header Extension")
	}
	n := int(min(uint64(size), uint64(c.left())))
	p.objects(&cursor{b: c.b[:c.at+n], base: c.base, at: c.at}, depth+1)
}

func (p *parser) extendedStream(c *cursor, depth int) {
	const in = "Extended Stream Properties"
	if len(p.h.Extended) >= maxStreams {
		p.violation(ViolationTooMany, c.offset(), in)
		return
	}
	if depth > 1 {
		p.violation(ViolationTooDeep, c.offset(), in)
		return
	}
	s := ExtendedStream{Start: milliseconds(c.u64()), End: milliseconds(c.u64()), Bitrate: c.u32()}
	s.BufferSize = milliseconds(uint64(c.u32()))
	c.u32() // initial fullness
	s.AlternateBitrate = c.u32()
	c.u64() // alternate buffer size and fullness
	s.MaxObjectSize = c.u32()
	flags := c.u32()
	s.Reliable, s.Seekable, s.NoCleanPoints = flags&1 != 0, flags&2 != 0, flags&4 != 0
	s.Number, s.Language = int(c.u16()), int(c.u16())
	s.AverageTimePerFrame = ticks(c.u64())
	names, systems := c.u16(), c.u16()
	for range names {
		if c.short {
			break
		}
		at := c.offset()
		name := StreamName{Language: int(c.u16())}
		name.Name = p.text(c, int(c.u16()), in)
		if len(s.Names) == maxNames {
			p.violation(ViolationTooMany, at, in)
			break
		}
		if !c.short || name.Name != "" {
			s.Names = append(s.Names, name)
		}
	}
	if len(s.Names) == maxNames && int(names) > maxNames {
		systems, c.at = 0, len(c.b) // the start of the remaining data is unknown
	}
	for range systems { // payload extension systems: identifier, data size, information
		if c.short || c.left() == 0 {
			break
		}
		c.bytes(18)
		c.bytes(uint64(c.u32()))
	}
	p.checkLength(c, in)
	p.h.Extended = append(p.h.Extended, s)
	// A stream that is hidden from old readers has its Stream Properties Object here.
	if !c.short && c.left() > 0 {
		p.objects(&cursor{b: c.b, base: c.base, at: c.at}, depth+1)
	}
}
