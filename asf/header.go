package asf

import "bytes"

// Limits of a header, far above what encoders write.
const (
	maxObjects     = 1024 // total
	maxStreams     = 127  // stream numbers have seven bits
	maxDescriptors = 512
	maxLanguages   = 128
	maxCodecs      = 64
	maxNames       = 32 // per stream
)

// Header is an ASF Header Object ([ASF] 3.1).
type Header struct {
	Size              uint64 // declared size of the object in bytes
	File              *FileProperties
	Streams           []Stream
	Extended          []ExtendedStream
	Content           *Content
	Descriptors       []Descriptor
	Bitrates          []StreamBitrate
	Languages         []string // language tags such as "en-us"; ExtendedStream and StreamName refer to them by index
	Codecs            []Codec
	Encrypted         bool // an object that describes content encryption is present
	Data              *DataObject
	Objects           []Object // all objects in order
	Violations        []Violation
	ViolationsDropped int
}

// Object is an object in the header.
type Object struct {
	ID     GUID
	Offset int
	Size   uint64 // including the 24-byte object header
}

// DataObject is the beginning of the Data Object ([ASF] 5.1), which Windows Media servers send after the
// header.
type DataObject struct {
	FileID  GUID
	Packets uint64 // meaningless for a broadcast
}

// parser is the state of a ParseHeader call.
type parser struct {
	h      *Header
	f      violations
	object int // objects parsed so far
}

func (p *parser) violation(code string, offset int, in string) { p.f.add(code, offset, in) }

// checkLength records a violation if the object ended before its fields.
func (p *parser) checkLength(c *cursor, in string) {
	if c.short {
		p.violation(ViolationTruncated, c.offset(), in)
	}
}

const (
	objectHeaderSize = 24 // GUID and size
	headerObjectSize = 30 // plus the number of objects and two reserved bytes
)

// ParseHeader parses a Header Object and the beginning of the Data Object that may follow it. It always returns
// a value; problems are listed in Violations. The result does not refer to b.
func ParseHeader(b []byte) *Header {
	p := parser{h: &Header{}}
	h := p.h
	c := cursor{b: b}
	if id := c.guid(); c.short || id != guidHeader {
		p.violation(ViolationNotASF, 0, "Header")
		h.Violations = p.f.list
		return h
	}
	h.Size = c.u64()
	count := c.u32()
	c.bytes(2)
	p.checkLength(&c, "Header")
	end := len(b)
	switch {
	case h.Size < headerObjectSize:
		p.violation(ViolationObjectLength, 16, "Header")
	case h.Size > uint64(len(b)):
		p.violation(ViolationTruncated, len(b), "Header")
	default:
		end = int(h.Size)
	}
	if !c.short {
		inside := cursor{b: b[:end], at: c.at}
		if n, complete := p.objects(&inside, 0); complete && n != uint64(count) {
			p.violation(ViolationCount, 24, "Header")
		}
		if bytes.HasPrefix(b[inside.at:end], guidData[:]) {
			end = inside.at
		}
		p.dataObject(cursor{b: b, at: end})
	}
	h.Violations, h.ViolationsDropped = p.f.list, p.f.more
	return h
}

// objects parses the objects up to the end of c and returns their number. whole is false if it had to stop
// early.
func (p *parser) objects(c *cursor, depth int) (n uint64, complete bool) {
	for c.left() > 0 {
		at := c.offset()
		id, size := c.guid(), c.u64()
		switch {
		case c.short:
			p.violation(ViolationTruncated, at, "object")
			return n, false
		case depth == 0 && id == guidData: // the declared header size is too large
			c.at = at
			return n, true
		case size < objectHeaderSize:
			p.violation(ViolationObjectLength, at+16, objectNames[id])
			return n, false
		case p.object >= maxObjects:
			p.violation(ViolationTooMany, at, "objects")
			return n, false
		}
		p.object++
		n++
		p.h.Objects = append(p.h.Objects, Object{id, at, size})
		body := c.bytes(size - objectHeaderSize)
		if body == nil && size > objectHeaderSize {
			p.violation(ViolationTruncated, at, objectNames[id])
			c.short = false
			p.read(id, cursor{b: c.b[c.at:], base: c.offset()}, depth)
			return n, false
		}
		p.read(id, cursor{b: body, base: at + objectHeaderSize}, depth)
	}
	return n, true
}

// read parses the body of an object.
func (p *parser) read(id GUID, c cursor, depth int) {
	switch id {
	case guidFileProperties:
		p.fileProperties(&c)
	case guidStream:
		p.stream(&c)
	case guidContent:
		p.content(&c)
	case guidExtContent:
		p.descriptors(&c)
	case guidStreamBitrate:
		p.bitrates(&c)
	case guidCodecList:
		p.codecs(&c)
	case guidHeaderExtension:
		p.headerExtension(&c, depth)
	case guidExtStream:
		p.extendedStream(&c, depth)
	case guidLanguageList:
		p.languages(&c)
	case guidEncryption, guidExtEncryption:
		p.h.Encrypted = true
	}
}

// dataObject parses the header of the Data Object, if present.
func (p *parser) dataObject(c cursor) {
	if c.left() == 0 {
		return
	}
	at := c.offset()
	if id := c.guid(); c.short || id != guidData {
		return // unrelated bytes after the header
	}
	c.u64() // size in the file, not in this input
	d := DataObject{FileID: c.guid(), Packets: c.u64()}
	if c.short {
		p.violation(ViolationTruncated, at, "Data")
		return
	}
	p.h.Data = &d
}

// Stream returns the properties of a stream, or nil.
func (h *Header) Stream(number int) *Stream {
	for i := range h.Streams {
		if h.Streams[i].Number == number {
			return &h.Streams[i]
		}
	}
	return nil
}
